//! Why bytes are no recipe.

use crate::words::Malformed;
use core::fmt;

/// Why bytes are no recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RecipeError {
    /// They do not begin as a recipe does.
    NotARecipe,
    /// They begin with another version.
    Version {
        /// Which.
        found: u32,
    },
    /// They are not as many as they say.
    Length {
        /// What they say.
        stated: u32,
        /// How many there are.
        found: usize,
    },
    /// They were changed: their CRC-32C is another.
    Checksum {
        /// What they say.
        stated: u32,
        /// What it is.
        found: u32,
    },
    /// A section that this version does not know, and that may not be skipped.
    UnknownSection {
        /// Its tag.
        tag: u16,
    },
    /// A section twice, or one behind another of a higher tag.
    Order {
        /// Its tag.
        tag: u16,
    },
    /// The body of a section is no value.
    Section {
        /// The section, as the field of the recipe is called.
        section: &'static str,
        /// Why.
        reason: Malformed,
    },
    /// More bytes in a section than its value has.
    TooLong {
        /// The section.
        section: &'static str,
        /// How many more.
        left: usize,
    },
    /// A section that every recipe has.
    Missing {
        /// The section.
        section: &'static str,
    },
}

impl fmt::Display for RecipeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARecipe => {
                write!(f, "the bytes are no recipe; allowed: those that begin with THWR")
            }
            Self::Version { found } => {
                write!(f, "the recipe's version is {found}; allowed: {}", super::bytes::VERSION)
            }
            Self::Length { stated, found } => {
                write!(f, "the recipe has {found} bytes; allowed: the {stated} that it states")
            }
            Self::Checksum { stated, found } => {
                write!(f, "the recipe's CRC-32C is {found:08x}; allowed: the stated {stated:08x}")
            }
            Self::UnknownSection { tag } => {
                write!(
                    f,
                    "section {tag} is unknown; allowed: those of version {}",
                    super::bytes::VERSION
                )
            }
            Self::Order { tag } => {
                write!(
                    f,
                    "section {tag} comes twice or too late; allowed: once, in ascending order"
                )
            }
            Self::Section { section, reason } => write!(f, "section {section}: {reason}"),
            Self::TooLong { section, left } => {
                write!(f, "section {section} is {left} bytes too long; allowed: its value alone")
            }
            Self::Missing { section } => {
                write!(
                    f,
                    "section {section} is missing; allowed: rule and schedule in every recipe"
                )
            }
        }
    }
}

impl core::error::Error for RecipeError {}
