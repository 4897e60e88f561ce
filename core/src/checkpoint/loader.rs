//! What a checkpoint is read with.

use super::{CheckpointError, Plain, Saver, Source, Tag, tag::MAY_BE_SKIPPED};
use crate::Error;
use core::fmt;

/// What the parts of a checkpoint read themselves with, one section after the other.
///
/// Each part is asked twice. The first time it only looks whether all fits, as [`commits`](Self::commits) is `false`;
/// the second time it takes what it reads.
pub struct Loader<'s> {
    source: &'s mut dyn Source,
    /// Bytes of all sections that are left, those of this one among them.
    left: u32,
    in_section: u32,
    section: &'static str,
    commits: bool,
}

impl<'s> Loader<'s> {
    /// Over a source that stands before the first of `left` bytes of sections.
    pub(super) const fn new(source: &'s mut dyn Source, left: u32, commits: bool) -> Self {
        Self { source, left, in_section: 0, section: "", commits }
    }

    /// Whether what is read may be taken; otherwise it is only looked at, and nothing may change.
    #[must_use]
    pub const fn commits(&self) -> bool {
        self.commits
    }

    /// Begins a section, whose body must have `length` bytes.
    ///
    /// # Errors
    /// It is another section, of another length, or the one before was not read to its end.
    pub fn section(&mut self, tag: Tag, length: u32) -> Result<(), CheckpointError> {
        let found = self.section_of_any_length(tag)?;
        self.check_length(found, length)
    }

    /// Begins a section; the length of its body.
    ///
    /// # Errors
    /// It is another section, or the one before was not read to its end.
    #[inline(never)] // once in flash
    pub fn section_of_any_length(&mut self, tag: Tag) -> Result<u32, CheckpointError> {
        let allowed = tag.name;
        let Some((found, length)) = self.next_but(Some(tag))? else {
            return Err(CheckpointError::Section { found: 0, allowed });
        };
        if found != tag.number {
            return Err(CheckpointError::Section { found, allowed });
        }
        (self.section, self.in_section) = (tag.name, length);
        Ok(length)
    }

    /// No other section follows.
    pub(super) fn end(&mut self) -> Result<(), CheckpointError> {
        match self.next_but(None)? {
            Some((found, _)) => Err(CheckpointError::Section { found, allowed: "none" }),
            None => Ok(()),
        }
    }

    /// Tag and length of the next section, behind all that may be skipped and are not waited for.
    fn next_but(&mut self, awaited: Option<Tag>) -> Result<Option<(u32, u32)>, CheckpointError> {
        self.check_length(self.in_section, 0)?;
        while self.left > 0 {
            (self.section, self.in_section) = ("head", Saver::HEAD);
            let (tag, length) = (self.word()?, self.word()?);
            self.in_section = length;
            if length > self.left {
                let (section, allowed) = ("head", self.left);
                return Err(CheckpointError::SectionLength { section, found: length, allowed });
            }
            let awaited = awaited.is_some_and(|awaited| awaited.number == tag);
            if awaited || tag & MAY_BE_SKIPPED == 0 {
                return Ok(Some((tag, length)));
            }
            while self.in_section > 0 {
                self.read(&mut [0])?;
            }
        }
        Ok(None)
    }

    /// The length of this section is what it has to be.
    pub(crate) fn check_length(&self, found: u32, allowed: u32) -> Result<(), CheckpointError> {
        let section = self.section;
        if found == allowed {
            Ok(())
        } else {
            Err(CheckpointError::SectionLength { section, found, allowed })
        }
    }

    /// Fills `bytes` with the next ones of the body.
    ///
    /// # Errors
    /// The section has fewer, or they cannot be read.
    #[inline(never)] // once in flash, whatever the type of a value
    pub fn read(&mut self, bytes: &mut [u8]) -> Result<(), CheckpointError> {
        let length = bytes.len() as u32;
        let both = self.in_section.checked_sub(length).zip(self.left.checked_sub(length));
        let Some((in_section, left)) = both else {
            let (section, found) = (self.section, self.in_section.min(self.left));
            return Err(CheckpointError::SectionLength { section, found, allowed: length });
        };
        (self.in_section, self.left) = (in_section, left);
        self.source.read(bytes).map_err(CheckpointError::Medium)
    }

    fn word(&mut self) -> Result<u32, CheckpointError> {
        let mut bytes = [0; 4];
        self.read(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// Reads a value, and puts it into its place if it may be taken.
    ///
    /// # Errors
    /// The section ends, or it is no value.
    pub fn take<T: Plain>(&mut self, place: &mut T) -> Result<(), CheckpointError> {
        let value = T::get(self)?;
        if self.commits {
            *place = value;
        }
        Ok(())
    }

    /// How many bytes of the section are left.
    pub(super) const fn left_in_section(&self) -> u32 {
        self.in_section
    }

    /// What is wrong with a value of this section.
    #[must_use]
    pub const fn refuse(&self, error: Error) -> CheckpointError {
        CheckpointError::Value { section: self.section, error }
    }
}

impl fmt::Debug for Loader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader")
            .field("section", &self.section)
            .field("left", &self.left)
            .field("commits", &self.commits)
            .finish_non_exhaustive()
    }
}
