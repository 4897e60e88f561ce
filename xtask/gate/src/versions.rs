//! The versions of `libm` that our manifest allows: with the lowest and with the newest, the core gives
//! the bits that it gives with the one of our lock file.

use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::shell;

pub(crate) fn check(all: bool) -> Result<()> {
    if !all {
        println!("the versions of libm beside that of the lock file: with --all only");
        return Ok(());
    }
    let copy = copy()?;
    let lowest = lowest()?;
    for version in [Some(lowest.as_str()), None] {
        let mut update = cargo(&copy, &["update", "--quiet", "--package", "libm"]);
        update.args(version.into_iter().flat_map(|version| ["--precise", version]));
        shell::loud(&mut update)?;
        let taken = taken(&copy)?;
        ensure!(version.is_none_or(|version| version == taken), "libm is {taken}, not {version:?}");
        println!("with libm {taken}");
        shell::loud(&mut cargo(&copy, &["test", "--quiet", "--package", "thalweg", "--lib"]))?;
        let golden = ["test", "--quiet", "--package", "thalweg-tests"];
        let golden = [golden.as_slice(), &["--test", "watch", "--test", "reference"]].concat();
        shell::loud(&mut cargo(&copy, &golden))?;
    }
    Ok(())
}

/// The workspace once more, whose lock file may change.
fn copy() -> Result<PathBuf> {
    let (root, copy) = (shell::root(), shell::root().join("target/versions/workspace"));
    let mut list = Command::new("git");
    list.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    for file in shell::output(&mut list).context("git does not list our files")?.lines() {
        let (from, to) = (root.join(file), copy.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(&copy))?;
            fs::copy(&from, &to).with_context(|| from.display().to_string())?;
        }
    }
    Ok(copy)
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    let products = shell::root().join("target/versions/products");
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", products).args(arguments);
    cargo
}

/// The lowest version that the core's manifest allows.
fn lowest() -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(shell::root()).no_deps().exec()?;
    let core = metadata.packages.iter().find(|package| *package.name == "thalweg");
    let mut dependencies = core.into_iter().flat_map(|core| &core.dependencies);
    let libm = dependencies.find(|dependency| dependency.name == "libm");
    let range = libm.context("thalweg has no dependency libm")?.req.to_string();
    let lowest = range.strip_prefix('^').with_context(|| format!("{range} is no caret range"))?;
    Ok(lowest.to_owned())
}

/// The version in the lock file of the copy.
fn taken(copy: &Path) -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(copy).exec()?;
    let libm = metadata.packages.iter().find(|package| *package.name == "libm");
    Ok(libm.context("nothing depends on libm")?.version.to_string())
}
