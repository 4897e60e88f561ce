//! What a recipe trains: the parameters that it picks move as if they were alone, and the others keep their bits.

use proptest::prelude::*;
use thalweg::{
    Error,
    average::interpolate,
    checkpoint,
    gradient::{AddDecayedWeights, ClipByGlobalNorm, Proximal, SkipNonFinite},
    group::{Group, Groups, Whole},
    loss::{L2Sp, SoftmaxCrossEntropy},
    nn::{Dense, Int8, Layer, LowRank, Mlp, Pass, Trace},
    optimizer::{
        Adam, AdamW, Momentum, Optimizer, Outcome, Rule, Sgd,
        rules::Lamb,
        state::{Bf16, Blockwise8, DynamicMap, F16},
    },
    recipe::{GroupList, Lora, Recipe, Selection, Trained, Unfreezing},
    schedule::Constant,
};

const NETWORK: Mlp = Mlp::new(3, 4, 2);
const N: usize = NETWORK.parameters();
type Chain = (SkipNonFinite, ClipByGlobalNorm, AddDecayedWeights);
const CHAIN: Chain =
    (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0), AddDecayedWeights { weight_decay: 0.1 });

fn numbers(seed: u32) -> [f32; N] {
    core::array::from_fn(|i| ((i as u32 * 37 + seed * 101) % 23) as f32 * 0.1 - 1.15)
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|w| w.to_bits()).collect()
}

/// Steps of the network's gradient at samples that differ from step to step.
fn gradient(step: u32, w: &[f32; N]) -> [f32; N] {
    let (mut hidden, mut z, mut gradient) = ([0.0; 4], [0.0; 2], [0.0; N]);
    let x = [step as f32 * 0.3 - 1.0, 0.7, 1.0 - step as f32 * 0.1];
    NETWORK.forward(w, &x, &mut hidden, &mut z).unwrap();
    SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, step as usize % 2).unwrap();
    NETWORK.backward(w, &x, &mut hidden, &z, &mut gradient).unwrap();
    gradient
}

fn trained(selection: &Selection<2>, rule: impl Rule, steps: u32) -> [f32; N] {
    let groups = Groups(selection.groups_at(0));
    let all = Groups([Group::vector(N), Group { frozen: true, ..Group::vector(0) }]);
    let mut optimizer = Optimizer::<_, [f32; N], _, _>::grouped(rule, CHAIN, all).unwrap();
    optimizer.restart_grouped(rule, CHAIN, groups).unwrap();
    let mut w = numbers(0);
    for step in 0..steps {
        let mut gradient = gradient(step, &w);
        let outcome = selection.step(&mut optimizer, step, &mut w, &mut gradient, 0.1);
        assert_eq!(outcome, Ok(Outcome::Applied));
    }
    assert_eq!(optimizer.len(), selection.len());
    w
}

/// Which parameters each variant picks, written out.
fn cases() -> Vec<(Trained, Vec<usize>)> {
    let biases = [3, 7, 11, 15, 20, 25];
    vec![
        (Trained::All, (0..26).collect()),
        (Trained::LastLayers { layers: 2 }, (0..26).collect()),
        (Trained::LastLayers { layers: 1 }, (16..26).collect()),
        (Trained::Biases { layers: None }, biases.to_vec()),
        (Trained::Biases { layers: Some(2) }, biases.to_vec()),
        (Trained::Biases { layers: Some(1) }, vec![20, 25]),
        (Trained::Channels { layer: 0, first: 1, count: 2 }, (4..12).collect()),
        (Trained::Channels { layer: 1, first: 1, count: 1 }, (21..26).collect()),
    ]
}

