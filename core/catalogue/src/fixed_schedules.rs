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
