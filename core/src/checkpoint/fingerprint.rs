//! Numbers that tell models, recipes, rules and kinds of values apart.

use crate::checksum::Checksum;

/// That of a name: FNV-1a of its bytes.
pub(crate) const fn named(name: &str) -> u32 {
    let mut hash = 0x811c_9dc5;
    let mut rest = name.as_bytes();
    while let [byte, others @ ..] = rest {
        hash = combined(hash, *byte as u32);
        rest = others;
    }
    hash
}

/// That of two, one after the other.
pub(crate) const fn combined(first: u32, second: u32) -> u32 {
    (first ^ second).wrapping_mul(0x0100_0193)
}

/// That of a model: the CRC-32C of the little-endian bytes of the weights that it starts from.
///
/// ```
/// use thalweg::checkpoint::fingerprint;
/// assert_ne!(fingerprint(&[1.0, 2.0]), fingerprint(&[2.0, 1.0]));
/// ```
#[must_use]
pub fn fingerprint(start: &[f32]) -> u32 {
    let mut checksum = Checksum::NONE;
    start.iter().for_each(|weight| checksum.update(&weight.to_le_bytes()));
    checksum.value()
}
