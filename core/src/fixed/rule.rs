//! The contract between an update rule and the loop, as on the float side.

use super::{Rate, gain::Gain, rounding::Rounding};

/// How many fraction bits the numbers of an optimizer have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Formats {
    /// Of the parameters.
    pub parameter: u32,
    /// Of the gradient.
    pub gradient: u32,
}

/// How one parameter moves, given its gradient and its state.
///
/// Implementers promise that no input overflows, and that −g gives the exact negative of what g
/// gives. The rules of this module are all there are so far: their arithmetic is not public.
pub trait Rule: Copy {
    /// Kept for every parameter.
    type State: Copy;
    /// The scalars of one step, computed once and hoisted out of the loop.
    #[doc(hidden)]
    type Scalars: Copy;
    /// The state before the first step.
    const ZERO: Self::State;

    /// The scalars of step `t` (1 is the first); `None` if `rate` is too large for the formats.
    #[doc(hidden)]
    fn begin(&self, t: u32, rate: Rate, formats: Formats) -> Option<Self::Scalars>;

    /// Moves one parameter.
    #[doc(hidden)]
    fn update<D: Rounding>(
        scalars: &Self::Scalars,
        w: &mut Parameter<'_>,
        g: i16,
        state: &mut Self::State,
        rounding: &mut D,
    );
}

/// One parameter on its way; it saturates and counts that.
#[derive(Debug)]
pub struct Parameter<'a> {
    pub(super) bits: &'a mut i32,
    pub(super) saturated: &'a mut u32,
}

/// Moves against a direction x by |x| · gain. Branching on the sign is cheaper on a Cortex-M0+ than
/// taking it off and putting it back.
macro_rules! descend {
    ($name:ident, $round:ident, $doc:literal) => {
        #[doc = $doc]
        #[inline]
        pub(super) fn $name<D: Rounding>(&mut self, x: i32, gain: Gain, rounding: &mut D) {
            let magnitude = x.unsigned_abs();
            if x < 0 {
                self.add(rounding.$round(magnitude, gain) as i32);
            } else {
                self.subtract(rounding.$round(magnitude, gain) as i32);
            }
        }
    };
}

impl Parameter<'_> {
    descend!(descend, narrow, "w ← w − x gain for |x| up to 2¹⁵.");
    descend!(descend_wide, wide, "w ← w − x gain 2⁻¹⁶ for any x.");

    #[inline]
    fn add(&mut self, up: i32) {
        match self.bits.checked_add(up) {
            Some(sum) => *self.bits = sum,
            None => self.saturate(i32::MAX),
        }
    }

    #[inline]
    fn subtract(&mut self, down: i32) {
        match self.bits.checked_sub(down) {
            Some(difference) => *self.bits = difference,
            None => self.saturate(i32::MIN),
        }
    }

    #[cold]
    #[inline(never)]
    fn saturate(&mut self, end: i32) {
        *self.bits = end;
        *self.saturated = self.saturated.saturating_add(1);
    }
}