#[test]
fn each_variant_picks_what_its_document_says() {
    for (trained, expected) in cases() {
        let selection = Selection::new(trained, None, NETWORK.groups()).unwrap();
        let picked: Vec<usize> = (0..2 * N).filter(|i| selection.contains(*i)).collect();
        assert_eq!(picked, expected, "{trained:?}");
        assert_eq!((selection.len(), selection.is_empty()), (expected.len(), false));
        let range = selection.range().map(Iterator::collect::<Vec<_>>);
        let together = !matches!(trained, Trained::Biases { .. });
        assert_eq!(range, together.then_some(expected), "{trained:?}");
        let lengths = selection.groups_at(0).map(|group| group.length);
        assert_eq!(lengths.iter().sum::<usize>(), selection.len());
    }
}

/// The reference: an optimizer that has nothing but the parameters that are picked.
fn alone(picked: &[usize], rule: impl Rule, layers: [Group; 2], steps: u32) -> [f32; N] {
    let mut state = Optimizer::<_, [f32; N], _, _>::grouped(
        rule,
        CHAIN,
        Groups([Group::vector(N), Group::vector(0)]),
    )
    .unwrap();
    state.restart_grouped(rule, CHAIN, Groups(layers)).unwrap();
    let mut w = numbers(0);
    for step in 0..steps {
        let gradient = gradient(step, &w);
        let of = |numbers: &[f32]| picked.iter().map(|&i| numbers[i]).collect::<Vec<_>>();
        let mut own = of(&w);
        state.step(&mut own, &of(&gradient), 0.1).unwrap();
        picked.iter().zip(own).for_each(|(&i, own)| w[i] = own);
    }
    w
}

#[test]
fn what_is_picked_moves_as_if_it_were_alone_and_the_rest_keeps_its_bits() {
    for (trained_as, picked) in cases() {
        let selection = Selection::new(trained_as, None, NETWORK.groups()).unwrap();
        macro_rules! compared {
            ($($rule:expr),*) => {$(
                let (w, start) = (trained(&selection, $rule, 5), numbers(0));
                let expected = alone(&picked, $rule, selection.groups_at(0), 5);
                assert_eq!(bits(&w), bits(&expected), "{trained_as:?}");
                for i in 0..N {
                    let moved = w[i].to_bits() != start[i].to_bits();
                    // What has no gradient decays all the same.
                    assert_eq!(moved, picked.contains(&i), "{i} of {trained_as:?}: {}", w[i]);
                }
            )*};
        }
        compared!(Momentum::DEFAULT, Adam::DEFAULT, AdamW::DEFAULT, Lamb::DEFAULT);
    }
}

#[test]
fn joined_it_has_the_bits_of_one_group() {
    let selection = Selection::new(Trained::All, None, NETWORK.groups()).unwrap().joined();
    let mut whole = Optimizer::<_, [f32; N], _, _>::grouped(Adam::DEFAULT, CHAIN, Whole).unwrap();
    let mut w = numbers(0);
    for step in 0..7 {
        let gradient = gradient(step, &w);
        whole.step(&mut w, &gradient, 0.1).unwrap();
    }
    assert_eq!(bits(&trained(&selection, Adam::DEFAULT, 7)), bits(&w));
    let frozen = Group { frozen: true, ..Group::vector(0) };
    assert_eq!(selection.groups_at(0), [Group::vector(N), frozen]);
    // Layers that thaw, or that have settings of their own, stay groups.
    let [hidden, output] = NETWORK.groups();
    let unfreezing = Some(Unfreezing { layers: 1, every: 1 });
    let slow = [Group { learning_rate: 0.5, ..hidden }, output];
    for (unfreezing, layers) in [(unfreezing, [hidden, output]), (None, slow)] {
        let selection = Selection::new(Trained::All, unfreezing, layers).unwrap();
        assert_eq!(selection.joined(), selection);
    }
}

