//! What a program links has the bits of the same composed when it is built.

use crate::arbitrary::every_rule;
use thalweg::{
    gradient::{AddDecayedWeights, Chain, ClipByGlobalNorm, SkipNonFinite},
    group::{Group, Groups, Hyperparams, Layers, Whole},
    optimizer::{
        Optimizer, Rule,
        rules::Adamax,
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, Within, blocks},
        *,
    },
    recipe::{AnyRule, Clip, Recipe, RuleSet, StatePrecision},
    schedule::{AnySchedule, Constant, Cosine, Operand, Schedule, ScheduleTree, StepDecay, Warmup},
};
use thalweg_catalogue::{any_rules, rules, tensor_rules};

macro_rules! linking {
    ($($rules:tt)*) => {
        thalweg::optimizer_set! {
            /// Every rule.
            pub(crate) mod all for 12 parameters {
                rules { $($rules)* }
                precisions { F32(f32) }
            }
        }
    };
}
any_rules!(linking);

thalweg::optimizer_set! {
    /// Every precision.
    pub(crate) mod few for 150 parameters {
        rules { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
        precisions {
            F32(f32), Bf16(Bf16), F16(F16), Dynamic8(Blockwise8<{ blocks(150) }, DynamicMap>),
            Linear8(Blockwise8<{ blocks(150) }, LinearMap>)
        }
    }
}

const MATRIX: Groups<1> = Groups([Group::matrix(3, 4)]);

/// A gradient that changes from step to step.
fn gradient<const N: usize>(step: u32, w: &[f32; N]) -> [f32; N] {
    let mut index = 0.0;
    w.map(|w| {
        index += 1.0;
        0.1 * w + (index * 0.7 + step as f32 * 0.3).sin()
    })
}

pub(crate) fn bits<const N: usize>(
    mut step: impl FnMut(&mut [f32; N], &[f32; N], f32),
) -> [u32; N] {
    let mut w = std::array::from_fn(|i| (i as f32 * 0.9).cos());
    for t in 0..25 {
        let g = gradient(t, &w);
        step(&mut w, &g, 0.01 / (1.0 + t as f32));
    }
    w.map(f32::to_bits)
}

/// The rule as a firmware that links all of them reads it.
pub(crate) fn linked(rule: AnyRule) -> all::Rules {
    let schedule = Constant::new(0.1).unwrap().into();
    let mut buffer = [0; 256];
    let recipe: Recipe = Recipe::new(rule, schedule);
    let decoded = Recipe::<all::Rules>::decode(recipe.encode(&mut buffer).unwrap());
    let add = "add it to core/catalogue/src/any_rules.rs";
    decoded.unwrap_or_else(|error| panic!("{}: {error}; {add}", rule.name())).rule
}

#[test]
fn every_rule_of_the_catalogue_has_the_bits_of_the_optimizer_alone() {
    let mut compared = 0;
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$({
            let rule: $type = $value;
            let (chain, mut memory) = (SkipNonFinite::DEFAULT, Box::new(all::Memory::ZERO));
            let rules = linked(rule.into());
            let precision = StatePrecision::F32;
            let mut chosen = all::Optimizer::lend(rules, precision, chain, MATRIX, &mut memory).unwrap();
            let mut alone = Box::new(Optimizer::<_, [f32; 12], _, _>::grouped(rule, chain, MATRIX).unwrap());
            let chosen = bits::<12>(|w, g, lr| { chosen.step(w, g, lr).unwrap(); });
            let alone = bits::<12>(|w, g, lr| { alone.step(w, g, lr).unwrap(); });
            assert_eq!(chosen, alone, "{}", rules.name());
            compared += 1;
        })*};
    }
    rules!(each);
    tensor_rules!(each);
    assert_eq!(compared, every_rule().len());
    println!("rules compared={compared}");
}

fn in_a_precision<R: Rule + Into<AnyRule>, P: Precision>(rule: R, precision: StatePrecision) {
    let schedule = Constant::new(0.1).unwrap().into();
    let recipe: Recipe = Recipe { precision, ..Recipe::new(rule, schedule) };
    let mut buffer = [0; 256];
    let recipe = Recipe::<few::Rules>::decode(recipe.encode(&mut buffer).unwrap()).unwrap();
    let mut memory = Box::new(few::Memory::ZERO);
    let chain = recipe.chain::<SkipNonFinite>().unwrap();
    let mut chosen =
        few::Optimizer::lend(recipe.rule, recipe.precision, chain, Whole, &mut memory).unwrap();
    let mut alone = Optimizer::<R, [P; 150]>::new(rule).unwrap();
    let chosen = bits::<150>(|w, g, lr| {
        chosen.step(w, g, lr).unwrap();
    });
    let alone = bits::<150>(|w, g, lr| {
        alone.step(w, g, lr).unwrap();
    });
    assert_eq!(chosen, alone, "{precision:?}");
}

