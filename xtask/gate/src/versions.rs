//! The versions of `libm` and `micromath` that our manifest allows: with the lowest and with the newest of each, the
//! core gives the bits that it gives with those of our lock file.

use crate::copy::Copy;
use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;
use std::path::Path;
use xtask::shell;

/// The libraries whose results are part of our promise of equal bits.
const LIBRARIES: [&str; 2] = ["libm", "micromath"];

pub(crate) fn check(all: bool) -> Result<()> {
    if !all {
        let names = LIBRARIES.join(" and ");
        println!("the versions of {names} beside those of the lock file: with --all only");
        return Ok(());
    }
    let copy = Copy::new("versions")?;
    for library in LIBRARIES {
        let lowest = lowest(library)?;
        for version in [Some(lowest.as_str()), None] {
            copy.restore("Cargo.lock")?;
            let mut update = copy.cargo(&["update", "--quiet", "--package", library]);
            update.args(version.into_iter().flat_map(|version| ["--precise", version]));
            shell::loud(&mut update)?;
            let taken = taken(library, copy.folder())?;
            let right = version.is_none_or(|version| version == taken);
            ensure!(right, "{library} is {taken}, not {version:?}");
            println!("with {library} {taken}");
            same_bits(&copy)?;
        }
    }
    Ok(())
}

/// What says so: the core's own tests, the watch's golden bits, the vectors of others.
fn same_bits(copy: &Copy) -> Result<()> {
    let core = ["test", "--quiet", "--package", "thalweg", "--lib", "--features", "micromath"];
    shell::loud(&mut copy.cargo(&core))?;
    let golden = ["test", "--quiet", "--package", "thalweg-tests"];
    let golden = [golden.as_slice(), &["--test", "watch", "--test", "reference"]].concat();
    shell::loud(&mut copy.cargo(&golden))
}

/// The lowest version of a library that the core's manifest allows.
fn lowest(library: &str) -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(shell::root()).no_deps().exec()?;
    let core = metadata.packages.iter().find(|package| *package.name == "thalweg");
    let mut dependencies = core.into_iter().flat_map(|core| &core.dependencies);
    let found = dependencies.find(|dependency| dependency.name == library);
    let found = found.with_context(|| format!("thalweg has no dependency {library}"))?;
    let range = found.req.to_string();
    let lowest = range.strip_prefix('^').with_context(|| format!("{range} is no caret range"))?;
    Ok(lowest.to_owned())
}

/// The version of a library in the lock file of the copy.
fn taken(library: &str, folder: &Path) -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(folder).exec()?;
    let found = metadata.packages.iter().find(|package| *package.name == library);
    Ok(found.with_context(|| format!("nothing depends on {library}"))?.version.to_string())
}
