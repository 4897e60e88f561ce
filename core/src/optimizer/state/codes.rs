//! The codes of a block: a byte a slot, shares of the largest of the block.

use super::{Codebook, DynamicMap, MomentKind, Slots, noise::Noise};
use crate::{
    Zero,
    math::{LARGEST_ROOT, RUNS, root_codes, signed_codes, smaller, sqrt},
    numbered::numbered,
    optimizer::Rule,
    random::Random,
};

pub(super) type Codes<R> = <<R as Rule>::State as Slots>::Each<u8>;
pub(super) type Scales<R> = <<R as Rule>::State as Slots>::Each<f32>;

#[inline]
pub(super) fn decode<R: Rule, C: Codebook>(codes: &Codes<R>, scales: &Scales<R>) -> R::State {
    let mut pairs = codes.as_ref().iter().zip(scales.as_ref());
    R::State::from_fn(|slot| {
        let Some((&code, scale)) = pairs.next() else { return 0.0 };
        let x = C::decode(R::moment(slot), code) * scale;
        if R::moment(slot) == MomentKind::Second { x * x } else { x }
    })
}

/// The largest magnitude of each slot of a block, as an integer that orders as magnitudes do: one instruction compares.
pub(super) struct Largest<R: Rule>(<R::State as Slots>::Each<u32>);

impl<R: Rule> Largest<R> {
    /// Of nothing.
    pub(super) const NONE: Self = Self(<<R::State as Slots>::Each<u32> as Zero>::ZERO);
    /// That of 0; those of NaN lie below.
    const ZERO: u32 = 0x00ff_ffff;

    /// A state as it is kept, among the others of its block.
    #[inline]
    pub(super) fn keep(&mut self, state: &R::State) -> R::State {
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
    pub(super) fn scales(&self) -> Scales<R> {
        let mut scales = Scales::<R>::ZERO;
        for (slot, (scale, largest)) in numbered(scales.as_mut().iter_mut().zip(self.0.as_ref())) {
            let root = R::moment(slot) == MomentKind::Second;
            let magnitude = f32::from_bits(largest.saturating_sub(Self::ZERO) >> 1);
            *scale = smaller(if root { LARGEST_ROOT } else { f32::MAX }, magnitude);
        }
        scales
    }
}

/// Packs a block whose scales are known. A function: a call a block costs little, a copy of it in each caller much flash
/// and stack.
#[inline(never)]
pub(super) fn encode<R: Rule, C: Codebook>(
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
pub(super) fn kept<R: Rule>(slot: usize, x: f32) -> f32 {
    if R::moment(slot) == MomentKind::Second { sqrt(x).abs() } else { x }
}
