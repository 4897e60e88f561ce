//! The schedules, and the steps they are asked for.

use thalweg::{schedule::Constant, valid};

/// Calls a macro with every schedule: `name, budget in instructions: expression;`.
///
/// An expression is a `Result`. A budget of 0 is none: a composition costs what its parts cost.
/// The steps and periods are for a training of [`HORIZON`](crate::HORIZON) steps.
#[macro_export]
macro_rules! schedules {
    ($visit:ident $($given:tt)*) => {
        $crate::with_schedule_names! {
            $visit [$($given)*];
            constant, 60: Constant::new(0.1);
            constant_factor, 60: ConstantFactor::new(0.1, 0.25, 50);
            step, 400: StepDecay::new(0.1, 0.5, 300, 1e-4);
            multi_step, 60: MultiStep::new(0.1, 0.5, [300, 600, 800]);
            linear, 60: Linear::new(0.1, 0.01, 1000);
            inverse_time, 60: InverseTime::new(0.1, 1.0, 100);
            inverse_sqrt, 60: InverseSqrt::new(0.1, 100);
            noam, 60: Noam::new(1.0, 512, 100);
            knee, 60: WarmupStableDecay::knee(0.1, 50, 500, 1000);
            piecewise_constant, 60:
                PiecewiseConstant::new(0.1, [(300, 0.05), (600, 0.02), (800, 0.01)]);
            piecewise_linear, 60: PiecewiseCurve::new(Curve::Linear, POINTS);
            triangular, 60: Cyclic::new(0.01, 0.1, 100, 100);
            triangular2, 60: Cyclic::new(0.01, 0.1, 100, 100)
                .map(|cyclic| cyclic.amplitude(Amplitude::<Constant>::Halving));
            one_cycle_linear, 60: OneCycle::with_cooldown(0.01, 0.1, 800, 200, 0.001);
            range_test_linear, 60: RangeTest::linear(0.0, 1.0, 1000);
            exponential, 400: Exponential::new(0.1, 0.5, 300);
            polynomial, 400: Polynomial::new(0.1, 0.001, 2.0, 1000);
            cosine, 400: Cosine::new(0.1, 0.001, 1000);
            warmup_stable_decay, 400: WarmupStableDecay::new(0.1, 0.0, 50, 700, 250)
                .and_then(|schedule| schedule.decay(Curve::ONE_MINUS_SQRT));
            piecewise_cosine, 400: PiecewiseCurve::new(Curve::Cosine, POINTS);
            exp_range, 400: Exponential::new(1.0, 0.99, 1).and_then(|scale| {
                Ok(Cyclic::new(0.01, 0.1, 100, 100)?.amplitude(Amplitude::ByStep(scale)))
            });
            cyclical_decay, 400: CyclicalDecay::new(0.01, 0.1, CycleShape::Cosine, 100)
                .and_then(|schedule| schedule.length_decay(1.5)?.magnitude_decay(0.8));
            warm_restarts, 400: WarmRestarts::new(0.1, 0.0, 200);
            warm_restarts_doubling, 400:
                WarmRestarts::new(0.1, 0.0, 200).and_then(|schedule| schedule.t_mult(2.0));
            warm_restarts_growing, 0:
                WarmRestarts::new(0.1, 0.0, 20).and_then(|schedule| schedule.t_mult(1.01));
            cosine_with_hard_restarts, 0: CosineWithHardRestarts::new(0.1, 0.0, 1000, 3);
            one_cycle, 400: OneCycle::new(0.1, 1000, &OneCycleOptions::DEFAULT);
            range_test, 400: RangeTest::exponential(1e-4, 1.0, 1000);
            warmup_cosine, 0: Cosine::new(0.1, 0.0, 900).and_then(|cosine| cosine.warmup(100, 0.0));
            warmup_cosine_then_constant, 0: Cosine::new(0.1, 0.01, 700).and_then(|cosine| {
                Ok(cosine.warmup(100, 0.0)?.then(800, Constant::new(0.01)?))
            });
            repeated_clamped_line, 0: Linear::new(0.1, 0.0, 200)
                .and_then(|line| line.repeat(200, 5)?.clamp(0.01, 0.08));
            sum_of_lines, 0: Linear::new(0.0, 0.01, 100)
                .and_then(|line| Ok(line.sum(Linear::new(0.1, 0.0, 100)?)));
            product_of_decays, 0: StepDecay::new(0.1, 0.5, 300, 0.0)
                .and_then(|decay| Ok(decay.product(InverseTime::new(1.0, 1.0, 100)?)));
            hold, 0: Linear::new(0.1, 0.0, 200).map(|line| line.hold_after(150));
            scale, 0: Linear::new(0.1, 0.0, 200).and_then(|line| line.scale(0.5));
            offset, 0: Linear::new(0.1, 0.0, 200).map(|line| line.offset(Shift::Later(50)));
            per_epoch, 0: Linear::new(0.1, 0.0, 20)
                .and_then(|line| Ok(line.per_epoch(Epochs::new(50)?)));
            max, 0: Linear::new(0.1, 0.0, 200)
                .and_then(|line| Ok(line.max_of(Constant::new(0.01)?)));
            min, 0: Linear::new(0.1, 0.0, 200)
                .and_then(|line| Ok(line.min_of(Constant::new(0.08)?)));
            join, 0: Constant::new(0.1).and_then(|first| Join::new(first, &LAST));
            family_cosine, 0: Cosine::new(0.1, 0.001, 1000).map(Family::from);
            any_cosine, 0: Cosine::new(0.1, 0.001, 1000).map(AnySchedule::<4>::from);
            any_warmup_cosine_then_constant, 0: Cosine::new(0.1, 0.01, 700).and_then(|cosine| {
                AnySchedule::<4>::from(cosine).warmup(100, 0.0)?.then(800, Constant::new(0.01)?)
            });
        }
    };
}

/// Calls a macro with schedules that are written in the crate's names, whatever its caller imports.
#[doc(hidden)]
#[macro_export]
macro_rules! with_schedule_names {
    ($visit:ident [$($given:tt)*]; $($name:ident, $budget:literal: $schedule:expr;)*) => {
        $visit! { $($given)* $(
            $name, $budget: {
                #[allow(unused_imports, clippy::wildcard_imports)]
                use $crate::{LAST, POINTS, schedule::*};
                $schedule
            };
        )*}
    };
}

/// What a joined schedule ends with.
pub const LAST: [(u32, Constant); 1] = [(500, valid!(Constant::new(0.01)))];

/// The points of the piecewise curves.
pub const POINTS: [(u32, f32); 4] = [(0, 0.0), (100, 0.1), (600, 0.04), (1000, 0.0)];

/// How long the training is that the schedules are for.
pub const HORIZON: u32 = 1000;

/// The steps that are measured: within the training, at its seams, and far past its end.
pub const SCHEDULE_STEPS: [u32; 24] = [
    0,
    1,
    2,
    49,
    50,
    99,
    100,
    101,
    199,
    250,
    300,
    499,
    500,
    501,
    643,
    777,
    800,
    901,
    999,
    1000,
    1001,
    16_777_219,
    2_147_483_647,
    4_294_967_295,
];
