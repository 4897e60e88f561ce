//! The npm package `thalweg`: the core as WebAssembly, what is written by hand, and a class for each entry of the
//! catalogue.

mod catalogue;
mod layout;
mod test;
mod write;

pub(crate) use test::test;

use crate::{copy::copy, wasm, web};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::{npm, shell};

/// Writes the package to a folder, as `npm publish` takes it.
pub(crate) fn write(folder: &Path) -> Result<()> {
    // npm's packages are asked for from another folder.
    assemble(&std::path::absolute(folder)?)?;
    println!("the package is in {}: npm install {0}", folder.display());
    Ok(())
}

/// The package's files, made anew.
fn assemble(folder: &Path) -> Result<()> {
    let strange = folder.is_dir()
        && fs::read_dir(folder)?.next().is_some()
        && !folder.join("package.json").is_file();
    ensure!(
        !strange,
        "{} holds something else; allowed: an empty folder, or one with the package",
        folder.display()
    );
    npm::node()?;
    copy(&source(), folder)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy_file(&shell::root().join(licence), &folder.join(licence))?;
    }
    write::generated(folder)?;
    let (own, lib) = (shell::root().join("wasm/npm"), folder.join("lib"));
    wasm::build(&own, "thalweg_npm.wasm", &lib, "core")?;
    wasm::build(&own.join("optimizer"), "thalweg_npm_optimizer.wasm", &lib, "rules")?;
    let mut minify = Command::new("node");
    minify.arg("minify.mjs").arg(lib);
    shell::quiet("making the JavaScript smaller", minify.current_dir(web::folder()))
}

/// What is written by hand.
fn source() -> PathBuf {
    shell::root().join("wasm/npm/package")
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| to.display().to_string())?;
    Ok(())
}

/// The package as the file that a registry would have.
fn pack(folder: &Path) -> Result<PathBuf> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent"]).current_dir(folder);
    let name = shell::printed("packing the package", &mut npm)?;
    Ok(folder.join(name.trim()))
}
