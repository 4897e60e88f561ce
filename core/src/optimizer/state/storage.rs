//! Where the memory of an optimizer is: inside it, or lent to it.

use super::{Memory, Precision};
use crate::group::Layout;
use crate::optimizer::{
    Rule,
    rule::{GroupState, Tensor, TensorMut},
};
use core::fmt::Debug;

pub(crate) mod sealed {
    use super::{Debug, Layout, Memory, Precision, Rule, View};

    /// What holds the cells, for [`Cells`](super::Cells).
    pub trait Cells {
        /// The precision of the state.
        type Precision: Precision;
        /// An array or a slice.
        type Of<R: Rule>: AsRef<[<Self::Precision as Precision>::Cell<R>]>
            + AsMut<[<Self::Precision as Precision>::Cell<R>]>
            + Debug;
    }

    /// What an optimizer holds, for [`Storage`](super::Storage).
    pub trait Storage {
        /// Whose memory it is.
        type Cells: super::Cells;
        /// The memory, or the loan of one.
        type Held<R: Rule, L: Layout>: Debug;

        /// The memory, to read.
        fn memory<R: Rule, L: Layout>(held: &Self::Held<R, L>) -> &Memory<R, Self::Cells, L>;

        /// The memory, to write.
        fn view<R: Rule, L: Layout>(held: &mut Self::Held<R, L>) -> View<'_, R, Self::Cells>;

        /// The memory, as new.
        fn reset<R: Rule, L: Layout>(held: &mut Self::Held<R, L>, rule: &R);
    }
}

/// In which precision, and for how many parameters, state is kept: `[P; N]` for an array of `N` in the
/// precision `P`, `&mut [P]` for a slice of a length known at run time. Sealed.
pub trait Cells: sealed::Cells {}

impl<P: Precision, const N: usize> Cells for [P; N] {}

impl<P: Precision, const N: usize> sealed::Cells for [P; N] {
    type Precision = P;
    type Of<R: Rule> = [P::Cell<R>; N];
}

impl<P: Precision> Cells for &mut [P] {}

impl<'c, P: Precision> sealed::Cells for &'c mut [P] {
    type Precision = P;
    type Of<R: Rule> = &'c mut [P::Cell<R>];
}

/// Where the state of an optimizer is kept. Sealed.
///
/// | `S` | what is kept, and where |
/// |---|---|
/// | `[f32; N]` | the state of `N` parameters in `f32`, inside the optimizer |
/// | `[Bf16; N]` | the same in [`Bf16`](super::Bf16); so with every [`Precision`] |
/// | `&mut [f32; N]` | in a [`Memory`] that is lent, such as a `static` |
/// | `&mut [f32]` | in a slice that is lent, of a length known at run time |
/// | `&mut &mut [f32]` | in a [`Memory`] over such a slice, which is lent as well |
pub trait Storage: sealed::Storage {}

macro_rules! inside {
    ($cells:ty, $($generics:tt)*) => {
        impl<$($generics)*> Storage for $cells {}

        impl<$($generics)*> sealed::Storage for $cells {
            type Cells = Self;
            type Held<R: Rule, L: Layout> = Memory<R, Self, L>;

            fn memory<R: Rule, L: Layout>(held: &Memory<R, Self, L>) -> &Memory<R, Self, L> {
                held
            }

            #[inline]
            fn view<R: Rule, L: Layout>(held: &mut Memory<R, Self, L>) -> View<'_, R, Self> {
                held.view()
            }

            #[inline]
            fn reset<R: Rule, L: Layout>(held: &mut Memory<R, Self, L>, rule: &R) {
                held.reset(rule);
            }
        }
    };
}

inside!([P; N], P: Precision, const N: usize);
inside!(&mut [P], P: Precision);

impl<C: Cells> Storage for &mut C {}

#[allow(clippy::mut_mut)] // the loan is what the optimizer holds
impl<'m, C: Cells> sealed::Storage for &'m mut C {
    type Cells = C;
    type Held<R: Rule, L: Layout> = &'m mut Memory<R, C, L>;

    fn memory<'h, R: Rule, L: Layout>(held: &'h &'m mut Memory<R, C, L>) -> &'h Memory<R, C, L> {
        held
    }

    #[inline]
    fn view<'h, R: Rule, L: Layout>(held: &'h mut &'m mut Memory<R, C, L>) -> View<'h, R, C> {
        held.view()
    }

    #[inline]
    fn reset<R: Rule, L: Layout>(held: &mut &'m mut Memory<R, C, L>, rule: &R) {
        held.reset(rule);
    }
}

type CellsOf<C, R> = <<C as sealed::Cells>::Precision as Precision>::Cell<R>;
type ExtraOf<C, R> = <<C as sealed::Cells>::Precision as Precision>::Extra<R>;
type StateOf<R> = <<R as Rule>::Tensor as Tensor>::State;
type ScratchOf<R> = <<R as Rule>::Tensor as Tensor>::Scratch;

/// Cells, what is kept for all of them, and what the rule keeps of a group.
type Split<'a, R, C> =
    (&'a mut [CellsOf<C, R>], &'a mut ExtraOf<C, R>, TensorMut<'a, <R as Rule>::Tensor>);

/// All memory of an optimizer, wherever it is.
#[derive(Debug)]
pub struct View<'a, R: Rule, C: Cells> {
    pub(in crate::optimizer) cells: &'a mut [CellsOf<C, R>],
    pub(in crate::optimizer) extra: &'a mut ExtraOf<C, R>,
    pub(in crate::optimizer) groups: &'a mut [GroupState<StateOf<R>>],
    pub(in crate::optimizer) scratch: &'a mut ScratchOf<R>,
}

impl<R: Rule, C: Cells> View<'_, R, C> {
    /// What the rule keeps of a group.
    #[inline]
    pub(in crate::optimizer) fn tensor(
        &mut self,
        number: usize,
    ) -> Option<TensorMut<'_, R::Tensor>> {
        let group = self.groups.get_mut(number)?;
        Some(TensorMut { state: &mut group.tensor, scratch: self.scratch })
    }

    /// The cells, what is kept for all of them, and what the rule keeps of a group.
    #[inline]
    pub(in crate::optimizer) fn split(&mut self, number: usize) -> Option<Split<'_, R, C>> {
        let group = self.groups.get_mut(number)?;
        let tensor = TensorMut { state: &mut group.tensor, scratch: self.scratch };
        Some((self.cells, self.extra, tensor))
    }
}
