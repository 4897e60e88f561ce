//! A file that is the flash of an emulated board: what is saved outlives the emulator, however it ends.

use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File, TryLockError},
    io::Read,
    path::{Path, PathBuf},
};

/// What the emulator takes for the board's RAM on the outside; no other length will do.
const LENGTH: u64 = 16 << 20;

/// A file that is the flash of an emulated board, and of one only.
#[derive(Debug)]
pub struct Flash {
    pub(super) file: PathBuf,
    /// Held as long as this lives.
    _lock: File,
}

impl Flash {
    /// The flash in this file, or one that reads as zeros, as flash that was never written may.
    ///
    /// Fails if another process has it.
    pub fn open(file: &Path) -> Result<Self> {
        let context = || file.display().to_string();
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).with_context(context)?;
        let lock = File::create(file.with_extension("lock")).with_context(context)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { file: file.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                bail!("{}: another emulated board has this flash", file.display())
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(context),
        }
    }

    /// The same, as it was made: nothing is saved in it.
    pub fn blank(file: &Path) -> Result<Self> {
        let flash = Self::open(file)?;
        if file.exists() {
            fs::remove_file(file).with_context(|| file.display().to_string())?;
        }
        Ok(flash)
    }

    /// Where its bytes are.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Makes it hold these bytes.
    pub fn set(&self, bytes: &[u8]) -> Result<()> {
        fs::write(&self.file, bytes).with_context(|| self.file.display().to_string())
    }

    /// Makes it hold these bytes, and zeros behind them, as many as QEMU wants.
    pub fn fill(&self, bytes: &[u8]) -> Result<()> {
        let context = || self.file.display().to_string();
        self.set(bytes)?;
        File::options().write(true).open(&self.file)?.set_len(LENGTH).with_context(context)
    }

    /// Its first bytes.
    pub fn bytes(&self, length: usize) -> Result<Vec<u8>> {
        let context = || self.file.display().to_string();
        let mut bytes = vec![0; length];
        File::open(&self.file)
            .with_context(context)?
            .read_exact(&mut bytes)
            .with_context(context)?;
        Ok(bytes)
    }
}
