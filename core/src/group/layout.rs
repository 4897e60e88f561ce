//! How parameters are grouped.

use super::{Group, Span};
use crate::{Error, Zero, error};
use core::fmt::Debug;

pub(crate) mod sealed {
    use super::{Debug, Error, Span, Zero};

    /// What the optimizer asks of a layout.
    pub trait Layout: Copy + Debug + 'static {
        /// One value for each group.
        type Each<T: Copy + Debug>: AsRef<[T]> + AsMut<[T]> + Copy + Debug;
        /// The same of what starts as zeros.
        type Zeros<T: Zero + Clone + Debug>: Zero + AsRef<[T]> + AsMut<[T]> + Clone + Debug;

        /// How many groups.
        const GROUPS: usize;
        /// Whether the last column of a matrix may have a weight decay of its own.
        const BIASES: bool;

        /// Whether all is one group as `Group::vector` makes it: no number of it needs a look.
        const WHOLE: bool;

        /// Where each group lies among `n` parameters, for which it was validated.
        fn spans(&self, n: usize) -> Self::Each<Span>;

        /// Every group in its range, as [`Group::validate_for`](crate::group::Group::validate_for), and their lengths together `n`.
        fn validate(
            &self,
            n: usize,
            decays: bool,
            no_biases: Option<&'static str>,
        ) -> Result<(), Error>;
    }
}

/// How the parameters of an [`Optimizer`](crate::optimizer::Optimizer) are grouped: [`Whole`],
/// [`Groups`] or [`Layers`].
pub trait Layout: sealed::Layout {}

/// Why no group of a layout has biases, if none has.
pub(crate) const fn no_biases<L: Layout>() -> Option<&'static str> {
    if L::BIASES {
        None
    } else {
        Some("Groups have no biases; allowed: None, or Layers in place of Groups")
    }
}

/// All parameters are one group, a vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Whole;

/// `K` groups, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Groups<const K: usize>(pub [Group; K]);

/// `K` groups, one after the other, whose last columns may have a
/// [weight decay of their own](Group::bias_weight_decay): dense layers.
///
/// A step takes a row at a time, weights first and then all biases, which costs a call a row and some flash:
/// hence a type of its own. Not for block-wise 8-bit state, whose blocks reach over rows, nor for rules that
/// look at a whole tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Layers<const K: usize>(pub [Group; K]);

/// One group behind the other.
#[inline]
fn behind<const K: usize>(groups: &[Group; K]) -> [Span; K] {
    let mut start = 0_usize;
    let mut number = 0_usize;
    groups.each_ref().map(|&group| {
        let span = Span { start, number, group };
        start = start.saturating_add(group.length);
        number = number.wrapping_add(1);
        span
    })
}

/// [`sealed::Layout::validate`] of these groups.
fn validate(
    groups: &[Group],
    n: usize,
    decays: bool,
    no_biases: Option<&'static str>,
) -> Result<(), Error> {
    let mut together = 0_usize;
    for group in groups {
        // Not by `validate_for`, whose error would lie on the stack here.
        if let Some(why) = group.judge_for(decays, no_biases) {
            return group.refuse(why);
        }
        together = together.saturating_add(group.length);
    }
    error::same_length("groups together", n, together)
}

impl Layout for Whole {}

impl sealed::Layout for Whole {
    type Each<T: Copy + Debug> = [T; 1];
    type Zeros<T: Zero + Clone + Debug> = [T; 1];

    const GROUPS: usize = 1;
    const BIASES: bool = false;
    const WHOLE: bool = true;

    #[inline]
    fn spans(&self, n: usize) -> [Span; 1] {
        [Span { start: 0, number: 0, group: Group::vector(n) }]
    }

    #[inline]
    fn validate(&self, _: usize, _: bool, _: Option<&'static str>) -> Result<(), Error> {
        Ok(()) // any vector is
    }
}

macro_rules! groups {
    ($($layout:ident, $biases:literal;)*) => {$(
        impl<const K: usize> Layout for $layout<K> {}

        impl<const K: usize> sealed::Layout for $layout<K> {
            type Each<T: Copy + Debug> = [T; K];
            type Zeros<T: Zero + Clone + Debug> = [T; K];

            const GROUPS: usize = K;
            const BIASES: bool = $biases;
            const WHOLE: bool = false;

            #[inline]
            fn spans(&self, _: usize) -> [Span; K] {
                behind(&self.0)
            }

            #[inline]
            fn validate(
                &self,
                n: usize,
                decays: bool,
                no_biases: Option<&'static str>,
            ) -> Result<(), Error> {
                validate(&self.0, n, decays, no_biases)
            }
        }
    )*};
}

groups! {
    Groups, false;
    Layers, true;
}
