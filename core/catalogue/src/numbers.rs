//! The numbers that everything is measured on, and what two runs that agree have in common.

/// The lengths on a host: in the first cache, in the second, and in none that is a core's own.
pub const LENGTHS: [usize; 3] = [256, 4096, 1_048_576];

/// The learning rate of every measured step.
pub const LEARNING_RATE: f32 = 0.01;

/// Parameters as they look in a trained network: spread over (−1, 1).
pub fn parameters(into: &mut [f32]) {
    fill(into, 1, 1.0);
}

/// A gradient as it looks there: spread over (−0.25, 0.25).
pub fn gradient(into: &mut [f32]) {
    fill(into, 2, 0.25);
}

/// Numbers spread evenly over (−`scale`, `scale`), the same on every machine.
fn fill(into: &mut [f32], seed: u32, scale: f32) {
    let mut bits = seed;
    for x in into {
        bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *x = ((bits >> 8) as f32 * (1.0 / 8_388_608.0) - 1.0) * scale;
    }
}

/// FNV-1a over the bits: what two runs that agree have in common.
pub fn hash(numbers: &[f32]) -> u32 {
    numbers
        .iter()
        .flat_map(|x| x.to_bits().to_le_bytes())
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
