//! What the 256 codes of a byte stand for: shares of the largest magnitude of a block.
//!
//! T. Dettmers, M. Lewis, S. Shleifer, L. Zettlemoyer, "8-bit Optimizers via Block-wise Quantization"
//! (2022), section 2.1.

use super::MomentKind;
use crate::math::{TOP_OF_ROOTS, TOP_OF_SIGNED, dynamic_code, to_u32, uniform};
use core::fmt::Debug;

/// A code of 8 bits for shares in [−1, 1], or in [0, 1] for a root of a square; that of 1 is 127, or 255 for a
/// root, that of −1 is 255.
///
/// `encode` gives one of the two codes beside the share, the upper one in magnitude with the
/// probability of its nearness: `noise` is 32 random bits.
pub trait Codebook: Copy + Debug + 'static {
    /// Its number and its name, in checkpoints and messages. Equal numbers are equal codes: one of one's own keeps this.
    const PRECISION: (u32, &'static str) = (u32::MAX, "8 bits, a map of one's own");

    /// The share of a code.
    fn decode(moment: MomentKind, code: u8) -> f32;

    /// The code of a share; 0 for NaN.
    fn encode(moment: MomentKind, share: f32, noise: u32) -> u8;
}

/// Equal steps: c/127, or c/255 for a root. An error of at most 1/127 of the largest in the block; what
/// is below that is noise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LinearMap;

/// Steps that shrink with the number: a decade of numbers below another, half as many in each.
///
/// Code c in [2ⁱ, 2ⁱ⁺¹) is 10^(i − top) (1 − 0.9 (2ⁱ⁺¹ − 1 − c)/2ⁱ), top = 6, or 7 for a root: 64 (128)
/// numbers between 0.1 and 1, 32 (64) between 0.01 and 0.1, at last one, 1e-6 (1e-7). The paper's tree
/// with the upper ends of its steps in place of their middles, so that −1 and 1 are among the codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DynamicMap;

const SIGN: u8 = 0x80;

/// The code of 1, or of −1 where x has a sign.
#[inline]
pub(super) fn whole(moment: MomentKind, x: f32) -> u8 {
    match moment {
        MomentKind::First => 127 | sign_bit(x),
        MomentKind::Second => 255,
    }
}

/// What codes stand for, computed while compiling: a load is all that is left of it.
static LINEAR_SIGNED: [f32; 128] = table(Steps::Linear);
static LINEAR_SQUARE: [f32; 256] = table(Steps::Linear);
static DYNAMIC_SIGNED: [f32; 128] = table(Steps::Dynamic);
static DYNAMIC_SQUARE: [f32; 256] = table(Steps::Dynamic);

#[derive(Clone, Copy)]
enum Steps {
    Linear,
    Dynamic,
}

/// The shares of `CODES` magnitudes, from 0 to 1. An index out of bounds would not compile.
#[allow(clippy::indexing_slicing)]
const fn table<const CODES: usize>(steps: Steps) -> [f32; CODES] {
    let mut shares = [0.0; CODES];
    let mut code = 1;
    while code < CODES {
        shares[code] = match steps {
            Steps::Linear => code as f32 / (CODES - 1) as f32,
            Steps::Dynamic => decade(code as u32, CODES.ilog2() - 1),
        };
        code += 1;
    }
    shares
}