/// A step in parts, a group that freezes and thaws, and a beginning anew: as of the optimizer alone.
#[test]
fn what_an_optimizer_alone_can_do_a_chosen_one_can() {
    let groups = [Group::vector(100), Group::vector(50)];
    let frozen = Group { frozen: true, ..groups[1] };
    let (chain, mut memory) = (SkipNonFinite::DEFAULT, Box::new(few::Memory::<Groups<2>>::ZERO));
    let (rule, layout) = (Adam::DEFAULT, Groups(groups));
    let mut chosen =
        few::Optimizer::lend(rule.into(), StatePrecision::Bf16, chain, layout, &mut memory)
            .unwrap();
    let mut alone = Optimizer::<_, [Bf16; 150], _, _>::grouped(rule, chain, layout).unwrap();
    let (mut w, mut v) = ([0.5; 150], [0.5; 150]);
    for t in 0..20 {
        match t {
            5 => assert_eq!(chosen.set_group(1, frozen), alone.set_group(1, frozen)),
            9 => assert_eq!(chosen.set_group(1, groups[1]), alone.set_group(1, groups[1])),
            12 => {
                chosen.reset();
                alone.reset();
            }
            _ => {}
        }
        let g = gradient(t, &w);
        let mut step = chosen.begin(&mut w, &g, 0.01).unwrap();
        let mut parts = 0;
        while !step.advance(8) {
            assert!(!step.is_done() && step.parameters().len() == 150);
            parts += 1;
        }
        assert!(parts > 3, "{parts}");
        assert_eq!(step.finish(), alone.step(&mut v, &g, 0.01).unwrap());
        assert_eq!(w.map(f32::to_bits), v.map(f32::to_bits), "step {t}");
    }
    assert_eq!((chosen.counters().steps, chosen.counters()), (8, alone.counters()));
    assert_eq!(chosen.set_group(2, frozen), alone.set_group(2, frozen));
}

fn in_every_precision<R: Rule + Into<AnyRule>>(rule: R) {
    in_a_precision::<R, f32>(rule, StatePrecision::F32);
    in_a_precision::<R, Bf16>(rule, StatePrecision::Bf16);
    in_a_precision::<R, F16>(rule, StatePrecision::F16);
    in_a_precision::<R, Blockwise8<3, DynamicMap>>(rule, StatePrecision::Dynamic8);
    in_a_precision::<R, Blockwise8<3, LinearMap>>(rule, StatePrecision::Linear8);
}

#[test]
fn every_precision_has_the_bits_of_the_optimizer_alone() {
    in_every_precision(Momentum::DEFAULT);
    in_every_precision(Adam::DEFAULT);
    in_every_precision(AdamW::DEFAULT);
}

thalweg::rule_set! {
    /// Rules that are one.
    enum One of 2 slots {
        Sgd(Sgd), Momentum(Momentum), Nesterov(Nesterov), Lion(Lion), Adam(Adam), AdamW(AdamW),
        Adamax(Adamax)
    }
}

/// A choice that is a rule itself, beside the rule alone, over rows whose biases decay otherwise.
fn as_one<R: Rule<State: Within<2>> + Into<One> + Into<AnyRule>>(rule: R) {
    const LAYERS: Layers<1> =
        Layers([Group { bias_weight_decay: Some(1.0), ..Group::dense(11, 3) }]);
    let schedule = Constant::new(0.1).unwrap().into();
    let recipe: Recipe = Recipe::new(rule, schedule);
    let mut buffer = [0; 256];
    let read = Recipe::<One>::decode(recipe.encode(&mut buffer).unwrap()).unwrap().rule;
    let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::pytorch(0.5));
    let mut chosen = Optimizer::<One, [f32; 36], _, _>::grouped(read, chain, LAYERS).unwrap();
    let mut alone = Optimizer::<R, [f32; 36], _, _>::grouped(rule, chain, LAYERS).unwrap();
    let of_chosen = bits::<36>(|w, g, lr| {
        // In parts, as the other as a whole.
        let mut parts = chosen.begin(w, g, lr).unwrap();
        while !parts.advance(7) {}
        parts.finish();
    });
    let of_alone = bits::<36>(|w, g, lr| {
        alone.step(w, g, lr).unwrap();
    });
    assert_eq!(of_chosen, of_alone, "{rule:?}");
    let kept: Vec<_> = alone.state().collect();
    for (one, alone) in chosen.state().zip(kept) {
        assert_eq!(<R::State as Within<2>>::taken(&one), alone, "{rule:?}");
    }
    let mut again = Optimizer::<One, [f32; 36], _, _>::grouped(read, chain, LAYERS).unwrap();
    let counters = chosen.counters();
    again.restore(counters, &chosen.state().collect::<Vec<_>>(), chosen.group_states()).unwrap();
    assert_eq!(again.state().collect::<Vec<_>>(), chosen.state().collect::<Vec<_>>());
}

