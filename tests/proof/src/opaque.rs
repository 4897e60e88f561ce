//! Values of which the compiler knows nothing, so that it can rule out no path.

use core::{hint::black_box, ptr};

/// The same value; but it might have been any other.
#[allow(unsafe_code)]
pub(crate) fn any<T: Copy>(value: T) -> T {
    // SAFETY: reads a valid, aligned value that stays where it is.
    unsafe { ptr::read_volatile(&raw const value) }
}

/// Makes sure that a result is computed.
pub(crate) fn keep<T>(result: T) {
    black_box(result);
}

/// A buffer of any length up to `N`, of any numbers.
pub(crate) struct Buffer<const N: usize>([f32; N]);

impl<const N: usize> Buffer<N> {
    pub(crate) fn new() -> Self {
        Self(any([0.0; N]))
    }

    pub(crate) fn slice(&mut self) -> &mut [f32] {
        self.0.get_mut(..any(N)).unwrap_or_default()
    }
}
