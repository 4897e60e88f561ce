//! FNV-1a, by which parameters are told apart: no cryptography.

/// FNV-1a of the little-endian bytes of parameters: equal on every target.
pub fn parameters_hash(parameters: &[f32]) -> u64 {
    hash_of(parameters.iter().flat_map(|w| w.to_le_bytes()))
}

/// FNV-1a of bytes, or of wider units, a multiplication each.
pub fn hash_of<U: Into<u64>>(units: impl Iterator<Item = U>) -> u64 {
    units.fold(0xcbf2_9ce4_8422_2325, |hash, unit| {
        (hash ^ unit.into()).wrapping_mul(0x0100_0000_01b3)
    })
}
