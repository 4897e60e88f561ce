//! Frames out of the bytes of a line.

use super::packet::{FRAME, decode};
use heapless::Vec;
use serde::de::DeserializeOwned;

/// Collects the bytes of a line into frames, and says what is in them.
///
/// ```
/// use thalweg_watch::wire::{Command, Decoder, FRAME, Packet, WireError};
/// let packet = Packet { session: 7, number: 0, command: Command::Adapt };
/// let mut buffer = [0; FRAME];
/// let frame = packet.encode(&mut buffer).unwrap();
/// let mut decoder = Decoder::new();
/// let heard: Vec<Result<Packet, _>> = frame.iter().filter_map(|&byte| decoder.push(byte)).collect();
/// assert_eq!(heard, [Ok(packet)]);
/// let damaged: Option<Result<Packet, _>> = [7, 9, 0].iter().find_map(|&byte| decoder.push(byte));
/// assert_eq!(damaged, Some(Err(WireError::Damaged)));
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

    /// Takes in one byte; the message, or what was wrong with it, if the byte closes a frame.
    pub fn push<M: DeserializeOwned>(&mut self, byte: u8) -> Option<Result<M, WireError>> {
        if byte != 0 {
            self.overlong |= self.frame.push(byte).is_err();
            return None;
        }
        if self.frame.is_empty() {
            return None; // zeros between frames mean nothing
        }
        let result = if self.overlong {
            Err(WireError::Overlong)
        } else {
            decode(&mut self.frame).ok_or(WireError::Damaged)
        };
        self.abandon();
        Some(result)
    }

    /// Whether a frame has begun.
    pub fn within_a_frame(&self) -> bool {
        !self.frame.is_empty()
    }

    /// Gives up the frame that has begun: what comes next is taken for the beginning of one.
    pub fn abandon(&mut self) {
        self.frame.clear();
        self.overlong = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Command, Packet};

    #[test]
    fn a_frame_with_bytes_behind_its_crc_is_damaged() {
        let packet = Packet { session: 1, number: 2, command: Command::Adapt };
        let (mut room, mut bytes) = ([0; FRAME], [0; FRAME]);
        let length = cobs::decode(packet.encode(&mut room).unwrap(), &mut bytes).unwrap();
        let hear = |bytes: &[u8]| {
            let (mut room, mut decoder) = ([0; FRAME], Decoder::new());
            let length = cobs::encode(bytes, &mut room);
            room[..=length].iter().find_map(|&byte| decoder.push::<Packet>(byte))
        };
        assert_eq!(hear(&bytes[..length]), Some(Ok(packet)));
        assert_eq!(hear(&bytes[..=length]), Some(Err(WireError::Damaged)));
    }
}
