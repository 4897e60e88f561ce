//! What somebody's own task is told, what it refuses, and what it learns.

use super::*;
extern crate std;
use std::boxed::Box;
use thalweg::{
    loss::L2Sp,
    recipe::{Trained, Unfreezing, WiseFt},
};

fn made() -> General<'static> {
    General::factory(Box::leak(Box::new(General::ZERO))).unwrap()
}

fn told(shape: Shape) -> General<'static> {
    let mut general = made();
    general.shape(shape).unwrap();
    general.begin(0).unwrap();
    general
}

#[test]
fn a_window_is_heard_in_any_pieces() {
    let shape = Shape { values: 2, window: 5, ..Shape::DEFAULT };
    let values: [f32; 10] = core::array::from_fn(|i| (i as f32 * 0.7).sin());
    let mut whole = told(shape);
    whole.hear(true, &values).unwrap();
    let mut pieces = told(shape);
    for (number, piece) in values.chunks(3).enumerate() {
        assert_eq!(pieces.learn(0.0), Err(Refusal::Order));
        pieces.hear(number == 0, piece).unwrap();
    }
    assert_eq!(whole.heard, pieces.heard);
    let found = whole.heard.unwrap();
    for channel in 0..2 {
        let of = |row: usize| f64::from(values[2 * row + channel]);
        let mean = (0..5).map(of).sum::<f64>() / 5.0;
        let square = (0..5).map(|row| (of(row) - mean).powi(2)).sum::<f64>() / 5.0;
        let way = (1..5).map(|row| (of(row) - of(row - 1)).abs()).sum::<f64>() / 4.0;
        for (found, expected) in found[3 * channel..].iter().zip([mean, square.sqrt(), way]) {
            assert!((f64::from(*found) - expected).abs() < 1e-6, "{found} for {expected}");
        }
    }
    assert_eq!(pieces.hear(false, &[0.0]), Err(Refusal::Length)); // it is whole
    assert_eq!(pieces.hear(true, &[f32::MAX, 0.0, f32::MIN, 0.0]), Ok(()));
}

#[test]
fn what_is_out_of_range_is_refused_and_changes_nothing() {
    let mut new = made();
    new.hear(true, &[1.0, 2.0]).unwrap();
    assert_eq!((new.learn(0.0), new.given(0, &[1.0])), (Err(Refusal::Order), Err(Refusal::Order)));
    let mut general = told(Shape { values: 3, ..Shape::DEFAULT });
    let before = general.state();
    for shape in [
        Shape { values: 0, ..Shape::DEFAULT },
        Shape { values: 33, ..Shape::DEFAULT },
        Shape { values: 10, window: 2, ..Shape::DEFAULT },
        Shape { window: 0, ..Shape::DEFAULT },
        Shape { classes: 1, ..Shape::DEFAULT },
        Shape { classes: 13, ..Shape::DEFAULT },
        Shape { hidden: 0, ..Shape::DEFAULT },
        Shape { hidden: 17, ..Shape::DEFAULT },
    ] {
        assert_eq!(general.shape(shape), Err(Refusal::Number), "{shape:?}");
    }
    assert_eq!(general.given(97, &[1.0, 1.0]), Err(Refusal::Length)); // it has 98
    assert_eq!(general.given(0, &[f32::NAN]), Err(Refusal::NotFinite));
    general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
    assert_eq!(general.hear(true, &[1.0, f32::NAN, 3.0]), Err(Refusal::NotFinite));
    assert_eq!(general.learn(0.0), Err(Refusal::Order)); // nor what was heard before
    assert_eq!(general.hear(true, &[1.0, 2.0]), Err(Refusal::Length));
    assert_eq!(general.hear(false, &[1.0, 2.0, 3.0]), Err(Refusal::Length));
    assert_eq!(general.learn(0.0), Err(Refusal::Order));
    assert_eq!(general.adapt(), Err(Refusal::Order));
    assert_eq!(general.state(), before);
    general.given(96, &[1.0, 1.0]).unwrap();
    assert_ne!(general.state(), before);
    // Somebody new starts from what was given as well.
    let given = general.state();
    general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
    general.learn(0.0).unwrap();
    assert_eq!(general.given(0, &[1.0]), Err(Refusal::Order));
    general.begin(0).unwrap();
    assert_eq!(general.state(), given);
    // What is finite and of no use makes no class.
    let large =
        core::array::from_fn::<_, 98, _>(
            |i| {
                if i < 64 || i % 2 == 0 { f32::MAX } else { f32::MIN }
            },
        );
    general.given(0, &large).unwrap();
    general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
    assert_eq!(general.judge(0), Err(Refusal::NotFinite));
    // The largest that fits does.
    told(Shape { values: 32, window: 1, classes: 12, hidden: 16 });
    told(Shape { values: 9, window: u16::MAX, classes: 12, hidden: 16 });
}

