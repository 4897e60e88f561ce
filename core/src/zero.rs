//! Memory that starts as zeros, so that a `static` of it lies in `.bss` and is cleared where it stays.

/// A value whose every byte may be 0: what an optimizer keeps, before its first step.
///
/// An implementer promises that [`ZERO`](Self::ZERO) consists of zero bytes alone, and that
/// [`clear`](Self::clear) reaches it in place, without a copy of itself on the stack.
///
/// ```
/// use thalweg::Zero;
/// let mut numbers = [1.5_f32, 2.0];
/// numbers.clear();
/// assert_eq!(numbers, <[f32; 2]>::ZERO);
/// ```
pub trait Zero {
    /// All zeros.
    const ZERO: Self;

    /// Back to all zeros.
    fn clear(&mut self);
}

macro_rules! plain {
    ($($type:ty = $zero:expr),+) => {$(
        impl Zero for $type {
            const ZERO: Self = $zero;

            #[inline]
            fn clear(&mut self) {
                *self = $zero;
            }
        }
    )+};
}

plain!(() = (), bool = false, u8 = 0, u16 = 0, u32 = 0, usize = 0, i32 = 0, f32 = 0.0);

impl<T: Zero, const N: usize> Zero for [T; N] {
    const ZERO: Self = [const { T::ZERO }; N];

    #[inline]
    fn clear(&mut self) {
        self.iter_mut().for_each(T::clear);
    }
}
