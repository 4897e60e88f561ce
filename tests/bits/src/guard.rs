//! What the guard lets pass, whatever the class of a number and wherever it stands: each processor looks in a way of its own.

use thalweg::{
    Error,
    gradient::SkipNonFinite,
    group::{Group, Groups},
    optimizer::{Optimizer, Outcome, Sgd},
};

/// Two groups, both longer than a turn of the loop that looks.
const LENGTHS: [usize; 2] = [9, 10];
const N: usize = LENGTHS[0] + LENGTHS[1];
/// Parameters of a part.
const PART: usize = 4;

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

/// A hash of all decisions: one number of each class at every place, alone and with one like it in the other group, in whole
/// steps and in parts.
#[inline(never)]
pub(crate) fn decisions(limit: f32) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let both = BITS.into_iter().flat_map(|bits| [bits, bits | 1 << 31]);
    for (x, at) in both.flat_map(|bits| (0..N).map(move |at| (f32::from_bits(bits), at))) {
        for also in [at, N - 1 - at] {
            let mut gradient = [0.5; N];
            (gradient[at], gradient[also]) = (x, x);
            let decided = decided(limit, &gradient).map_or(2, |[whole, parts]| {
                // Neither may the two differ, nor the guard decide otherwise than a comparison.
                u32::from(whole) + 3 * u32::from(whole != parts || whole != (x.abs() <= limit))
            });
            hash = (hash ^ decided).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// Whether a step is taken, in one go and in parts.
fn decided(limit: f32, gradient: &[f32; N]) -> Result<[bool; 2], Error> {
    let groups = Groups(LENGTHS.map(Group::vector));
    let guard = SkipNonFinite::above(limit);
    let mut optimizer = Optimizer::<_, [f32; N], _, _>::grouped(Sgd, guard, groups)?;
    let whole = optimizer.step(&mut [0.0; N], gradient, 0.0)?;
    let mut w = [0.0; N];
    let mut step = optimizer.begin(&mut w, gradient, 0.0)?;
    while !step.advance(PART) {}
    Ok([whole, step.finish()].map(|outcome| outcome == Outcome::Applied))
}