#[test]
fn a_layer_thaws_at_the_step_that_is_said_and_begins_as_at_a_first_step() {
    let unfreezing = Some(Unfreezing { layers: 1, every: 3 });
    let selection = Selection::new(Trained::All, unfreezing, NETWORK.groups()).unwrap();
    assert_eq!([0, 2, 3, 9].map(|step| selection.lowest_layer(step)), [1, 1, 0, 0]);
    let groups = Groups(selection.groups_at(0));
    let mut optimizer =
        Optimizer::<_, [f32; N], _, _>::grouped(AdamW::DEFAULT, CHAIN, groups).unwrap();
    let (mut w, start) = (numbers(0), numbers(0));
    for step in 0..6 {
        let mut gradient = gradient(step, &w);
        selection.step(&mut optimizer, step, &mut w, &mut gradient, 0.1).unwrap();
        let moved = bits(&w[..16]) != bits(&start[..16]);
        assert_eq!(moved, step >= 3, "step {step}");
        assert_ne!(bits(&w[16..]), bits(&start[16..]));
        // Each counts its own steps; before it thaws there is no state.
        let counted: Vec<u32> = optimizer.group_states().iter().map(|group| group.steps).collect();
        assert_eq!(counted, [(step + 1).saturating_sub(3), step + 1]);
        let untouched = optimizer.state().take(16).all(|state| state == [0.0; 2]);
        assert_eq!(untouched, step < 3);
    }
    // Of biases and of channels likewise.
    for (trained, first) in [
        (Trained::Biases { layers: None }, 0),
        (Trained::LastLayers { layers: 1 }, 1),
        (Trained::Channels { layer: 0, first: 0, count: 1 }, 0),
    ] {
        let selection = Selection::new(trained, unfreezing, NETWORK.groups()).unwrap();
        assert_eq!(selection.lowest_layer(3), first);
        let waits = matches!(trained, Trained::Channels { .. });
        assert_eq!(selection.lowest_layer(2), if waits { 2 } else { 1 }, "{trained:?}");
        assert!(selection.groups_at(2)[0].frozen);
    }
}

#[test]
fn multipliers_of_the_recipe_hold_for_what_is_picked() {
    let [hidden, output] = NETWORK.groups();
    let slow = Group { learning_rate: 0.25, ..output };
    let mut recipe: Recipe = Recipe::new(Momentum::DEFAULT, Constant::new(0.1).unwrap().into());
    recipe.groups = GroupList::from_slice(&[hidden, slow]).unwrap();
    recipe.trained = Trained::Biases { layers: Some(1) };
    let selection = recipe.selection(NETWORK.groups()).unwrap();
    let [nothing, biases] = selection.groups_at(0);
    assert_eq!((nothing.length, nothing.frozen), (0, true));
    assert_eq!(biases, Group { learning_rate: 0.25, ..Group::vector(2) });
    recipe.groups = GroupList::from_slice(&[hidden]).unwrap();
    let said = recipe.selection(NETWORK.groups()).unwrap_err().to_string();
    assert_eq!(said, "groups has 1 elements; allowed: exactly 2");
    recipe.groups = GroupList::from_slice(&[output, hidden]).unwrap();
    let said = recipe.selection(NETWORK.groups()).unwrap_err().to_string();
    assert_eq!(said, "group has 10 elements; allowed: exactly 16");
}

#[test]
fn what_the_network_has_not_is_refused() {
    let said = |trained, unfreezing, layers: [Group; 2]| {
        Selection::new(trained, unfreezing, layers).unwrap_err().to_string()
    };
    let layers = NETWORK.groups();
    let channels = |layer, first, count| Trained::Channels { layer, first, count };
    for (trained, expected) in [
        (Trained::LastLayers { layers: 0 }, "trained.layers is 0; allowed: at least 1"),
        (
            Trained::LastLayers { layers: 3 },
            "trained.layers is 3; allowed: at most the number of layers",
        ),
        (
            Trained::Biases { layers: Some(u32::MAX) },
            "trained.layers is 4294967295; allowed: at most the number of layers",
        ),
        (channels(2, 0, 1), "trained.layer is 2; allowed: below the number of layers"),
        (channels(0, 0, 0), "trained.count is 0; allowed: at least 1"),
        (channels(0, 4, 1), "trained.count is 1; allowed: up to the last row of the layer"),
        (
            channels(0, u32::MAX, u32::MAX),
            "trained.count is 4294967295; allowed: up to the last row of the layer",
        ),
    ] {
        assert_eq!(said(trained, None, layers), expected);
    }
    let unfreezing = |layers, every| Some(Unfreezing { layers, every });
    assert_eq!(
        said(Trained::All, unfreezing(3, 1), layers),
        "unfreezing.layers is 3; allowed: at most the number of layers"
    );
    assert_eq!(
        said(Trained::All, unfreezing(1, 0), layers),
        "unfreezing.every is 0; allowed: at least 1"
    );
    // A vector has neither rows nor biases.
    let vectors = [Group::vector(3), Group::vector(4)];
    let nothing =
        "trained cannot be set: no layer has what it picks; allowed: what trains a parameter";
    assert_eq!(said(Trained::Biases { layers: None }, None, vectors), nothing);
    assert_eq!(
        said(channels(0, 0, 1), None, vectors),
        "trained.count is 1; allowed: up to the last row of the layer"
    );
    let torn = [Group { columns: Some(2), ..Group::vector(3) }, Group::vector(4)];
    assert_eq!(
        said(Trained::All, None, torn),
        "group of whole rows has 3 elements; allowed: exactly 2"
    );
}

