//! Parameters as text that another program is compiled with.
//!
//! Both are [`Display`], so that a text is written to whatever takes one, without a heap. Every number
//! is the shortest that reads back to its bits.

use super::fingerprint;
use crate::{Error, error};
use core::fmt::{Display, Formatter, Result as Written, Write};

/// Parameters as a C header: an array, its length, and its [fingerprint](fn@fingerprint).
///
/// ```
/// use thalweg::checkpoint::print::CHeader;
/// let text = CHeader::new("watch", &[0.5, -1e-8])?.to_string();
/// assert!(text.contains("static const float watch[2] = {\n    0.5f,\n    -1e-8f,\n};"));
/// assert!(text.contains("#define WATCH_LENGTH 2"));
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CHeader<'a> {
    name: &'a str,
    parameters: &'a [f32],
}

/// Parameters as a Rust constant, with their [fingerprint](fn@fingerprint) beside it.
///
/// ```
/// use thalweg::checkpoint::print::RustConst;
/// let text = RustConst::new("watch", &[0.5, -1e-8])?.to_string();
/// assert!(text.contains("pub const WATCH: [f32; 2] = [\n    0.5,\n    -1e-8,\n];"));
/// let error = RustConst::new("7 days", &[0.5]).unwrap_err().to_string();
/// assert_eq!(error, "name cannot be set: it is no identifier; allowed: ASCII letters, digits and _, a letter first");
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RustConst<'a> {
    name: &'a str,
    parameters: &'a [f32],
}

/// A name that both languages take, and numbers that can be written down.
fn check(name: &str, parameters: &[f32]) -> Result<(), Error> {
    let mut letters = name.bytes();
    let first = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if !first || !letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        let with = "it is no identifier; allowed: ASCII letters, digits and _, a letter first";
        return Err(Error::Conflict { field: "name", with });
    }
    error::finite("parameters", parameters)
}

impl<'a> CHeader<'a> {
    /// An array of this name, in lower case.
    ///
    /// # Errors
    /// A name that is no identifier; a parameter that is not finite.
    pub fn new(name: &'a str, parameters: &'a [f32]) -> Result<Self, Error> {
        check(name, parameters)?;
        Ok(Self { name, parameters })
    }
}

impl<'a> RustConst<'a> {
    /// A constant of this name, in upper case.
    ///
    /// # Errors
    /// A name that is no identifier; a parameter that is not finite.
    pub fn new(name: &'a str, parameters: &'a [f32]) -> Result<Self, Error> {
        check(name, parameters)?;
        Ok(Self { name, parameters })
    }
}

fn upper(name: &str, f: &mut Formatter<'_>) -> Written {
    name.chars().try_for_each(|letter| f.write_char(letter.to_ascii_uppercase()))
}

impl Display for CHeader<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let length = self.parameters.len();
        for define in ["#ifndef ", "#define "] {
            f.write_str(define)?;
            upper(self.name, f)?;
            f.write_str("_H\n")?;
        }
        f.write_str("\n#define ")?;
        upper(self.name, f)?;
        write!(f, "_LENGTH {length}\n#define ")?;
        upper(self.name, f)?;
        writeln!(f, "_FINGERPRINT 0x{:08x}UL\n", fingerprint(self.parameters))?;
        f.write_str("static const float ")?;
        self.name.chars().try_for_each(|letter| f.write_char(letter.to_ascii_lowercase()))?;
        writeln!(f, "[{length}] = {{")?;
        self.parameters.iter().try_for_each(|parameter| writeln!(f, "    {parameter:?}f,"))?;
        f.write_str("};\n\n#endif\n")
    }
}

impl Display for RustConst<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let (length, of) = (self.parameters.len(), fingerprint(self.parameters));
        writeln!(f, "/// Parameters, fingerprint {of:08x}.\n#[rustfmt::skip]")?;
        f.write_str("pub const ")?;
        upper(self.name, f)?;
        writeln!(f, ": [f32; {length}] = [")?;
        self.parameters.iter().try_for_each(|parameter| writeln!(f, "    {parameter:?},"))?;
        f.write_str("];\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{string::ToString, vec::Vec};

    /// Numbers of every size, and the least that is one.
    const PARAMETERS: [f32; 9] =
        [0.0, -0.0, 1.0, 0.1, -1e-8, 16_777_216.0, f32::MAX, f32::MIN_POSITIVE, 1e-45];

    #[test]
    fn what_is_written_reads_back_to_the_same_bits() {
        let header = CHeader::new("x", &PARAMETERS).unwrap().to_string();
        let constant = RustConst::new("x", &PARAMETERS).unwrap().to_string();
        for (text, suffix) in [(header, "f,"), (constant, ",")] {
            let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
            let read = lines.map(|line| line.strip_suffix(suffix).unwrap().parse::<f32>().unwrap());
            let bits = read.map(f32::to_bits).collect::<Vec<_>>();
            assert_eq!(bits, PARAMETERS.map(f32::to_bits));
        }
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let error = CHeader::new("x", &[1.0, f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "parameters[1] is NaN or infinite; allowed: finite");
        for name in ["", "1x", "a-b", "ä"] {
            assert!(RustConst::new(name, &[1.0]).is_err(), "{name}");
        }
    }
}
