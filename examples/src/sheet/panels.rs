//! Every schedule as a curve, made by the very line of Rust that stands under it on the sheet.

use super::{Kind, Panel};
use thalweg::{
    Error,
    feedback::{Feedback, PlateauOptions, ReduceOnPlateau},
    schedule::{
        Amplitude, AnySchedule, Constant, ConstantFactor, Cosine, Curve, CycleShape, Cyclic,
        CyclicalDecay, Epochs, Exponential, Horizon, InverseSqrt, InverseTime, Join, Linear,
        MultiStep, Noam, OneCycle, OneCycleOptions, OneCyclePhases, PeakDecay, PiecewiseConstant,
        PiecewiseCurve, Polynomial, RangeTest, Schedule, Shift, StepDecay, WarmRestarts,
        WarmupStableDecay,
    },
};

/// Steps of every curve.
const STEPS: usize = 241;

/// A panel, from its name and an expression that makes its schedule.
macro_rules! panel {
    ($kind:ident, $name:literal, $schedule:expr) => {
        // A match, so that what the schedule borrows lives as long as it does.
        match $schedule {
            schedule => Panel {
                name: $name,
                code: one_line(stringify!($schedule)),
                kind: Kind::$kind,
                values: schedule.iter_from(0).take(STEPS).collect(),
            },
        }
    };
}

/// All of them, in the order of the sheet.
///
/// # Errors
/// A schedule here is out of its range.
pub fn panels() -> Result<Vec<Panel>, Error> {
    Ok([families()?, compositions()?, feedback()?].concat())
}

fn families() -> Result<Vec<Panel>, Error> {
    const MILESTONES: [u32; 3] = [60, 120, 200];
    const POINTS: [(u32, f32); 4] = [(0, 0.02), (40, 0.1), (140, 0.06), (240, 0.0)];
    let one_cycle = &OneCycleOptions::DEFAULT;
    let three = &OneCycleOptions { phases: OneCyclePhases::Three, ..OneCycleOptions::DEFAULT };
    let inc_fraction = 0.25;
    Ok(vec![
        panel!(Family, "constant", Constant::new(0.1)?),
        panel!(Family, "constant factor", ConstantFactor::new(0.1, 0.3333, 60)?),
        panel!(Family, "step", StepDecay::new(0.1, 0.5, 40, 0.0)?),
        panel!(Family, "multi-step", MultiStep::new(0.1, 0.4, MILESTONES)?),
        panel!(Family, "exponential", Exponential::new(0.1, 0.4, 60)?),
        panel!(Family, "exponential staircase", Exponential::new(0.1, 0.7, 30)?.staircase()),
        panel!(Family, "linear", Linear::new(0.1, 0.01, 200)?),
        panel!(Family, "polynomial", Polynomial::new(0.1, 0.0, 2.0, 240)?),
        panel!(Family, "polynomial, cycle", Polynomial::new(0.1, 0.0, 1.0, 60)?.cycle()),
        panel!(Family, "inverse time", InverseTime::new(0.1, 1.0, 30)?),
        panel!(Family, "inverse square root", InverseSqrt::new(0.1, 30)?),
        panel!(Family, "Noam", Noam::new(16.0, 512, 60)?),
        panel!(Family, "cosine", Cosine::new(0.1, 0.0, 240)?),
        panel!(
            Family,
            "constant, then cosine",
            Constant::new(0.1)?.then(90, Cosine::new(0.1, 0.0, 150)?)
        ),
        panel!(
            Family,
            "warmup-stable-decay",
            WarmupStableDecay::new(0.1, 0.0, 30, 150, 60)?.decay(Curve::ONE_MINUS_SQRT)?
        ),
        panel!(Family, "knee", WarmupStableDecay::knee(0.1, 20, 100, 240)?),
        panel!(Family, "cyclical, triangular", Cyclic::new(0.02, 0.1, 40, 40)?),
        panel!(Family, "cyclical, asymmetric", Cyclic::asymmetric(0.0, 0.1, 80, 0.2)?),
        panel!(
            Family,
            "cyclical, triangular2",
            Cyclic::new(0.02, 0.1, 30, 30)?.amplitude(Amplitude::<Constant>::Halving)
        ),
        panel!(
            Family,
            "cyclical, exp_range",
            Cyclic::new(0.02, 0.1, 30, 30)?
                .amplitude(Amplitude::ByStep(Exponential::new(1.0, 0.99, 1)?))
        ),
        panel!(
            Family,
            "growing and shrinking cycles",
            CyclicalDecay::new(0.01, 0.1, CycleShape::Triangular { inc_fraction }, 30)?
                .length_decay(1.5)?
                .magnitude_decay(0.7)?
        ),
        panel!(Family, "warm restarts (SGDR)", WarmRestarts::new(0.1, 0.0, 35)?.t_mult(2.0)?),
        panel!(
            Family,
            "warm restarts, warmed and lower",
            WarmRestarts::new(0.1, 0.0, 60)?
                .peak_decay(PeakDecay::Peak(0.7))?
                .cycle_warmup(10, 0.01)?
        ),
        panel!(Family, "one-cycle", OneCycle::new(0.1, 240, one_cycle)?),
        panel!(
            Family,
            "one-cycle's momentum",
            OneCycle::new(0.1, 240, one_cycle)?.momentum(0.7, 0.95)?
        ),
        panel!(Family, "one-cycle, three phases", OneCycle::new(0.1, 240, three)?),
        panel!(
            Family,
            "one-cycle with cool-down",
            OneCycle::with_cooldown(0.02, 0.1, 180, 60, 0.0)?
        ),
        panel!(
            Family,
            "piecewise constant",
            PiecewiseConstant::new(0.1, [(60, 0.04), (100, 0.07), (180, 0.01)])?
        ),
        panel!(Family, "piecewise linear", PiecewiseCurve::new(Curve::Linear, POINTS)?),
        panel!(Family, "piecewise cosine", PiecewiseCurve::new(Curve::Cosine, POINTS)?),
        panel!(Family, "range test, exponential", RangeTest::exponential(0.0001, 0.1, 240)?),
        panel!(Family, "range test, linear", RangeTest::linear(0.0, 0.1, 240)?),
    ])
}

