//! A setting that makes no sense is refused by its name, with its value.

use thalweg::{
    Error,
    group::Hyperparams,
    optimizer::{
        AdaGrad, Adam, AmsGrad, Clamped, Decoupled, L2, Lion, Momentum, NAdam, Nesterov, Optimizer,
        RAdam, RmsProp, Rule, ScheduleFreeAdamW, ScheduleFreeSgd, Sgd,
        epsilon::{Both, Inside, Uncorrected},
        rules::{
            AdaBelief, AdaDelta, Adamax, Adan, Asgd, CenteredRmsProp, CenteredRmsPropMomentum,
            DampenedMomentum, Ftml, Ftrl, HeavyBall, HeavyBallNesterov, MxnetNesterov, Optimistic,
            Power, RmsPropMomentum, Rprop, Signum, SquareRoot, Velocity, Weighting, Yogi,
        },
    },
};

const NAN: f32 = f32::NAN;
const INFINITY: f32 = f32::INFINITY;
/// What no decay rate may be.
const NO_DECAY: [f32; 5] = [NAN, -0.1, 1.0, 1.5, INFINITY];
/// What nothing that is at least 0 may be.
const NEGATIVE: [f32; 4] = [NAN, -1e-9, INFINITY, -INFINITY];
/// What nothing above 0 may be.
const NOT_POSITIVE: [f32; 5] = [NAN, 0.0, -1.0, INFINITY, -INFINITY];

/// `make` of each value is refused because of `field`.
fn refused<R: Rule>(field: &str, values: &[f32], make: impl Fn(f32) -> R) {
    for &bad in values {
        let rule = make(bad);
        match Optimizer::<R, [f32; 2]>::new(rule).map(|_| ()) {
            Err(Error::OutOfRange { field: found, value, allowed }) => {
                assert_eq!(found, field, "{rule:?}");
                assert!(value == bad || value.is_nan() && bad.is_nan(), "{rule:?}: {value}");
                assert!(!allowed.is_empty());
            }
            other => panic!("{rule:?} with {field} = {bad}: {other:?}"),
        }
    }
}

/// `refused!(Rule: field = values, …)`: each field of a rule that is at its defaults otherwise.
macro_rules! refused {
    ($($rule:ident: $($field:ident = $values:expr),+;)+) => {$($(
        refused(stringify!($field), &$values, |$field| $rule { $field, ..$rule::DEFAULT });
    )+)+};
}

#[test]
#[allow(clippy::needless_update)] // for the rules that have one field
fn every_field_of_every_rule_is_checked() {
    refused! {
        Momentum: momentum = NO_DECAY;
        Nesterov: momentum = NO_DECAY;
        DampenedMomentum: momentum = NO_DECAY, dampening = [NAN, -0.1, 1.1];
        HeavyBall: momentum = NO_DECAY;
        HeavyBallNesterov: momentum = NO_DECAY;
        MxnetNesterov: momentum = NO_DECAY, weight_decay = NEGATIVE;
        Adam: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE;
        AmsGrad: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE;
        RAdam: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE, threshold = [NAN, 3.9, INFINITY];
        NAdam: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE;
        Adamax: beta1 = NO_DECAY, beta2 = NO_DECAY;
        Yogi: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE, initial = NEGATIVE;
        AdaBelief: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE, epsilon_root = NEGATIVE;
        Adan: beta1 = NO_DECAY, beta2 = NO_DECAY, beta3 = NO_DECAY, epsilon = NEGATIVE,
            lookahead = [NAN, -0.1, 1.1];
        Ftml: beta1 = NO_DECAY, beta2 = NO_DECAY, epsilon = NEGATIVE;
        AdaGrad: epsilon = NEGATIVE, initial = NEGATIVE, learning_rate_decay = NEGATIVE;
        RmsProp: decay = NO_DECAY, epsilon = NEGATIVE, initial = NEGATIVE;
        CenteredRmsProp: decay = NO_DECAY, epsilon = NEGATIVE, initial = NEGATIVE;
        AdaDelta: rho = NO_DECAY, epsilon = NOT_POSITIVE;
        Signum: momentum = NO_DECAY;
        Lion: beta1 = NO_DECAY, beta2 = NO_DECAY;
        Rprop: eta_minus = [NAN, 0.0, 1.0], eta_plus = [NAN, 1.0, INFINITY], step_min = NOT_POSITIVE,
            step_max = [NAN, 1e-7, INFINITY];
        Ftrl: l1 = NEGATIVE, l2 = NEGATIVE, beta = NEGATIVE, initial = NEGATIVE, shrinkage = NEGATIVE;
        Asgd: lambda = NEGATIVE, alpha = NEGATIVE;
        Optimistic: alpha = NEGATIVE, beta = NEGATIVE;
        ScheduleFreeSgd: beta = [NAN, 0.0, 1.0];
        ScheduleFreeAdamW: beta1 = [NAN, 0.0, 1.0], beta2 = NO_DECAY, epsilon = NEGATIVE,
            weight_decay = NEGATIVE;
    }
}