#[test]
fn wrong_lengths_change_nothing() {
    let selection =
        Selection::new(Trained::LastLayers { layers: 1 }, None, NETWORK.groups()).unwrap();
    let groups = Groups(selection.groups_at(0));
    let mut optimizer =
        Optimizer::<_, [f32; 10], _, _>::grouped(Adam::DEFAULT, CHAIN, groups).unwrap();
    let (mut w, mut g) = (numbers(0), numbers(1));
    let refused = selection.step(&mut optimizer, 0, &mut w[1..], &mut g, 0.1);
    assert_eq!(refused, Err(Error::Length { what: "parameters", expected: 26, found: 25 }));
    let refused = selection.step(&mut optimizer, 0, &mut w, &mut g[1..], 0.1);
    assert_eq!(refused, Err(Error::Length { what: "gradient", expected: 26, found: 25 }));
    // An optimizer of other parameters.
    let biases = Selection::new(Trained::Biases { layers: None }, None, NETWORK.groups()).unwrap();
    assert!(biases.step(&mut optimizer, 0, &mut w, &mut g, 0.1).is_err());
    assert_eq!((bits(&w), optimizer.steps()), (bits(&numbers(0)), 0));
    // A gradient without room for biases beside their parameters.
    let narrow = [Group::matrix(4, 1), Group::vector(1)];
    let biases = Selection::new(Trained::Biases { layers: None }, None, narrow).unwrap();
    let mut optimizer =
        Optimizer::<_, [f32; 4], _, _>::grouped(Adam::DEFAULT, CHAIN, Groups(biases.groups_at(0)))
            .unwrap();
    let refused = biases.step(&mut optimizer, 0, &mut w[..5], &mut g[..5], 0.1);
    assert_eq!(refused, Err(Error::Capacity { what: "gradient", needed: 8, room: 5 }));
}

#[test]
fn more_parameters_than_there_is_memory_for_are_refused() {
    let groups = Groups([Group::vector(3)]);
    let mut optimizer =
        Optimizer::<_, [f32; 3], _, _>::grouped(Adam::DEFAULT, CHAIN, groups).unwrap();
    optimizer.step(&mut [0.0; 3], &[1.0; 3], 0.1).unwrap();
    let more = Groups([Group::vector(4)]);
    let refused = optimizer.restart_grouped(Adam::DEFAULT, CHAIN, more);
    assert_eq!(refused, Err(Error::Capacity { what: "state", needed: 4, room: 3 }));
    let wrong = Adam { beta1: 1.0, ..Adam::DEFAULT };
    assert!(optimizer.restart_grouped(wrong, CHAIN, Groups([Group::vector(2)])).is_err());
    assert_eq!((optimizer.steps(), optimizer.len()), (1, 3));
    optimizer.restart_grouped(Adam::DEFAULT, CHAIN, Groups([Group::vector(2)])).unwrap();
    assert_eq!((optimizer.steps(), optimizer.len()), (0, 2));
    assert!(optimizer.step(&mut [0.0; 3], &[1.0; 3], 0.1).is_err());
    optimizer.step(&mut [0.0; 2], &[1.0; 2], 0.1).unwrap();
}

