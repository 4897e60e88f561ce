//! State in 8 bits: a byte a slot, and a scale for every slot of each block of 64 parameters.
//!
//! T. Dettmers, M. Lewis, S. Shleifer, L. Zettlemoyer, "8-bit Optimizers via Block-wise Quantization"
//! (2022). A scale of its own for every block keeps one large number from costing the others their
//! digits; the paper's blocks of 2048 are larger than most tensors of a microcontroller.

use super::float::NEAREST;
use crate::optimizer::{Code, Dynamic, Precision, Rule, Slot, Slots, States, Turn};
use crate::{
    Error, error,
    gradient::Transform,
    group::Span,
    math::{larger, smaller, sqrt},
    random::Random,
};
use core::marker::PhantomData;

/// Parameters that share a scale.
const BLOCK: usize = 64;

/// How many blocks `n` parameters in one group have; in k groups at most k − 1 more, as each begins
/// with a block of its own.
///
/// ```
/// use thalweg::optimizer::blocks;
/// assert_eq!((blocks(64), blocks(65)), (1, 2));
/// ```
pub const fn blocks(n: usize) -> usize {
    n.div_ceil(BLOCK)
}

/// 8 bits a slot and 4 bytes a slot for each of `BLOCKS` blocks of 64: Adam in 2⅛ bytes a parameter.
///
/// `C` says what the codes stand for, [`Dynamic`] or [`Linear`](crate::optimizer::Linear); `SEED` is that of the
/// stochastic rounding. Squares are kept as their roots, and never as 0. A block and its state are
/// unpacked on the stack: 256 bytes a slot.
///
/// ```
/// use thalweg::gradient::Guard;
/// use thalweg::optimizer::{Adam, Eight, Optimizer, blocks};
/// const N: usize = 775;
/// type Small = Optimizer<Adam, N, Guard, Eight<{ blocks(N) }>>;
/// assert!(size_of::<Small>() < 2 * N + 200);
/// let error = Optimizer::<Adam, N, Guard, Eight<10>>::new(Adam::DEFAULT).unwrap_err();
/// assert_eq!(error.to_string(), "blocks: room for 10; needed: at least 13");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Eight<const BLOCKS: usize, C = Dynamic, const SEED: u32 = 0>(PhantomData<C>);

impl<const BLOCKS: usize, C: Code, const SEED: u32> Precision for Eight<BLOCKS, C, SEED> {
    type Buffer<R: Rule, const N: usize> = Blocks<R, C, N, BLOCKS, SEED>;
}

type Codes<R> = <<R as Rule>::State as Slots>::Each<u8>;
type Scales<R> = <<R as Rule>::State as Slots>::Each<f32>;

/// Codes, and the largest magnitude of each slot of a block.
#[derive(Clone, Debug)]
pub struct Blocks<R: Rule, C, const N: usize, const BLOCKS: usize, const SEED: u32> {
    codes: [Codes<R>; N],
    scales: [Scales<R>; BLOCKS],
    code: PhantomData<C>,
}

/// Where the blocks of a group begin. No group needs more than its share of the buffer and one.
const fn first(span: &Span) -> usize {
    span.start / BLOCK + span.number
}