/// Two classes, in turn.
fn sample(i: u8) -> [f32; 2] {
    let side = if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    [side + f32::from(i % 5) * 0.01, 5.0 - f32::from(i % 3) * 0.02]
}

/// Learns eight samples; how many steps that takes.
fn tune(general: &mut General<'_>) -> u32 {
    for i in 0..8 {
        general.hear(true, &sample(i)).unwrap();
        general.learn(f32::from(i % 2)).unwrap();
    }
    general.adapt().unwrap();
    let steps = core::iter::from_fn(|| general.step().unwrap());
    steps.last().map_or(0, |last| last.steps)
}

#[test]
fn a_recipe_is_followed_until_another_shape_is_told() {
    let mut general = told(Shape::DEFAULT);
    let own = (tune(&mut general), general.state().parameters_hash);
    let mut buffer = [0; RECIPE_BYTES];
    let smooth = SoftmaxCrossEntropy { label_smoothing: 0.1 };
    let recipe = training::Recipe {
        epochs: 3,
        loss: thalweg::recipe::AnyLoss::SoftmaxCrossEntropy(smooth),
        ..training::DEFAULT
    };
    let bytes = recipe.encode(&mut buffer).unwrap();
    let (first, second) = bytes.split_at(7);
    general.recipe(0, first).unwrap();
    assert_eq!(general.recipe(8, second), Err(Refusal::Order));
    general.recipe(7, second).unwrap();
    assert_eq!(general.follow(), Err(Refusal::Order)); // not behind what it is not the recipe of
    general.begin(0).unwrap();
    general.follow().unwrap();
    let by_it = (tune(&mut general), general.state().parameters_hash);
    assert_eq!((own.0, by_it.0), (80 * 2, 3 * 2));
    assert_ne!(own.1, by_it.1);
    // What cannot be followed leaves the one before.
    general.begin(0).unwrap();
    let half = thalweg::recipe::StatePrecision::Bf16;
    let half = training::Recipe { precision: half, ..recipe.clone() };
    let mut buffer = [0; RECIPE_BYTES];
    let mut long = [0; RECIPE_BYTES];
    let endless = training::Recipe { epochs: u32::MAX, ..recipe.clone() };
    let endless = &*endless.encode(&mut long).unwrap();
    for bytes in [&[1, 2, 3], &*half.encode(&mut buffer).unwrap(), endless] {
        general.recipe(0, bytes).unwrap();
        assert_eq!(general.follow(), Err(Refusal::Recipe));
    }
    assert_eq!(general.recipe(0, &[0; RECIPE_BYTES + 1]), Err(Refusal::Length));
    general.recipe(0, &[1, 2, 3]).unwrap(); // and nothing more of it
    general.begin(0).unwrap();
    assert_eq!((tune(&mut general), general.state().parameters_hash), by_it);
    general.shape(Shape::DEFAULT).unwrap();
    general.follow().unwrap();
    assert_eq!((tune(&mut general), general.state().parameters_hash), own);
    // It may be told before the shape that nobody tells.
    let mut new = made();
    let mut buffer = [0; RECIPE_BYTES];
    new.recipe(0, recipe.encode(&mut buffer).unwrap()).unwrap();
    new.follow().unwrap();
    new.begin(0).unwrap();
    assert_eq!((tune(&mut new), new.state().parameters_hash), by_it);
}

/// Tells a recipe.
fn follow(general: &mut General<'_>, recipe: &training::Recipe) -> Result<(), Refusal> {
    let mut buffer = [0; RECIPE_BYTES];
    general.recipe(0, recipe.encode(&mut buffer).unwrap())?;
    general.follow()
}

/// The parameters before and after a training by a recipe, of a network of two features, three hidden units, two classes.
fn tuned(recipe: &training::Recipe) -> ([f32; 17], [f32; 17]) {
    let mut general = told(Shape { hidden: 3, ..Shape::DEFAULT });
    follow(&mut general, recipe).unwrap();
    let of = |all: &[f32]| <[f32; 17]>::try_from(&all[..17]).unwrap();
    let start = of(&*general.parameters);
    assert_eq!(tune(&mut general), 2 * recipe.epochs);
    (start, of(&*general.parameters))
}

/// Which of the parameters have moved.
fn moved((start, end): ([f32; 17], [f32; 17])) -> std::vec::Vec<usize> {
    (0..17).filter(|&i| start[i].to_bits() != end[i].to_bits()).collect()
}

