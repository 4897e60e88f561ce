//! What a host tells the watch over a serial line, and how it is framed.
//!
//! A command is encoded by postcard, closed by a CRC-32C and framed by COBS with a zero byte between
//! frames, so that a damaged frame is found and costs one frame, never the ones after it.

use crate::{Exercise, Sample};
use crc::{CRC_32_ISCSI, Crc};
use heapless::Vec;
use postcard::ser_flavors::{Cobs, Slice, crc::CrcModifier};
use serde::{Deserialize, Serialize};

/// How many samples a frame holds at most.
pub const BATCH: usize = 8;
/// The longest frame: 8 samples as varints, tag, length, CRC, COBS overhead and the closing zero.
pub const FRAME: usize = 3 * crate::CHANNELS * BATCH + 16;

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// What to do with the samples that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Purpose {
    /// Remember their windows: the watch is told which exercise it is.
    Tune,
    /// Classify their windows and compare: one a second.
    Test,
}

/// What a host tells the watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Command {
    /// A recording begins.
    Recording {
        /// What its samples are for.
        purpose: Purpose,
        /// What the person does.
        exercise: Exercise,
    },
    /// The next samples of the recording.
    Samples(Vec<Sample, BATCH>),
    /// Fine-tune on everything remembered.
    Adapt,
    /// The session is over: report and stop.
    Finish,
}

impl Command {
    /// The frame of this command; `None` if `buffer` is shorter than [`FRAME`] and does not hold it.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let cobs = Cobs::try_new(Slice::new(buffer)).ok()?;
        let frame = postcard::serialize_with_flavor(self, CrcModifier::new(cobs, CRC.digest()));
        frame.ok().map(|frame| &*frame)
    }
}

/// Collects the bytes of a line into frames.
///
/// ```
/// use thalweg_watch::wire::{Command, Decoder, FRAME, WireError};
/// let mut buffer = [0; FRAME];
/// let frame = Command::Adapt.encode(&mut buffer).unwrap();
/// let mut decoder = Decoder::new();
/// let commands: Vec<_> = frame.iter().filter_map(|&byte| decoder.push(byte)).collect();
/// assert_eq!(commands, [Ok(Command::Adapt)]);
/// assert_eq!([7, 9, 0].iter().find_map(|&byte| decoder.push(byte)), Some(Err(WireError::Damaged)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    frame: Vec<u8, FRAME>,
    overlong: bool,
}

/// Why a frame was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum WireError {
    /// Longer than [`FRAME`].
    Overlong,
    /// Its framing, CRC or content is wrong.
    Damaged,
}

impl Decoder {
    /// A decoder at the start of a frame.
    pub const fn new() -> Self {
        Self { frame: Vec::new(), overlong: false }
    }

    /// Takes in one byte; the command, or what was wrong with it, if the byte closes a frame.
    pub fn push(&mut self, byte: u8) -> Option<Result<Command, WireError>> {
        if byte != 0 {
            self.overlong |= self.frame.push(byte).is_err();
            return None;
        }
        if self.frame.is_empty() {
            return None; // zeros between frames mean nothing
        }
        let result = if self.overlong { Err(WireError::Overlong) } else { self.decode() };
        self.frame.clear();
        self.overlong = false;
        Some(result)
    }

    fn decode(&mut self) -> Result<Command, WireError> {
        let length = cobs::decode_in_place(&mut self.frame).map_err(|_| WireError::Damaged)?;
        let bytes = self.frame.get(..length).ok_or(WireError::Damaged)?;
        match postcard::take_from_bytes_crc32(bytes, CRC.digest()) {
            Ok((command, [])) => Ok(command),
            _ => Err(WireError::Damaged), // what stands behind the CRC is in none
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_with_bytes_behind_its_crc_is_damaged() {
        let (mut room, mut bytes) = ([0; FRAME], [0; FRAME]);
        let frame = Command::Adapt.encode(&mut room).unwrap();
        let length = cobs::decode(frame, &mut bytes).unwrap();
        let hear = |bytes: &[u8]| {
            let (mut room, mut decoder) = ([0; FRAME], Decoder::new());
            let length = cobs::encode(bytes, &mut room);
            room[..=length].iter().find_map(|&byte| decoder.push(byte))
        };
        assert_eq!(hear(&bytes[..length]), Some(Ok(Command::Adapt)));
        assert_eq!(hear(&bytes[..=length]), Some(Err(WireError::Damaged)));
    }
}
