//! What a section of a checkpoint is about.

/// What a section of a checkpoint is about: its number in bytes, its name in messages.
///
/// A number never changes its meaning. A type that begins to keep something else takes another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Tag {
    pub(super) number: u32,
    pub(super) name: &'static str,
}

impl Tag {
    /// Of this crate's own sections, which its format lists.
    pub(crate) const fn of(number: u32, name: &'static str) -> Self {
        Self { number, name }
    }

    /// A section of a program's own; `number` is its own too.
    ///
    /// ```
    /// use thalweg::checkpoint::{Checkpoint, CheckpointError, Loader, Plain, Saver, Tag};
    ///
    /// struct Watch { charge: f32 }
    ///
    /// const WATCH: Tag = Tag::own(0, "watch");
    ///
    /// impl Checkpoint for Watch {
    ///     fn length(&self) -> u32 {
    ///         Saver::HEAD + f32::BYTES
    ///     }
    ///     fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
    ///         to.section(WATCH, f32::BYTES)?;
    ///         self.charge.put(to)
    ///     }
    ///     fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
    ///         from.section(WATCH, f32::BYTES)?;
    ///         from.take(&mut self.charge)
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn own(number: u16, name: &'static str) -> Self {
        Self { number: OWN | number as u32, name }
    }
}

/// From here on numbers are a program's own.
const OWN: u32 = 1 << 16;
/// Set where who does not know the section may go on behind it.
pub(super) const MAY_BE_SKIPPED: u32 = 1 << 31;
