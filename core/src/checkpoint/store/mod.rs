//! A ring of slots in NOR flash, of which the newest whole checkpoint is found again after any power cut.
//!
//! Over any driver of [`NorFlash`](embedded_storage::nor_flash::NorFlash), with words of 1, 2, 4, 8, 16 or 32 bytes. A save
//! erases the slot after the newest, writes the body, reads it back, and writes the header last:
//!
//! ```text
//! byte of the slot   0      4        8           12      16          20        28           32
//!                  ┌──────┬────────┬───────────┬───────┬───────────┬─────────┬────────────┬──────────────┐
//!                  │magic │version │generation │length │CRC of body│0xFF …   │CRC of 0..28│ body …       │
//!                  └──────┴────────┴───────────┴───────┴───────────┴─────────┴────────────┴──────────────┘
//! ```
//!
//! All numbers are little-endian `u32`; magic is `TWCK`, version 1, and both checksums are CRC-32C (Castagnoli,
//! [`CRC_32_ISCSI`](https://docs.rs/crc/latest/crc/constant.CRC_32_ISCSI.html)). A slot is valid if both hold. Of the valid ones that of
//! the highest generation wins, counted around 2³². The rules, each of which a test breaks on purpose:
//!
//! - The slot that is written is never the newest, so whatever happens to it, the newest remains.
//! - It is erased whole even if it reads 0xFF: an erase that was cut leaves bits that read as 1 and are not.
//! - Every word is written once between two erases, as flash with error correction demands.
//! - A slot of which a read fails is not valid; the others are looked at all the same.
//!
//! Found for certain are all errors of up to 3 bits, in the whole slot, and every burst of up to 32 bits; of what else
//! happens to the bits one case in 2³² goes unnoticed. A word whose write was cut may read both ways for a while:
//! three slots or more keep one checkpoint more than two for that case.
//!
//! Nothing of the length of a checkpoint is in RAM: it is written and read in pieces, through 32 bytes.
//!
//! ```
//! use thalweg::checkpoint::store::{Slot, Store};
#![doc = include_str!("example_flash.md")]
//!
//! const SLOTS: [Slot; 4] = Slot::ring(0x1000, 0x400); // four slots of 1 KiB from 4 KiB on
//!
//! # fn main() -> Result<(), thalweg::Error> {
//! let mut store = Store::open(Flash::new(), &SLOTS)?;
//! assert_eq!(store.newest(), None);
//!
//! let weights = [0.25_f32, -1.5];
//! let mut writer = store.save(8)?; // erases
//! for weight in weights {
//!     writer.write(&weight.to_le_bytes())?;
//! }
//! writer.finish()?; // from here on it is found
//!
//! let mut store = Store::open(store.release(), &SLOTS)?; // after a power cut
//! let mut reader = store.load().unwrap();
//! for weight in weights {
//!     let mut bytes = [0; 4];
//!     reader.read(&mut bytes)?;
//!     assert_eq!(f32::from_le_bytes(bytes), weight);
//! }
//! # Ok(())
//! # }
//! ```

mod chunks;
mod flash;
mod header;
mod reader;
mod slot;
#[allow(clippy::module_inception)]
mod store;
mod wear;
mod writer;

pub use reader::Reader;
pub use slot::Slot;
pub use store::{Saved, Store};
pub use wear::Wear;
pub use writer::Writer;
