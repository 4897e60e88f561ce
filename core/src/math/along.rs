//! Along one axis, what of a kernel lies on values.

use core::ops::Range;

/// So many sums, of which the value t of so many of a kernel lies at `origin` + j · `stride` + t · `step` for that of number j: on
/// one of `length` values, or on none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along {
    pub(crate) sums: usize,
    pub(crate) stride: usize,
    pub(crate) origin: isize,
    /// At least 1.
    pub(crate) step: usize,
    pub(crate) taps: usize,
    pub(crate) length: usize,
}

/// The part of a kernel that lies on values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taps {
    /// The first of the kernel's values.
    pub(crate) first: usize,
    /// Which value lies under it.
    pub(crate) at: usize,
    pub(crate) count: usize,
}

impl Along {
    /// What of the kernel counts for a sum: whatever the numbers, no more than there is of the kernel and of the values.
    #[inline]
    pub(crate) fn taps(&self, sum: usize) -> Taps {
        let step = self.step.max(1);
        let start = self.origin.wrapping_add_unsigned(sum.wrapping_mul(self.stride));
        let first = if start < 0 { start.unsigned_abs().div_ceil(step) } else { 0 };
        let at = start.cast_unsigned().wrapping_add(first.wrapping_mul(step));
        let room = self.length.saturating_sub(at).div_ceil(step);
        Taps { first, at, count: room.min(self.taps.saturating_sub(first)) }
    }

    /// The sums for which the whole kernel lies on values.
    pub(crate) fn inside(&self) -> Range<usize> {
        let stride = self.stride.max(1);
        let reach = self.taps.saturating_sub(1).saturating_mul(self.step);
        // Those that begin at or behind a value.
        let from = |value: isize| {
            let ahead = value.saturating_sub(self.origin);
            usize::try_from(ahead).unwrap_or_default().div_ceil(stride).min(self.sums)
        };
        let room = self.length.cast_signed().saturating_sub_unsigned(reach);
        let end = if room > 0 { from(room) } else { 0 };
        from(0).min(end)..end
    }

    /// Whether every place can be told without a number that wraps around.
    pub(crate) fn is_moderate(&self) -> bool {
        let moved = self.sums.saturating_mul(self.stride);
        let reach = self.taps.saturating_mul(self.step);
        [self.origin.unsigned_abs(), moved, reach, self.length]
            .iter()
            .all(|far| *far < usize::MAX / 8)
    }
}
