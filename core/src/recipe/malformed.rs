//! What is said of words that are no value: with the names that numbers have.

use super::rule_name;
use crate::{
    schedule::part_name,
    words::{Kind, Malformed},
};
use core::fmt;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => write!(f, "the bytes end within a value; allowed: all of it"),
            Self::Number { what, found } => {
                write!(f, "{what} {found} does not exist; allowed: those of the format")
            }
            Self::Node { node, error } => write!(f, "node {node}: {error}"),
            Self::NotLinked { what, found, allowed } => {
                match what.name(*found) {
                    Some(name) => write!(f, "{name} is not linked; allowed: ")?,
                    None => write!(f, "{what} number {found} does not exist; allowed: ")?,
                }
                let mut names = allowed.iter();
                names.next().map_or(Ok(()), |first| f.write_str(first))?;
                names.try_for_each(|name| write!(f, ", {name}"))
            }
            Self::TooMany { found, room } => {
                write!(f, "a list has {found} elements; allowed: at most {room}")
            }
        }
    }
}

impl core::error::Error for Malformed {}

impl Kind {
    /// The name that has this number.
    fn name(self, number: u32) -> Option<&'static str> {
        match self {
            Self::Rule => rule_name(number),
            Self::Schedule => part_name(number),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rule => "rule",
            Self::Schedule => "schedule",
        })
    }
}
