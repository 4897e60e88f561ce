//! NOR flash whose power can fail in the middle of any write of a word and of any erase of a page.
//!
//! It knows nothing of what is kept in it, and holds whoever uses it to the rules of the hardware: a word is written once
//! after an erase that was not cut, in whole and aligned words. A breach is a panic, as no driver would notice it.

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};
use std::ops::Range;

/// What a cut leaves of the operation that it falls into.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tear {
    /// In every byte these bits are done, the others are as before: 0 for nothing done, 255 for all.
    Bits(u8),
    /// Of a word a random part of the bits is done. An erase leaves random zeros among ones, whatever was there before: some
    /// flash writes zeros before it erases.
    Random(u64),
}

/// Why an operation failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The power is off, until [`Flash::restart`].
    PowerIsOff,
    /// A word whose bits do not fit their error correction, as its write or erase was cut.
    Uncorrectable,
}

impl NorFlashError for Fault {
    fn kind(&self) -> NorFlashErrorKind {
        NorFlashErrorKind::Other
    }
}

/// Flash of words of `WORD` bytes in pages of `PAGE`.
#[derive(Clone, Debug)]
pub(crate) struct Flash<const WORD: usize, const PAGE: usize> {
    bytes: Vec<u8>,
    /// Of every word, whether it was erased and not written since.
    erased: Vec<bool>,
    /// What a cut left, and nobody has erased since.
    torn: Vec<Range<usize>>,
    /// Whether a read has met such a place since the power came back.
    torn_was_read: bool,
    /// Whether such a read fails, as in flash with error correction.
    corrects_errors: bool,
    /// Words written and pages erased since the power came back.
    operations: u64,
    cut: Option<(u64, Tear)>,
    on: bool,
}

impl<const WORD: usize, const PAGE: usize> Flash<WORD, PAGE> {
    /// As it comes: every byte is `byte`, and nothing was ever erased.
    pub(crate) fn new(pages: usize, byte: u8) -> Self {
        Self {
            bytes: vec![byte; pages * PAGE],
            erased: vec![false; pages * PAGE / WORD],
            torn: Vec::new(),
            torn_was_read: false,
            corrects_errors: false,
            operations: 0,
            cut: None,
            on: true,
        }
    }

    /// The same with error correction: a word that a cut has left cannot be read.
    pub(crate) fn correcting_errors(mut self) -> Self {
        self.corrects_errors = true;
        self
    }

    /// Lets the power fail in an operation, counted from 0, of those that follow.
    pub(crate) fn cut(&mut self, operation: u64, tear: Tear) {
        self.cut = Some((self.operations + operation, tear));
    }

    /// Whether the power has failed.
    pub(crate) fn is_off(&self) -> bool {
        !self.on
    }

    /// Gives it power again.
    pub(crate) fn restart(&mut self) {
        (self.on, self.cut, self.operations, self.torn_was_read) = (true, None, 0, false);
    }

    /// Words written and pages erased since the power came back.
    pub(crate) fn operations(&self) -> u64 {
        self.operations
    }

    /// Whether anyone has read what a cut left, since the power came back. If not, it makes no difference what that was.
    pub(crate) fn torn_was_read(&self) -> bool {
        self.torn_was_read
    }

    /// All of it, to be looked at or damaged without the rules.
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// Spoils a place, as if a cut had left it as it is.
    pub(crate) fn spoil(&mut self, place: Range<usize>) {
        self.torn.push(place);
    }

    /// Counts an operation; the tear, if the power fails in it.
    fn operation(&mut self) -> Option<Tear> {
        let operation = self.operations;
        self.operations += 1;
        let tear = self.cut.and_then(|(at, tear)| (at == operation).then_some(tear));
        self.on = tear.is_none();
        tear
    }

    fn powered(&self) -> Result<(), Fault> {
        if self.on { Ok(()) } else { Err(Fault::PowerIsOff) }
    }

    /// Leaves a place as a cut does: `torn(old, done)` of each byte and the bits of it that are done.
    fn tear(&mut self, place: Range<usize>, tear: Tear, torn: impl Fn(u8, usize, u8) -> u8) {
        let mut random = Random(0);
        if let Tear::Random(seed) = tear {
            random = Random(seed);
        }
        for (index, byte) in self.bytes[place.clone()].iter_mut().enumerate() {
            let done = match tear {
                Tear::Bits(bits) => bits,
                Tear::Random(_) => random.next(),
            };
            *byte = torn(*byte, index, done);
        }
        self.torn.push(place);
    }

    fn write_word(&mut self, offset: usize, word: &[u8]) -> Result<(), Fault> {
        let erased = std::mem::replace(&mut self.erased[offset / WORD], false);
        assert!(erased, "the word at {offset} is written twice, or its erase was cut");
        let Some(tear) = self.operation() else {
            self.bytes[offset..offset + WORD].copy_from_slice(word);
            return Ok(());
        };
        self.tear(offset..offset + WORD, tear, |old, index, done| old & (word[index] | !done));
        Err(Fault::PowerIsOff)
    }

    fn erase_page(&mut self, offset: usize) -> Result<(), Fault> {
        let (page, words) = (offset..offset + PAGE, offset / WORD..(offset + PAGE) / WORD);
        self.torn.retain(|torn| !meet(torn, &page));
        let Some(tear) = self.operation() else {
            self.bytes[page].fill(0xFF);
            self.erased[words].fill(true);
            return Ok(());
        };
        self.erased[words].fill(false);
        self.tear(page, tear, |old, _, done| match tear {
            Tear::Bits(_) => old | done,
            Tear::Random(_) => done | done.rotate_left(3),
        });
        Err(Fault::PowerIsOff)
    }
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Random bytes: Steele, Lea and Flood's `SplitMix64`, of which one call serves one byte.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u8 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z >> 56) as u8
    }
}

impl<const WORD: usize, const PAGE: usize> ErrorType for Flash<WORD, PAGE> {
    type Error = Fault;
}

impl<const WORD: usize, const PAGE: usize> ReadNorFlash for Flash<WORD, PAGE> {
    const READ_SIZE: usize = if WORD < 4 { WORD } else { 4 };

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Fault> {
        self.powered()?;
        let offset = offset as usize;
        let place = offset..offset + bytes.len();
        assert!(offset.is_multiple_of(Self::READ_SIZE), "a read at {offset}");
        assert!(bytes.len().is_multiple_of(Self::READ_SIZE), "a read of {} bytes", bytes.len());
        let torn = self.torn.iter().any(|torn| meet(torn, &place));
        self.torn_was_read |= torn;
        if torn && self.corrects_errors {
            return Err(Fault::Uncorrectable);
        }
        bytes.copy_from_slice(&self.bytes[place]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl<const WORD: usize, const PAGE: usize> NorFlash for Flash<WORD, PAGE> {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = PAGE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Fault> {
        self.powered()?;
        let (from, to) = (from as usize, to as usize);
        assert!(from.is_multiple_of(PAGE) && to.is_multiple_of(PAGE), "an erase of {from}..{to}");
        (from..to).step_by(PAGE).try_for_each(|page| self.erase_page(page))
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Fault> {
        self.powered()?;
        let offset = offset as usize;
        assert!(offset.is_multiple_of(WORD), "a write at {offset}");
        assert!(bytes.len().is_multiple_of(WORD), "a write of {} bytes", bytes.len());
        let words = (offset..).step_by(WORD).zip(bytes.chunks_exact(WORD));
        words.into_iter().try_for_each(|(offset, word)| self.write_word(offset, word))
    }
}
