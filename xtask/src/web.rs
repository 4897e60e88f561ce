//! The explorer's page: Rust to WebAssembly, its JavaScript border, npm's packages, the bundle.
//!
//! Each stage runs only when something before it is newer than what it made.

use crate::{debian, shell, toolchain::Toolchain};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
/// The oldest Node.js that the bundler runs on.
const NODE: (u32, u32) = (20, 19);

/// The folder of the page.
pub(crate) fn folder() -> PathBuf {
    shell::root().join("wasm/web")
}

/// Builds whatever is out of date; the folder to serve.
pub(crate) fn build() -> Result<PathBuf> {
    border(&module()?)?;
    packages(&folder())?;
    bundle()
}

/// The crate as WebAssembly.
fn module() -> Result<PathBuf> {
    let toolchain = Toolchain::find(TARGET)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("wasm"));
    shell::quiet("building the crate for WebAssembly", cargo.arg("--lib"))?;
    Ok(toolchain.product("thalweg_wasm.wasm"))
}

/// The JavaScript and the types around the module.
fn border(module: &Path) -> Result<()> {
    let folder = folder().join("src/wasm");
    if newest(module)? <= oldest(&folder.join("thalweg_wasm_bg.wasm")) {
        return Ok(());
    }
    Bindgen::new()
        .input_path(module)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(true).generate(&folder))
        .with_context(|| format!("wasm-bindgen on {}", module.display()))
}

/// What npm installs into a folder, as its lock file says.
pub(crate) fn packages(folder: &Path) -> Result<()> {
    node()?;
    let installed = oldest(&folder.join("node_modules/.package-lock.json"));
    if newest(&folder.join("package-lock.json"))? <= installed {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    shell::quiet("installing npm's packages", npm.arg("ci").current_dir(folder))
}

/// Node.js and npm are there, and new enough.
fn node() -> Result<()> {
    debian::need("node", &["nodejs", "npm"])?;
    debian::need("npm", &["npm"])?;
    let version = shell::output(Command::new("node").arg("--version")).unwrap_or_default();
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(
        found >= NODE,
        "Node.js is {version:?}; the page's bundler needs {}.{} or later",
        NODE.0,
        NODE.1
    );
    Ok(())
}

/// The page as files.
fn bundle() -> Result<PathBuf> {
    let folder = folder();
    let made = folder.join("dist");
    let sources = ["index.html", "src", "package-lock.json", "tsconfig.json", "vite.config.js"];
    let mut latest = newest(&shell::root().join("tasks/watch/data"))?;
    for source in sources {
        latest = latest.max(newest(&folder.join(source))?);
    }
    if latest > oldest(&made.join("index.html")) {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", "build"]).current_dir(folder);
        shell::quiet("bundling the page", &mut npm)?;
    }
    Ok(made)
}

/// When a product was made; long ago if it is not there.
fn oldest(product: &Path) -> SystemTime {
    let made = fs::metadata(product).and_then(|metadata| metadata.modified());
    made.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The latest change of a source or, in a folder, of anything: deleting changes the folder itself.
fn newest(source: &Path) -> Result<SystemTime> {
    let context = || source.display().to_string();
    let metadata = fs::metadata(source).with_context(context)?;
    let mut latest = metadata.modified().with_context(context)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(source).with_context(context)? {
            latest = latest.max(newest(&entry?.path())?);
        }
    }
    Ok(latest)
}
