//! The explorer's page: Rust to WebAssembly, its JavaScript border, npm's packages, the bundle.
//!
//! Each stage runs only when something before it is newer than what it made.

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

/// The folder of the page.
pub(crate) fn folder() -> PathBuf {
    shell::root().join("wasm/web")
}

/// Builds whatever is out of date; the folder to serve.
pub(crate) fn build() -> Result<PathBuf> {
    border(&module()?)?;
    npm::install(&folder())?;
    bundle()
}

/// The crate as WebAssembly.
fn module() -> Result<PathBuf> {
    let toolchain = Toolchain::find(TARGET)?;
    let mut cargo = toolchain.cargo_profile("build", PROFILE, &shell::root().join("wasm"));
    shell::quiet("building the crate for WebAssembly", cargo.arg("--lib"))?;
    Ok(toolchain.product_of(PROFILE, "thalweg_wasm.wasm"))
}

/// The JavaScript and the types around the module.
fn border(module: &Path) -> Result<()> {
    let folder = folder().join("src/wasm");
    if changed(module)? <= made(&folder.join("thalweg_wasm_bg.wasm")) {
        return Ok(());
    }
    Bindgen::new()
        .input_path(module)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).remove_name_section(true).generate(&folder))
        .with_context(|| format!("wasm-bindgen on {}", module.display()))
}

/// The page as files.
fn bundle() -> Result<PathBuf> {
    let folder = folder();
    let page = folder.join("dist");
    let sources =
        ["index.html", "public", "src", "package-lock.json", "tsconfig.json", "vite.config.js"];
    let mut latest = changed(&shell::root().join("tasks/watch/data"))?
        .max(changed(&shell::root().join("bench/sizes.json"))?);
    for source in sources {
        latest = latest.max(changed(&folder.join(source))?);
    }
    if latest > made(&page.join("index.html")) {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", "build"]).current_dir(folder);
        shell::quiet("bundling the page", &mut npm)?;
    }
    Ok(page)
}
