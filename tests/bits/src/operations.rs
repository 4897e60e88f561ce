//! `+ - * /` of numbers of every kind: a processor's instructions, the compiler's routines and our own take them alike.

use crate::lines::Line;
use core::{
    hint::black_box,
    ops::{Add, Div, Mul, Sub},
};

/// Zeros, the ends of the subnormal and of the normal numbers, powers of two and their neighbours, and what is no number.
const KINDS: [u32; 33] = [
    0x0000_0000,
    0x0000_0001,
    0x0000_0002,
    0x0012_3456,
    0x0040_0000,
    0x007f_fffe,
    0x007f_ffff,
    0x0080_0000,
    0x0080_0001,
    0x00ff_ffff,
    0x0100_0000,
    0x0100_0001,
    0x1a00_0000,
    0x3300_0000,
    0x3380_0000,
    0x3400_0000,
    0x3f7f_ffff,
    0x3f80_0000,
    0x3f80_0001,
    0x3fff_ffff,
    0x4000_0000,
    0x4040_0000,
    0x4b00_0000,
    0x4b7f_ffff,
    0x4b80_0000,
    0x5f80_0000,
    0x7eff_ffff,
    0x7f00_0000,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7f80_0001,
    0x7fc0_0000,
    0x7fff_ffff,
];
const SIGN: u32 = 1 << 31;
const MANTISSA: u32 = (1 << 23) - 1;
/// Pairs drawn.
const PAIRS: u32 = 400_000;

/// A line of each.
pub(crate) fn all(line: &mut dyn FnMut(Line)) {
    line(Line("operations", "+", hash_of(f32::add)));
    line(Line("operations", "-", hash_of(f32::sub)));
    line(Line("operations", "*", hash_of(f32::mul)));
    line(Line("operations", "/", hash_of(f32::div)));
}

/// Of an operation on every two of the kinds, on pairs that are drawn, and by divisors of evenly spaced mantissas.
#[inline(never)]
fn hash_of(operation: fn(f32, f32) -> f32) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut take = |a: u32, b: u32| {
        let x = operation(black_box(f32::from_bits(a)), black_box(f32::from_bits(b)));
        let bits = if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() };
        hash = (hash ^ bits).wrapping_mul(0x0100_0193).rotate_left(5);
    };
    for a in KINDS {
        for b in KINDS {
            [(a, b), (a | SIGN, b), (a, b | SIGN), (a | SIGN, b | SIGN)]
                .iter()
                .for_each(|&(a, b)| take(a, b));
        }
    }
    let mut random = 0x1234_5678_9abc_def1;
    for i in 0..PAIRS {
        let (a, b) = (drawn(&mut random), drawn(&mut random));
        let (a, b) = related(i, a, b);
        take(a, b);
    }
    // The largest quotients of a divisor's are those whose digits are the hardest to tell.
    for mantissa in (0..=MANTISSA).step_by(61) {
        let one = 1.0_f32.to_bits();
        take(one | mantissa, one | mantissa.wrapping_mul(31) & MANTISSA);
        take((one | mantissa).wrapping_sub(1), one | mantissa);
    }
    hash
}

/// xorshift64 (Marsaglia 2003).
fn drawn(random: &mut u64) -> u32 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    (*random >> 16) as u32
}

/// What seldom comes by chance: exponents that are near, results that are subnormal, differences that cancel, sums that reach
/// the next power of two, and ties.
fn related(i: u32, a: u32, b: u32) -> (u32, u32) {
    let exponent = |x: u32, exponent: u32| x & (SIGN | MANTISSA) | exponent << 23;
    match i % 10 {
        0 => (a, b),
        1 => (a, exponent(b, (a >> 23 & 0xff).wrapping_add(b & 3) & 0xff)),
        2 => (exponent(a, 0x7f), exponent(b, 0x70 + (b >> 23 & 0xf))),
        3 => (a & 0x81ff_ffff, b & 0x81ff_ffff),
        4 => (a, a ^ b & (SIGN | 0xff)),
        5 => (a & 0xffff_f000, b & 0xffff_0000),
        6 => (exponent(a, 0x30 + (a >> 23 & 0x1f)), exponent(b, 0x30 + (b >> 23 & 0x1f))),
        7 => (a, exponent(b, (a >> 23 & 0xff).wrapping_add(240) & 0xff)),
        8 => {
            (exponent(a, 0x80) | 0x7f_ff00, a & SIGN | exponent(b, 0x68 + (b >> 23 & 0xf)) & !SIGN)
        }
        _ => {
            let power = if i % 20 == 9 { 0x7f + (b >> 23 & 0x1f) } else { 0x7f - (b >> 23 & 0x1f) };
            (exponent(a, 1 + (a >> 27 & 0xf)) & !(b & 0xff), b & SIGN | power << 23)
        }
    }
}