/// What is saved of fewer parameters than there is memory for is as much as they have, in every precision.
#[test]
fn fewer_parameters_than_memory_are_saved_and_loaded() {
    macro_rules! each {
        ($($precision:ty),*) => {$({
            let all = Groups([Group::vector(96), Group::vector(4)]);
            let picked = Groups([Group::vector(67), Group { frozen: true, ..Group::vector(0) }]);
            let made = || {
                let mut it = Optimizer::<_, [$precision; 100], _, _>::grouped(
                    Adam::DEFAULT,
                    SkipNonFinite::DEFAULT,
                    all,
                )
                .unwrap();
                it.restart_grouped(Adam::DEFAULT, SkipNonFinite::DEFAULT, picked).unwrap();
                it
            };
            let (mut one, mut other) = (made(), made());
            let (mut w, g) = ([0.5; 67], core::array::from_fn::<f32, 67, _>(|i| i as f32 * 0.01));
            (0..3).for_each(|_| assert_eq!(one.step(&mut w, &g, 0.1), Ok(Outcome::Applied)));
            let mut bytes = vec![0; checkpoint::length(&one) as usize];
            let identity = checkpoint::Identity { model: 1, recipe: 2 };
            let mut to = checkpoint::Buffer::new(&mut bytes);
            checkpoint::save(&one, identity, &mut to).unwrap();
            checkpoint::load(&mut other, identity, &mut checkpoint::Bytes::new(&bytes)).unwrap();
            let mut same = w;
            one.step(&mut w, &g, 0.1).unwrap();
            other.step(&mut same, &g, 0.1).unwrap();
            assert_eq!(bits(&w), bits(&same));
        })*};
    }
    each!(f32, Bf16, F16, Blockwise8<3, DynamicMap>);
}

proptest! {
    /// ½ α ‖w − w₀‖² and its gradient, against 64 bits.
    #[test]
    fn l2_sp_is_its_formula(
        pairs in proptest::collection::vec((-9.0..9.0_f32, -9.0..9.0_f32, -9.0..9.0_f32), 8),
        alpha in 0.0..5.0_f32,
    ) {
        let (w, start): (Vec<f32>, Vec<f32>) = pairs.iter().map(|(w, start, _)| (*w, *start)).unzip();
        let before: Vec<f32> = pairs.iter().map(|(.., g)| *g).collect();
        let mut gradient = before.clone();
        let value = L2Sp { alpha }.value_and_grad(&w, &start, &mut gradient).unwrap();
        let of = f64::from;
        let way = |i: usize| of(w[i]) - of(start[i]);
        let expected = (0..w.len()).map(|i| way(i).powi(2)).sum::<f64>() * of(alpha) / 2.0;
        prop_assert!((of(value) - expected).abs() <= 1e-5 * expected.max(1.0), "{value} {expected}");
        for i in 0..w.len() {
            let expected = of(before[i]) + of(alpha) * way(i);
            prop_assert!((of(gradient[i]) - expected).abs() < 1e-4);
        }
        // The proximal term has the same gradient, to the bit.
        let chain = Proximal::new(alpha, &start[..]);
        let mut by_chain = w.clone();
        let mut optimizer = Optimizer::<Sgd, [f32; 8], _>::with_transform(Sgd, chain).unwrap();
        optimizer.step(&mut by_chain, &before, 1.0).unwrap();
        for i in 0..w.len() {
            prop_assert_eq!(by_chain[i].to_bits(), (w[i] - gradient[i]).to_bits());
        }
    }
}