#[test]
fn a_choice_that_is_a_rule_has_the_bits_of_the_rule_alone() {
    as_one(Sgd);
    as_one(Momentum::DEFAULT);
    as_one(Nesterov::DEFAULT);
    as_one(Lion::DEFAULT);
    as_one(Adam::DEFAULT);
    as_one(AdamW::DEFAULT);
    as_one(Adamax::DEFAULT);
}

thalweg::rule_set! {
    /// Whose first slots hold different things.
    enum Mixed of 2 slots { Adam(Adam), RmsProp(RmsProp) }
}

#[test]
fn a_choice_refuses_what_only_another_of_its_rules_can() {
    let error = Optimizer::<Mixed, [f32; 1]>::new(RmsProp::DEFAULT.into()).unwrap_err().to_string();
    assert!(
        error.starts_with("rule cannot be set: a choice with rules whose slots hold other"),
        "{error}"
    );
    let group = Group { weight_decay: 0.5, ..Group::vector(2) };
    let grouped = |rule: One| {
        Optimizer::<One, [f32; 2], _, _>::grouped(rule, SkipNonFinite::DEFAULT, Groups([group]))
    };
    assert!(grouped(AdamW::DEFAULT.into()).is_ok());
    let error = grouped(Adam::DEFAULT.into()).unwrap_err().to_string();
    assert_eq!(error, "group.weight_decay is 0.5; allowed: 0 or 1, as nothing here decays weights");
    let scheduled = Hyperparams { momentum: Some(0.5), ..Hyperparams::from(0.1) };
    let mut sgd = Optimizer::<One, [f32; 1]>::new(Sgd.into()).unwrap();
    let error = sgd.step(&mut [1.0], &[1.0], scheduled).unwrap_err().to_string();
    assert_eq!(error, "momentum cannot be set: the rule has none; allowed: None");
}

#[test]
fn a_precision_that_is_not_linked_is_refused() {
    let mut memory = all::Memory::ZERO;
    let chain = SkipNonFinite::DEFAULT;
    let rule = all::Rules::Sgd(Sgd);
    let error = all::Optimizer::lend(rule, StatePrecision::Bf16, chain, MATRIX, &mut memory);
    let expected = "precision cannot be set: it is not linked; allowed: F32";
    assert_eq!(error.unwrap_err().to_string(), expected);
}

fn after_steps_with<T: Chain>(chain: T) -> [u32; 5] {
    let mut optimizer =
        Optimizer::<Momentum, [f32; 5], T>::with_transform(Momentum::DEFAULT, chain).unwrap();
    bits(|w, g, lr| {
        optimizer.step(w, g, lr).unwrap();
    })
}

#[test]
fn a_chain_has_the_bits_of_the_same_by_hand() {
    type Linked = (SkipNonFinite, Option<ClipByGlobalNorm>, Option<AddDecayedWeights>);
    let schedule = Constant::new(0.1).unwrap().into();
    let decay = Some(AddDecayedWeights { weight_decay: 0.01 });
    let clip = Some(Clip::ByGlobalNorm { max_norm: 0.5, epsilon: 1e-6 });
    let recipe: Recipe = Recipe { clip, decay, ..Recipe::new(Momentum::DEFAULT, schedule) };
    let by_hand = (
        SkipNonFinite::DEFAULT,
        ClipByGlobalNorm::pytorch(0.5),
        AddDecayedWeights { weight_decay: 0.01 },
    );
    assert_eq!(after_steps_with(recipe.chain::<Linked>().unwrap()), after_steps_with(by_hand));
    let error = recipe.chain::<(SkipNonFinite, Option<ClipByGlobalNorm>)>().unwrap_err();
    assert!(error.to_string().starts_with("decay cannot be set"));
    let error = Recipe { accumulation: 2, ..recipe }.chain::<Linked>().unwrap_err();
    let expected = "accumulation is 2; allowed: 1, as no stage of the chain accumulates";
    assert_eq!(error.to_string(), expected);
}

thalweg::schedule_set! {
    /// What a small firmware links.
    enum Parts {
        Constant(Constant),
        Cosine(Cosine),
        StepDecay(StepDecay),
        Warmup(Warmup<Operand>)
    }
}

#[test]
fn a_chosen_schedule_has_the_bits_of_all_and_of_the_static_composition() {
    let cosine = Cosine::new(0.1, 0.001, 190).unwrap();
    let fixed = cosine.warmup(10, 0.0).unwrap();
    let any = AnySchedule::<16>::from(cosine).warmup(10, 0.0).unwrap();
    let recipe: Recipe = Recipe::new(Sgd, any.clone());
    let mut buffer = [0; 256];
    let bytes = recipe.encode(&mut buffer).unwrap();
    let chosen = Recipe::<AnyRule, ScheduleTree<Parts, 2>>::decode(bytes).unwrap().schedule;
    for step in (0..500).chain([u32::MAX - 1, u32::MAX]) {
        let rates = [chosen.at(step), any.at(step), fixed.at(step)].map(f32::to_bits);
        assert!(rates.iter().all(|rate| *rate == rates[0]), "step {step}: {rates:?}");
    }
}
