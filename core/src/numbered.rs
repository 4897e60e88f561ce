//! The items of an iterator with their numbers, where a sum that is checked must not panic.

use core::iter::Map;

/// Each item with its number from 0 on, as `enumerate` does. That one counts in a sum that is checked in a
/// user's build with overflow checks; this one would begin anew behind the last number, where no slice reaches.
#[allow(clippy::type_complexity)] // named, so that it has an exact size where the items have
#[inline]
pub(crate) fn numbered<I: IntoIterator>(
    items: I,
) -> Map<I::IntoIter, impl FnMut(I::Item) -> (usize, I::Item) + Clone> {
    let mut next = 0_usize;
    items.into_iter().map(move |item| {
        let number = next;
        next = next.wrapping_add(1);
        (number, item)
    })
}
