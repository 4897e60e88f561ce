//! CRC-32C, the cyclic redundancy check of Castagnoli, Bräuer and Herrmann (IEEE Transactions on Communications 41,
//! 1993): finds all errors of up to 3 bits in any length of ours, and of up to 5 bits in 651 bytes.

use crc::{CRC_32_ISCSI, Crc};

/// Where bytes of flash, or of a page's download, count most.
#[cfg(any(target_family = "wasm", all(target_os = "none", feature = "small")))]
type Lookup = crc::NoTable;

/// A kilobyte of flash, by which the watch saves its checkpoint in 917,380 instructions and not in 2,460,384 (Cortex-M4F, opt-level 3).
#[cfg(all(target_os = "none", not(feature = "small")))]
type Lookup = crc::Table<1>;

/// Where flash is plenty, a table of 16 KiB: the same numbers ten times as fast, for tests of every flip.
#[cfg(not(any(target_os = "none", target_family = "wasm")))]
type Lookup = crc::Table<16>;

static CRC: Crc<u32, Lookup> = Crc::<u32, Lookup>::new(&CRC_32_ISCSI);

/// Of what is short and looked at once, which is not worth a table.
#[cfg(all(target_os = "none", not(feature = "small")))]
static OF_LITTLE: Crc<u32, crc::NoTable> = Crc::<u32, crc::NoTable>::new(&CRC_32_ISCSI);
#[cfg(not(all(target_os = "none", not(feature = "small"))))]
use self::CRC as OF_LITTLE;

/// The checksum of the bytes so far.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Checksum(u32);

impl Checksum {
    /// Of no bytes.
    pub(crate) const NONE: Self = Self(0);

    #[cfg(any(feature = "storage", test))]
    pub(crate) fn of(bytes: &[u8]) -> u32 {
        let mut checksum = Self::NONE;
        checksum.update(bytes);
        checksum.value()
    }

    /// Of the few bytes of a recipe.
    pub(crate) fn of_little(bytes: &[u8]) -> u32 {
        let mut checksum = Self::NONE;
        checksum.update_by_little(bytes);
        checksum.value()
    }

    /// Goes on with more bytes; how they are cut into pieces makes no difference.
    #[inline(never)] // once in flash, whatever the level
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let mut digest = CRC.digest_with_initial(self.register());
        digest.update(bytes);
        self.0 = digest.finalize();
    }

    /// The same for a recipe's.
    #[inline(never)]
    pub(crate) fn update_by_little(&mut self, bytes: &[u8]) {
        let mut digest = OF_LITTLE.digest_with_initial(self.register());
        digest.update(bytes);
        self.0 = digest.finalize();
    }

    /// A checksum is the register inverted, which a digest wants to be told from its highest bit on.
    const fn register(self) -> u32 {
        (!self.0).reverse_bits()
    }

    pub(crate) const fn value(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crc::NoTable;

    const TEXT: &[u8] = b"123456789";

    #[test]
    fn it_is_crc_32c() {
        assert_eq!(Checksum::of(TEXT), 0xE306_9283); // as RFC 3720 and the catalogue of CRCs say
    }

    #[test]
    fn a_table_makes_no_difference() {
        let bytes: [u8; 1000] = core::array::from_fn(|i| ((i * i) >> 3) as u8);
        let without = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);
        for length in [0, 1, 15, 16, 17, 999, 1000] {
            assert_eq!(Checksum::of(&bytes[..length]), without.checksum(&bytes[..length]));
        }
    }

    #[test]
    fn pieces_make_no_difference() {
        for cut in 0..=TEXT.len() {
            let mut checksum = Checksum::NONE;
            checksum.update(&TEXT[..cut]);
            checksum.update(&TEXT[cut..]);
            assert_eq!(checksum.value(), Checksum::of(TEXT));
        }
    }
}
