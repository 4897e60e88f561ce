//! The versions of `libm` that our manifest allows: with the lowest and with the newest, the core gives
//! the bits that it gives with the one of our lock file.

use crate::copy::Copy;
use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;
use std::path::Path;
use xtask::shell;

pub(crate) fn check(all: bool) -> Result<()> {
    if !all {
        println!("the versions of libm beside that of the lock file: with --all only");
        return Ok(());
    }
    let copy = Copy::new("versions")?;
    let lowest = lowest()?;
    for version in [Some(lowest.as_str()), None] {
        let mut update = copy.cargo(&["update", "--quiet", "--package", "libm"]);
        update.args(version.into_iter().flat_map(|version| ["--precise", version]));
        shell::loud(&mut update)?;
        let taken = taken(copy.folder())?;
        ensure!(version.is_none_or(|version| version == taken), "libm is {taken}, not {version:?}");
        println!("with libm {taken}");
        shell::loud(&mut copy.cargo(&["test", "--quiet", "--package", "thalweg", "--lib"]))?;
        let golden = ["test", "--quiet", "--package", "thalweg-tests"];
        let golden = [golden.as_slice(), &["--test", "watch", "--test", "reference"]].concat();
        shell::loud(&mut copy.cargo(&golden))?;
    }
    Ok(())
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
fn taken(folder: &Path) -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(folder).exec()?;
    let libm = metadata.packages.iter().find(|package| *package.name == "libm");
    Ok(libm.context("nothing depends on libm")?.version.to_string())
}