impl<R: Rule, C: Code, const N: usize, const BLOCKS: usize, const SEED: u32>
    Blocks<R, C, N, BLOCKS, SEED>
{
    #[inline]
    fn decode(codes: &Codes<R>, scales: &Scales<R>) -> R::State {
        let mut pairs = codes.as_ref().iter().zip(scales.as_ref());
        R::State::from_fn(|slot| {
            let Some((&code, scale)) = pairs.next() else { return 0.0 };
            let x = C::decode(R::slot(slot), code) * scale;
            if R::slot(slot) == Slot::Square { x * x } else { x }
        })
    }

    /// Packs a block: first its scales, then its codes. `noise` is given index in the block and slot.
    #[inline]
    fn encode(
        states: &[R::State],
        codes: &mut [Codes<R>],
        scales: &mut Scales<R>,
        noise: impl Fn(usize, usize) -> u32,
    ) {
        *scales = R::State::ZERO.map(|_, zero| zero);
        for state in states {
            let kept = state.map(kept::<R>);
            for (scale, x) in scales.as_mut().iter_mut().zip(kept.as_ref()) {
                *scale = smaller(f32::MAX, larger(*scale, x.abs()));
            }
        }
        for (i, (codes, state)) in codes.iter_mut().zip(states).enumerate() {
            let mut scales = scales.as_ref().iter();
            *codes = state.map(|slot, x| {
                let scale = scales.next().copied().unwrap_or_default();
                if scale == 0.0 {
                    return 0;
                }
                let kind = R::slot(slot);
                let code = C::encode(kind, kept::<R>(slot, x) / scale, noise(i, slot));
                if kind == Slot::Square && x > 0.0 { code.max(1) } else { code }
            });
        }
    }

    fn blocks(&mut self, span: &Span) -> impl Iterator<Item = (&mut [Codes<R>], &mut Scales<R>)> {
        let range = span.start..span.start + span.group.length;
        let codes = self.codes.get_mut(range).unwrap_or_default().chunks_mut(BLOCK);
        codes.zip(self.scales.get_mut(first(span)..).unwrap_or_default())
    }
}

/// A slot as it is kept: the root of a square.
#[inline]
fn kept<R: Rule>(slot: usize, x: f32) -> f32 {
    if R::slot(slot) == Slot::Square { sqrt(x) } else { x }
}

impl<R: Rule, C: Code, const N: usize, const BLOCKS: usize, const SEED: u32> States<R>
    for Blocks<R, C, N, BLOCKS, SEED>
{
    fn new(initial: R::State) -> Self {
        let mut codes = [R::State::ZERO.map(|_, _| 0); N];
        let mut scales = R::State::ZERO.map(|_, zero| zero);
        for codes in &mut codes {
            let codes = core::slice::from_mut(codes);
            Self::encode(&[initial], codes, &mut scales, |_, _| NEAREST);
        }
        Self { codes, scales: [scales; BLOCKS], code: PhantomData }
    }

    fn validate(spans: &[Span]) -> Result<(), Error> {
        let last = spans.iter().map(|span| first(span) + span.group.length.div_ceil(BLOCK));
        error::capacity("blocks", last.max().unwrap_or(0), BLOCKS)
    }

    fn read(&self, span: &Span) -> impl Iterator<Item = R::State> + Clone {
        let range = span.start..span.start + span.group.length;
        let codes = self.codes.get(range).unwrap_or_default().chunks(BLOCK);
        let scales = self.scales.get(first(span)..).unwrap_or_default();
        let blocks = codes.zip(scales);
        blocks.flat_map(|(codes, scales)| codes.iter().map(|codes| Self::decode(codes, scales)))
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
        let random = Random::new(SEED, t);
        let pairs = parameters.chunks_mut(BLOCK).zip(gradient.chunks(BLOCK));
        let starts = (span.start..).step_by(BLOCK);
        for (start, ((w, g), (codes, scales))) in starts.zip(pairs.zip(self.blocks(span))) {
            let mut states = [R::State::ZERO; BLOCK];
            for (i, (((w, &g), state), codes)) in
                w.iter_mut().zip(g).zip(&mut states).zip(&*codes).enumerate()
            {
                *state = Self::decode(codes, scales);
                turn.one(start + i, w, g, state);
            }
            let states = states.get(..codes.len()).unwrap_or_default();
            Self::encode(states, codes, scales, |i, slot| {
                random.at(((start + i) * R::State::LEN + slot) as u32)
            });
        }
    }

    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>) {
        let mut states = states.fuse();
        for (codes, scales) in self.blocks(span) {
            let mut block = [R::State::ZERO; BLOCK];
            let length = codes.len();
            for (state, new) in block.iter_mut().zip(states.by_ref().take(length)) {
                *state = new;
            }
            let block = block.get(..length).unwrap_or_default();
            Self::encode(block, codes, scales, |_, _| NEAREST);
        }
    }
}
