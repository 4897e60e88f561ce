//! The whole of a checkpoint: a header, the sections of its parts, a checksum.

use super::{Checkpoint, CheckpointError, Loader, MaxLength, Saver, Sink, Source, VERSION};
use crate::checksum::Checksum;

const MAGIC: [u8; 4] = *b"THCP";
/// Magic, version, length, both fingerprints.
const HEADER: u32 = 20;
const CHECKSUM: u32 = 4;
/// Bytes that are looked at at a time.
const CHUNK: usize = 32;

/// What a training is of: whoever loads a checkpoint says what it must be of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Identity {
    /// The [fingerprint](fn@super::fingerprint) of the weights that it starts from, the factory's.
    pub model: u32,
    /// The [fingerprint](crate::recipe::Recipe::fingerprint) of its recipe; without one, a number for the settings.
    pub recipe: u32,
}

/// What is known of a checkpoint without loading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Summary {
    /// What it is of.
    pub identity: Identity,
    /// Its bytes.
    pub length: u32,
}

/// How many bytes [`save`] writes now.
pub fn length<C: Checkpoint + ?Sized>(parts: &C) -> u32 {
    parts.length().saturating_add(HEADER + CHECKSUM)
}

/// The most bytes that [`save`] writes of this type.
#[must_use]
pub const fn max_length<C: MaxLength>() -> u32 {
    C::MAX_LENGTH + HEADER + CHECKSUM
}

/// Writes everything that `parts` keep; [`length`] says how many bytes it will be.
///
/// # Errors
/// [`CheckpointError::Unfinished`] in the middle of a step in parts; [`CheckpointError::Value`] for numbers that could
/// not be loaded again, such as parameters that are not finite; what `to` returns. What was written is then no
/// checkpoint.
pub fn save<C: Checkpoint + ?Sized>(
    parts: &C,
    identity: Identity,
    to: &mut dyn Sink,
) -> Result<(), CheckpointError> {
    let length = length(parts);
    let mut to = Saver::new(to);
    to.write(&MAGIC)?;
    for word in [VERSION, length, identity.model, identity.recipe] {
        to.write(&word.to_le_bytes())?;
    }
    parts.save(&mut to)?;
    let (found, allowed) = (to.written(), length.saturating_sub(CHECKSUM));
    if found != allowed {
        return Err(CheckpointError::Length { found, allowed });
    }
    let checksum = to.checksum();
    to.write(&checksum.to_le_bytes())
}

/// Takes everything that `parts` keep out of a checkpoint of this identity.
///
/// # Errors
/// It is none, was changed, or is of another model, recipe, version, rule or precision, or of other parts; what
/// `from` returns. `parts` are as they were then, unless `from` fails in its third reading, having read all twice.
pub fn load<C: Checkpoint + ?Sized>(
    parts: &mut C,
    identity: Identity,
    from: &mut dyn Source,
) -> Result<(), CheckpointError> {
    let Summary { identity: found, length } = inspect(from)?;
    let (found, allowed) = ((found.model, found.recipe), (identity.model, identity.recipe));
    if found.0 != allowed.0 {
        return Err(CheckpointError::Model { found: found.0, allowed: allowed.0 });
    }
    if found.1 != allowed.1 {
        return Err(CheckpointError::Recipe { found: found.1, allowed: allowed.1 });
    }
    for commits in [false, true] {
        from.rewind()?;
        from.read(&mut [0; HEADER as usize])?;
        let sections = length.saturating_sub(HEADER + CHECKSUM);
        let mut sections = Loader::new(from, sections, commits);
        parts.load(&mut sections)?;
        sections.end()?;
    }
    Ok(())
}

/// Looks whether it is a whole checkpoint, and of what; nothing is loaded.
///
/// Of a firmware with a new factory model it tells what the checkpoint in its flash was trained from.
///
/// # Errors
/// It is none, is of another version, or was changed; what `from` returns.
pub fn inspect(from: &mut dyn Source) -> Result<Summary, CheckpointError> {
    from.rewind()?;
    let mut header = [[0; 4]; HEADER as usize / 4];
    from.read(header.as_flattened_mut())?;
    let [magic, fields @ ..] = header;
    let [version, length, model, recipe] = fields.map(u32::from_le_bytes);
    if magic != MAGIC {
        return Err(CheckpointError::NotACheckpoint);
    }
    if version != VERSION {
        return Err(CheckpointError::Version { found: version });
    }
    let Some(left) = length.checked_sub(HEADER + CHECKSUM) else {
        return Err(CheckpointError::Length { found: length, allowed: HEADER + CHECKSUM });
    };
    let mut checksum = Checksum::NONE;
    checksum.update(header.as_flattened());
    read(from, left, &mut checksum)?;
    let mut stated = [0; 4];
    from.read(&mut stated)?;
    let (stated, found) = (u32::from_le_bytes(stated), checksum.value());
    if stated != found {
        return Err(CheckpointError::Checksum { stated, found });
    }
    Ok(Summary { identity: Identity { model, recipe }, length })
}

/// Reads over the next bytes.
fn read(
    from: &mut dyn Source,
    mut left: u32,
    checksum: &mut Checksum,
) -> Result<(), CheckpointError> {
    let mut chunk = [0; CHUNK];
    while left > 0 {
        let bytes = chunk.get_mut(..(left as usize).min(CHUNK)).unwrap_or_default();
        from.read(bytes)?;
        checksum.update(bytes);
        left = left.saturating_sub(CHUNK as u32);
    }
    Ok(())
}
