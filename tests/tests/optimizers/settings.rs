//! Every setting is applied, which shows in the bits, or refused by its name.

use oorandom::Rand32;
use thalweg::{
    Error,
    gradient::{
        AdaptiveClip, AddDecayedWeights, Chain, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm,
        ClipByValue, NormType, SkipNonFinite, Unit,
    },
    group::{Group, Groups, Hyperparams, Layers},
    optimizer::{
        AdamW, NAdam, Optimizer, Rule, ScheduleFreeAdamW, Sgd,
        rule::Tensor,
        rules::{Lamb, Lars, Muon},
    },
};
use thalweg_catalogue::{rules, tensor_rules};
use thalweg_tests::training::numbers;

const SHAPE: Group = Group::matrix(3, 4);
const N: usize = 12;

type Tested<R> = Optimizer<R, [f32; N], SkipNonFinite, Groups<1>>;

fn made<R: Rule>(rule: R, group: Group) -> Result<Tested<R>, Error> {
    Tested::grouped(rule, SkipNonFinite::DEFAULT, Groups([group]))
}

/// The parameters after a few steps.
fn trained<R: Rule>(rule: R, group: Group, hyperparams: Hyperparams) -> Result<Vec<u32>, Error> {
    let mut random = Rand32::new(4);
    let mut optimizer = made(rule, group)?;
    let mut w = numbers(&mut random, N);
    for _ in 0..12 {
        optimizer.step(&mut w, &numbers(&mut random, N), hyperparams)?;
    }
    Ok(w.iter().map(|w| w.to_bits()).collect())
}

/// All of them are taken and no two have the same bits; or all are refused because of `field`.
fn seen_or_refused(
    what: &str,
    has: bool,
    field: &str,
    runs: impl IntoIterator<Item = Result<Vec<u32>, Error>>,
) {
    let mut taken: Vec<Vec<u32>> = Vec::new();
    for run in runs {
        match run {
            Ok(bits) => {
                assert!(has, "{what}: {field} is taken, and there is none");
                assert!(!taken.contains(&bits), "{what}: {field} is taken, and changes no bit");
                taken.push(bits);
            }
            Err(error) => {
                assert!(!has, "{what}: {error}");
                assert!(error.to_string().contains(field), "{what}: {error}");
            }
        }
    }
}

fn hyperparams(momentum: Option<f32>, weight_decay: Option<f32>) -> Hyperparams {
    Hyperparams { learning_rate: 0.05, momentum, weight_decay }
}

fn applies_or_refuses<R: Rule>(name: &str, rule: R) {
    let group = |weight_decay| Group { weight_decay, ..SHAPE };
    let run = |group, hyperparams| trained(rule, group, hyperparams);
    let none = hyperparams(None, None);
    let decay = hyperparams(None, Some(0.3));
    // 0 and 1 are taken by every rule.
    run(group(0.0), none).unwrap();
    run(group(1.0), none).unwrap();
    let multipliers = [0.0, 0.5, 1.0].map(|multiplier| run(group(multiplier), decay));
    seen_or_refused(name, R::WEIGHT_DECAY, "weight_decay", multipliers);
    let decays = [0.1, 0.2].map(|decay| run(SHAPE, hyperparams(None, Some(decay))));
    seen_or_refused(name, R::WEIGHT_DECAY, "weight_decay", decays);
    let moments = [0.25, 0.75].map(|momentum| run(SHAPE, hyperparams(Some(momentum), None)));
    seen_or_refused(name, R::MOMENTUM, "momentum", moments);
    // Another multiplier, by the constructor and on the way.
    let mut optimizer = made(rule, SHAPE).unwrap();
    for multiplier in [0.5, 2.0] {
        let changed = optimizer.set_group(0, group(multiplier));
        assert_eq!(made(rule, group(multiplier)).map(|_| ()), changed, "{name}");
        assert_eq!(changed.is_ok(), R::WEIGHT_DECAY, "{name}");
        if let Err(error) = changed {
            let message = format!(
                "group.weight_decay is {multiplier}; allowed: 0 or 1, as nothing here decays weights"
            );
            assert_eq!(error.to_string(), message, "{name}");
            assert_eq!(optimizer.groups().next(), Some(&SHAPE), "{name}");
        }
        // A transformation that decays makes it a setting of every rule.
        let chain = AddDecayedWeights { weight_decay: 0.1 };
        let with =
            Optimizer::<R, [f32; N], _, _>::grouped(rule, chain, Groups([group(multiplier)]));
        assert!(with.is_ok(), "{name}");
    }
    // η and its multiplier.
    let rate = |learning_rate| Group { learning_rate, ..SHAPE };
    let rates = [1.0, 3.0].map(|multiplier| run(rate(multiplier), none));
    seen_or_refused(name, true, "learning_rate", rates);
}

