//! A group and where it lies.

use super::Group;
use crate::{Error, error};

/// A group and where it lies in the buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Span {
    /// The index of its first parameter.
    pub start: usize,
    /// Which group it is, from 0.
    pub number: usize,
    /// Its shape and settings.
    pub group: Group,
}

impl Span {
    /// Where the group of this number lies, with another of its shape in its place.
    pub(crate) fn changed(spans: &[Self], number: usize, group: Group) -> Result<Self, Error> {
        let Some(span) = spans.get(number) else {
            let value = u32::try_from(number).unwrap_or(u32::MAX);
            let allowed = "below the number of groups";
            return Err(Error::Count { field: "group", value, allowed });
        };
        error::same_length("group", span.group.length, group.length)?;
        error::same_length("row of the group", span.group.shape().1, group.shape().1)?;
        Ok(Self { group, ..*span })
    }

    /// The index behind its last parameter; a layout makes no span beyond its buffer, so no sum wraps.
    #[inline]
    pub(crate) const fn end(&self) -> usize {
        self.start.wrapping_add(self.group.length)
    }

    /// The weight-decay multiplier of the parameter of this index, which lies in the span.
    #[inline]
    pub(crate) const fn weight_decay(&self, index: usize) -> f32 {
        match self.group.bias_weight_decay {
            Some(bias) if self.group.is_bias(index.wrapping_sub(self.start)) => bias,
            _ => self.group.weight_decay,
        }
    }
}
