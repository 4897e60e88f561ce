//! The schedules in fixed point.

/// Calls a macro with every schedule in fixed point: `name: expression;`, where an expression is a `Result`.
///
/// The steps and periods are for a training of [`HORIZON`](crate::HORIZON) steps.
#[macro_export]
macro_rules! fixed_schedules {
    ($visit:ident $($given:tt)*) => {
        $crate::with_fixed_schedule_names! {
            $visit [$($given)*];
            constant: Constant::new(0.1);
            step_decay: StepDecay::new(0.1, 0.5, 300, 1e-4);
            cosine: Cosine::new(0.1, 0.001, 1000);
            warmup_cosine: Cosine::new(0.1, 0.0, 900).and_then(|cosine| cosine.warmup(100, 0.0));
            warmup_cosine_then_constant: Cosine::new(0.1, 0.01, 700).and_then(|cosine| {
                Ok(cosine.warmup(100, 0.0)?.then(800, Constant::new(0.01)?))
            });
            linear: Linear::new(0.1, 0.001, 1000);
            polynomial: Polynomial::new(0.1, 0.001, 2.0, 1000);
            exponential: Exponential::new(0.1, 0.5, 150);
            exponential_staircase: Exponential::new(0.1, 0.5, 150)
                .and_then(|schedule| schedule.staircase().limit(0.01));
            inverse_time: InverseTime::new(0.1, 1.0, 100);
            inverse_time_staircase: InverseTime::new(0.1, 1.0, 100)
                .map(InverseTime::staircase);
            inverse_sqrt: InverseSqrt::new(0.1, 100);
            multi_step: MultiStep::<3>::new(0.1, 0.25, [300, 600, 800]);
            piecewise_constant: PiecewiseConstant::<2>::new(0.1, [(300, 0.03), (700, 0.01)]);
            cosine_with_hard_restarts: CosineWithHardRestarts::new(0.1, 0.001, 1000, 3);
            warm_restarts: WarmRestarts::new(0.1, 0.001, 250);
            warm_restarts_doubling: WarmRestarts::new(0.1, 0.001, 140)
                .and_then(|schedule| schedule.t_mult(2.0));
            triangular: Cyclic::new(0.01, 0.1, 100, 150);
            triangular2: Cyclic::new(0.01, 0.1, 125, 125)
                .map(|schedule| schedule.amplitude(Amplitude::Halving));
            one_cycle: OneCycle::new(
                0.1, 1000, &$crate::schedule::OneCycleOptions::DEFAULT,
            );
            one_cycle_with_cooldown: OneCycle::with_cooldown(0.01, 0.1, 800, 200, 0.001);
            warmup_stable_decay: WarmupStableDecay::new(0.1, 0.001, 100, 700, 200)
                .and_then(|schedule| schedule.decay($crate::schedule::Curve::ONE_MINUS_SQRT));
            knee: WarmupStableDecay::knee(0.1, 100, 400, 1000);
            scaled: Cosine::new(0.1, 0.001, 1000).and_then(|cosine| cosine.scale(0.3));
            clamped: Cosine::new(0.1, 0.001, 1000).and_then(|cosine| cosine.clamp(0.01, 0.08));
            repeated: Cosine::new(0.1, 0.001, 300).and_then(|cosine| cosine.repeat(300, 3));
            held: Exponential::new(0.1, 0.5, 150).map(|schedule| schedule.hold_after(600));
        }
    };
}

/// Calls a macro with schedules that are written in the crate's names, whatever its caller imports.
#[doc(hidden)]
#[macro_export]
macro_rules! with_fixed_schedule_names {
    ($visit:ident [$($given:tt)*]; $($name:ident: $schedule:expr;)*) => {
        $visit! { $($given)* $(
            $name: {
                #[allow(unused_imports, clippy::wildcard_imports)]
                use $crate::fixed::schedule::*;
                $schedule
            };
        )*}
    };
}
