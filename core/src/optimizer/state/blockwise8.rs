//! State in 8 bits: a byte a slot, and a scale for every slot of each block of 64 parameters.
//!
//! T. Dettmers, M. Lewis, S. Shleifer, L. Zettlemoyer, "8-bit Optimizers via Block-wise Quantization"
//! (2022). A scale of its own for every block keeps one large number from costing the others their
//! digits; the paper's blocks of 2048 are larger than most tensors of a microcontroller.

use super::{
    Codebook, DynamicMap, MomentKind, Precision, Range, Slots, codebook::whole, float16::NEAREST,
    get_each, put_each, sealed::Sealed,
};
use crate::optimizer::{Rule, rule::Block};
use crate::{
    Error, Zero,
    checkpoint::{CheckpointError, Loader, Saver},
    error,
    gradient::Chain,
    group::Span,
    math::{LARGEST_ROOT, RUNS, root_codes, signed_codes, smaller, sqrt},
    numbered::numbered,
    random::Random,
};
use core::marker::PhantomData;

/// Parameters that share a scale.
const BLOCK: usize = 64;

/// How many blocks `n` parameters in one group have; in k groups at most k − 1 more, as each begins
/// with a block of its own.
///
/// ```
/// use thalweg::optimizer::state::blocks;
/// assert_eq!((blocks(64), blocks(65)), (1, 2));
/// ```
pub const fn blocks(n: usize) -> usize {
    n.div_ceil(BLOCK)
}

/// 8 bits a slot and 4 bytes a slot for each of `BLOCKS` blocks of 64: Adam in 2⅛ bytes a parameter.
///
/// `C` says what the codes stand for, [`DynamicMap`] or [`LinearMap`](super::LinearMap); `SEED` is that of
/// the stochastic rounding. Squares are kept as their roots, and never as 0. A block and its state are
/// unpacked on the stack: 256 bytes a slot.
///
/// ```
/// use thalweg::optimizer::state::{Blockwise8, blocks};
/// use thalweg::optimizer::{Adam, Optimizer};
/// const N: usize = 775;
/// type Small = Optimizer<Adam, [Blockwise8<{ blocks(N) }>; N]>;
/// assert!(size_of::<Small>() < 2 * N + 250);
/// let error = Optimizer::<Adam, [Blockwise8<10>; N]>::new(Adam::DEFAULT).unwrap_err();
/// assert_eq!(error.to_string(), "blocks: room for 10; needed: at least 13");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Blockwise8<const BLOCKS: usize, C = DynamicMap, const SEED: u32 = 0>(PhantomData<C>);

type Codes<R> = <<R as Rule>::State as Slots>::Each<u8>;
type Scales<R> = <<R as Rule>::State as Slots>::Each<f32>;

/// Where the blocks of a group begin. No group needs more than its share of the buffer and one.
const fn first_block(span: &Span) -> usize {
    (span.start / BLOCK).saturating_add(span.number)
}

#[inline]
fn decode<R: Rule, C: Codebook>(codes: &Codes<R>, scales: &Scales<R>) -> R::State {
    let mut pairs = codes.as_ref().iter().zip(scales.as_ref());
    R::State::from_fn(|slot| {
        let Some((&code, scale)) = pairs.next() else { return 0.0 };
        let x = C::decode(R::moment(slot), code) * scale;
        if R::moment(slot) == MomentKind::Second { x * x } else { x }
    })
}

/// The largest magnitude of each slot of a block, as an integer that orders as magnitudes do: one instruction compares.
struct Largest<R: Rule>(<R::State as Slots>::Each<u32>);

impl<R: Rule> Largest<R> {
    /// Of nothing.
    const NONE: Self = Self(<<R::State as Slots>::Each<u32> as Zero>::ZERO);
    /// That of 0; those of NaN lie below.
    const ZERO: u32 = 0x00ff_ffff;

    /// A state as it is kept, among the others of its block.
    #[inline]
    fn keep(&mut self, state: &R::State) -> R::State {
        let kept = state.map(kept::<R>);
        let mut slots = kept.as_ref().iter().zip(self.0.as_mut());
        R::State::from_fn(|_| {
            let Some((&x, largest)) = slots.next() else { return 0.0 };
            *largest = (*largest).max((x.to_bits() << 1).wrapping_add(Self::ZERO));
            x
        })
    }

