//! How parameters are grouped.

use super::{Group, Span};
use crate::{Error, Zero, error};
use core::fmt::Debug;

pub(crate) mod sealed {
    use super::{Debug, Group, Span, Zero};

    /// What the optimizer asks of a layout.
    pub trait Layout: Copy + Debug + 'static {
        /// One value for each group.
        type Each<T: Copy + Debug>: AsRef<[T]> + AsMut<[T]> + Copy + Debug;
        /// The same of what starts as zeros.
        type Zeros<T: Zero + Clone + Debug>: Zero + AsRef<[T]> + AsMut<[T]> + Clone + Debug;

        /// Whether the last column of a matrix may have a weight decay of its own.
        const BIASES: bool;

        /// `value` for each group.
        fn each<T: Copy + Debug>(&self, value: T) -> Self::Each<T>;

        /// The groups of `n` parameters, in order.
        fn groups(&self, n: usize) -> Self::Each<Group>;

        /// Where each group lies among `n` parameters, for which it was validated.
        fn spans(&self, n: usize) -> Self::Each<Span> {
            let groups = self.groups(n);
            let mut spans = self.each(Span { start: 0, number: 0, group: Group::vector(0) });
            let mut start = 0_usize;
            let pairs = spans.as_mut().iter_mut().zip(groups.as_ref());
            for (number, (span, &group)) in pairs.enumerate() {
                *span = Span { start, number, group };
                start = start.saturating_add(group.length);
            }
            spans
        }
    }
}

/// How the parameters of an [`Optimizer`](crate::optimizer::Optimizer) are grouped: [`Whole`],
/// [`Groups`] or [`Layers`].
pub trait Layout: sealed::Layout {}

/// Every group in its range, and their lengths together `n`.
pub(crate) fn validate<L: Layout>(layout: &L, n: usize) -> Result<(), Error> {
    let groups = layout.groups(n);
    groups.as_ref().iter().try_for_each(validate_group::<L>)?;
    let lengths = groups.as_ref().iter().map(|group| group.length);
    error::same_length("groups together", n, lengths.fold(0, usize::saturating_add))
}

/// One group in its range, and such as the layout can have.
pub(crate) fn validate_group<L: Layout>(group: &Group) -> Result<(), Error> {
    if group.bias_weight_decay.is_some() && !L::BIASES {
        let with = "Groups have no biases; allowed: None, or Layers in place of Groups";
        return Err(Error::Conflict { field: "group.bias_weight_decay", with });
    }
    group.validate()
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

macro_rules! layout {
    ($layout:ty, $k:expr, $biases:literal, |$self:ident, $n:ident| $groups:expr $(, $const:ident)?) => {
        impl$(<const $const: usize>)? Layout for $layout {}

        impl$(<const $const: usize>)? sealed::Layout for $layout {
            type Each<T: Copy + Debug> = [T; $k];
            type Zeros<T: Zero + Clone + Debug> = [T; $k];

            const BIASES: bool = $biases;

            fn each<T: Copy + Debug>(&self, value: T) -> [T; $k] {
                [value; $k]
            }

            fn groups(&$self, $n: usize) -> [Group; $k] {
                $groups
            }
        }
    };
}

layout!(Whole, 1, false, |self, n| [Group::vector(n)]);
layout!(Groups<K>, K, false, |self, _n| self.0, K);
layout!(Layers<K>, K, true, |self, _n| self.0, K);
