//! What a fixed-point optimizer keeps for each parameter.

use super::{Rule, Weight, storage::Cells};
use crate::Zero;
use core::fmt;

/// All that a fixed-point optimizer keeps and that grows with the model, to be lent to it.
///
/// In a zeroed `static` it takes no flash and no stack, at any opt-level: see
/// [`Optimizer::lend`](super::Optimizer::lend). `C` says for how many parameters, and of which format:
/// `[Weight; N]`, or `&mut [Weight]` over a slice of states whose length is known at run time.
///
/// RAM: one state for each parameter (SGD and sign descent 0 bytes, momentum 4, Adam 8).
///
/// ```
/// use thalweg::fixed::{Adam, Memory, Weight};
/// // Zeros all: this lies in `.bss`.
/// static MEMORY: std::sync::Mutex<Memory<Adam, [Weight; 1000]>> = std::sync::Mutex::new(Memory::ZERO);
/// assert_eq!(size_of::<Memory<Adam, [Weight; 1000]>>(), 8000);
/// # let _ = &MEMORY;
/// ```
pub struct Memory<R: Rule, C: Cells> {
    states: C::Of<R>,
}

impl<R: Rule, const W: u32, const N: usize> Memory<R, [Weight<W>; N]> {
    /// Nothing kept yet.
    pub const ZERO: Self = Self { states: <[R::State; N] as Zero>::ZERO };
}

impl<R: Rule, const W: u32, const N: usize> Clone for Memory<R, [Weight<W>; N]> {
    fn clone(&self) -> Self {
        Self { states: self.states }
    }
}

impl<'s, R: Rule, const W: u32> Memory<R, &'s mut [Weight<W>]> {
    /// The states of as many parameters as the slice is long; what it holds is overwritten.
    pub const fn over(states: &'s mut [R::State]) -> Self {
        Self { states }
    }
}

impl<R: Rule, C: Cells> Memory<R, C> {
    pub(super) fn states(&self) -> &[R::State] {
        self.states.as_ref()
    }

    #[inline]
    pub(super) fn states_mut(&mut self) -> &mut [R::State] {
        self.states.as_mut()
    }

    /// As new, in place.
    pub(super) fn reset(&mut self) {
        self.states_mut().iter_mut().for_each(Zero::clear);
    }
}

impl<R: Rule, C: Cells> fmt::Debug for Memory<R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("states", &self.states()).finish()
    }
}

/// Its length: the states themselves would fill the log.
#[cfg(feature = "defmt")]
impl<R: Rule, C: Cells> defmt::Format for Memory<R, C> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Memory {{ states: {=usize} }}", self.states().len());
    }
}
