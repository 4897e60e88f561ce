//! What stands before a body, and makes it valid.

use super::flash::CHUNK;
use crate::checksum::Checksum;

const MAGIC: [u8; 4] = *b"TWCK";
/// Of the layout of a slot. A header of another version is none.
const VERSION: u32 = 1;
/// Flash that is erased reads so.
const RESERVED: [u8; 4] = [0xFF; 4];

/// The header as it lies in flash.
pub(super) type Bytes = [[u8; 4]; CHUNK / 4];
pub(super) const BLANK: Bytes = [RESERVED; CHUNK / 4];

/// A checkpoint in a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Header {
    pub(super) generation: u32,
    /// Bytes of the body.
    pub(super) length: u32,
    /// The body's checksum.
    pub(super) checksum: u32,
}

impl Header {
    pub(super) fn encode(self) -> Bytes {
        let Self { generation, length, checksum } = self;
        let [version, generation, length, checksum] =
            [VERSION, generation, length, checksum].map(u32::to_le_bytes);
        let fields = [MAGIC, version, generation, length, checksum, RESERVED, RESERVED];
        let [a, b, c, d, e, f, g] = fields;
        [a, b, c, d, e, f, g, Checksum::of(fields.as_flattened()).to_le_bytes()]
    }

    /// The header, if its checksum holds and it is of this version.
    pub(super) fn decode(bytes: &Bytes) -> Option<Self> {
        let [fields @ .., own] = bytes;
        let [magic, version, generation, length, checksum, _, _] = fields;
        let ours = *magic == MAGIC && u32::from_le_bytes(*version) == VERSION;
        let whole = Checksum::of(fields.as_flattened()) == u32::from_le_bytes(*own);
        let [generation, length, checksum] =
            [generation, length, checksum].map(|field| u32::from_le_bytes(*field));
        (ours && whole).then_some(Self { generation, length, checksum })
    }
}

/// Whether generation `a` came after `b`, counted around 2³².
pub(super) const fn newer(a: u32, b: u32) -> bool {
    a.wrapping_sub(b).cast_signed() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header = Header { generation: 0x0102_0304, length: 5, checksum: 0x0607_0809 };

    #[test]
    fn its_bytes_stay_what_they_are() {
        let bytes = HEADER.encode();
        assert_eq!(
            bytes.as_flattened(),
            b"TWCK\x01\0\0\0\x04\x03\x02\x01\x05\0\0\0\x09\x08\x07\x06\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x20\x10\xC3\x15"
        );
        assert_eq!(Header::decode(&bytes), Some(HEADER));
    }

    #[test]
    fn a_flipped_bit_makes_it_none() {
        for bit in 0..8 * CHUNK {
            let mut bytes = HEADER.encode();
            bytes.as_flattened_mut()[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::decode(&bytes), None, "bit {bit}");
        }
        assert_eq!(Header::decode(&BLANK), None);
        assert_eq!(Header::decode(&[[0; 4]; 8]), None);
    }

    #[test]
    fn another_version_is_none() {
        let mut bytes = HEADER.encode();
        bytes[1][0] = 2;
        bytes[7] = Checksum::of(bytes[..7].as_flattened()).to_le_bytes();
        assert_eq!(Header::decode(&bytes), None);
    }

    #[test]
    fn generations_are_counted_around() {
        assert!(newer(1, 0) && newer(0, u32::MAX) && newer(5, u32::MAX - 5));
        assert!(!newer(0, 0) && !newer(0, 1) && !newer(u32::MAX, 0));
    }
}
