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
            augmentation: $crate::data::Augmentation<2> = $crate::data::Augmentation {
                shift: 2, rotation: 0.25, scaling: 0.25, jitter: [0.0625, 0.125], seed: 3
            };
            mixup: $crate::data::Mixup = $crate::data::Mixup { alpha: 0.25, seed: 3 };
            reservoir: $crate::data::Reservoir<4, 2, 3> = $crate::data::Reservoir::new(3);
            replay: $crate::data::Replay<'_> = $crate::data::Replay {
                samples: &[0.5, -0.5, 0.25, 1.0], classes: &[0, 1], seed: 3
            };
        }
    };
}
