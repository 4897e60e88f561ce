//! One node: a family, or a combinator that stands on the schedules just before it.

use super::Family;
use crate::{
    Error,
    config::{always_valid, config},
    schedule::{
        Clamp, Cyclic, Hold, Max, Min, Offset, PerEpoch, Product, Repeat, Scale, Sum, Then, Warmup,
    },
};

/// The place of a schedule that stands before the node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Operand;

config! {
    /// One node of an [`AnySchedule`](super::AnySchedule).
    ///
    /// Its bytes number the kinds in this order; new ones go to the end.
    #[non_exhaustive]
    pub enum Node {
        /// Stands on nothing.
        Family(Family),
        /// Stands on one schedule.
        Warmup(Warmup<Operand>),
        /// Stands on one schedule.
        Repeat(Repeat<Operand>),
        /// Stands on one schedule.
        Scale(Scale<Operand>),
        /// Stands on one schedule.
        Clamp(Clamp<Operand>),
        /// Stands on one schedule.
        Offset(Offset<Operand>),
        /// Stands on one schedule.
        Hold(Hold<Operand>),
        /// Stands on one schedule.
        PerEpoch(PerEpoch<Operand>),
        /// Stands on the schedule of its amplitude; on nothing if it has none.
        Cyclic(Cyclic<Operand>),
        /// Stands on two schedules, in order of time.
        Then(Then<Operand, Operand>),
        /// Stands on two schedules.
        Max(Max<Operand, Operand>),
        /// Stands on two schedules.
        Min(Min<Operand, Operand>),
        /// Stands on two schedules.
        Product(Product<Operand, Operand>),
        /// Stands on two schedules.
        Sum(Sum<Operand, Operand>),
    }
}

always_valid![
    Offset<Operand>,
    Hold<Operand>,
    Then<Operand, Operand>,
    Max<Operand, Operand>,
    Min<Operand, Operand>,
    Product<Operand, Operand>,
    Sum<Operand, Operand>,
];

impl Node {
    /// How many schedules it stands on.
    pub(super) const fn operands(&self) -> usize {
        match self {
            Self::Family(_) => 0,
            Self::Warmup(_)
            | Self::Repeat(_)
            | Self::Scale(_)
            | Self::Clamp(_)
            | Self::Offset(_)
            | Self::Hold(_)
            | Self::PerEpoch(_) => 1,
            Self::Cyclic(cyclic) => cyclic.modulation().is_some() as usize,
            Self::Then(_) | Self::Max(_) | Self::Min(_) | Self::Product(_) | Self::Sum(_) => 2,
        }
    }

    /// Every field is in its range.
    pub(super) const fn validate(&self) -> Result<(), Error> {
        match self {
            Self::Family(family) => family.validate(),
            Self::Warmup(warmup) => warmup.validate(),
            Self::Scale(scale) => scale.validate(),
            Self::Clamp(clamp) => clamp.validate(),
            Self::Cyclic(cyclic) => cyclic.validate(),
            Self::Repeat(repeat) => repeat.validate(),
            Self::PerEpoch(per_epoch) => per_epoch.validate(),
            // Nothing that these can hold is out of range.
            Self::Offset(_)
            | Self::Hold(_)
            | Self::Then(_)
            | Self::Max(_)
            | Self::Min(_)
            | Self::Product(_)
            | Self::Sum(_) => Ok(()),
        }
    }
}

impl<F: Into<Family>> From<F> for Node {
    fn from(family: F) -> Self {
        Self::Family(family.into())
    }
}
