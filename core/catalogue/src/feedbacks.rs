//! What follows a metric.

/// Calls a macro with everything that follows a metric: `name: Type = value;`, where a value is a `Result`.
#[macro_export]
macro_rules! feedbacks {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            early_stopping: $crate::feedback::EarlyStopping
                = $crate::feedback::EarlyStopping::new($crate::feedback::EarlyStoppingOptions::DEFAULT);
            range_analysis: $crate::feedback::RangeAnalysis
                = $crate::feedback::RangeAnalysis::new($crate::feedback::RangeOptions::LOSS);
            reduce_on_plateau: $crate::feedback::ReduceOnPlateau
                = $crate::feedback::ReduceOnPlateau::new(
                    0.1,
                    $crate::feedback::PlateauOptions::DEFAULT,
                );
        }
    };
}
