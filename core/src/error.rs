//! One error for the whole crate: what is wrong, where, and what is allowed.

use core::fmt;

/// Why a value was refused.
///
/// Every variant names the field or buffer, what was found there, and what is allowed, so that the
/// message alone is enough to correct the call.
///
/// ```
/// use thalweg::schedule::Cosine;
/// let error = Cosine::new(-0.1, 0.0, 100).unwrap_err();
/// assert_eq!(error.to_string(), "base_lr is -0.1; allowed: finite and at least 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside what its field allows; NaN lies outside everything.
    OutOfRange {
        /// The field, as its documentation spells it.
        field: &'static str,
        /// What was given.
        value: f32,
        /// What may be given.
        allowed: &'static str,
    },
    /// A number is larger than the formats or settings of this very value leave room for.
    TooLarge {
        /// The field, as its documentation spells it.
        field: &'static str,
        /// What was given.
        value: f32,
        /// Below what it has to be.
        below: f32,
    },
    /// A count (steps, epochs, samples, a cycle's length) lies outside what its field allows.
    Count {
        /// The field, as its documentation spells it.
        field: &'static str,
        /// What was given.
        value: u32,
        /// What may be given.
        allowed: &'static str,
    },
    /// A buffer has another length than the one it must match.
    Length {
        /// The buffer.
        what: &'static str,
        /// How many elements it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// A value that must be finite is NaN or infinite.
    NotFinite {
        /// The buffer or field.
        what: &'static str,
        /// Its first element that is not finite.
        index: usize,
    },
    /// Entry `index` of a list does not lie above the one before it.
    NotIncreasing {
        /// The list.
        field: &'static str,
        /// The first entry out of order.
        index: usize,
    },
    /// A buffer whose size a type parameter gives is too small for what it must hold.
    Capacity {
        /// What it holds.
        what: &'static str,
        /// How many it must hold.
        needed: usize,
        /// How many it has room for.
        room: usize,
    },
    /// Two settings exclude each other.
    Conflict {
        /// One setting.
        field: &'static str,
        /// The other, and why both cannot be.
        with: &'static str,
    },
    /// A slot of a store for checkpoints lies where none can be.
    Slot {
        /// Which of the slots.
        index: usize,
        /// Its field, as its documentation spells it.
        field: &'static str,
        /// What was given.
        value: u32,
        /// What may be given, in words that end in a number:
        allowed: &'static str,
        /// that number.
        bound: u32,
    },
    /// Flash memory could not be read, written or erased, or holds other bytes than were written.
    Flash {
        /// What was to be done.
        operation: &'static str,
        /// Where, as the driver counts bytes.
        offset: u32,
        /// What the driver says.
        reason: &'static str,
    },
}

impl Error {
    /// The message without the numbers, usable in a `const`: see [`valid!`](crate::valid).
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::OutOfRange { allowed, .. }
            | Self::Count { allowed, .. }
            | Self::Slot { allowed, .. } => allowed,
            Self::Flash { reason, .. } => reason,
            Self::Length { what, .. } | Self::Capacity { what, .. } => what,
            Self::TooLarge { .. } => "too large",
            Self::NotFinite { .. } => "must be finite",
            Self::NotIncreasing { .. } => "entries must increase",
            Self::Conflict { with, .. } => with,
        }
    }

    /// The field or buffer that it names.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::OutOfRange { field, .. }
            | Self::TooLarge { field, .. }
            | Self::Count { field, .. }
            | Self::NotIncreasing { field, .. }
            | Self::Conflict { field, .. }
            | Self::Slot { field, .. } => field,
            Self::Flash { operation, .. } => operation,
            Self::Length { what, .. }
            | Self::NotFinite { what, .. }
            | Self::Capacity { what, .. } => what,
        }
    }

    /// Whether both name the same field.
    pub(crate) fn is_about(&self, other: &Self) -> bool {
        self.field() == other.field()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::OutOfRange { field, value, allowed } => {
                write!(f, "{field} is {value}; allowed: {allowed}")
            }
            Self::TooLarge { field, value, below } => {
                write!(f, "{field} is {value}; allowed: at least 0 and below {below}")
            }
            Self::Count { field, value, allowed } => {
                write!(f, "{field} is {value}; allowed: {allowed}")
            }
            Self::Length { what, expected, found } => {
                write!(f, "{what} has {found} elements; allowed: exactly {expected}")
            }
            Self::NotFinite { what, index } => {
                write!(f, "{what}[{index}] is NaN or infinite; allowed: finite")
            }
            Self::NotIncreasing { field, index } => {
                write!(f, "{field}[{index}] is not above the entry before it; allowed: increasing")
            }
            Self::Capacity { what, needed, room } => {
                write!(f, "{what}: room for {room}; needed: at least {needed}")
            }
            Self::Conflict { field, with } => write!(f, "{field} cannot be set: {with}"),
            Self::Slot { index, field, value, allowed, bound } => {
                write!(f, "slots[{index}].{field} is {value}; allowed: {allowed} {bound}")
            }
            Self::Flash { operation, offset, reason } => {
                write!(f, "{operation} of the flash at {offset:#x}: {reason}; allowed: success")
            }
        }
    }
}

