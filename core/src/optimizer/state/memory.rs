//! What an optimizer keeps: the states of its parameters and of its groups.

use super::{Cells, Precision, View, storage::sealed};
use crate::Zero;
use crate::group::{Layout, Whole};
use crate::optimizer::{
    Rule,
    rule::{GroupState, Tensor},
};
use core::fmt;

/// All that an optimizer keeps and that grows with the model, to be lent to it.
///
/// In a zeroed `static` it takes no flash and no stack, at any opt-level: see
/// [`Optimizer::lend`](crate::optimizer::Optimizer::lend). `C` says the precision and for how many parameters,
/// as `[f32; N]` or `[Bf16; N]`, or `&mut [f32]` over a slice whose length is known at run time; `L` how they
/// are grouped.
///
/// RAM: for each parameter as many numbers of the precision as the rule has slots (SGD 0, momentum 1, Adam 2),
/// for each group a counter and what the rule keeps once a tensor, and what the rule needs to look at one.
///
/// ```
/// use thalweg::optimizer::{Adam, Memory};
/// // Zeros all: this lies in `.bss`.
/// static MEMORY: std::sync::Mutex<Memory<Adam, [f32; 1000]>> = std::sync::Mutex::new(Memory::ZERO);
/// assert_eq!(size_of::<Memory<Adam, [f32; 1000]>>() / 16, 501);
/// # let _ = &MEMORY;
/// ```
pub struct Memory<R: Rule, C: Cells, L: Layout = Whole> {
    cells: Aligned<C::Of<R>>,
    extra: <C::Precision as Precision>::Extra<R>,
    groups: L::Zeros<GroupState<<R::Tensor as Tensor>::State>>,
    scratch: <R::Tensor as Tensor>::Scratch,
}

/// From a multiple of 16 bytes on, vector loads do not straddle cache lines.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_arch = "arm"), repr(align(16)))]
struct Aligned<T>(T);

impl<R: Rule, P: Precision, const N: usize, L: Layout> Memory<R, [P; N], L> {
    /// Nothing kept yet.
    pub const ZERO: Self = Self {
        cells: Aligned(<[P::Cell<R>; N] as Zero>::ZERO),
        extra: P::Extra::<R>::ZERO,
        groups: L::Zeros::<GroupState<<R::Tensor as Tensor>::State>>::ZERO,
        scratch: <R::Tensor as Tensor>::Scratch::ZERO,
    };
}

impl<R: Rule, P: Precision, const N: usize, L: Layout> Clone for Memory<R, [P; N], L> {
    fn clone(&self) -> Self {
        Self {
            cells: self.cells.clone(),
            extra: self.extra.clone(),
            groups: self.groups.clone(),
            scratch: self.scratch.clone(),
        }
    }
}

impl<'c, R: Rule, P: Precision, L: Layout> Memory<R, &'c mut [P], L> {
    /// The states of as many parameters as the slice has cells; what it holds is overwritten.
    ///
    /// A cell of `f32` is the rule's state, `[f32; 2]` for Adam; of 16 bits `[u16; 2]`, of 8 bits `[u8; 2]`.
    pub const fn over(cells: &'c mut [P::Cell<R>]) -> Self {
        Self {
            cells: Aligned(cells),
            extra: P::Extra::<R>::ZERO,
            groups: L::Zeros::<GroupState<<R::Tensor as Tensor>::State>>::ZERO,
            scratch: <R::Tensor as Tensor>::Scratch::ZERO,
        }
    }
}

impl<R: Rule, C: Cells, L: Layout> Memory<R, C, L> {
    #[inline]
    pub(in crate::optimizer) fn view(&mut self) -> View<'_, R, C> {
        View {
            cells: self.cells.0.as_mut(),
            extra: &mut self.extra,
            groups: self.groups.as_mut(),
            scratch: &mut self.scratch,
        }
    }

    /// The cells.
    pub(in crate::optimizer) fn cells(
        &self,
    ) -> &[<<C as sealed::Cells>::Precision as Precision>::Cell<R>] {
        self.cells.0.as_ref()
    }

    /// What is kept for all cells together.
    pub(in crate::optimizer) const fn extra(&self) -> &<C::Precision as Precision>::Extra<R> {
        &self.extra
    }

    /// The groups.
    pub(in crate::optimizer) fn groups(&self) -> &[GroupState<<R::Tensor as Tensor>::State>] {
        self.groups.as_ref()
    }

    /// As new, in place. Always a function, so that its stack is not that of whoever makes an optimizer.
    #[inline(never)]
    pub(in crate::optimizer) fn reset(&mut self, rule: &R) {
        C::Precision::fill::<R>(self.cells.0.as_mut(), &mut self.extra, &rule.initial());
        self.groups.clear();
        self.scratch.clear();
    }
}

impl<R: Rule, C: Cells, L: Layout> fmt::Debug for Memory<R, C, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("cells", &self.cells())
            .field("extra", &self.extra)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}
