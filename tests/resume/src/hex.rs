//! Bytes as hexadecimal digits, both ways.

use core::fmt::{Display, Formatter, Result as Written};
use thalweg::{Error, checkpoint::Source};

/// Bytes that are displayed as digits, many at a time: each piece is a call of the host.
pub(crate) struct Digits<'b>(pub(crate) &'b [u8]);

impl Display for Digits<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        for chunk in self.0.chunks(256) {
            let mut digits = [0; 512];
            for (pair, byte) in digits.chunks_mut(2).zip(chunk) {
                let digit = |half: u8| b"0123456789abcdef"[usize::from(half & 15)];
                pair.copy_from_slice(&[digit(byte >> 4), digit(*byte)]);
            }
            let digits = digits.get(..2 * chunk.len()).unwrap_or_default();
            f.write_str(core::str::from_utf8(digits).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// A checkpoint in digits.
pub(crate) struct Text<'t> {
    all: &'t str,
    rest: &'t str,
}

impl<'t> Text<'t> {
    pub(crate) const fn new(digits: &'t str) -> Self {
        Self { all: digits, rest: digits }
    }
}

impl Source for Text<'_> {
    fn rewind(&mut self) -> Result<(), Error> {
        self.rest = self.all;
        Ok(())
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        let (needed, room) = (bytes.len(), self.rest.len() / 2);
        let short = Error::Capacity { what: "digits", needed, room };
        let (digits, rest) = self.rest.split_at_checked(2 * needed).ok_or(short)?;
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let pair = core::str::from_utf8(pair).ok();
            *byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or(short)?;
        }
        self.rest = rest;
        Ok(())
    }
}
