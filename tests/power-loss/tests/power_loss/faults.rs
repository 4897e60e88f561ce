//! Flash that fails without a cut: words that cannot be read, pages that are worn out.

use crate::{
    device::{Device, MIDDLE, bodies, load, save},
    flash::Flash,
};
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use thalweg::{
    Error,
    checkpoint::store::{Slot, Store},
};

/// At every word of the newest checkpoint.
#[test]
fn a_word_that_cannot_be_read_spoils_one_slot() {
    let bodies = bodies(MIDDLE);
    let mut spoilt = 0;
    for word in 0..2 * 1536 / 8 {
        let mut device = Device::<8, 512>::new(2, &bodies, 0);
        (0..2).for_each(|_| assert!(device.goes_on()));
        device.flash = device.flash.correcting_errors();
        device.flash.spoil(8 * word..8 * word + 8);
        let newest = device.generation();
        spoilt += u64::from(newest == Some(1));
        assert!(newest == Some(1) || newest == Some(2), "{word}");
        assert!(device.goes_on());
    }
    // The words of the header and of the body in the second slot.
    assert_eq!(spoilt, (32 + 1024) / 8);
}

/// Flash of which one page is worn out: it cannot be erased, or one cell of a body takes no 0 and nothing says so.
struct Worn {
    flash: Flash<4, 128>,
    page: u32,
    silent: bool,
}

impl Worn {
    fn is_worn(&self, offset: u32) -> bool {
        offset / 128 == self.page
    }
}

impl ErrorType for Worn {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Worn {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        bytes.copy_from_slice(&self.flash.bytes()[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.flash.capacity()
    }
}

impl NorFlash for Worn {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 128;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        if self.is_worn(from) && !self.silent {
            return Err(NorFlashErrorKind::OutOfBounds);
        }
        self.flash.erase(from, to).map_err(|_| NorFlashErrorKind::Other)
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        self.flash.write(offset, bytes).map_err(|_| NorFlashErrorKind::Other)?;
        if self.is_worn(offset) && self.silent {
            self.flash.bytes()[self.page as usize * 128 + 32] = 0xFF;
        }
        Ok(())
    }
}

const SLOTS: [Slot; 3] = Slot::ring(0, 128);

#[test]
fn a_worn_page_is_reported_and_passed_over() {
    for silent in [false, true] {
        let flash = Worn { flash: Flash::new(3, 0), page: 1, silent };
        let mut store = Store::open(flash, &SLOTS).unwrap();
        let mut save = |value: u8| {
            let mut writer = store.save(1)?;
            writer.write(&[value])?;
            writer.finish()
        };
        assert_eq!(save(1).unwrap().slot, 0);
        let error = save(2).unwrap_err().to_string();
        let expected = if silent {
            "check of the flash at 0x80: it reads unlike it was written; allowed: success"
        } else {
            "erase of the flash at 0x80: out of bounds; allowed: success"
        };
        assert_eq!(error, expected);
        assert_eq!(save(3).unwrap().slot, 2);
        assert_eq!(save(4).unwrap().slot, 0);
        assert!(save(5).is_err());
        let mut flash = store.release();
        assert_eq!(load(&mut flash, &SLOTS).unwrap(), Some(vec![4]));
    }
}

#[test]
fn an_error_that_is_ignored_does_not_make_a_checkpoint() {
    let mut flash = Flash::<4, 128>::new(3, 0);
    save(&mut flash, &SLOTS, &[1]).unwrap();
    flash.restart();
    flash.cut(3, crate::flash::Tear::Bits(0));
    let mut store = Store::open(&mut flash, &SLOTS).unwrap();
    let mut writer = store.save(80).unwrap();
    assert!(matches!(writer.write(&[2; 40]), Err(Error::Flash { operation: "write", .. })));
    assert!(writer.write(&[2; 40]).is_err());
    assert!(writer.finish().is_err());
    flash.restart();
    assert_eq!(load(&mut flash, &SLOTS).unwrap(), Some(vec![1]));
}