    /// The scales of the block: no more than has a finite state.
    #[inline]
    fn scales(&self) -> Scales<R> {
        let mut scales = Scales::<R>::ZERO;
        for (slot, (scale, largest)) in numbered(scales.as_mut().iter_mut().zip(self.0.as_ref())) {
            let root = R::moment(slot) == MomentKind::Second;
            let magnitude = f32::from_bits(largest.saturating_sub(Self::ZERO) >> 1);
            *scale = smaller(if root { LARGEST_ROOT } else { f32::MAX }, magnitude);
        }
        scales
    }
}

/// The noise that rounds a block's codes.
trait Noise: Copy {
    /// That of a number of the block, slots side by side.
    fn at(self, number: usize) -> u32;

    /// Whose numbers they are, from which on, if they are random.
    fn random(self) -> Option<(Random, u32)>;
}

/// To the nearest code.
#[derive(Clone, Copy)]
struct Nearest;

impl Noise for Nearest {
    fn at(self, _: usize) -> u32 {
        NEAREST
    }

    fn random(self) -> Option<(Random, u32)> {
        None
    }
}

/// The random numbers from one on.
#[derive(Clone, Copy)]
struct Stochastic(Random, u32);

impl Noise for Stochastic {
    #[inline]
    fn at(self, number: usize) -> u32 {
        self.0.at(self.1.wrapping_add(number as u32))
    }

    fn random(self) -> Option<(Random, u32)> {
        Some((self.0, self.1))
    }
}

/// Packs a block whose scales are known. A function: a call a block costs little, a copy of it in each caller much flash
/// and stack.
#[inline(never)]
fn encode<R: Rule, C: Codebook>(
    states: &[R::State],
    codes: &mut [Codes<R>],
    scales: &Scales<R>,
    noise: impl Noise,
) {
    // By 1 where a slot is 0 all over the block: 0/0 would be told of as an exception.
    let (mut divisors, mut zeros) = (*scales, false);
    for divisor in divisors.as_mut() {
        if *divisor == 0.0 {
            (*divisor, zeros) = (1.0, true);
        }
    }
    match noise.random() {
        Some(random) if RUNS && is_dynamic::<C>() => {
            encode_by_slots::<R>(states, codes, &divisors, random);
        }
        _ => encode_by_states::<R, C>(states, codes, &divisors, noise),
    }
    if zeros {
        codes.iter_mut().for_each(|codes| clear::<R>(codes, scales));
    }
}

/// Whether the codes are those of [`DynamicMap`], for which a processor may have a loop.
const fn is_dynamic<C: Codebook>() -> bool {
    C::PRECISION.0 == DynamicMap::PRECISION.0
}

/// One slot of all parameters after the other, by the loops of the processor.
#[inline]
fn encode_by_slots<R: Rule>(
    states: &[R::State],
    codes: &mut [Codes<R>],
    divisors: &Scales<R>,
    (random, first): (Random, u32),
) {
    let (every, xs) = (R::State::LEN, R::State::flattened(states));
    let codes = R::State::flattened_mut(codes);
    for (slot, &divisor) in numbered(divisors.as_ref()) {
        let (Some(xs), Some(codes)) = (xs.get(slot..), codes.get_mut(slot..)) else { return };
        let noise = (random.key(), first.wrapping_add(slot as u32));
        match R::moment(slot) {
            MomentKind::First => signed_codes(xs, codes, every, divisor, noise),
            MomentKind::Second => root_codes(xs, codes, every, divisor, noise),
        }
    }
}

/// One parameter after the other.
#[inline]
fn encode_by_states<R: Rule, C: Codebook>(
    states: &[R::State],
    codes: &mut [Codes<R>],
    divisors: &Scales<R>,
    noise: impl Noise,
) {
    for (i, (codes, state)) in numbered(codes.iter_mut().zip(states)) {
        let mut divisors = divisors.as_ref().iter();
        *codes = state.map(|slot, x| {
            let share = x / divisors.next().copied().unwrap_or(1.0);
            let kind = R::moment(slot);
            let number = i.wrapping_mul(R::State::LEN).wrapping_add(slot);
            let code = C::encode(kind, share, noise.at(number));
            if code == 0 && kind == MomentKind::Second { least(x) } else { code }
        });
    }
}

/// The code of a root that was rounded to 0.
#[cold]
#[inline(never)]
fn least(x: f32) -> u8 {
    u8::from(x > 0.0)
}

