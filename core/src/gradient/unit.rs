//! Units: the rows, columns or whole groups that a transformation treats each by itself.

use super::Element;
use crate::group::Span;
use crate::{
    Error, error,
    group::Group,
    math::{sqrt, unscale},
};

/// What a unit of a matrix is; a vector, a single row and a single column are one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Unit {
    /// A row: what feeds one output of a row-major out × in matrix, as in this crate and PyTorch.
    Row,
    /// A column: what feeds one output of an in × out matrix, as in JAX, Flax and Keras.
    Column,
    /// The whole group.
    Group,
}

impl Unit {
    /// How many units these groups have together: the room that a transformation needs.
    ///
    /// ```
    /// use thalweg::{gradient::Unit, group::Group};
    /// const LAYERS: [Group; 2] = [Group::matrix(24, 25), Group::vector(24)];
    /// assert_eq!(Unit::Row.count(&LAYERS), 25);
    /// assert_eq!(Unit::Column.count(&LAYERS), 26);
    /// ```
    pub const fn count(self, groups: &[Group]) -> usize {
        let (mut rest, mut count) = (groups, 0_usize);
        while let Some((group, others)) = rest.split_first() {
            count = count.saturating_add(self.of(group)); // more than there is room for
            rest = others;
        }
        count
    }

    /// How many units a group has.
    const fn of(self, group: &Group) -> usize {
        let (rows, columns) = group.shape();
        match self {
            Self::Row if rows > 1 && columns > 1 => rows,
            Self::Column if rows > 1 && columns > 1 => columns,
            _ => 1,
        }
    }
}

/// Which unit every element belongs to, for at most `K` groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Units<const K: usize> {
    unit: Unit,
    /// The first unit of each group.
    first: [usize; K],
}

impl<const K: usize> Units<K> {
    pub(super) const fn new(unit: Unit) -> Self {
        Self { unit, first: [0; K] }
    }

    pub(super) fn validate(&self, spans: &[Span], room: usize) -> Result<(), Error> {
        let units = spans.iter().map(|span| self.unit.of(&span.group));
        let units = units.fold(0, usize::saturating_add);
        error::capacity("groups", spans.len(), K)?;
        error::capacity("units", units, room)
    }

    /// Numbers the units of these groups.
    pub(super) fn number(&mut self, spans: &[Span]) {
        let mut next = 0_usize;
        for (first, span) in self.first.iter_mut().zip(spans) {
            *first = next;
            next = next.wrapping_add(self.unit.of(&span.group)); // within the room: see `validate`
        }
    }

    /// The unit of an element.
    #[inline]
    pub(super) fn of(&self, element: &Element<'_>) -> usize {
        let Span { start, number, group } = element.span;
        let first = self.first.get(*number).copied().unwrap_or_default();
        let (rows, columns) = group.shape();
        let offset = element.index.wrapping_sub(*start); // an element lies in its span
        let within = match self.unit {
            Unit::Row if rows > 1 && columns > 1 => offset.checked_div(columns),
            Unit::Column if rows > 1 && columns > 1 => offset.checked_rem(columns),
            _ => None,
        };
        first.wrapping_add(within.unwrap_or(0)) // one of the room, and what is not finds nothing there
    }
}

/// Written as the [`Unit`] alone.
#[cfg(feature = "serde")]
impl<const K: usize> serde::Serialize for Units<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.unit.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, const K: usize> serde::Deserialize<'de> for Units<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Unit::deserialize(deserializer).map(Self::new)
    }
}

impl<const U: usize> Default for UnitNorms<U> {
    fn default() -> Self {
        Self::new()
    }
}

/// ‖x‖₂ of each unit in the making: a walk for the largest of each, and one for the scaled squares.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct UnitNorms<const U: usize> {
    /// The largest magnitudes; in the end the norms.
    norms: [f32; U],
    sums: [f32; U],
    walk: Walk,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Walk {
    /// Nothing was shown yet.
    New,
    Largest,
    Squares,
}

impl<const U: usize> UnitNorms<U> {
    pub(super) const fn new() -> Self {
        Self { norms: [0.0; U], sums: [0.0; U], walk: Walk::New }
    }

    /// From the beginning, whatever was walked of a step that was given up.
    pub(super) const fn begin(&mut self) {
        self.walk = Walk::New;
    }

    /// The next numbers of this walk, each with its unit.
    pub(super) fn push(&mut self, values: impl Iterator<Item = (usize, f32)>) {
        let Self { norms, sums, walk } = self;
        if *walk == Walk::New {
            norms.fill(0.0);
            *walk = Walk::Largest;
        }
        if *walk == Walk::Largest {
            values.for_each(|(unit, x)| {
                if let Some(largest) = norms.get_mut(unit) {
                    *largest = largest.max(x.abs());
                }
            });
        } else {
            values.for_each(|(unit, x)| {
                if let (Some(&largest), Some(sum)) = (norms.get(unit), sums.get_mut(unit)) {
                    let x = x * unscale(largest);
                    *sum += x * x;
                }
            });
        }
    }

    /// The end of a walk: the norms, at most `f32::MAX`, or `None` if the numbers are to be walked once more.
    pub(super) fn end(&mut self) -> Option<&mut [f32; U]> {
        if self.walk != Walk::Squares {
            if self.walk == Walk::New {
                self.norms.fill(0.0); // every group is frozen
            }
            self.sums.fill(0.0);
            self.walk = Walk::Squares;
            return None;
        }
        self.walk = Walk::New;
        for (norm, &sum) in self.norms.iter_mut().zip(&self.sums) {
            *norm = (sqrt(sum) / unscale(*norm)).min(f32::MAX);
        }
        Some(&mut self.norms)
    }

    /// What was made of the norms.
    pub(super) const fn found(&self) -> &[f32; U] {
        &self.norms
    }
}
