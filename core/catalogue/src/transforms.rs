//! The transformations of a gradient.

use thalweg::group::Group;

/// The groups that the transformations are made for.
pub const GROUPS: [Group; 2] = [Group::matrix(2, 3), Group::vector(2)];

/// The parameters of those groups.
pub const GROUPED: usize = 8;

/// Calls a macro with every transformation of a gradient: `name: Type = configuration;`.
///
/// They are for the parameters of [`GROUPS`](crate::GROUPS).
#[macro_export]
macro_rules! transforms {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            none: () = ();
            some: Option<$crate::gradient::ClipByValue>
                = Some($crate::gradient::ClipByValue::new(0.1));
            skip_non_finite: $crate::gradient::SkipNonFinite = $crate::gradient::SkipNonFinite::DEFAULT;
            skip_non_finite_at_all: $crate::gradient::SkipNonFinite = $crate::gradient::SkipNonFinite::FINITE;
            accumulate: $crate::gradient::Accumulate<[f32; $crate::GROUPED]>
                = $crate::gradient::Accumulate::new(2);
            adaptive_clip: $crate::gradient::AdaptiveClip<2, { $crate::GROUPED }>
                = $crate::gradient::AdaptiveClip::new(0.01, $crate::gradient::Unit::Row);
            add_decayed_weights: $crate::gradient::AddDecayedWeights
                = $crate::gradient::AddDecayedWeights { weight_decay: 0.01 };
            centralise: $crate::gradient::Centralise<2, { $crate::GROUPED }>
                = $crate::gradient::Centralise::rows();
            clip_by_block_rms: $crate::gradient::ClipByBlockRms<2>
                = $crate::gradient::ClipByBlockRms::new(0.1);
            clip_by_global_norm: $crate::gradient::ClipByGlobalNorm
                = $crate::gradient::ClipByGlobalNorm::new(0.1);
            clip_by_norm: $crate::gradient::ClipByNorm
                = $crate::gradient::ClipByNorm::new($crate::gradient::NormType::L1, 0.1);
            clip_by_value: $crate::gradient::ClipByValue = $crate::gradient::ClipByValue::new(0.1);
            gradient_noise: $crate::gradient::GradientNoise
                = $crate::gradient::GradientNoise::DEFAULT;
            proximal: $crate::gradient::Proximal<[f32; $crate::GROUPED]>
                = $crate::gradient::Proximal::new(0.1, [0.5; $crate::GROUPED]);
            chain_of_1: ($crate::gradient::ClipByValue,) = ($crate::gradient::ClipByValue::new(0.1),);
            chain_of_2: ($crate::gradient::SkipNonFinite, $crate::gradient::ClipByValue)
                = ($crate::gradient::SkipNonFinite::FINITE, $crate::gradient::ClipByValue::new(0.1));
            chain_of_3: (
                $crate::gradient::SkipNonFinite,
                $crate::gradient::AddDecayedWeights,
                $crate::gradient::ClipByGlobalNorm,
            ) = (
                $crate::gradient::SkipNonFinite::FINITE,
                $crate::gradient::AddDecayedWeights { weight_decay: 0.01 },
                $crate::gradient::ClipByGlobalNorm::new(0.1),
            );
            chain_of_4: (
                $crate::gradient::SkipNonFinite,
                $crate::gradient::ClipByNorm,
                $crate::gradient::ClipByValue,
                $crate::gradient::ClipByGlobalNorm,
            ) = (
                $crate::gradient::SkipNonFinite::FINITE,
                $crate::gradient::ClipByNorm::new($crate::gradient::NormType::LInfinity, 0.1),
                $crate::gradient::ClipByValue::new(0.1),
                $crate::gradient::ClipByGlobalNorm::new(0.1),
            );
            chain_of_5: (
                $crate::gradient::SkipNonFinite,
                $crate::gradient::GradientNoise,
                $crate::gradient::AddDecayedWeights,
                $crate::gradient::ClipByValue,
                $crate::gradient::ClipByGlobalNorm,
            ) = (
                $crate::gradient::SkipNonFinite::FINITE,
                $crate::gradient::GradientNoise::DEFAULT,
                $crate::gradient::AddDecayedWeights { weight_decay: 0.01 },
                $crate::gradient::ClipByValue::new(0.1),
                $crate::gradient::ClipByGlobalNorm::new(0.1),
            );
            chain_of_6: (
                $crate::gradient::SkipNonFinite,
                $crate::gradient::GradientNoise,
                $crate::gradient::AddDecayedWeights,
                $crate::gradient::ClipByNorm,
                $crate::gradient::ClipByValue,
                $crate::gradient::ClipByGlobalNorm,
            ) = (
                $crate::gradient::SkipNonFinite::FINITE,
                $crate::gradient::GradientNoise::DEFAULT,
                $crate::gradient::AddDecayedWeights { weight_decay: 0.01 },
                $crate::gradient::ClipByNorm::new($crate::gradient::NormType::Lp(3.0), 0.1),
                $crate::gradient::ClipByValue::new(0.1),
                $crate::gradient::ClipByGlobalNorm::new(0.1),
            );
        }
    };
}
