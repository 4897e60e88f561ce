//! A step of finite numbers tells of no exception, or the whole state would be looked at every time: a compiler that makes two
//! quotients of a rule's scalars at once, in a register of four lanes, leaves two of 0 / 0. Only a build with optimisation shows it.

use super::{
    Clamped, Decoupled, L2, Optimizer, Rule,
    epsilon::{Both, Inside, Uncorrected},
    rules::{
        AdaBelief, AdaDelta, AdaGrad, Adafactor, Adam, AdamW, Adamax, AdamaxW, Adan, AmsGrad, Asgd,
        CenteredRmsProp, CenteredRmsPropMomentum, DampenedMomentum, Ftml, Ftrl, HeavyBall,
        HeavyBallNesterov, Lamb, Lars, Lion, Momentum, Muon, MxnetNesterov, NAdam, NAdamW,
        Nesterov, NovoGrad, Optimistic, Power, Prodigy, RAdam, RmsProp, RmsPropMomentum, Rprop,
        ScheduleFreeAdamW, ScheduleFreeSgd, Sgd, SignSgd, Signum, Sm3, TorchAdafactor, Yogi,
    },
};
use crate::{
    gradient::SkipNonFinite,
    group::{Group, Layers},
    math::exceptions,
};
use core::hint::black_box;

type Matrix<R> = Optimizer<R, [f32; 8], SkipNonFinite, Layers<1>>;

/// A call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule>(optimizer: &mut Matrix<R>, parameters: &mut [f32; 8], gradient: &[f32; 8]) {
    optimizer.step(parameters, gradient, 0.01).unwrap();
}

fn tells_of_none<R: Rule>(rule: R) {
    let layers = Layers([Group::matrix(2, 4)]);
    let mut optimizer = Matrix::grouped(rule, SkipNonFinite::DEFAULT, layers).unwrap();
    let mut parameters = [0.5, -0.25, 1.0, 0.75, -1.5, 0.125, 2.0, -0.5];
    let gradient = [0.1, 0.2, -0.3, 0.4, -0.5, 0.6, 0.7, -0.8];
    for number in 0..20 {
        step(&mut optimizer, &mut parameters, black_box(&gradient));
        assert!(!exceptions(), "{} in step {number}", R::NAME);
    }
}

macro_rules! by_default {
    ($($rule:ty),* $(,)?) => { $(tells_of_none(<$rule>::DEFAULT);)* };
}

#[test]
fn a_step_of_finite_numbers_tells_of_none() {
    by_default!(
        Momentum, Nesterov, MxnetNesterov, HeavyBall, HeavyBallNesterov, DampenedMomentum, Adam,
        AdamW, AmsGrad, NAdam, NAdamW, RAdam, Adan, AdaBelief, Adamax, AdamaxW, Yogi, Ftml,
        AdaGrad, RmsProp, CenteredRmsProp, RmsPropMomentum, CenteredRmsPropMomentum, AdaDelta,
        Signum, Lion, Rprop, Ftrl, Asgd, Optimistic, ScheduleFreeSgd, ScheduleFreeAdamW,
        Lamb, Lars, NovoGrad, Prodigy, Adafactor<2, 4>, Adafactor<2, 4, 1>, TorchAdafactor<2, 4>,
        Sm3<2, 4>, Sm3<2, 4, 1>, Muon<2, 4>,
    );
    tells_of_none(Sgd);
    tells_of_none(SignSgd);
    tells_of_none(L2 { rule: Momentum::DEFAULT, weight_decay: 1e-3 });
    tells_of_none(Decoupled { rule: Lion::DEFAULT, weight_decay: 1e-3 });
    tells_of_none(Clamped { rule: <RmsProp>::DEFAULT, max: 1.0 });
    tells_of_none(Adam { beta1: 0.9, beta2: 0.999, epsilon: Uncorrected(1e-7) });
    tells_of_none(Adam { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 1e-8, outside: 1e-8 } });
    let [initial, learning_rate_decay] = [0.1, 0.0];
    tells_of_none(AdaGrad { epsilon: Inside(1e-7), initial, learning_rate_decay });
    let [l1, l2, beta, shrinkage] = [0.01, 0.01, 0.0, 0.01];
    tells_of_none(Ftrl { l1, l2, beta, initial, shrinkage, power: Power(0.45) });
    #[cfg(feature = "micromath")]
    {
        tells_of_none(super::Micromath { rule: <Adam>::DEFAULT });
        tells_of_none(super::Micromath { rule: <RmsProp>::DEFAULT });
        tells_of_none(super::Micromath { rule: <AdaGrad>::DEFAULT });
    }
}