#[test]
fn l2_sp_refuses_what_is_no_penalty() {
    let mut g = [0.5; 2];
    for alpha in [-1.0, f32::NAN, f32::INFINITY] {
        let refused = L2Sp { alpha }.value_and_grad(&[1.0; 2], &[0.0; 2], &mut g).unwrap_err();
        assert!(refused.to_string().starts_with("alpha is "), "{refused}");
    }
    let l2_sp = L2Sp { alpha: 1.0 };
    let refused = l2_sp.value_and_grad(&[1.0; 2], &[0.0; 1], &mut g);
    assert_eq!(refused, Err(Error::Length { what: "start", expected: 2, found: 1 }));
    let refused = l2_sp.value_and_grad(&[1.0; 3], &[0.0; 3], &mut g);
    assert_eq!(refused, Err(Error::Length { what: "gradient", expected: 3, found: 2 }));
    assert_eq!(g, [0.5; 2]);
}

/// Adapters beside a frozen layer in integers: the recipe's memory is that of the layer, and they learn.
#[test]
fn adapters_of_a_recipe_are_trained_beside_integers() {
    const Q: [i8; 12] = [10, -20, 30, 40, -50, 60, 70, 80, -90, 15, 25, -35];
    const BASE: Int8<'_, Dense> = Int8::new(Dense::new(4, 3), &Q, &[0.01; 3], &[0.0; 3]);
    let lora = Lora { rank: 2, alpha: 4.0 };
    let layer: LowRank<Int8<'_, Dense>> = lora.beside(BASE);
    let shape = Layer::shape(&layer).unwrap();
    assert_eq!((shape.parameters, shape.memory), (lora.parameters(4, 3), lora.memory()));
    assert_eq!((lora.parameters(4, 3), lora.memory()), (14, 2));
    let mut w = [0.0; 14];
    layer.start(&mut w, 1).unwrap();
    let mut optimizer = Optimizer::<_, [f32; 14]>::new(Adam::DEFAULT).unwrap();
    let (x, mut losses) = ([0.5, -1.0, 2.0, 0.1], Vec::new());
    for _ in 0..60 {
        let (mut y, mut memory, mut gradient) = ([0.0; 3], [0.0; 2], [0.0; 14]);
        layer.forward(&w, &x, &mut y, &mut memory, Pass::Training(0)).unwrap();
        losses.push(SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut y, 1).unwrap());
        let trace = Trace { x: &x, y: &[], dy: &y, memory: &mut memory, pass: Pass::Training(0) };
        layer.backward(&w, trace, Some(&mut gradient), None).unwrap();
        optimizer.step(&mut w, &gradient, 0.05).unwrap();
    }
    assert!(losses[59] < 0.1 * losses[0], "{losses:?}");
}

/// A whole fine-tuning: the head alone, near its start, a part of the way kept.
#[test]
fn a_fine_tuning_keeps_to_its_recipe() {
    let start = numbers(0);
    let l2_sp = L2Sp { alpha: 3.0 };
    let selection =
        Selection::new(Trained::LastLayers { layers: 1 }, None, NETWORK.groups()).unwrap();
    let tuned = |penalised: bool| {
        let mut optimizer = Optimizer::<_, [f32; 10], _, _>::grouped(
            Momentum::DEFAULT,
            SkipNonFinite::DEFAULT,
            Groups(selection.groups_at(0)),
        )
        .unwrap();
        let mut w = start;
        for step in 0..40 {
            let mut gradient = gradient(step % 6, &w);
            if penalised {
                l2_sp.value_and_grad(&w, &start, &mut gradient).unwrap();
            }
            selection.step(&mut optimizer, step, &mut w, &mut gradient, 0.02).unwrap();
        }
        w
    };
    let way = |w: &[f32]| w.iter().zip(&start).map(|(w, s)| (w - s).powi(2)).sum::<f32>().sqrt();
    let (free, mut held) = (tuned(false), tuned(true));
    assert!(way(&held) < 0.8 * way(&free), "{} of {}", way(&held), way(&free));
    let whole = way(&held);
    interpolate(&mut held, &start, 0.8).unwrap();
    assert!((way(&held) - 0.8 * whole).abs() < 1e-5);
    assert_eq!(bits(&held[..16]), bits(&start[..16]));
}
