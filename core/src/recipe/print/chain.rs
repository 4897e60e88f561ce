//! What happens to a gradient, as the chain of transformations that does it.

use crate::{
    gradient::AddDecayedWeights,
    literal::Shown,
    recipe::{Clip, Recipe},
};
use core::fmt::{self, Formatter};

/// What a recipe asks of a chain.
pub(super) struct ChainSource<'a> {
    accumulation: u32,
    clip: Option<Clip>,
    decay: Option<AddDecayedWeights>,
    groups: usize,
    /// What the number of parameters is called.
    parameters: &'a str,
}

impl<'a> ChainSource<'a> {
    pub(super) fn new<R, S, const G: usize>(recipe: &Recipe<R, S, G>, parameters: &'a str) -> Self {
        let Recipe { accumulation, clip, decay, .. } = *recipe;
        Self { accumulation, clip, decay, groups: recipe.groups.as_slice().len(), parameters }
    }

    /// More than the guard, which is always there.
    fn is_tuple(&self) -> bool {
        self.accumulation != 1 || self.clip.is_some() || self.decay.is_some()
    }

    pub(super) fn write_type(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_tuple() { "(SkipNonFinite" } else { "SkipNonFinite" })?;
        if self.accumulation != 1 {
            write!(f, ", Accumulate<[f32; {}]>", self.parameters)?;
        }
        match self.clip {
            None => {}
            Some(Clip::ByValue { .. }) => f.write_str(", ClipByValue")?,
            Some(Clip::ByGlobalNorm { .. }) => f.write_str(", ClipByGlobalNorm")?,
            Some(Clip::ByNorm { .. }) => f.write_str(", ClipByNorm")?,
            Some(Clip::ByBlockRms { .. }) => write!(f, ", ClipByBlockRms<{}>", self.groups.max(1))?,
            Some(Clip::Adaptive { .. }) => match self.groups {
                0 => f.write_str(", AdaptiveClip<1, 1>")?,
                groups => {
                    write!(f, ", AdaptiveClip<{groups}, {{ Unit::Row.count(&GROUPS) }}>")?;
                }
            },
        }
        f.write_str(if self.decay.is_some() { ", AddDecayedWeights" } else { "" })?;
        f.write_str(if self.is_tuple() { ")" } else { "" })
    }

    pub(super) fn write_value(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_tuple() {
            "(SkipNonFinite::DEFAULT"
        } else {
            "SkipNonFinite::DEFAULT"
        })?;
        if self.accumulation != 1 {
            f.write_str(", Accumulate::new(ACCUMULATION)")?;
        }
        match self.clip {
            None => {}
            Some(Clip::ByValue { max }) => write!(f, ", ClipByValue::new({})", Shown(&max))?,
            Some(Clip::ByGlobalNorm { max_norm, epsilon }) => {
                let (max_norm, epsilon) = (Shown(&max_norm), Shown(&epsilon));
                write!(f, ", ClipByGlobalNorm::with_epsilon({max_norm}, {epsilon})")?;
            }
            Some(Clip::ByNorm { norm_type, max_norm, epsilon }) => {
                let (kind, max_norm, epsilon) =
                    (Shown(&norm_type), Shown(&max_norm), Shown(&epsilon));
                write!(f, ", ClipByNorm::with_epsilon({kind}, {max_norm}, {epsilon})")?;
            }
            Some(Clip::ByBlockRms { threshold }) => {
                write!(f, ", ClipByBlockRms::new({})", Shown(&threshold))?;
            }
            Some(Clip::Adaptive { clipping, epsilon }) => {
                let (clipping, epsilon) = (Shown(&clipping), Shown(&epsilon));
                write!(f, ", AdaptiveClip::with_epsilon({clipping}, {epsilon}, Unit::Row)")?;
            }
        }
        if let Some(decay) = &self.decay {
            write!(f, ", {}", Shown(decay))?;
        }
        f.write_str(if self.is_tuple() { ")" } else { "" })
    }
}
