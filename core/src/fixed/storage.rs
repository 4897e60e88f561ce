//! Where the memory of a fixed-point optimizer is: inside it, or lent to it.

use super::{Memory, Rule, Weight};
use core::fmt::Debug;

pub(super) mod sealed {
    use super::{Debug, Memory, Rule};
    use crate::checkpoint::Plain;

    /// A number whose bits a rule moves.
    pub trait Parameter: Copy + Debug + PartialEq + Plain {
        /// Its fraction bits.
        const FRACTION: u32;

        /// The integer that is stored.
        fn bits(self) -> i32;

        /// The same, to change.
        fn bits_mut(&mut self) -> &mut i32;
    }

    /// What holds the states, for [`Cells`](super::Cells).
    pub trait Cells {
        /// The format of a parameter.
        type Parameter: super::Parameter;
        /// An array or a slice.
        type Of<R: Rule>: AsRef<[R::State]> + AsMut<[R::State]> + Debug;
    }

    /// What an optimizer holds, for [`Storage`](super::Storage).
    pub trait Storage {
        /// Whose memory it is.
        type Cells: super::Cells;
        /// The memory, or the loan of one.
        type Held<R: Rule>: Debug;

        /// The memory, to read.
        fn memory<R: Rule>(held: &Self::Held<R>) -> &Memory<R, Self::Cells>;

        /// The memory, to write.
        fn memory_mut<R: Rule>(held: &mut Self::Held<R>) -> &mut Memory<R, Self::Cells>;
    }
}

/// A parameter in fixed point, [`Weight<W>`](Weight). Sealed.
pub trait Parameter: sealed::Parameter {}

impl<const W: u32> Parameter for Weight<W> {}

impl<const W: u32> sealed::Parameter for Weight<W> {
    const FRACTION: u32 = W;

    #[inline]
    fn bits(self) -> i32 {
        self.0
    }

    #[inline]
    fn bits_mut(&mut self) -> &mut i32 {
        &mut self.0
    }
}

/// For how many parameters, and of which format, state is kept: `[Weight<W>; N]` for an array of `N`,
/// `&mut [Weight<W>]` for a slice of a length known at run time. Sealed.
pub trait Cells: sealed::Cells {}

impl<const W: u32, const N: usize> Cells for [Weight<W>; N] {}

impl<const W: u32, const N: usize> sealed::Cells for [Weight<W>; N] {
    type Parameter = Weight<W>;
    type Of<R: Rule> = [R::State; N];
}

impl<const W: u32> Cells for &mut [Weight<W>] {}

impl<'s, const W: u32> sealed::Cells for &'s mut [Weight<W>] {
    type Parameter = Weight<W>;
    type Of<R: Rule> = &'s mut [R::State];
}

/// Where the state of a fixed-point optimizer is kept, and which format its parameters have. Sealed.
///
/// | `S` | for which parameters, and where |
/// |---|---|
/// | `[Weight; N]` | `N` in the default format; their state inside the optimizer |
/// | `[Weight<W>; N]` | the same with `W` fraction bits |
/// | `&mut [Weight; N]` | in a [`Memory`] that is lent, such as a `static` |
/// | `&mut [Weight]` | in a slice of states that is lent, of a length known at run time |
/// | `&mut &mut [Weight]` | in a [`Memory`] over such a slice, which is lent as well |
///
/// The parameters themselves are the caller's.
pub trait Storage: sealed::Storage {
    /// The format of a parameter.
    type Parameter: Parameter;
}

macro_rules! inside {
    ($cells:ty, $($generics:tt)*) => {
        impl<$($generics)*> Storage for $cells {
            type Parameter = Weight<W>;
        }

        impl<$($generics)*> sealed::Storage for $cells {
            type Cells = Self;
            type Held<R: Rule> = Memory<R, Self>;

            fn memory<R: Rule>(held: &Memory<R, Self>) -> &Memory<R, Self> {
                held
            }

            #[inline]
            fn memory_mut<R: Rule>(held: &mut Memory<R, Self>) -> &mut Memory<R, Self> {
                held
            }
        }
    };
}

inside!([Weight<W>; N], const W: u32, const N: usize);
inside!(&mut [Weight<W>], const W: u32);

impl<C: Cells> Storage for &mut C {
    type Parameter = C::Parameter;
}

impl<'m, C: Cells> sealed::Storage for &'m mut C {
    type Cells = C;
    type Held<R: Rule> = &'m mut Memory<R, C>;

    fn memory<R: Rule>(held: &Self::Held<R>) -> &Memory<R, C> {
        held
    }

    #[inline]
    fn memory_mut<R: Rule>(held: &mut Self::Held<R>) -> &mut Memory<R, C> {
        held
    }
}
