//! Groups of parameters: tensors with settings of their own, one after the other in one buffer.

use crate::{Error, error, group::Span};
use core::fmt::Debug;

/// Parameters that lie one after the other and share their settings: one tensor of a model.
///
/// ```
/// use thalweg::group::Group;
/// // The hidden layer learns slowly, the biases do not decay, the embedding stays as it is.
/// let hidden = Group { learning_rate: 0.1, ..Group::matrix(24, 25) };
/// let biases = Group { weight_decay: 0.0, ..Group::vector(7) };
/// let embedding = Group { frozen: true, ..Group::vector(100) };
/// # let _ = (hidden, biases, embedding);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Group {
    /// How many parameters.
    pub length: usize,
    /// Length of a row, where the parameters are a row-major matrix; `None` for a vector.
    pub columns: Option<usize>,
    /// η is multiplied by this, at least 0.
    pub learning_rate: f32,
    /// λ is multiplied by this, at least 0.
    pub weight_decay: f32,
    /// Neither parameters nor state change, and t does not count: a group that thaws later starts
    /// with the bias correction of a first step.
    pub frozen: bool,
}

impl Group {
    /// `length` parameters without further shape, multipliers 1.
    pub const fn vector(length: usize) -> Self {
        Self { length, columns: None, learning_rate: 1.0, weight_decay: 1.0, frozen: false }
    }

    /// A row-major matrix, multipliers 1.
    pub const fn matrix(rows: usize, columns: usize) -> Self {
        Self { columns: Some(columns), ..Self::vector(rows * columns) }
    }

    /// Rows and columns; a vector is one row.
    pub const fn shape(&self) -> (usize, usize) {
        match self.columns {
            Some(columns) => match self.length.checked_div(columns) {
                Some(rows) => (rows, columns),
                None => (0, 0),
            },
            None => (1, self.length),
        }
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        error::non_negative("group.learning_rate", self.learning_rate)?;
        error::non_negative("group.weight_decay", self.weight_decay)?;
        let (rows, columns) = self.shape();
        error::same_length("group of whole rows", rows.saturating_mul(columns), self.length)
    }
}

/// How the parameters of an [`Optimizer`](crate::optimizer::Optimizer) are grouped: [`Whole`] or [`Groups`].
pub trait Layout: Copy + Debug {
    /// One value for each group.
    type Each<T: Copy + Debug>: AsRef<[T]> + AsMut<[T]> + Copy + Debug;

    /// `value` for each group.
    #[doc(hidden)]
    fn each<T: Copy + Debug>(&self, value: T) -> Self::Each<T>;

    /// The groups of `n` parameters, in order.
    #[doc(hidden)]
    fn groups(&self, n: usize) -> Self::Each<Group>;

    /// Where each group lies among `n` parameters.
    #[doc(hidden)]
    fn spans(&self, n: usize) -> Self::Each<Span> {
        let groups = self.groups(n);
        let mut spans = self.each(Span { start: 0, number: 0, group: Group::vector(0) });
        let mut start = 0;
        let pairs = spans.as_mut().iter_mut().zip(groups.as_ref());
        for (number, (span, &group)) in pairs.enumerate() {
            *span = Span { start, number, group };
            start += group.length;
        }
        spans
    }

    /// Every group in its range, and their lengths together `n`.
    #[doc(hidden)]
    fn validate(&self, n: usize) -> Result<(), Error> {
        let groups = self.groups(n);
        for group in groups.as_ref() {
            group.validate()?;
        }
        let lengths = groups.as_ref().iter().map(|group| group.length);
        error::same_length("groups together", n, lengths.fold(0, usize::saturating_add))
    }
}

/// All parameters are one group, a vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Whole;

impl Layout for Whole {
    type Each<T: Copy + Debug> = [T; 1];

    fn each<T: Copy + Debug>(&self, value: T) -> [T; 1] {
        [value]
    }

    fn groups(&self, n: usize) -> [Group; 1] {
        [Group::vector(n)]
    }
}

/// `K` groups, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Groups<const K: usize>(pub [Group; K]);

impl<const K: usize> Layout for Groups<K> {
    type Each<T: Copy + Debug> = [T; K];

    fn each<T: Copy + Debug>(&self, value: T) -> [T; K] {
        [value; K]
    }

    fn groups(&self, _: usize) -> [Group; K] {
        self.0
    }
}
