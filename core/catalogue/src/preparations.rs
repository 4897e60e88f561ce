//! What prepares samples.

/// Calls a macro with everything that prepares samples: `name: Type = value;`.
#[macro_export]
macro_rules! preparations {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            normalizer: $crate::data::Normalizer<2>
                = $crate::data::Normalizer { mean: [0.5, -0.5], scale: [2.0, 0.5] };
            running_statistics: $crate::data::RunningStatistics<[f32; 2]>
                = $crate::data::RunningStatistics::new();
        }
    };
}
