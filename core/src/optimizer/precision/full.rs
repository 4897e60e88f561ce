//! State as it is computed: 4 bytes a slot.

use super::{Precision, Rule, States};
use crate::{Error, gradient::Span};

/// 32-bit floats: 4 bytes a slot, nothing is rounded, every pass is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct F32;

impl Precision for F32 {
    type Buffer<R: Rule, const N: usize> = Full<R::State, N>;
}

/// How many parameters a turn of the loop moves. A Cortex-M spends a third of a short loop on its
/// counters; the compiler unrolls it by itself only where no square root, an `asm!`, is in the way.
const UNROLL: usize = if cfg!(target_arch = "arm") { 8 } else { 1 };

/// The slots of a parameter lie side by side, so that one load fetches them.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_arch = "arm"), repr(align(16)))]
pub struct Full<S, const N: usize>([S; N]);

impl<S, const N: usize> Full<S, N> {
    fn of(&self, span: &Span) -> &[S] {
        self.0.get(span.start..span.start + span.group.length).unwrap_or_default()
    }

    fn of_mut(&mut self, span: &Span) -> &mut [S] {
        self.0.get_mut(span.start..span.start + span.group.length).unwrap_or_default()
    }
}

impl<R: Rule, const N: usize> States<R> for Full<R::State, N> {
    fn new(initial: R::State) -> Self {
        Self([initial; N])
    }

    fn validate(_: &[Span]) -> Result<(), Error> {
        Ok(())
    }

    fn read(&self, span: &Span) -> impl Iterator<Item = R::State> + Clone {
        self.of(span).iter().copied()
    }

    // Apart from its caller, the loop finds its slices in registers; inlined, it would recompute
    // where the group starts at every turn.
    #[inline(never)]
    fn update(
        &mut self,
        span: &Span,
        _: u32,
        parameters: &mut [f32],
        gradient: &[f32],
        mut update: impl FnMut(usize, &mut f32, f32, &mut R::State),
    ) {
        let (w, w_rest) = parameters.as_chunks_mut::<UNROLL>();
        let (g, g_rest) = gradient.as_chunks::<UNROLL>();
        let (states, states_rest) = self.of_mut(span).as_chunks_mut::<UNROLL>();
        let mut index = span.start;
        for ((w, g), states) in w.iter_mut().zip(g).zip(states) {
            for ((w, &g), state) in w.iter_mut().zip(g).zip(states) {
                update(index, w, g, state);
                index += 1;
            }
        }
        for ((w, &g), state) in w_rest.iter_mut().zip(g_rest).zip(states_rest) {
            update(index, w, g, state);
            index += 1;
        }
    }

    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>) {
        for (state, new) in self.of_mut(span).iter_mut().zip(states) {
            *state = new;
        }
    }
}
