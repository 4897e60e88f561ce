//! State as it is computed: 4 bytes a slot.

use crate::optimizer::{Precision, Rule, States, Turn};
use crate::{Error, gradient::Transform, group::Span, math::LANES};

/// 32-bit floats: 4 bytes a slot, nothing is rounded, every pass is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct F32;

impl Precision for F32 {
    type Buffer<R: Rule, const N: usize> = Full<R::State, N>;
}

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
    fn update<T: Transform>(
        &mut self,
        span: &Span,
        _: u32,
        parameters: &mut [f32],
        gradient: &[f32],
        mut turn: Turn<'_, '_, R, T>,
    ) {
        let states = self.of_mut(span);
        let turns = parameters.as_chunks_mut().0.iter_mut().zip(gradient.as_chunks().0);
        let (mut done, mut roots) = (0, [0.0; LANES]);
        for ((w, g), states) in turns.zip(states.as_chunks_mut().0) {
            turn.many::<LANES>(span.start + done, w, g, states, &mut roots);
            done += LANES;
        }
        // Not by what is left of the chunks: knowing that at most seven are, the compiler would write
        // all seven out.
        while let (Some(w), Some(g), Some(state)) =
            (parameters.get_mut(done), gradient.get(done), states.get_mut(done))
        {
            turn.one(span.start + done, w, *g, state);
            done += 1;
        }
    }

    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>) {
        for (state, new) in self.of_mut(span).iter_mut().zip(states) {
            *state = new;
        }
    }
}
