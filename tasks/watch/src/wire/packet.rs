//! A message with its numbers, as a frame.

use super::{Command, Reply, command::BATCH};
use crc::{CRC_32_ISCSI, Crc};
use postcard::ser_flavors::{Cobs, Slice, crc::CrcModifier};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The longest frame: 8 samples as varints, numbers, tag, length, CRC, COBS overhead and the closing zero.
pub const FRAME: usize = 3 * crate::CHANNELS * BATCH + 24;

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// A command with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Packet {
    /// Which conversation it belongs to.
    pub session: u16,
    /// The how many-eth command of it, from 0 and around 2¹⁶.
    pub number: u16,
    /// What is told.
    pub command: Command,
}

/// A reply with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Answer {
    /// Which conversation it belongs to.
    pub session: u16,
    /// The number of the command that is expected next: all before it are taken.
    pub next: u16,
    /// What is told.
    pub reply: Reply,
}

impl Packet {
    /// Its frame; `None` if `buffer` is shorter than [`FRAME`] and does not hold it.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        encode(self, buffer)
    }
}

impl Answer {
    /// Its frame; `None` if `buffer` is shorter than [`FRAME`] and does not hold it.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        encode(self, buffer)
    }
}

/// The frame of any message; `None` if `buffer` does not hold it.
pub fn encode<'b>(message: &impl Serialize, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let cobs = Cobs::try_new(Slice::new(buffer)).ok()?;
    let frame = postcard::serialize_with_flavor(message, CrcModifier::new(cobs, CRC.digest()));
    frame.ok().map(|frame| &*frame)
}

/// The message of a frame without its closing zero, decoded in place; `None` if it is damaged.
pub(super) fn decode<M: DeserializeOwned>(frame: &mut [u8]) -> Option<M> {
    let length = cobs::decode_in_place(frame).ok()?;
    match postcard::take_from_bytes_crc32(frame.get(..length)?, CRC.digest()) {
        Ok((message, [])) => Some(message),
        _ => None, // what stands behind the CRC is in none
    }
}
