//! State in 16-bit floats: 2 bytes a slot, rounded stochastically after each step.

use super::float::NEAREST;
use crate::optimizer::{Bf16, F16, Float16, Precision, Rule, Slot, Slots, States, Turn};
use crate::{Error, gradient::Transform, group::Span, math::sqrt, random::Random};
use core::marker::PhantomData;

impl<const SEED: u32> Precision for Bf16<SEED> {
    type Buffer<R: Rule, const N: usize> = Short<R, Self, N>;
}

impl<const SEED: u32> Precision for F16<SEED> {
    type Buffer<R: Rule, const N: usize> = Short<R, Self, N>;
}

type Codes<R> = <<R as Rule>::State as Slots>::Each<u16>;

/// The codes of a parameter's slots lie side by side.
#[derive(Clone, Debug)]
pub struct Short<R: Rule, F, const N: usize>([Codes<R>; N], PhantomData<F>);

impl<R: Rule, F: Float16, const N: usize> Short<R, F, N> {
    #[inline]
    fn decode(codes: &Codes<R>) -> R::State {
        let mut codes = codes.as_ref().iter();
        R::State::from_fn(|slot| {
            let x = F::decode(codes.next().copied().unwrap_or_default());
            if F::ROOTS && R::slot(slot) == Slot::Square { x * x } else { x }
        })
    }

    #[inline]
    fn encode(state: &R::State, noise: impl Fn(usize) -> u32) -> Codes<R> {
        state.map(|slot, x| match R::slot(slot) {
            Slot::Signed => F::encode(x, noise(slot)),
            Slot::Square => {
                let code = F::encode(if F::ROOTS { sqrt(x) } else { x }, noise(slot));
                if x > 0.0 { code.max(1) } else { code }
            }
        })
    }

    fn of_mut(&mut self, span: &Span) -> &mut [Codes<R>] {
        self.0.get_mut(span.start..span.start + span.group.length).unwrap_or_default()
    }
}

impl<R: Rule, F: Float16, const N: usize> States<R> for Short<R, F, N> {
    fn new(initial: R::State) -> Self {
        Self([Self::encode(&initial, |_| NEAREST); N], PhantomData)
    }

    fn validate(_: &[Span]) -> Result<(), Error> {
        Ok(())
    }

    fn read(&self, span: &Span) -> impl Iterator<Item = R::State> + Clone {
        let codes = self.0.get(span.start..span.start + span.group.length).unwrap_or_default();
        codes.iter().map(Self::decode)
    }

    #[inline]
    fn update<T: Transform>(
        &mut self,
        span: &Span,
        t: u32,
        parameters: &mut [f32],
        gradient: &[f32],
        mut turn: Turn<'_, '_, R, T>,
    ) {
        let random = Random::new(F::SEED, t);
        let pairs = parameters.iter_mut().zip(gradient);
        for (index, ((w, &g), codes)) in (span.start..).zip(pairs.zip(self.of_mut(span))) {
            let mut state = Self::decode(codes);
            turn.one(index, w, g, &mut state);
            let first = index * R::State::LEN;
            *codes = Self::encode(&state, |slot| random.at((first + slot) as u32));
        }
    }

    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>) {
        for (codes, state) in self.of_mut(span).iter_mut().zip(states) {
            *codes = Self::encode(&state, |_| NEAREST);
        }
    }
}