#[test]
fn what_a_recipe_trains_moves_and_nothing_else() {
    let by = |trained| training::Recipe { trained, ..training::DEFAULT };
    assert_eq!(moved(tuned(&by(Trained::All))).len(), 17);
    let last = moved(tuned(&by(Trained::LastLayers { layers: 1 })));
    assert_eq!(last, (9..17).collect::<std::vec::Vec<_>>());
    assert_eq!(moved(tuned(&by(Trained::Biases { layers: None }))), [2, 5, 8, 12, 16]);
    assert_eq!(moved(tuned(&by(Trained::Biases { layers: Some(1) }))), [12, 16]);
    let channels = Trained::Channels { layer: 0, first: 1, count: 2 };
    assert_eq!(moved(tuned(&by(channels))), [3, 4, 5, 6, 7, 8]);
    // The last layer first; the other thaws at the step that the 8 epochs of 2 steps reach, or later.
    let from = |every| training::Recipe {
        unfreezing: Some(Unfreezing { layers: 1, every }),
        ..training::DEFAULT
    };
    assert_eq!(moved(tuned(&from(16))), last);
    assert_eq!(moved(tuned(&from(15))).len(), 17);
    // No channel that thaws within the training: nothing moves.
    let late = training::Recipe { trained: channels, ..from(16) };
    assert!(moved(tuned(&late)).is_empty());
}

#[test]
fn a_recipe_keeps_to_the_start() {
    let way = |recipe: &training::Recipe| {
        let (start, end) = tuned(recipe);
        start.iter().zip(end).map(|(start, end)| (end - start).powi(2)).sum::<f32>()
    };
    let free = tuned(&training::DEFAULT);
    let penalty = |alpha| training::Recipe { l2_sp: Some(L2Sp { alpha }), ..training::DEFAULT };
    assert_eq!(tuned(&penalty(0.0)), free);
    // The stronger the penalty, the shorter the way.
    let ways = [10.0, 1.0, 0.0].map(|alpha| way(&penalty(alpha)));
    assert!(ways.is_sorted() && ways[0] < 0.9 * ways[2], "{ways:?}");
    let share = |share| training::Recipe { wise: Some(WiseFt { share }), ..training::DEFAULT };
    assert_eq!(tuned(&share(1.0)), free);
    assert_eq!(tuned(&share(0.0)).1, free.0);
    let (start, half) = tuned(&share(0.5));
    for ((start, half), end) in start.iter().zip(half).zip(free.1) {
        assert!((half - (start + 0.5 * (end - start))).abs() < 1e-6);
    }
}

#[test]
fn what_the_network_does_not_have_is_refused_and_changes_nothing() {
    let shape = Shape { hidden: 3, ..Shape::DEFAULT };
    let good = training::Recipe { epochs: 3, ..training::DEFAULT };
    let mut general = told(shape);
    follow(&mut general, &good).unwrap();
    let with = |trained| training::Recipe { trained, ..good.clone() };
    let thaws = |unfreezing| training::Recipe { unfreezing: Some(unfreezing), ..good.clone() };
    for (recipe, said) in [
        (
            with(Trained::LastLayers { layers: 3 }),
            "trained.layers is 3; allowed: at most the number of layers",
        ),
        (
            with(Trained::Biases { layers: Some(3) }),
            "trained.layers is 3; allowed: at most the number of layers",
        ),
        (
            with(Trained::Channels { layer: 2, first: 0, count: 1 }),
            "trained.layer is 2; allowed: below the number of layers",
        ),
        (
            with(Trained::Channels { layer: 0, first: 2, count: 2 }),
            "trained.count is 2; allowed: up to the last row of the layer",
        ),
        (
            thaws(Unfreezing { layers: 3, every: 1 }),
            "unfreezing.layers is 3; allowed: at most the number of layers",
        ),
        (
            training::Recipe { replay: 1, ..good.clone() },
            "replay is 1; allowed: 0, as no sample of before is kept",
        ),
    ] {
        let mut buffer = [0; RECIPE_BYTES];
        let bytes = recipe.encode(&mut buffer).unwrap();
        let error = read(bytes, shape).unwrap_err();
        assert_eq!(std::format!("{error}"), said);
        assert_eq!(follow(&mut general, &recipe), Err(Refusal::Recipe), "{said}");
    }
    assert_eq!(tune(&mut general), 3 * 2);
    // The watch has 25 features and fewer units: what it does not have may be here.
    let shape = Shape { hidden: 16, classes: 12, ..Shape::DEFAULT };
    let mut wide = told(shape);
    follow(&mut wide, &with(Trained::Channels { layer: 1, first: 11, count: 1 })).unwrap();
    assert_eq!(tune(&mut wide), 3 * 2);
}

#[test]
fn two_classes_are_told_apart_after_a_few_samples() {
    let mut general = told(Shape::DEFAULT);
    tune(&mut general);
    for i in 8..28 {
        general.hear(true, &sample(i)).unwrap();
        assert_eq!(general.judge(0).unwrap().tuned, f32::from(i % 2), "{i}");
    }
    // Somebody new: all is forgotten.
    general.begin(0).unwrap();
    assert_eq!(general.state().learnt, 0);
}
