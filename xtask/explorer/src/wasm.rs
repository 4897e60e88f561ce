//! A crate as WebAssembly, with the JavaScript around it, as small as it comes.

use crate::web;
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use wasm_bindgen_cli_support::Bindgen;
use xtask::{
    age::{changed, made},
    npm, shell,
    toolchain::Toolchain,
};

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "page";
/// What rustc's WebAssembly asks of a browser, and so what the optimizer may use.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What is called once stays a function of its own from so many instructions on: gzip finds less alike in few long functions
/// than in many short ones, though these are more bytes.
const LONGEST_INLINED: &str = "--one-caller-inline-max-function-size=12";

/// The crate of a folder as WebAssembly, with its JavaScript as `NAME.js` and `NAME_bg.wasm` in `target`, where
/// that is not of today.
pub(crate) fn build(folder: &Path, product: &str, target: &Path, name: &str) -> Result<()> {
    let module = module(folder, product)?;
    let done = target.join(format!("{name}_bg.wasm"));
    if changed(&module)? <= made(&done) {
        return Ok(());
    }
    let made = border(&module, name)?;
    optimize(&made.join(format!("{name}_bg.wasm")))?;
    crate::copy::copy(&made, target)
}

fn module(folder: &Path, product: &str) -> Result<PathBuf> {
    let toolchain = Toolchain::find(TARGET)?;
    let mut cargo = toolchain.cargo_profile("build", PROFILE, folder);
    shell::quiet(&format!("building {product}"), cargo.arg("--lib"))?;
    Ok(toolchain.product_of(PROFILE, product))
}

/// The JavaScript and the types around the module, in a folder of its own.
fn border(module: &Path, name: &str) -> Result<PathBuf> {
    let folder = shell::root().join("target/wasm-bindgen").join(name);
    Bindgen::new()
        .input_path(module)
        .web(true)
        .and_then(|bindgen| {
            bindgen.typescript(true).remove_name_section(true).out_name(name).generate(&folder)
        })
        .with_context(|| format!("wasm-bindgen on {}", module.display()))?;
    Ok(folder)
}

/// The module without what a compiler leaves; every float keeps its bits.
fn optimize(module: &Path) -> Result<()> {
    npm::install(&web::folder())?;
    let mut optimizer = Command::new(web::folder().join("node_modules/.bin/wasm-opt"));
    optimizer.args(["-Oz", LONGEST_INLINED]).args(FEATURES).arg(module).arg("-o").arg(module);
    shell::quiet("making the WebAssembly smaller", &mut optimizer)
}