/// Slots that are 0 all over the block have a code without a sign.
#[cold]
#[inline(never)] // a loop of calls is not unrolled
fn clear<R: Rule>(codes: &mut Codes<R>, scales: &Scales<R>) {
    for (code, scale) in codes.as_mut().iter_mut().zip(scales.as_ref()) {
        if *scale == 0.0 {
            *code = 0;
        }
    }
}

/// A slot as it is kept: the root of a second moment, without a sign.
#[inline]
fn kept<R: Rule>(slot: usize, x: f32) -> f32 {
    if R::moment(slot) == MomentKind::Second { sqrt(x).abs() } else { x }
}

impl<const BLOCKS: usize, C: Codebook, const SEED: u32> Sealed for Blockwise8<BLOCKS, C, SEED> {}

impl<const BLOCKS: usize, C: Codebook, const SEED: u32> Precision for Blockwise8<BLOCKS, C, SEED> {
    type Cell<R: Rule> = Codes<R>;
    type Extra<R: Rule> = [Scales<R>; BLOCKS];

    const PRECISION: (u32, &'static str) = C::PRECISION;
    const NOISE: u32 = SEED;
    const SLOT_BYTES: (u32, u32) = (1, 4 * BLOCKS as u32);
    const GRAIN: usize = BLOCK;

    #[inline]
    fn validate(spans: &[Span]) -> Result<(), Error> {
        let needed = |span: &Span| first_block(span).saturating_add(blocks(span.group.length));
        error::capacity("blocks", spans.last().map_or(0, needed), BLOCKS)?;
        if spans.iter().any(|span| span.group.bias_weight_decay.is_some()) {
            let with = "8-bit blocks reach over rows; allowed: None, or another precision";
            return Err(Error::Conflict { field: "group.bias_weight_decay", with });
        }
        Ok(())
    }

    #[inline]
    fn fill<R: Rule>(cells: &mut [Codes<R>], extra: &mut [Scales<R>; BLOCKS], initial: &R::State) {
        // In each block each slot is the largest of its kind.
        cells.fill(initial.map(|slot, x| if x == 0.0 { 0 } else { whole(R::moment(slot), x) }));
        extra.fill(initial.map(|slot, x| kept::<R>(slot, x).abs()));
    }

    #[inline]
    fn read<R: Rule>(
        cells: &[Codes<R>],
        extra: &[Scales<R>; BLOCKS],
        span: &Span,
        range: Range<usize>,
    ) -> impl Iterator<Item = R::State> + Clone {
        let block = range.start.wrapping_sub(span.start) / BLOCK;
        let codes = cells.get(range).unwrap_or_default().chunks(BLOCK);
        let scales = extra.get(first_block(span).wrapping_add(block)..).unwrap_or_default();
        let blocks = codes.zip(scales);
        blocks.flat_map(|(codes, scales)| codes.iter().map(|codes| decode::<R, C>(codes, scales)))
    }

    /// Always: a code is a share of its scale, and that is bounded when it is made.
    #[inline]
    fn are_finite<R: Rule>(_: &[Codes<R>]) -> bool {
        true
    }

    // Out of line, as that of `f32`: inlined, its loop would share registers with the step around it.
    #[inline(never)]
    fn update<'a, 't, R: Rule, T: Chain>(
        cells: &mut [Codes<R>],
        extra: &mut [Scales<R>; BLOCKS],
        (range, t): (Range<usize>, u32),
        parameters: &mut [f32],
        gradient: &[f32],
        mut block: Block<'a, 't, R, T>,
    ) -> Block<'a, 't, R, T> {
        let random = Random::new(SEED, t);
        let number = range.start.wrapping_sub(block.span.start) / BLOCK;
        let scales = extra.get_mut(first_block(block.span).wrapping_add(number)..);
        let mut start = range.start;
        let codes = cells.get_mut(range).unwrap_or_default().chunks_mut(BLOCK);
        let (mut rest, mut rest_of_g) = (parameters, gradient);
        let mut states = [R::State::ZERO; BLOCK];
        // Not four iterators side by side: at "z" such a one is copied by a function that is linked for it.
        for (codes, scales) in codes.zip(scales.unwrap_or_default()) {
            let (w, g);
            (w, rest) = rest.split_at_mut_checked(codes.len()).unwrap_or_default();
            (g, rest_of_g) = rest_of_g.split_at_checked(codes.len()).unwrap_or_default();
            let states = states.get_mut(..codes.len()).unwrap_or_default();
            let (mut largest, before) = (Largest::<R>::NONE, *scales);
            let each = w.iter_mut().zip(g).zip(&mut *states).zip(&*codes);
            for (i, (((w, &g), kept), codes)) in numbered(each) {
                let mut state = decode::<R, C>(codes, &before);
                block.one(start.wrapping_add(i), w, g, &mut state);
                *kept = largest.keep(&state);
            }
            *scales = largest.scales();
            let first = start.wrapping_mul(R::State::LEN) as u32;
            encode::<R, C>(states, codes, scales, Stochastic(random, first));
            start = start.wrapping_add(BLOCK);
        }
        block
    }

    fn write<R: Rule>(
        cells: &mut [Codes<R>],
        extra: &mut [Scales<R>; BLOCKS],
        span: &Span,
        states: impl Iterator<Item = R::State>,
    ) {
        let mut states = states.fuse();
        let codes = cells.get_mut(span.start..span.end()).unwrap_or_default().chunks_mut(BLOCK);
        let scales = extra.get_mut(first_block(span)..).unwrap_or_default();
        for (codes, scales) in codes.zip(scales) {
            let (mut block, mut largest) = ([R::State::ZERO; BLOCK], Largest::<R>::NONE);
            let length = codes.len();
            for (kept, state) in block.iter_mut().zip(states.by_ref().take(length)) {
                *kept = largest.keep(&state);
            }
            *scales = largest.scales();
            let block = block.get(..length).unwrap_or_default();
            encode::<R, C>(block, codes, scales, Nearest);
        }
    }
    /// Block by block, scales and then codes; at the end a 0 for each scale that no block has.
    fn save<R: Rule>(
        rule: &R,
        cells: &[Codes<R>],
        extra: &[Scales<R>; BLOCKS],
        spans: &[Span],
        to: &mut Saver<'_>,
    ) -> Result<(), CheckpointError> {
        let mut spare = BLOCKS;
        for span in spans {
            let codes = cells.get(span.start..span.end()).unwrap_or_default().chunks(BLOCK);
            let scales = extra.get(first_block(span)..).unwrap_or_default();
            for (codes, scales) in codes.zip(scales) {
                spare = spare.saturating_sub(1);
                put_each(scales.as_ref(), to)?;
                for codes in codes {
                    let state = decode::<R, C>(codes, scales);
                    rule.validate_state(&state).map_err(|error| to.refuse(error))?;
                    put_each(codes.as_ref(), to)?;
                }
            }
        }
        (0..spare).try_for_each(|_| put_each(Scales::<R>::ZERO.as_ref(), to))
    }

    fn load<R: Rule>(
        rule: &R,
        cells: &mut [Codes<R>],
        extra: &mut [Scales<R>; BLOCKS],
        spans: &[Span],
        from: &mut Loader<'_>,
    ) -> Result<(), CheckpointError> {
        let mut spare = BLOCKS;
        for span in spans {
            let codes = cells.get_mut(span.start..span.end()).unwrap_or_default().chunks_mut(BLOCK);
            let scales = extra.get_mut(first_block(span)..).unwrap_or_default();
            for (codes, scales) in codes.zip(scales) {
                spare = spare.saturating_sub(1);
                load_block::<R, C>(rule, codes, scales, from)?;
            }
        }
        for _ in 0..spare {
            let mut none = Scales::<R>::ZERO;
            get_each(none.as_mut(), from)?;
            if none.as_ref().iter().any(|scale| scale.to_bits() != 0) {
                let (field, allowed) = ("a scale that no block has", "0");
                let value = none.as_ref().iter().find(|scale| scale.to_bits() != 0);
                let value = value.copied().unwrap_or_default();
                return Err(from.refuse(Error::OutOfRange { field, value, allowed }));
            }
        }
        Ok(())
    }
}

/// Scales and codes of a block.
fn load_block<R: Rule, C: Codebook>(
    rule: &R,
    places: &mut [Codes<R>],
    place: &mut Scales<R>,
    from: &mut Loader<'_>,
) -> Result<(), CheckpointError> {
    let mut scales = Scales::<R>::ZERO;
    get_each(scales.as_mut(), from)?;
    for place in places {
        let mut codes = Codes::<R>::ZERO;
        get_each(codes.as_mut(), from)?;
        let state = decode::<R, C>(&codes, &scales);
        rule.validate_state(&state).map_err(|error| from.refuse(error))?;
        if from.commits() {
            *place = codes;
        }
    }
    if from.commits() {
        *place = scales;
    }
    Ok(())
}
