//! Rules whose scalars are quotients tell of no exception, as the whole state would be looked at in every step: a compiler that
//! makes two quotients at once in a register of four lanes leaves two of 0 / 0. Shown by a build with optimisation alone.

use super::{
    Optimizer, Rule,
    rules::{
        AdaBelief, AdaDelta, AdaGrad, Adam, AdamW, Adamax, Adan, AmsGrad, Asgd, DampenedMomentum,
        Ftml, Ftrl, HeavyBall, HeavyBallNesterov, Lamb, Lars, Lion, Momentum, MxnetNesterov, NAdam,
        NAdamW, Nesterov, NovoGrad, Optimistic, Prodigy, RAdam, RmsProp, RmsPropMomentum, Rprop,
        ScheduleFreeAdamW, ScheduleFreeSgd, Sgd, SignSgd, Signum, Yogi,
    },
};
use crate::math::exceptions;
use core::hint::black_box;

/// A call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule>(optimizer: &mut Optimizer<R, [f32; 8]>, w: &mut [f32; 8], g: &[f32; 8]) {
    optimizer.step(w, g, 0.01).unwrap();
}

fn tells_of_none<R: Rule>(rule: R) {
    let mut optimizer = Optimizer::<R, [f32; 8]>::new(rule).unwrap();
    let mut parameters = [0.5, -0.25, 1.0, 0.75, -1.5, 0.125, 2.0, -0.5];
    let gradient = [0.1, 0.2, -0.3, 0.4, -0.5, 0.6, 0.7, -0.8];
    for number in 0..20 {
        step(&mut optimizer, &mut parameters, black_box(&gradient));
        assert!(!exceptions(), "{} in step {number}", R::NAME);
    }
}

#[test]
fn a_step_of_finite_numbers_tells_of_none() {
    tells_of_none(Sgd);
    tells_of_none(Momentum::DEFAULT);
    tells_of_none(Nesterov::DEFAULT);
    tells_of_none(MxnetNesterov::DEFAULT);
    tells_of_none(HeavyBall::DEFAULT);
    tells_of_none(HeavyBallNesterov::DEFAULT);
    tells_of_none(DampenedMomentum::DEFAULT);
    tells_of_none(<Adam>::DEFAULT);
    tells_of_none(<AdamW>::DEFAULT);
    tells_of_none(<AmsGrad>::DEFAULT);
    tells_of_none(<NAdam>::DEFAULT);
    tells_of_none(<NAdamW>::DEFAULT);
    tells_of_none(<RAdam>::DEFAULT);
    tells_of_none(<Adan>::DEFAULT);
    tells_of_none(<AdaBelief>::DEFAULT);
    tells_of_none(Adamax::DEFAULT);
    tells_of_none(<Yogi>::DEFAULT);
    tells_of_none(<Ftml>::DEFAULT);
    tells_of_none(<AdaGrad>::DEFAULT);
    tells_of_none(<RmsProp>::DEFAULT);
    tells_of_none(<RmsPropMomentum>::DEFAULT);
    tells_of_none(AdaDelta::DEFAULT);
    tells_of_none(SignSgd);
    tells_of_none(Signum::DEFAULT);
    tells_of_none(Lion::DEFAULT);
    tells_of_none(Rprop::DEFAULT);
    tells_of_none(<Ftrl>::DEFAULT);
    tells_of_none(Asgd::DEFAULT);
    tells_of_none(Optimistic::DEFAULT);
    tells_of_none(ScheduleFreeSgd::DEFAULT);
    tells_of_none(ScheduleFreeAdamW::DEFAULT);
    tells_of_none(Lamb::DEFAULT);
    tells_of_none(Lars::DEFAULT);
    tells_of_none(NovoGrad::DEFAULT);
    tells_of_none(Prodigy::DEFAULT);
}
