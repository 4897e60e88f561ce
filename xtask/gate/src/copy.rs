//! The workspace once more, in which a test may change what it likes.

use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::shell;

/// A copy of everything that git knows or would, with products of its own.
pub(crate) struct Copy {
    folder: PathBuf,
    products: PathBuf,
}

impl Copy {
    /// In a folder of that name among the products; what was changed in it before is as in the workspace again.
    pub(crate) fn new(name: &str) -> Result<Self> {
        let place = shell::root().join("target").join(name);
        let copy = Self { folder: place.join("workspace"), products: place.join("products") };
        let mut list = Command::new("git");
        list.current_dir(shell::root());
        list.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        for file in shell::output(&mut list).context("git does not list our files")?.lines() {
            copy.restore(file)?;
        }
        Ok(copy)
    }

    /// Copies a file again, if it is there.
    pub(crate) fn restore(&self, file: &str) -> Result<()> {
        let (from, to) = (shell::root().join(file), self.folder.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(&self.folder))?;
            fs::copy(&from, &to).with_context(|| from.display().to_string())?;
        }
        Ok(())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Cargo in it.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.products).args(arguments);
        cargo
    }
}