impl core::error::Error for Error {}

/// The bits of a number without a sign, or of −0, which no range tells from 0: of those that compare as numbers do, NaN is
/// the largest. So a range is one comparison, with an FPU and without.
#[inline]
const fn magnitude(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits == (-0.0_f32).to_bits() { 0 } else { bits }
}

/// The same from 1, for what has to be above 0.
#[inline]
const fn above_zero(value: f32) -> u32 {
    magnitude(value).wrapping_sub(1)
}

#[inline]
const fn in_range(
    field: &'static str,
    value: f32,
    holds: bool,
    allowed: &'static str,
) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::OutOfRange { field, value, allowed }) }
}

/// `value` if it is finite and at least 0.
#[inline]
pub(crate) const fn non_negative(field: &'static str, value: f32) -> Result<(), Error> {
    in_range(field, value, is_non_negative(value), NON_NEGATIVE)
}

/// What is allowed where [`non_negative`] refuses.
pub(crate) const NON_NEGATIVE: &str = "finite and at least 0";

/// Whether `value` is finite and at least 0.
#[inline]
pub(crate) const fn is_non_negative(value: f32) -> bool {
    magnitude(value) <= f32::MAX.to_bits()
}

/// `value` if it is finite and at least `least`, which `allowed` puts in words.
#[inline]
pub(crate) const fn at_least(
    field: &'static str,
    value: f32,
    least: f32,
    allowed: &'static str,
) -> Result<(), Error> {
    if value >= least && value.is_finite() {
        Ok(())
    } else {
        Err(Error::OutOfRange { field, value, allowed })
    }
}

/// `value` if it is finite and above 0.
#[inline]
pub(crate) const fn positive(field: &'static str, value: f32) -> Result<(), Error> {
    let holds = above_zero(value) < f32::MAX.to_bits();
    in_range(field, value, holds, "finite and above 0")
}

/// `value` if it is above 0; infinite stands for no bound.
#[inline]
pub(crate) const fn positive_or_infinite(field: &'static str, value: f32) -> Result<(), Error> {
    if value > 0.0 {
        Ok(())
    } else {
        Err(Error::OutOfRange { field, value, allowed: "above 0, or infinite for no bound" })
    }
}

/// `value` if it is above 0 and at most 1.
#[inline]
pub(crate) const fn factor(field: &'static str, value: f32) -> Result<(), Error> {
    let holds = above_zero(value) < 1.0_f32.to_bits();
    in_range(field, value, holds, "above 0 and at most 1")
}

/// `value` if it is a share of a whole.
#[inline]
pub(crate) const fn share(field: &'static str, value: f32) -> Result<(), Error> {
    let holds = magnitude(value) <= 1.0_f32.to_bits();
    in_range(field, value, holds, SHARE)
}

