//! A training that stops after every step, and goes on in an object that was made otherwise.

use thalweg::checkpoint::Checkpoint;
pub(crate) use thalweg_tests::checkpoints::{IDENTITY, load, saved};

/// After each of how many steps a training stops.
pub(crate) const STEPS: u32 = 500;

/// A number that looks random, for a step and an index.
pub(crate) fn noise(step: u32, index: usize) -> f32 {
    let mut bits = step.wrapping_mul(0x9e37_79b9) ^ (index as u32).wrapping_mul(0x85eb_ca6b);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x2c1b_3c6d);
    bits ^= bits >> 13;
    (bits >> 8) as f32 / 8_388_608.0 - 1.0
}

/// The gradient of a bowl at `w`, with noise.
pub(crate) fn gradient<const N: usize>(w: &[f32; N], step: u32) -> [f32; N] {
    std::array::from_fn(|i| 0.25 * (w[i] - noise(7, i)) + 0.05 * noise(step, i))
}

/// At every step: what is saved is loaded into `other`, which saves the same bytes, and then takes the next step to
/// the same bytes as the training that never stopped. How often.
///
/// `other` has a past of its own: steps that the training has not seen.
pub(crate) fn resumes<C: Checkpoint>(
    name: &str,
    make: impl Fn() -> C,
    mut step: impl FnMut(&mut C, u32),
    steps: u32,
) -> u32 {
    let (mut training, mut other) = (make(), make());
    step(&mut other, 100_001);
    let mut compared = 0;
    for k in 0..steps {
        let bytes = saved(&training).unwrap_or_else(|error| panic!("{name}, step {k}: {error}"));
        step(&mut other, 200_003 + k);
        if k % 3 == 0 {
            step(&mut other, 300_007 + k);
        }
        assert!(k < 5 || saved(&other).unwrap() != bytes, "{name}, step {k}: no past of its own");
        load(&mut other, &bytes).unwrap_or_else(|error| panic!("{name}, step {k}: {error}"));
        assert!(saved(&other).unwrap() == bytes, "{name}, step {k}: other bytes");
        step(&mut training, k);
        step(&mut other, k);
        let (training, other) = (saved(&training).unwrap(), saved(&other).unwrap());
        assert!(training == other, "{name}, step {k}: other bytes after the next step");
        compared += 1;
    }
    assert!(saved(&make()).unwrap() != saved(&training).unwrap(), "{name}: nothing was kept");
    compared
}