/// The share of a magnitude's code, which is not 0.
#[allow(clippy::indexing_slicing)]
const fn decade(code: u32, top: u32) -> f32 {
    const POWERS: [f32; 8] = [1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
    let i = code.ilog2();
    let below = (2_u32 << i) - 1 - code;
    POWERS[(top - i) as usize] * (1.0 - 0.9 * below as f32 / (1_u32 << i) as f32)
}

impl Codebook for LinearMap {
    const PRECISION: (u32, &'static str) = (4, "8 bits, LinearMap");

    #[inline]
    fn decode(moment: MomentKind, code: u8) -> f32 {
        look_up(&LINEAR_SIGNED, &LINEAR_SQUARE, moment, code)
    }

    #[inline]
    fn encode(moment: MomentKind, share: f32, noise: u32) -> u8 {
        // It tells of what is not finite.
        match moment {
            MomentKind::First => {
                let code = to_u32(share.abs() * 127.0 + uniform(noise));
                code.min(127) as u8 | sign_bit(share)
            }
            MomentKind::Second => to_u32(share * 255.0 + uniform(noise)).min(255) as u8,
        }
    }
}

impl Codebook for DynamicMap {
    const PRECISION: (u32, &'static str) = (3, "8 bits, DynamicMap");

    #[inline]
    fn decode(moment: MomentKind, code: u8) -> f32 {
        look_up(&DYNAMIC_SIGNED, &DYNAMIC_SQUARE, moment, code)
    }

    #[inline]
    fn encode(moment: MomentKind, share: f32, noise: u32) -> u8 {
        match moment {
            MomentKind::First => dynamic_code(share.abs(), TOP_OF_SIGNED, noise) | sign_bit(share),
            MomentKind::Second => dynamic_code(share, TOP_OF_ROOTS, noise),
        }
    }
}

/// The share of a code, whose 7 or 8 bits are always within.
#[inline]
fn look_up(signed: &[f32; 128], square: &[f32; 256], moment: MomentKind, code: u8) -> f32 {
    match moment {
        MomentKind::First => {
            let magnitude = signed.get(usize::from(code & !SIGN));
            sign(code, magnitude.copied().unwrap_or_default())
        }
        MomentKind::Second => square.get(usize::from(code)).copied().unwrap_or_default(),
    }
}

fn sign(code: u8, magnitude: f32) -> f32 {
    f32::from_bits(magnitude.to_bits() | u32::from(code & SIGN) << 24)
}

fn sign_bit(x: f32) -> u8 {
    (x.to_bits() >> 24) as u8 & SIGN
}

#[cfg(test)]
mod tests {
    use super::{super::float16::NEAREST, *};
    use crate::math::{mix, root_codes, signed_codes};

    /// The codes of a moment from 0 up to 1.
    fn ascending<C: Codebook>(moment: MomentKind) -> impl Iterator<Item = (u8, f32)> + Clone {
        let last = if moment == MomentKind::First { 127 } else { 255 };
        (0..=last).map(move |code| (code, C::decode(moment, code)))
    }

    fn holds<C: Codebook>(largest_step: f32) {
        for moment in [MomentKind::First, MomentKind::Second] {
            let codes = ascending::<C>(moment);
            assert_eq!(codes.clone().next(), Some((0, 0.0)));
            assert_eq!(codes.clone().last(), Some((whole(moment, 1.0), 1.0)));
            let largest_step =
                if moment == MomentKind::Second { largest_step / 2.0 } else { largest_step };
            for ((low, a), (high, b)) in codes.clone().zip(codes.skip(1)) {
                assert!(a < b && b - a <= largest_step * 1.01, "{moment:?} {low}: {a} and {b}");
                assert_eq!(C::encode(moment, b, NEAREST), high, "{moment:?} {b}");
                // Between two codes it is one or the other, by nearness.
                for share in [0.25, 0.75] {
                    let x = a + share * (b - a);
                    let noise = |share: f32| (share * 4_294_967_040.0) as u32;
                    assert_eq!(C::encode(moment, x, noise(0.95 - share)), low, "{moment:?} {x}");
                    assert_eq!(C::encode(moment, x, noise(1.05 - share)), high, "{moment:?} {x}");
                }
            }
        }
        for (code, share) in ascending::<C>(MomentKind::First).skip(1) {
            assert_eq!(C::decode(MomentKind::First, code | SIGN), -share);
            assert_eq!(C::encode(MomentKind::First, -share, NEAREST), code | SIGN);
        }
        assert_eq!(C::encode(MomentKind::First, -1.0, NEAREST), whole(MomentKind::First, -1.0));
        assert_eq!(C::encode(MomentKind::First, f32::NAN, 0), 0);
    }

    #[test]
    fn the_linear_code_has_equal_steps() {
        holds::<LinearMap>(1.0 / 127.0);
    }

    #[test]
    fn the_dynamic_code_halves_its_numbers_with_every_decade() {
        holds::<DynamicMap>(0.9 / 64.0);
        assert_eq!(DynamicMap::decode(MomentKind::First, 1), 1e-6);
        assert_eq!(DynamicMap::decode(MomentKind::Second, 1), 1e-7);
        assert_eq!(DynamicMap::decode(MomentKind::First, 63), 0.1);
    }

    #[test]
    fn the_loops_of_a_processor_make_the_codes_that_one_after_another_has() {
        const KEY: u32 = 0x1234_5678;
        let special = [0.0, 1e-45, 1e-30, 0.1, 1.0, 1e4, f32::MAX, f32::INFINITY, f32::NAN];
        for (every, first) in [(1, 0), (2, 7), (3, u32::MAX - 20)] {
            for scale in [1e-38, 0.25, 1.0, 3.0, f32::MAX] {
                let xs: [f32; 600] = core::array::from_fn(|i| {
                    let bits = (i as u32).wrapping_mul(2_654_435_761);
                    // Down to 2⁻³¹ of the scale, of either sign.
                    let share = f32::from_bits((0x3f80_0000 - (bits >> 4)) | bits << 31);
                    let special = special.get(i / 7).filter(|_| i % 7 == 0);
                    special.map_or(share * scale, |x| *x)
                });
                let (mut signed, mut roots) = ([7; 600], [7; 600]);
                signed_codes(&xs, &mut signed, every, scale, (KEY, first));
                root_codes(&xs.map(f32::abs), &mut roots, every, scale, (KEY, first));
                for (i, x) in (0..600).zip(xs) {
                    if !(i as usize).is_multiple_of(every) {
                        assert_eq!((signed[i as usize], roots[i as usize]), (7, 7));
                        continue;
                    }
                    let noise = mix(first.wrapping_add(i) ^ KEY);
                    let code = DynamicMap::encode(MomentKind::First, x / scale, noise);
                    assert_eq!(signed[i as usize], code, "{x} of {scale}");
                    let code = DynamicMap::encode(MomentKind::Second, x.abs() / scale, noise);
                    let code = if code == 0 { u8::from(x.abs() > 0.0) } else { code };
                    assert_eq!(roots[i as usize], code, "root {x} of {scale}");
                }
            }
        }
    }
}
