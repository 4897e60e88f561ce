//! The way from one rate to another: those of the curves in floats that integers have.

use super::{between, cosine::falling, line};
use crate::{
    Error,
    fixed::{
        Rate,
        scale::{Scale, ratio},
    },
    schedule as floats,
};

/// A curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) enum Curve {
    /// 1 − u.
    Linear,
    /// (1 + cos πu) / 2.
    Cosine,
    /// 1 − √u.
    OneMinusSqrt,
}

impl Curve {
    /// The same in integers.
    pub(super) const fn of(curve: floats::Curve) -> Result<Self, Error> {
        match curve {
            floats::Curve::Linear => Ok(Self::Linear),
            floats::Curve::Cosine => Ok(Self::Cosine),
            floats::Curve::OneMinusPower(power) if power.to_bits() == 0.5_f32.to_bits() => {
                Ok(Self::OneMinusSqrt)
            }
            _ => {
                let with = "in fixed point it is Linear, Cosine or ONE_MINUS_SQRT";
                Err(Error::Conflict { field: "curve", with })
            }
        }
    }

    /// From `from` to `to`, `done` of `steps` steps on the way; the very ends at both ends.
    pub(super) fn between(self, from: Rate, to: Rate, done: u32, steps: u32) -> Rate {
        if done >= steps {
            return to;
        }
        match self {
            Self::Linear => line(from, to, done, steps),
            Self::Cosine => between(to, from, falling(ratio(done, steps))),
            Self::OneMinusSqrt => {
                let share = Scale::new(done, 0).over(Scale::new(steps, 0));
                between(from, to, share.root().to_integer(32).into())
            }
        }
    }
}
