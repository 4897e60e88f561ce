//! Checkpoints as bytes, of one model and recipe.

use thalweg::checkpoint::{self, Buffer, Bytes, Checkpoint, CheckpointError, Identity};

/// Whose checkpoints they are.
pub const IDENTITY: Identity = Identity { model: 0x1234_5678, recipe: 0x9abc_def0 };

/// The checkpoint of all that `parts` keep.
///
/// # Errors
/// As of [`checkpoint::save`].
///
/// # Panics
/// It has another length than was announced.
pub fn saved(parts: &impl Checkpoint) -> Result<Vec<u8>, CheckpointError> {
    let mut bytes = vec![0xAA; checkpoint::length(parts) as usize];
    let mut buffer = Buffer::new(&mut bytes);
    checkpoint::save(parts, IDENTITY, &mut buffer)?;
    assert_eq!(buffer.written().len(), bytes.len(), "the length that was announced");
    Ok(bytes)
}

/// Loads one.
///
/// # Errors
/// As of [`checkpoint::load`].
pub fn load(parts: &mut impl Checkpoint, bytes: &[u8]) -> Result<(), CheckpointError> {
    checkpoint::load(parts, IDENTITY, &mut Bytes::new(bytes))
}
