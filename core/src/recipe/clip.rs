//! How gradients are clipped, as plain data.

use crate::{Error, error, gradient::NormType, words::words};

/// How gradients are clipped, after they were accumulated and before weights decay.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Clip {
    /// See [`ClipByValue`](crate::gradient::ClipByValue).
    ByValue {
        /// The largest magnitude, above 0.
        max: f32,
    },
    /// See [`ClipByGlobalNorm`](crate::gradient::ClipByGlobalNorm).
    ByGlobalNorm {
        /// The largest norm, above 0.
        max_norm: f32,
        /// ε beside the norm, at least 0: 1e-6 as PyTorch, 1e-8 as MXNet.
        epsilon: f32,
    },
    /// See [`ClipByNorm`](crate::gradient::ClipByNorm).
    ByNorm {
        /// Which norm.
        norm_type: NormType,
        /// The largest norm, above 0.
        max_norm: f32,
        /// ε beside the norm, at least 0.
        epsilon: f32,
    },
    /// See [`ClipByBlockRms`](crate::gradient::ClipByBlockRms).
    ByBlockRms {
        /// The largest root mean square of a group, above 0.
        threshold: f32,
    },
    /// See [`AdaptiveClip`](crate::gradient::AdaptiveClip), over rows.
    Adaptive {
        /// The largest ratio of the norms of gradient and weights, above 0.
        clipping: f32,
        /// What the norm of weights counts at least, above 0.
        epsilon: f32,
    },
}

words! {
    enum Clip {
        0 ByValue { max },
        1 ByGlobalNorm { max_norm, epsilon },
        2 ByNorm { norm_type, max_norm, epsilon },
        3 ByBlockRms { threshold },
        4 Adaptive { clipping, epsilon },
    }
}

impl Clip {
    /// Shows `go_on` the judgement of each field.
    #[inline]
    pub(super) fn judge(
        self,
        go_on: &mut impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (first, second) = match self {
            Self::ByValue { max } => (error::positive("clip.max", max), Ok(())),
            Self::ByGlobalNorm { max_norm, epsilon } | Self::ByNorm { max_norm, epsilon, .. } => (
                error::positive("clip.max_norm", max_norm),
                error::non_negative("clip.epsilon", epsilon),
            ),
            Self::ByBlockRms { threshold } => {
                (error::positive("clip.threshold", threshold), Ok(()))
            }
            Self::Adaptive { clipping, epsilon } => (
                error::positive("clip.clipping", clipping),
                error::positive("clip.epsilon", epsilon),
            ),
        };
        go_on(first)?;
        go_on(second)?;
        match self {
            Self::ByNorm { norm_type: NormType::Lp(p), .. } => {
                go_on(error::positive("clip.norm_type", p))
            }
            _ => Ok(()),
        }
    }
}
