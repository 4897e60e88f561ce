//! What the loops of `cortex_m_fpu_codes.rs` compute, on every other processor, to the same bits: there 8-bit codes are made
//! one parameter after another, and halves in blocks where a recipe chooses among rules.

use crate::math::{TOP_OF_ROOTS, TOP_OF_SIGNED, dynamic_code, mix};
use crate::numbered::numbered;

/// The codes of x / scale with their signs, of every so many numbers: noise is that of `key` and of the numbers from
/// `first` on.
pub(crate) fn signed_codes(
    xs: &[f32],
    codes: &mut [u8],
    every: usize,
    scale: f32,
    (key, first): (u32, u32),
) {
    for (i, (x, code)) in numbered(xs.iter().zip(codes)).step_by(every.max(1)) {
        let (share, noise) = (x / scale, mix(first.wrapping_add(i as u32) ^ key));
        let sign = (share.to_bits() >> 24) as u8 & 0x80;
        *code = dynamic_code(share.abs(), TOP_OF_SIGNED, noise) | sign;
    }
}

/// The same of numbers that are at least 0: none above 0 has the code of 0.
pub(crate) fn root_codes(
    xs: &[f32],
    codes: &mut [u8],
    every: usize,
    scale: f32,
    (key, first): (u32, u32),
) {
    for (i, (x, code)) in numbered(xs.iter().zip(codes)).step_by(every.max(1)) {
        let noise = mix(first.wrapping_add(i as u32) ^ key);
        let found = dynamic_code(x / scale, TOP_OF_ROOTS, noise);
        *code = found.max(u8::from(*x > 0.0));
    }
}

/// The upper halves of numbers, rounded by the noise of `key` and of the numbers from `first` on, two at a time; how many
/// until one of two is 2¹²⁷ or larger in magnitude, or is alone.
pub(crate) fn upper_halves(xs: &[f32], codes: &mut [u16], (key, first): (u32, u32)) -> usize {
    let mut done = 0;
    for ([x, y], codes) in xs.as_chunks().0.iter().zip(codes.as_chunks_mut().0) {
        let [x, y] = [x.to_bits(), y.to_bits()];
        if [x, y].iter().any(|x| x << 1 >= 0xfe00_0000) {
            break;
        }
        let half = |x: u32, i: usize| {
            let noise = mix(first.wrapping_add(i as u32) ^ key);
            (x.wrapping_add(noise >> 16) >> 16) as u16
        };
        *codes = [half(x, done), half(y, done.wrapping_add(1))];
        done = done.wrapping_add(2);
    }
    done
}
