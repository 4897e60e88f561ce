//! What happens to a few parameters that lie side by side, at once.

use super::Rule;
use crate::{
    gradient::{Chain, Element},
    group::Span,
    math::BLOCK,
    numbered::numbered,
};
use core::{array::from_mut, fmt};

/// Blocks of gradients that are transformed at once: 128 bytes of stack.
const AT_ONCE: usize = 32 / BLOCK;

/// Transforms gradients and moves parameters of one group, some at a time.
pub struct Block<'a, 't, R: Rule, T: Chain + 't> {
    pub(in crate::optimizer) scalars: R::Scalars<'a>,
    pub(in crate::optimizer) ready: &'a T::Ready<'t>,
    pub(in crate::optimizer) span: &'a Span,
}

impl<R: Rule, T: Chain> fmt::Debug for Block<'_, '_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("span", self.span).finish_non_exhaustive()
    }
}

impl<R: Rule, T: Chain> Block<'_, '_, R, T> {
    /// Whether the rule's own loop moves them: no gradient changes on the way to it.
    pub(in crate::optimizer) const RUNS: bool = R::RUNS && T::ONLY_LOOKS;

    /// Moves them by the rule's own loop.
    #[inline]
    pub(in crate::optimizer) fn run(
        &mut self,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[R::State; BLOCK]],
    ) {
        R::update_run(&mut self.scalars, parameters, gradient, states);
    }

    /// Moves as many blocks as there are by the rule's own loop, their gradients transformed into a buffer first; how many parameters.
    /// The first has the index `first`.
    #[inline]
    pub(in crate::optimizer) fn run_transformed(
        &mut self,
        first: usize,
        parameters: &mut [f32],
        gradient: &[f32],
        states: &mut [R::State],
    ) -> usize {
        if parameters.len() < BLOCK {
            return 0; // a short row need not clear the buffer
        }
        let (mut room, mut done) = ([[0.0; BLOCK]; AT_ONCE], 0_usize);
        let gradients = gradient.as_chunks::<BLOCK>().0.chunks(AT_ONCE);
        let blocks = parameters.as_chunks_mut::<BLOCK>().0.chunks_mut(AT_ONCE).zip(gradients);
        for ((w, g), states) in blocks.zip(states.as_chunks_mut().0.chunks_mut(AT_ONCE)) {
            let each = numbered(w.as_flattened().iter().zip(g.as_flattened()));
            for (to, (i, (&w, &g))) in room.as_flattened_mut().iter_mut().zip(each) {
                let index = first.wrapping_add(done).wrapping_add(i);
                *to = T::apply(self.ready, Element { index, span: self.span, w, g });
            }
            let transformed = room.get(..w.len()).unwrap_or_default();
            done = done.wrapping_add(w.as_flattened().len());
            R::update_run(&mut self.scalars, w, transformed, states);
        }
        done
    }

    /// Moves one of which the rule's own loop leaves no block.
    #[inline]
    pub(in crate::optimizer) fn update(&mut self, w: &mut f32, g: f32, state: &mut R::State) {
        R::update(&mut self.scalars, w, g, state);
    }
}

// Always a part of their loop: as functions they would find all they need in memory at every turn.
#[allow(clippy::inline_always)]
impl<R: Rule, T: Chain> Block<'_, '_, R, T> {
    /// Moves the parameter of this `index`.
    #[inline(always)]
    pub(in crate::optimizer) fn one(
        &mut self,
        index: usize,
        w: &mut f32,
        g: f32,
        state: &mut R::State,
    ) {
        self.many(index, from_mut(w), &[g], from_mut(state), &mut [0.0]);
    }

    /// Moves `K` parameters, of which the first has this `index`. The `room` is for a number each: from
    /// outside, because made here it would be cleared at every turn, and as a field it would drag the
    /// scalars into memory with it.
    #[inline(always)]
    pub(in crate::optimizer) fn many<const K: usize>(
        &mut self,
        index: usize,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [R::State; K],
        room: &mut [f32; K],
    ) {
        if T::ONLY_LOOKS {
            // No copy: at "z" a function is linked for it.
            return R::update_each(&mut self.scalars, parameters, gradient, states, room);
        }
        let mut gradient = *gradient;
        for (i, (&w, g)) in numbered(parameters.iter().zip(&mut gradient)) {
            let index = index.wrapping_add(i);
            *g = T::apply(self.ready, Element { index, span: self.span, w, g: *g });
        }
        R::update_each(&mut self.scalars, parameters, &gradient, states, room);
    }
}
