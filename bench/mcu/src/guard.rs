//! The guard decides on this processor as a comparison of floats does, whatever the class of a number.

use thalweg::{
    gradient::{Flow, SkipNonFinite, transform},
    group::Whole,
};

/// Two blocks of its loop and a rest.
const N: usize = 19;

/// Zero, subnormal and normal numbers, those beside its usual limit and beside what an integer holds, the largest,
/// infinity, quiet and signalling NaN.
const BITS: [u32; 17] = [
    0,
    1,
    0x007f_ffff,
    0x0080_0000,
    0x3f80_0000,
    0x4eff_ffff,
    0x4f00_0000,
    0x4f00_0001,
    0x5f7f_fffe,
    0x5f7f_ffff,
    0x5f80_0000,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7f80_0001,
    0x7fa0_0000,
    0x7fc0_0000,
    0x7fff_ffff,
];

pub(crate) fn decides() -> Result<(), &'static str> {
    for limit in [1.0, SkipNonFinite::DEFAULT.limit(), f32::MAX] {
        let both = BITS.into_iter().flat_map(|bits| [bits, bits | 1 << 31]);
        for (x, at) in both.flat_map(|bits| (0..N).map(move |at| (f32::from_bits(bits), at))) {
            let mut gradient = [0.5; N];
            gradient.iter_mut().skip(at).take(1).for_each(|g| *g = x);
            let mut guard = SkipNonFinite::above(limit);
            let flow = transform(&mut guard, &Whole, 1, &[0.0; N], &mut gradient);
            if (flow == Ok(Flow::Continue)) != (x.abs() <= limit) {
                return Err("the guard decides otherwise than a comparison");
            }
        }
    }
    Ok(())
}
