//! The explorer's page: Rust to WebAssembly, its JavaScript border, npm's packages, the bundle.
//!
//! Each stage runs only when something before it is newer than what it made.

use crate::wasm;
use anyhow::Result;
use std::{path::PathBuf, process::Command, time::SystemTime};
use xtask::{
    age::{changed, made},
    npm, shell,
};

/// The folder of the page.
pub(crate) fn folder() -> PathBuf {
    shell::root().join("wasm/web")
}

/// Builds whatever is out of date; the folder to serve.
pub(crate) fn build() -> Result<PathBuf> {
    let folder = folder();
    for (of, name) in [("..", "thalweg_wasm"), ("../devices", "thalweg_wasm_devices")] {
        wasm::build(&folder.join(of), &format!("{name}.wasm"), &folder.join("src/wasm"), name)?;
    }
    npm::install(&folder)?;
    bundle()
}

/// The page as files.
fn bundle() -> Result<PathBuf> {
    let folder = folder();
    let page = folder.join("dist");
    let sources =
        ["index.html", "public", "src", "package-lock.json", "tsconfig.json", "vite.config.js"];
    let data =
        ["watch", "vowels", "new-speaker", "humidity"].map(|task| format!("tasks/{task}/data"));
    let figures = ["bench/sizes.json", "bench/RESULTS.md", "README.md"].map(str::to_owned);
    let all = sources.map(|source| folder.join(source)).into_iter();
    let mut latest = SystemTime::UNIX_EPOCH;
    for source in all.chain(data.into_iter().chain(figures).map(|file| shell::root().join(file))) {
        latest = latest.max(changed(&source)?);
    }
    if latest > made(&page.join("index.html")) {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", "build"]).current_dir(folder);
        shell::quiet("bundling the page", &mut npm)?;
    }
    Ok(page)
}