#[test]
fn what_lies_deeper_is_checked_too() {
    refused("momentum_decay", &NEGATIVE, |decay| NAdam {
        momentum_decay: Some(decay),
        ..NAdam::DEFAULT
    });
    let (beta1, beta2) = (0.9, 0.999);
    refused("epsilon", &NEGATIVE, |bad| Adam { beta1, beta2, epsilon: Uncorrected(bad) });
    refused("epsilon", &NEGATIVE, |bad| Adam { beta1, beta2, epsilon: Inside(bad) });
    refused("epsilon.inside", &NEGATIVE, |inside| Adamax {
        epsilon: Both { inside, outside: 0.0 },
        ..Adamax::DEFAULT
    });
    refused("epsilon.outside", &NEGATIVE, |outside| Adamax {
        epsilon: Both { inside: 0.0, outside },
        ..Adamax::DEFAULT
    });
    let velocity = |momentum| Velocity { momentum, ..Velocity::DEFAULT };
    refused("momentum", &NO_DECAY, |momentum| RmsPropMomentum {
        velocity: velocity(momentum),
        ..RmsPropMomentum::DEFAULT
    });
    refused("decay", &NO_DECAY, |decay| CenteredRmsPropMomentum {
        rule: CenteredRmsProp { decay, ..CenteredRmsProp::DEFAULT },
        ..CenteredRmsPropMomentum::DEFAULT
    });
    refused("weighting.r", &NEGATIVE, |r| ScheduleFreeSgd {
        weighting: Weighting { r, ..Weighting::DEFAULT },
        ..ScheduleFreeSgd::DEFAULT
    });
    refused("weighting.learning_rate_power", &NEGATIVE, |learning_rate_power| ScheduleFreeAdamW {
        weighting: Weighting { learning_rate_power, ..Weighting::DEFAULT },
        ..ScheduleFreeAdamW::DEFAULT
    });
    refused("power", &NEGATIVE, |power| {
        let Ftrl { l1, l2, beta, initial, shrinkage, power: SquareRoot } = Ftrl::DEFAULT;
        Ftrl { l1, l2, beta, initial, shrinkage, power: Power(power) }
    });
}

#[test]
fn wrappers_check_their_own_field_and_the_rule_inside() {
    refused("max", &NOT_POSITIVE, |max| Clamped { rule: Sgd, max });
    refused("weight_decay", &NEGATIVE, |weight_decay| L2 { rule: Sgd, weight_decay });
    refused("weight_decay", &NEGATIVE, |weight_decay| Decoupled { rule: Sgd, weight_decay });
    let lion = |beta1| Lion { beta1, ..Lion::DEFAULT };
    refused("beta1", &NO_DECAY, |beta1| Clamped { rule: lion(beta1), max: 1.0 });
    refused("beta1", &NO_DECAY, |beta1| L2 { rule: lion(beta1), weight_decay: 0.0 });
    refused("beta1", &NO_DECAY, |beta1| Decoupled { rule: lion(beta1), weight_decay: 0.0 });
}

#[test]
fn rates_and_lengths_out_of_range_change_nothing() {
    let mut optimizer = Optimizer::<Adam, [f32; 2]>::new(Adam::DEFAULT).unwrap();
    let mut w = [1.0, 2.0];
    for bad in NEGATIVE {
        let error = optimizer.step(&mut w, &[1.0, 1.0], bad).unwrap_err();
        assert!(error.to_string().starts_with("learning_rate is "), "{error}");
    }
    for momentum in NO_DECAY {
        let rates = Hyperparams { momentum: Some(momentum), ..Hyperparams::from(0.1) };
        let error = optimizer.step(&mut w, &[1.0, 1.0], rates).unwrap_err();
        assert!(error.to_string().starts_with("momentum is "), "{error}");
    }
    for length in [0, 1, 3] {
        let gradient = vec![1.0; length];
        let what = "gradient";
        let expected = Err(Error::Length { what, expected: 2, found: length });
        assert_eq!(optimizer.step(&mut w, &gradient, 0.1), expected);
    }
    assert_eq!((w, optimizer.steps()), ([1.0, 2.0], 0));
}
