//! What a factored rule keeps in place of one number a parameter: one a row and one a column.

use crate::group::Group;
use crate::optimizer::rule::GroupStep;
use crate::{Error, Zero, error};

/// One number for each row and each column of a matrix; a vector is a matrix of one row.
///
/// The memory of [`Sm3`](crate::optimizer::rules::Sm3) and [`Adafactor`](crate::optimizer::Adafactor): 4 · (`ROWS` + `COLUMNS`)
/// bytes a group. A group may be smaller; what it does not fill stays 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RowsAndColumns<const ROWS: usize, const COLUMNS: usize> {
    /// One for each row, from the first.
    pub rows: [f32; ROWS],
    /// One for each column, from the first.
    pub columns: [f32; COLUMNS],
}

impl<const ROWS: usize, const COLUMNS: usize> RowsAndColumns<ROWS, COLUMNS> {
    /// The two numbers that an element belongs to, to read.
    #[inline]
    pub(in crate::optimizer) fn get(&self, (row, column): (usize, usize)) -> Option<(f32, f32)> {
        Some((*self.rows.get(row)?, *self.columns.get(column)?))
    }

    /// Numbers that sums or averages of squares may be.
    pub(in crate::optimizer) fn validate(&self) -> Result<(), Error> {
        [self.rows.as_slice(), self.columns.as_slice()]
            .iter()
            .try_for_each(|numbers| error::each_non_negative("rows and columns", numbers))
    }

    /// The two numbers that an element belongs to.
    #[inline]
    pub(in crate::optimizer) fn at(
        &mut self,
        (row, column): (usize, usize),
    ) -> Option<(&mut f32, &mut f32)> {
        self.rows.get_mut(row).zip(self.columns.get_mut(column))
    }
}

crate::plain_struct! {
    [const ROWS: usize, const COLUMNS: usize]
    struct RowsAndColumns<ROWS, COLUMNS> { rows: [f32; ROWS], columns: [f32; COLUMNS] }
}

impl<const ROWS: usize, const COLUMNS: usize> Zero for RowsAndColumns<ROWS, COLUMNS> {
    const ZERO: Self = Self { rows: [0.0; ROWS], columns: [0.0; COLUMNS] };

    fn clear(&mut self) {
        self.rows.clear();
        self.columns.clear();
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Default for RowsAndColumns<ROWS, COLUMNS> {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Row and column of one element after the other, row-major.
#[derive(Clone, Copy, Debug)]
pub(in crate::optimizer) struct Cursor {
    next: (usize, usize),
    columns: usize,
}

impl Cursor {
    /// At the first element that is shown or moved next.
    pub(in crate::optimizer) const fn new(step: &GroupStep) -> Self {
        let columns = step.group.shape().1;
        let next = match (step.first.checked_div(columns), step.first.checked_rem(columns)) {
            (Some(row), Some(column)) => (row, column),
            _ => (0, 0),
        };
        Self { next, columns }
    }

    /// Where the next element is.
    #[inline]
    pub(in crate::optimizer) const fn advance(&mut self) -> (usize, usize) {
        let (row, column) = self.next;
        self.next = match column.wrapping_add(1) {
            column if column < self.columns => (row, column),
            _ => (row.wrapping_add(1), 0),
        };
        (row, column)
    }
}

/// The group has at most as many rows and columns as a rule has memory for.
pub(in crate::optimizer) fn fits<const ROWS: usize, const COLUMNS: usize>(
    group: &Group,
) -> Result<(), Error> {
    let (rows, columns) = group.shape();
    let refused = |field, value, allowed| {
        let value = u32::try_from(value).unwrap_or(u32::MAX);
        Err(Error::Count { field, value, allowed })
    };
    if rows > ROWS {
        return refused("rows of the group", rows, "at most ROWS of the rule");
    }
    if columns > COLUMNS {
        return refused("columns of the group", columns, "at most COLUMNS of the rule");
    }
    Ok(())
}

/// m ← γ m + (1 − γ) x in the slot that there is; x itself where there is none.
#[inline]
pub(in crate::optimizer) fn averaged<const MOMENTUM: usize>(
    m: &mut [f32; MOMENTUM],
    decay: f32,
    x: f32,
) -> f32 {
    m.iter_mut().fold(x, |x, m| {
        *m = decay * *m + (1.0 - decay) * x;
        *m
    })
}

/// `MOMENTUM` is 0 or 1, and without a slot there is no γ.
pub(in crate::optimizer) const fn validate_slots<const MOMENTUM: usize>(
    momentum: f32,
) -> Result<(), Error> {
    if MOMENTUM > 1 {
        let (field, value, allowed) = ("MOMENTUM", MOMENTUM as u32, "0 or 1 slots");
        return Err(Error::Count { field, value, allowed });
    }
    if MOMENTUM == 0 && momentum != 0.0 {
        let with = "the type has no slot for it; allowed: 0, or a type with MOMENTUM = 1";
        return Err(Error::Conflict { field: "momentum", with });
    }
    error::decay_rate("momentum", momentum)
}
