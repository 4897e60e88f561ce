//! State in 8 bits: a byte a slot, and a scale for every slot of each block of 64 parameters.
//!
//! T. Dettmers, M. Lewis, S. Shleifer, L. Zettlemoyer, "8-bit Optimizers via Block-wise Quantization"
//! (2022). A scale of its own for every block keeps one large number from costing the others their
//! digits; the paper's blocks of 2048 are larger than most tensors of a microcontroller.

use super::{
    Codebook, DynamicMap, Precision, Range, Slots,
    codebook::whole,
    codes::{Codes, Largest, Scales, decode, encode, kept},
    get_each,
    noise::{Nearest, Stochastic},
    put_each,
    sealed::Sealed,
};
use crate::optimizer::{Rule, rule::Block};
use crate::{
    Error, Zero,
    checkpoint::{CheckpointError, Loader, Saver},
    error,
    gradient::Chain,
    group::Span,
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

/// Where the blocks of a group begin. No group needs more than its share of the buffer and one.
const fn first_block(span: &Span) -> usize {
    (span.start / BLOCK).saturating_add(span.number)
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

    // With an FPU out of line, as that of `f32`: inlined, its loop would share registers with the step around it.
    #[cfg_attr(all(target_arch = "arm", target_abi = "eabihf"), inline(never))]
    #[cfg_attr(not(all(target_arch = "arm", target_abi = "eabihf")), inline)]
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