#[test]
fn every_setting_of_every_rule_shows_in_the_bits_or_is_refused_by_name() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            $(applies_or_refuses::<$rule>(stringify!($name), $value);)*
        };
    }
    rules!(each);
    tensor_rules!(each);
}

/// Biases may decay otherwise in every rule but those that look at a whole tensor first.
fn biases<R: Rule>(name: &str, rule: R, looks: bool) {
    let group = Group { bias_weight_decay: Some(0.0), ..SHAPE };
    let made = |layers| {
        Optimizer::<R, [f32; N], _, Layers<1>>::grouped(rule, SkipNonFinite::DEFAULT, layers)
    };
    let refused = made(Layers([group])).map(|_| ());
    let changed = made(Layers([SHAPE])).unwrap().set_group(0, group);
    assert_eq!(refused, changed, "{name}");
    assert_eq!(refused.is_err(), looks, "{name}: {refused:?}");
    assert_eq!(looks, size_of::<<R::Tensor as Tensor>::Scratch>() > 0, "{name}");
}

#[test]
fn biases_decay_otherwise_unless_the_rule_looks_at_a_whole_tensor() {
    macro_rules! each {
        ([$looks:literal] $($name:ident: $rule:ty = $value:expr;)*) => {
            $(biases::<$rule>(stringify!($name), $value, $looks);)*
        };
    }
    rules!(each[false]);
    tensor_rules!(each[true]);
    // What has a memory for each tensor, but looks at none of it.
    biases("nadam", NAdam::DEFAULT, false);
    biases("schedule_free_adamw", ScheduleFreeAdamW::DEFAULT, false);
    biases("lars", Lars::DEFAULT, true);
    biases("lamb", Lamb::DEFAULT, true);
}

fn chained<T: Chain>(transform: T) -> Result<Optimizer<Sgd, [f32; 2], T>, Error> {
    Optimizer::with_transform(Sgd, transform)
}

/// The parameter after a step with this bound.
fn bounded<T: Chain>(transform: T) -> Result<[f32; 2], Error> {
    let mut w = [1.0, 1.0];
    chained(transform)?.step(&mut w, &[3.0, -4.0], 0.5)?;
    Ok(w)
}

#[test]
fn a_bound_of_zero_is_refused_and_an_infinite_one_is_none() {
    fn check<T: Chain>(what: &str, field: &str, of: impl Fn(f32) -> T) {
        for bad in [0.0, -1.0, f32::NAN, f32::NEG_INFINITY] {
            let error = bounded(of(bad)).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{field} is {bad}")), "{what}: {error}");
        }
        assert_eq!(bounded(of(f32::INFINITY)), bounded(()), "{what}");
        assert_ne!(bounded(of(1e-3)), bounded(()), "{what}");
    }
    check("global norm", "max_norm", ClipByGlobalNorm::new);
    check("global norm of PyTorch", "max_norm", ClipByGlobalNorm::pytorch);
    for kind in [NormType::L1, NormType::L2, NormType::LInfinity, NormType::Lp(3.0)] {
        check(&format!("{kind:?}"), "max_norm", |max| ClipByNorm::new(kind, max));
    }
    check("value", "max", ClipByValue::new);
    check("block rms", "threshold", ClipByBlockRms::<1>::new);
    check("adaptive", "clipping", |clipping| AdaptiveClip::<1, 1>::new(clipping, Unit::Group));
}

#[test]
fn set_group_refuses_what_the_constructor_refuses() {
    type Orthogonal = Muon<16, 64>;
    let make = |group| {
        let chain = SkipNonFinite::DEFAULT;
        Optimizer::<Orthogonal, [f32; 6], _, _>::grouped(
            Orthogonal::DEFAULT,
            chain,
            Groups([group]),
        )
    };
    let mut muon = make(Group::matrix(1, 6)).unwrap();
    let refused = make(Group::vector(6)).unwrap_err();
    assert_eq!(muon.set_group(0, Group::vector(6)), Err(refused));
    assert_eq!(muon.groups().next(), Some(&Group::matrix(1, 6)));
    let chain = ClipByBlockRms::<2>::new(1.0);
    let mut adamw = Optimizer::<AdamW, [f32; 6], _, _>::grouped(
        AdamW::DEFAULT,
        chain,
        Groups([Group::vector(2), Group::vector(4)]),
    )
    .unwrap();
    let biased = Group { bias_weight_decay: Some(0.0), ..Group::vector(4) };
    assert!(adamw.set_group(1, biased).is_err());
}

#[test]
fn a_group_too_large_for_any_buffer_is_refused() {
    for group in [Group::matrix(usize::MAX, 2), Group::matrix(1 << (usize::BITS / 2), usize::MAX)] {
        let made = Optimizer::<Sgd, [f32; 0], _, _>::grouped(Sgd, (), Groups([group]));
        assert!(made.is_err(), "{group:?}");
    }
}
