//! Why a checkpoint was not saved or not loaded.

use super::VERSION;
use crate::Error;
use core::fmt;

/// Why a checkpoint was not saved, or not loaded; nothing is changed then.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CheckpointError {
    /// The bytes do not begin as a checkpoint does.
    NotACheckpoint,
    /// They are of another version.
    Version {
        /// Which.
        found: u32,
    },
    /// They are more or fewer than those of what is loaded, or of what was announced when it was saved.
    Length {
        /// How many.
        found: u32,
        /// How many there may be.
        allowed: u32,
    },
    /// They were changed: their CRC-32C is another.
    Checksum {
        /// What they say.
        stated: u32,
        /// What it is.
        found: u32,
    },
    /// It was trained from other start weights.
    Model {
        /// Their fingerprint.
        found: u32,
        /// That of ours.
        allowed: u32,
    },
    /// It was trained by another recipe.
    Recipe {
        /// Its fingerprint.
        found: u32,
        /// That of ours.
        allowed: u32,
    },
    /// Another rule has left it behind.
    Rule {
        /// Its fingerprint.
        found: u32,
        /// The name of ours.
        allowed: &'static str,
    },
    /// Its state, or its numbers, are kept in another precision.
    Precision {
        /// The number of that precision.
        found: u32,
        /// The name of ours.
        allowed: &'static str,
    },
    /// Another section than the one that comes next.
    Section {
        /// Its tag; 0 if it is the end.
        found: u32,
        /// The name of the one that comes next.
        allowed: &'static str,
    },
    /// A section is longer or shorter than what it is loaded into.
    SectionLength {
        /// The section.
        section: &'static str,
        /// Its bytes.
        found: u32,
        /// How many there may be.
        allowed: u32,
    },
    /// A section holds what its owner cannot have left behind, or keeps it now.
    Value {
        /// The section.
        section: &'static str,
        /// What is wrong.
        error: Error,
    },
    /// The optimizer is in the middle of a step that is taken in parts.
    Unfinished,
    /// What it is written to or read from has failed.
    Medium(Error),
}

impl From<Error> for CheckpointError {
    fn from(error: Error) -> Self {
        Self::Medium(error)
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACheckpoint => {
                f.write_str("the bytes are no checkpoint; allowed: those that begin with THCP")
            }
            Self::Version { found } => {
                write!(f, "the checkpoint's version is {found}; allowed: {VERSION}")
            }
            Self::Length { found, allowed } => {
                write!(f, "the checkpoint has {found} bytes; allowed: {allowed}")
            }
            Self::Checksum { stated, found } => {
                write!(
                    f,
                    "the checkpoint's CRC-32C is {found:08x}; allowed: the stated {stated:08x}"
                )
            }
            Self::Model { found, allowed } => write!(
                f,
                "the checkpoint is of another model, fingerprint {found:08x}; allowed: {allowed:08x}"
            ),
            Self::Recipe { found, allowed } => write!(
                f,
                "the checkpoint is of another recipe, fingerprint {found:08x}; allowed: {allowed:08x}"
            ),
            Self::Rule { found, allowed } => write!(
                f,
                "the checkpoint is of another rule, fingerprint {found:08x}; allowed: that of {allowed}"
            ),
            Self::Precision { found, allowed } => write!(
                f,
                "the checkpoint is in another precision, number {found}; allowed: {allowed}"
            ),
            Self::Section { found: 0, allowed } => {
                write!(f, "the checkpoint ends; allowed: section {allowed}")
            }
            Self::Section { found, allowed } => {
                write!(f, "the checkpoint's next section has tag {found}; allowed: {allowed}")
            }
            Self::SectionLength { section, found, allowed } => {
                write!(f, "section {section} has {found} bytes; allowed: {allowed}")
            }
            Self::Value { section, error } => write!(f, "section {section}: {error}"),
            Self::Unfinished => f.write_str(
                "a step in parts is not at its end; allowed: a checkpoint between two steps",
            ),
            Self::Medium(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for CheckpointError {}
