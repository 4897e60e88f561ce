//! Files that somebody named: only regular ones, and no more of them than is expected.

use anyhow::{Result, ensure};
use std::{fs::File, io::Read, path::Path};

/// Opens a regular file: nobody knows when a device or a pipe ends.
///
/// # Errors
/// It is a folder, a device or a pipe; it cannot be opened. The message does not name the file.
pub fn open(file: &Path) -> Result<File> {
    let kind = file.metadata()?.file_type();
    ensure!(!kind.is_dir(), "a folder; allowed: a file");
    ensure!(kind.is_file(), "a device or a pipe; allowed: a regular file");
    Ok(File::open(file)?)
}

/// All bytes of a regular file of at most `most`.
///
/// # Errors
/// As [`open`]; more bytes; it cannot be read.
pub fn read(file: &Path, most: u64) -> Result<Vec<u8>> {
    all(open(file)?, most)
}

/// All bytes of a source of at most `most`, such as what a packed file holds.
///
/// # Errors
/// More bytes; it cannot be read.
pub fn all(source: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let length = source.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    ensure!(length as u64 <= most, "too long; allowed: at most {most} bytes");
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn what_has_no_end_is_refused() {
        assert_eq!(all(&[1, 2, 3][..], 3).unwrap(), [1, 2, 3]);
        let message = |result: Result<Vec<u8>>| result.unwrap_err().to_string();
        assert_eq!(message(all(&[1; 4][..], 3)), "too long; allowed: at most 3 bytes");
        assert_eq!(message(all(io::repeat(0), 1000)), "too long; allowed: at most 1000 bytes");
        assert_eq!(message(read(Path::new("."), 3)), "a folder; allowed: a file");
        if cfg!(unix) {
            let message = message(read(Path::new("/dev/zero"), 3));
            assert_eq!(message, "a device or a pipe; allowed: a regular file");
        }
    }
}
