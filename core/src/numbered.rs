//! The items of an iterator with their numbers, where a sum that is checked must not panic.

use core::{iter::Zip, ops::Range};

/// Each item with its number from 0 on, as `enumerate` does. That one counts in a sum that is checked in a
/// user's build with overflow checks; this one ends before it could overflow, where no slice reaches.
#[inline]
pub(crate) fn numbered<I: IntoIterator>(items: I) -> Zip<Range<usize>, I::IntoIter> {
    (0..usize::MAX).zip(items)
}
