//! FNV-1a, by which parameters are told apart: no cryptography.

/// FNV-1a of the little-endian bytes of parameters: equal on every target.
pub fn parameters_hash(parameters: &[f32]) -> u64 {
    hash_of(parameters.iter().flat_map(|w| w.to_le_bytes()))
}

/// FNV-1a of bytes.
pub fn hash_of(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
