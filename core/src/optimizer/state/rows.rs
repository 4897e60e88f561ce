//! Which parameters of a range move: the same columns of each of its rows.

use core::ops::Range;

/// The same columns of every row of a range, one row after the other.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rows {
    /// Where the range begins in the buffer, and how long it is.
    start: usize,
    end: usize,
    /// Where the next row begins in the range.
    next: usize,
    /// Length of a row, at least 1.
    length: usize,
    columns: Range<usize>,
}

impl Rows {
    /// These columns of the rows of this length.
    #[inline]
    pub(in crate::optimizer) fn new(
        range: &Range<usize>,
        length: usize,
        columns: Range<usize>,
    ) -> Self {
        Self { start: range.start, end: range.len(), next: 0, length: length.max(1), columns }
    }
}

/// Where these parameters of a row lie: in the buffer, and in the range.
impl Iterator for Rows {
    type Item = (Range<usize>, Range<usize>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let first = self.next.wrapping_add(self.columns.start);
        let index = self.start.wrapping_add(first);
        self.next = self.next.wrapping_add(self.length);
        let length = self.columns.len();
        Some((index..index.wrapping_add(length), first..first.wrapping_add(length)))
    }
}
