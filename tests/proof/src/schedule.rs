//! Learning rates of the step, and those that listen.

use crate::opaque::{any, keep};
use thalweg::{
    Error,
    feedback::{
        EarlyStopping, EarlyStoppingOptions, Feedback, PlateauOptions, RangeAnalysis, RangeOptions,
        ReduceOnPlateau,
    },
    schedule::{
        Clamp, Constant, Cosine, Epochs, Hold, Horizon, Join, Max, Min, Offset, PerEpoch, Product,
        Repeat, Scale, Schedule, Shift, StepDecay, Sum, Then, Warmup, steps_after_warmup,
    },
};

#[inline(never)]
pub(crate) fn call() {
    let x = || any(0.1);
    let steps = || any(100);
    let constant = Constant::new(x());
    at(constant.as_ref().map_err(|&error| error));
    at(constant);
    at(Cosine::new(x(), x(), steps()));
    at(StepDecay::new(x(), x(), steps(), x()));
    let (Ok(a), Ok(b)) = (Cosine::new(x(), x(), steps()), Constant::new(x())) else { return };
    compositions(any(a), any(b));
    methods(any(a), any(b));
    feedback();
}

/// A schedule as it is built, and as it is read back from memory.
#[inline(never)]
pub(crate) fn at<S: Schedule + Copy>(schedule: Result<S, Error>) {
    match schedule {
        Ok(schedule) => keep((schedule.at(any(7)), any(schedule).at(any(7)))),
        Err(error) => keep(error.reason()),
    }
}

#[inline(never)]
fn compositions(a: Cosine, b: Constant) {
    let (x, steps) = (|| any(0.1), || any(100));
    at(Ok(Then::new(a, steps(), b)));
    at(Ok(Hold::after(steps(), a)));
    at(Ok(Max::new(a, b)));
    at(Ok(Min::new(a, b)));
    at(Ok(Product::new(a, b)));
    at(Ok(Sum::new(a, b)));
    at(Ok(Offset::new(any(Shift::Later(3)), a)));
    at(Scale::new(x(), a));
    at(Clamp::new(x(), x(), a));
    at(Repeat::times(steps(), any(3), a));
    at(Repeat::forever(steps(), a));
    keep(Repeat::forever(steps(), a).map(|repeat| repeat.is_cycle_end(any(7))));
    at(Join::new(a, &[(any(10), a), (any(20), a)]));
    let warm = Warmup::linear(steps(), x(), a);
    at(warm);
    at(warm.map(|warm| warm.horizon(any(Horizon::Inside))));
    keep(steps_after_warmup(steps(), any(10)));
    if let (Ok(epochs), Ok(_)) = (Epochs::new(any(10)), Epochs::of_batches(steps(), any(4))) {
        keep((any(epochs).steps(any(3)), any(epochs).epoch(any(7))));
        at(Ok(PerEpoch::new(epochs, a)));
    }
}

/// The same compositions as methods.
#[inline(never)]
fn methods(a: Cosine, b: Constant) {
    let (x, steps) = (|| any(0.1), || any(100));
    at(a.warmup(steps(), x()));
    at(Ok(a.then(steps(), b)));
    at(a.repeat(steps(), any(3)));
    at(a.scale(x()));
    at(a.clamp(x(), x()));
    at(Ok(a.offset(any(Shift::Later(3)))));
    at(Ok(a.hold_after(steps())));
    at(Ok(a.max_of(b)));
    at(Ok(a.min_of(b)));
    at(Ok(a.product(b)));
    at(Ok(a.sum(b)));
    at(Epochs::new(any(10)).map(|epochs| a.per_epoch(epochs)));
    keep(a.iter_from(any(3)).take(any(5)).last());
}

#[inline(never)]
fn feedback() {
    if let Ok(plateau) = ReduceOnPlateau::new(any(0.1), any(PlateauOptions::DEFAULT)) {
        let mut plateau = any(plateau);
        keep((plateau.observe(any(1.0)), plateau.value(), plateau.best(), plateau.bad_epochs()));
        keep(plateau.restore(any(plateau.state())));
    }
    if let Ok(stopping) = EarlyStopping::new(any(EarlyStoppingOptions::DEFAULT)) {
        let mut stopping = any(stopping);
        keep((stopping.observe(any(1.0)), stopping.best()));
        keep(stopping.restore(any(stopping.state())));
    }
    if let Ok(mut range) = RangeAnalysis::new(any(RangeOptions::LOSS)) {
        for _ in 0..any(10) {
            keep(range.observe(any(0.1), any(1.0)));
        }
        keep((range.smoothed(), range.suggest()));
        keep(range.restore(any(range.state())));
        keep(range.suggest().map(|found| (found.base_lr_third(), found.base_lr_quarter())));
    }
}
