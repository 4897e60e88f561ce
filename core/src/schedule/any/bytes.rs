//! A schedule as bytes: the format's version, the number of nodes, then each node as `postcard`
//! writes it (a number for its kind, floats in four bytes, counts in as few as they need).

use super::{AnySchedule, Node, TreeError, tree::full};
use crate::{Error, config::Unchecked};
use core::fmt;
use heapless::Vec;
use postcard::ser_flavors::Size;

const VERSION: u8 = 1;

/// Why bytes are no schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DecodeError {
    /// They begin with another version than 1, or are empty.
    Version {
        /// The first byte.
        found: Option<u8>,
    },
    /// A node is cut off, of a kind that does not exist, or not written as it should be.
    Malformed {
        /// Its number, from 0.
        node: usize,
        /// Where it begins.
        offset: usize,
    },
    /// More follows than the nodes that were announced.
    TooLong {
        /// How many bytes.
        left: usize,
    },
    /// The nodes can be read but are no schedule.
    Tree(TreeError),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version { found: None } => write!(f, "there are no bytes"),
            Self::Version { found: Some(found) } => {
                write!(f, "the version is {found}; allowed: {VERSION}")
            }
            Self::Malformed { node, offset } => {
                write!(f, "node {node} at byte {offset} is cut off or of an unknown kind")
            }
            Self::TooLong { left } => write!(f, "{left} bytes follow the last node; allowed: none"),
            Self::Tree(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for DecodeError {}

impl<const N: usize> AnySchedule<N> {
    /// Writes the schedule to the beginning of `buffer`, and returns what was written.
    ///
    /// ```
    /// use thalweg::schedule::{AnySchedule, Cosine};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schedule: AnySchedule = AnySchedule::from(Cosine::new(0.1, 0.0, 100)?).warmup(10, 0.0)?;
    /// let mut buffer = [0; 64];
    /// let bytes = schedule.encode(&mut buffer)?;
    /// assert_eq!(AnySchedule::decode(bytes), Ok(schedule));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `buffer` is too small; the error says how many bytes are needed.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
        let (found, expected) = (buffer.len(), self.encoded_len());
        let too_small = Error::Length { what: "buffer", expected, found };
        let buffer = buffer.get_mut(..expected).ok_or(too_small)?;
        let [version, count, rest @ ..] = &mut *buffer else { return Err(too_small) };
        (*version, *count) = (VERSION, self.nodes.len() as u8);
        let mut rest = rest;
        for node in self.nodes() {
            let written = postcard::to_slice(node, rest).map_err(|_| too_small)?.len();
            rest = rest.get_mut(written..).ok_or(too_small)?;
        }
        Ok(buffer)
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        let size = |node| postcard::serialize_with_flavor(node, Size::default()).unwrap_or(0);
        self.nodes().map(size).fold(2, usize::saturating_add)
    }

    /// Reads what [`encode`](Self::encode) has written, all of `bytes`.
    ///
    /// # Errors
    /// Bytes that are no schedule, or one of more than `N` nodes: by name, whatever they are.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (count, mut rest) = match bytes {
            [VERSION, count, rest @ ..] => (usize::from(*count), rest),
            [VERSION] => return Err(DecodeError::Malformed { node: 0, offset: 1 }),
            _ => return Err(DecodeError::Version { found: bytes.first().copied() }),
        };
        let mut nodes = Vec::<Node, N>::new();
        for node in 0..count {
            let offset = bytes.len().saturating_sub(rest.len());
            let (Unchecked(read), left) = postcard::take_from_bytes(rest)
                .map_err(|_| DecodeError::Malformed { node, offset })?;
            nodes.push(read).map_err(|_| {
                DecodeError::Tree(TreeError::Node { node, error: full::<N>(count) })
            })?;
            rest = left;
        }
        match rest.len() {
            0 => Self::from_nodes(nodes.iter().copied()).map_err(DecodeError::Tree),
            left => Err(DecodeError::TooLong { left }),
        }
    }
}
