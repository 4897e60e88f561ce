//! Every family of schedules, and every choice that one of them offers.

use crate::{
    opaque::{any, keep},
    schedule::at,
};
use thalweg::{
    Error,
    schedule::{
        Amplitude, Boundary, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Curve,
        CycleShape, Cyclic, CyclicalDecay, Exponential, InverseSqrt, InverseTime, Linear,
        MultiStep, Noam, OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps, PastEnd,
        PeakDecay, PiecewiseConstant, PiecewiseCurve, Plateau, Polynomial, Ramp, RangeTest,
        Schedule, StepDecay, WarmRestarts, WarmupStableDecay,
    },
};
use thalweg_catalogue::schedules;

/// A rate, and a number of steps.
fn x() -> f32 {
    any(0.1)
}

fn steps() -> u32 {
    any(100)
}

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident, $budget:literal: $schedule:expr;)*) => {
            $(keep($schedule.map(|schedule| schedule.at(any(7))));)*
        };
    }
    schedules!(each);
    decays();
    lists();
    let _refused = cycles();
    let _refused = restarts();
    let _refused = one_cycle();
    let _refused = warmup_stable_decay();
    let _refused = cosines();
}

#[inline(never)]
fn cosines() -> Result<(), Error> {
    let cosine = Cosine::alpha(x(), x(), steps())?.exponent(x())?;
    at(Ok(cosine.past_end(any(PastEnd::RiseAgain))));
    at(cosine.warmup(steps(), x())?.ramp(any(Ramp::Exponential)));
    at(Cosine::new(x(), x(), steps()));
    at(CosineWithHardRestarts::new(x(), x(), steps(), any(3)));
    Ok(())
}

#[inline(never)]
fn decays() {
    at(Constant::new(x()));
    at(ConstantFactor::new(x(), x(), steps()));
    at(StepDecay::new(x(), x(), steps(), x()).map(|factor| factor.boundary(any(Boundary::At))));
    at(Linear::new(x(), x(), steps()));
    at(InverseSqrt::new(x(), steps()));
    at(Noam::new(x(), steps(), steps()));
    at(InverseTime::new(x(), x(), steps()).map(InverseTime::staircase));
    at(Exponential::new(x(), x(), steps()));
    let stairs = Exponential::new(x(), x(), steps()).map(Exponential::staircase);
    at(stairs.and_then(|stairs| stairs.limit(x())));
    at(Polynomial::new(x(), x(), x(), steps()));
    at(Polynomial::new(x(), x(), x(), steps()).map(Polynomial::cycle));
    at(RangeTest::linear(x(), x(), steps()));
    at(RangeTest::exponential(x(), x(), steps()));
    keep(curve().between(x(), x(), steps(), steps()));
}

/// Any curve.
fn curve() -> Curve {
    any(Curve::Tanh { lower: -7.0, upper: 3.0 })
}

#[inline(never)]
fn lists() {
    let boundary = any(Boundary::At);
    let (milestones, points) = (any([10, 20, 30]), any([(10, 0.1), (20, 0.2), (30, 0.3)]));
    let (some_milestones, some_points) = (&milestones[..2], &points[..2]);
    at(MultiStep::new(x(), x(), milestones).map(|schedule| schedule.boundary(boundary)));
    at(MultiStep::<8>::from_slice(x(), x(), some_milestones));
    at(PiecewiseConstant::new(x(), points).map(|schedule| schedule.boundary(boundary)));
    at(PiecewiseConstant::<8>::from_slice(x(), some_points));
    at(PiecewiseCurve::new(curve(), points));
    at(PiecewiseCurve::<8>::from_slice(curve(), some_points));
}

#[inline(never)]
fn cycles() -> Result<(), Error> {
    let cyclic = Cyclic::new(x(), x(), steps(), steps())?;
    at(cyclic.momentum(x(), x()).map(|momentum| momentum.cycles(any(3))));
    at(Cyclic::asymmetric(x(), x(), steps(), x()));
    at(Cyclic::slopes(x(), x(), steps(), x(), x()));
    let scale = Exponential::new(x(), x(), steps())?;
    let amplitude = any(Amplitude::ByStep(scale));
    at(Ok(cyclic.amplitude(amplitude)));
    let shape = any(CycleShape::Triangular { inc_fraction: 0.5 });
    let decay = CyclicalDecay::new(x(), x(), shape, steps())?.length_decay(x())?;
    let decay = decay.magnitude_decay(x())?;
    keep(decay.is_cycle_end(any(7)));
    at(Ok(decay));
    Ok(())
}

#[inline(never)]
fn restarts() -> Result<(), Error> {
    let restarts = WarmRestarts::new(x(), x(), steps())?.t_mult(x())?;
    let restarts = restarts.peak_decay(any(PeakDecay::Span(0.5)))?.curve(curve())?.k_decay(x())?;
    let restarts = restarts.cycles(any(3)).cycle_warmup(steps(), x())?;
    keep(restarts.is_cycle_end(any(7)));
    at(Ok(restarts));
    Ok(())
}

#[inline(never)]
fn one_cycle() -> Result<(), Error> {
    let settings = OneCycleOptions {
        pct_start: x(),
        div_factor: x(),
        final_div_factor: x(),
        phases: any(OneCyclePhases::ThreeUntil(0.8)),
        curve: curve(),
        steps: any(OneCycleSteps::AfterLast),
    };
    let one_cycle = OneCycle::new(x(), steps(), &settings)?;
    at(one_cycle.momentum(x(), x()));
    at(OneCycle::through(any([0.1; 4]), any([1 << 32; 3]), curve()));
    at(OneCycle::with_cooldown(x(), x(), steps(), steps(), x()));
    at(Ok(one_cycle));
    Ok(())
}

#[inline(never)]
fn warmup_stable_decay() -> Result<(), Error> {
    let stable = any(Plateau::Power { timescale: 10.0, power: 0.5 });
    let schedule = WarmupStableDecay::new(x(), x(), steps(), steps(), steps())?;
    at(schedule.start(x())?.plateau(stable)?.decay(curve()));
    at(WarmupStableDecay::knee(x(), steps(), steps(), steps()));
    Ok(())
}