/// What is allowed where [`share`] refuses.
pub(crate) const SHARE: &str = "from 0 to 1";

/// `value` if it is above 0 and below 1.
#[inline]
pub(crate) const fn between_0_and_1(field: &'static str, value: f32) -> Result<(), Error> {
    let holds = above_zero(value) < 1.0_f32.to_bits() - 1;
    in_range(field, value, holds, "above 0 and below 1")
}

/// A count that something is divided by.
#[inline]
pub(crate) const fn at_least_one(field: &'static str, value: u32) -> Result<(), Error> {
    if value == 0 { Err(Error::Count { field, value, allowed: "at least 1" }) } else { Ok(()) }
}

/// `value` if it is a decay rate: in [0, 1).
#[inline]
pub(crate) const fn decay_rate(field: &'static str, value: f32) -> Result<(), Error> {
    let holds = magnitude(value) < 1.0_f32.to_bits();
    in_range(field, value, holds, "at least 0 and below 1")
}

/// Every value is finite.
pub(crate) fn finite(what: &'static str, values: &[f32]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NotFinite { what, index }),
    }
}

/// The same in a constant.
pub(crate) const fn all_finite(what: &'static str, values: &[f32]) -> Result<(), Error> {
    let mut rest = values;
    while let Some((value, others)) = rest.split_first() {
        if !value.is_finite() {
            let index = values.len().saturating_sub(others.len()).saturating_sub(1);
            return Err(Error::NotFinite { what, index });
        }
        rest = others;
    }
    Ok(())
}

/// Every value is finite and at least 0. A function, as of an array of a known length each would be written out.
#[inline(never)]
pub(crate) fn each_non_negative(field: &'static str, values: &[f32]) -> Result<(), Error> {
    values.iter().try_for_each(|&value| non_negative(field, value))
}

/// What has seen nothing (`seen` is false) keeps a 0: anything else would be taken for what was seen.
pub(crate) fn zero_of_nothing(field: &'static str, seen: bool, value: f32) -> Result<(), Error> {
    in_range(field, value, seen || value == 0.0, "0, as nothing was counted")
}

/// `class` is one of `classes` classes.
pub(crate) fn class(field: &'static str, class: usize, classes: usize) -> Result<(), Error> {
    if class < classes {
        return Ok(());
    }
    let value = u32::try_from(class).unwrap_or(u32::MAX);
    Err(Error::Count { field, value, allowed: "below the number of classes" })
}

/// The two buffers have the same length.
#[inline]
pub(crate) const fn same_length(
    what: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Length { what, expected, found }) }
}

/// There is room for all that is needed.
#[inline]
pub(crate) const fn capacity(what: &'static str, needed: usize, room: usize) -> Result<(), Error> {
    if needed <= room { Ok(()) } else { Err(Error::Capacity { what, needed, room }) }
}

/// Propagates an error inside a `const fn`, where `?` is not available.
macro_rules! check {
    ($result:expr) => {
        if let Err(error) = $result {
            return Err(error);
        }
    };
}
pub(crate) use check;

/// A value that says itself, by `validate`, whether it is in range: `Ok` if it is.
macro_rules! validated {
    ($value:expr) => {{
        let value = $value;
        match value.validate() {
            Ok(()) => Ok(value),
            Err(error) => Err(error),
        }
    }};
}
pub(crate) use validated;

/// Unwraps a checked constructor in a `const`, so that a bad value fails to compile.
///
/// ```
/// use thalweg::{schedule::Cosine, valid};
/// const LEARNING_RATE: Cosine = valid!(Cosine::new(0.1, 0.0, 1000));
/// ```
///
/// ```compile_fail
/// use thalweg::{schedule::Cosine, valid};
/// const LEARNING_RATE: Cosine = valid!(Cosine::new(-0.1, 0.0, 1000)); // base_lr below 0
/// ```
#[macro_export]
macro_rules! valid {
    ($checked:expr) => {
        match $checked {
            Ok(value) => value,
            Err(error) => panic!("{}", error.reason()),
        }
    };
}
