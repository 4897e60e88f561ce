//! Schedules in fixed point.

use crate::opaque::{any, keep};
use thalweg::{
    Error,
    fixed::schedule::{
        Amplitude, Clamp, Constant, Cosine, CosineWithHardRestarts, Cyclic, Exponential, Hold,
        InverseSqrt, InverseTime, Linear, MultiStep, OneCycle, PiecewiseConstant, Polynomial,
        Repeat, Scale, Schedule, StepDecay, Then, WarmRestarts, Warmup, WarmupStableDecay,
    },
    schedule::{Boundary, Curve, OneCycleOptions},
};
use thalweg_catalogue::fixed_schedules;

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident: $schedule:expr;)*) => {
            $(keep(at($schedule));)*
        };
    }
    fixed_schedules!(each);
    families();
    by_cycles();
    compositions();
}

/// The value of any step.
#[inline(never)]
fn at<S: Schedule>(schedule: Result<S, Error>) -> u32 {
    schedule.map_or(0, |schedule| schedule.at(any(7)).to_bits())
}

#[inline(never)]
fn families() {
    keep(at(Constant::new(any(0.1))));
    keep(at(Cosine::new(any(0.1), any(0.01), any(100))));
    keep(at(StepDecay::new(any(0.1), any(0.9), any(10), any(0.01))));
    keep(at(Linear::new(any(0.1), any(0.01), any(100))));
    keep(at(Polynomial::new(any(0.1), any(0.01), any(2.0), any(100))));
    let exponential = Exponential::new(any(0.1), any(0.5), any(100));
    keep(at(exponential.map(Exponential::staircase).and_then(|smooth| smooth.limit(any(0.1)))));
    keep(at(InverseTime::new(any(0.1), any(0.5), any(100)).map(InverseTime::staircase)));
    keep(at(InverseSqrt::new(any(0.1), any(100))));
    let milestones = any([3, 5, 8]);
    keep(MultiStep::new(any(0.1), any(0.5), milestones));
    let milestones = milestones.get(..any(3)).unwrap_or_default();
    let steps = MultiStep::<3>::from_slice(any(0.1), any(0.5), milestones);
    keep(at(steps.map(|steps| steps.boundary(any(Boundary::After)))));
    let changes = any([(3, 0.5), (5, 0.25), (8, 0.125)]);
    keep(PiecewiseConstant::new(any(0.1), changes));
    let changes = changes.get(..any(3)).unwrap_or_default();
    let pieces = PiecewiseConstant::<3>::from_slice(any(0.1), changes);
    keep(at(pieces.map(|pieces| pieces.boundary(any(Boundary::Before)))));
}

#[inline(never)]
fn by_cycles() {
    keep(at(CosineWithHardRestarts::new(any(0.1), any(0.01), any(100), any(3))));
    let restarts = WarmRestarts::new(any(0.1), any(0.01), any(100));
    if let Ok(restarts) = restarts.and_then(|restarts| restarts.t_mult(any(2.0))) {
        let restarts = restarts.cycles(any(3));
        keep(restarts.is_cycle_end(any(7)));
        keep(at(Ok(restarts)));
    }
    let triangle = Cyclic::new(any(0.1), any(0.01), any(100), any(100));
    let halving = triangle.map(|triangle| triangle.amplitude(any(Amplitude::Halving)));
    keep(at(halving.map(|halving| halving.cycles(any(3)))));
    keep(at(OneCycle::new(any(0.1), any(100), &any(OneCycleOptions::DEFAULT))));
    keep(at(OneCycle::with_cooldown(any(0.1), any(0.5), any(9), any(3), any(0.01))));
    let plateau = WarmupStableDecay::new(any(0.1), any(0.01), any(9), any(3), any(3));
    let plateau = plateau.and_then(|plateau| plateau.start(any(0.01)));
    keep(at(plateau.and_then(|plateau| plateau.decay(any(Curve::Linear)))));
    keep(at(WarmupStableDecay::knee(any(0.1), any(9), any(3), any(3))));
}

#[inline(never)]
fn compositions() {
    let (cosine, constant) = (Cosine::new(any(0.1), any(0.01), any(100)), Constant::new(any(0.1)));
    let (Ok(cosine), Ok(constant)) = (cosine, constant) else { return };
    keep(at(Ok(&constant)));
    keep(at(Ok(Then::new(cosine, any(50), constant))));
    keep(at(Ok(cosine.then(any(50), constant))));
    keep(at(Warmup::linear(any(10), any(0.0), cosine)));
    keep(at(constant.warmup(any(10), any(0.0))));
    keep(at(Scale::new(any(0.5), cosine)));
    keep(at(constant.scale(any(0.5))));
    keep(at(Clamp::new(any(0.1), any(0.5), cosine)));
    keep(at(constant.clamp(any(0.1), any(0.5))));
    keep(at(Ok(Hold::after(any(9), cosine))));
    keep(at(Ok(constant.hold_after(any(9)))));
    keep(at(Repeat::forever(any(9), cosine)));
    keep(at(constant.repeat(any(9), any(3))));
    keep(Repeat::times(any(9), any(3), cosine).map(|repeat| repeat.is_cycle_end(any(7))));
}