fn compositions() -> Result<Vec<Panel>, Error> {
    let down = Cosine::new(0.1, 0.0, 200)?;
    Ok(vec![
        panel!(Composition, "warmup in front", Cosine::new(0.1, 0.0, 200)?.warmup(40, 0.0)?),
        panel!(
            Composition,
            "warmup inside the horizon",
            StepDecay::new(0.1, 0.6, 60, 0.0)?.warmup(90, 0.0)?.horizon(Horizon::Inside)
        ),
        panel!(
            Composition,
            "then",
            Linear::new(0.1, 0.04, 120)?.then(120, Cosine::new(0.08, 0.0, 120)?)
        ),
        panel!(Composition, "join", Join::new(down, &[(60, down), (140, down)])?),
        panel!(
            Composition,
            "chosen at run time",
            AnySchedule::<8>::from(down).warmup(30, 0.0)?.clamp(0.0, 0.08)?.scale(0.8)?
        ),
        panel!(Composition, "repeat", Cosine::new(0.1, 0.0, 60)?.repeat(60, 3)?),
        panel!(Composition, "hold", InverseTime::new(0.1, 1.0, 30)?.hold_after(90)),
        panel!(Composition, "offset", Cosine::new(0.1, 0.0, 160)?.offset(Shift::Later(60))),
        panel!(Composition, "scale", Cosine::new(0.1, 0.0, 240)?.scale(0.5)?),
        panel!(Composition, "clamp", Cosine::new(0.1, 0.0, 240)?.clamp(0.02, 0.07)?),
        panel!(
            Composition,
            "maximum of two",
            Cosine::new(0.1, 0.0, 120)?.max_of(Cyclic::new(0.0, 0.04, 30, 30)?)
        ),
        panel!(
            Composition,
            "minimum of two",
            Linear::new(0.0, 0.2, 240)?.min_of(Cosine::new(0.1, 0.0, 240)?)
        ),
        panel!(
            Composition,
            "product of two",
            Cosine::new(0.1, 0.0, 240)?.product(StepDecay::new(1.0, 0.6, 40, 0.0)?)
        ),
        panel!(
            Composition,
            "per epoch",
            Exponential::new(0.1, 0.8, 1)?.per_epoch(Epochs::new(24)?)
        ),
    ])
}

fn feedback() -> Result<Vec<Panel>, Error> {
    let options = PlateauOptions { factor: 0.5, patience: 19, ..PlateauOptions::DEFAULT };
    let mut rate = ReduceOnPlateau::new(0.1, options)?;
    let mut factor = ReduceOnPlateau::new(1.0, options)?;
    let cosine = Cosine::new(0.1, 0.0, 240)?;
    // A loss that falls for 30 epochs, then stands still for 30, again and again.
    let loss = |epoch: u32| 9.0 - (epoch / 60 * 30 + (epoch % 60).min(30)) as f32 / 30.0;
    let panel = |name, code: &str, values| {
        let code = code.to_owned();
        Panel { name, code, kind: Kind::Feedback, values }
    };
    let epochs = 0..STEPS as u32;
    Ok(vec![
        panel(
            "reduce on plateau",
            "ReduceOnPlateau::new(0.1, options)?.observe(loss)",
            epochs.clone().map(|epoch| rate.observe(loss(epoch))).collect(),
        ),
        panel(
            "plateau as a factor",
            "factor.observe(loss) * cosine.at(epoch)",
            epochs.map(|epoch| factor.observe(loss(epoch)) * cosine.at(epoch)).collect(),
        ),
    ])
}

fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ").replace("? .", "?.").replace(") .", ").")
}
