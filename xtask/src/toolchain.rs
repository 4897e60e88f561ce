//! A compiler for a target: rustup's if it has the target or can fetch it, otherwise Debian's.
//!
//! Debian's compiler has every target built in and its source package the matching `core` and `std`,
//! so it serves where rustup's download server is out of reach.

use crate::{debian, rustup, shell};
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Where Debian puts its compiler, beside which its sources lie.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld"];

/// A compiler that can build for one target.
#[derive(Clone, Debug)]
pub struct Toolchain {
    target: String,
    debian: bool,
}

impl Toolchain {
    /// Finds a compiler for `target`, or installs one.
    pub fn find(target: &str) -> Result<Self> {
        let toolchain = |debian| Self { target: target.to_owned(), debian };
        if rustup_has(target) {
            return Ok(toolchain(false));
        }
        if !debian_has_sources() {
            if rustup_adds(target) {
                return Ok(toolchain(false));
            }
            debian::install(
                &format!("no compiler for {target}, and rustup cannot add it"),
                &DEBIAN_PACKAGES,
            )?;
        }
        debian::need("ld.lld", &["lld"])?;
        Ok(toolchain(true))
    }

    /// Whether it is Debian's compiler.
    pub const fn is_debian(&self) -> bool {
        self.debian
    }

    /// `cargo SUBCOMMAND --release` for the target, in `folder`.
    pub fn cargo(&self, subcommand: &str, folder: &Path) -> Command {
        self.cargo_profile(subcommand, "release", folder)
    }

    /// `cargo SUBCOMMAND --profile PROFILE` for the target, in `folder`.
    pub fn cargo_profile(&self, subcommand: &str, profile: &str, folder: &Path) -> Command {
        let mut command = Command::new(if self.debian { DEBIAN_CARGO } else { "cargo" });
        command.current_dir(folder).arg(subcommand);
        command.args(["--profile", profile, "--target", &self.target]);
        shell::forget_our_cargo(&mut command);
        command.arg("--target-dir").arg(self.target_directory());
        if self.debian {
            let (library, linker) = if self.target.starts_with("wasm32") {
                ("std,panic_abort", "wasm-ld")
            } else {
                ("core", "ld.lld")
            };
            let variable = self.target.to_uppercase().replace(['-', '.'], "_");
            command
                .arg(format!("-Zbuild-std={library}"))
                .env("RUSTC", DEBIAN_RUSTC)
                .env("RUSTC_BOOTSTRAP", "1")
                .env(format!("CARGO_TARGET_{variable}_LINKER"), linker);
        }
        command
    }

    /// The compiler's version, as it says it.
    pub fn version(&self) -> Result<String> {
        let mut rustc = Command::new(if self.debian { DEBIAN_RUSTC } else { "rustc" });
        shell::output(rustc.arg("--version")).context("the compiler does not tell its version")
    }

    /// Where its products are: two compilers in one folder would evict each other's.
    pub fn target_directory(&self) -> PathBuf {
        shell::root().join("target").join(if self.debian { "debian" } else { "rustup" })
    }

    /// A product of a release build.
    pub fn product(&self, name: &str) -> PathBuf {
        self.product_of("release", name)
    }

    /// A product of a build by a profile.
    pub fn product_of(&self, profile: &str, name: &str) -> PathBuf {
        // Cargo's own name of the folder.
        let folder = if profile == "dev" { "debug" } else { profile };
        self.target_directory().join(&self.target).join(folder).join(name)
    }
}

/// Makes sure that there is a compiler of the C that is compared with.
pub fn need_c() -> Result<()> {
    debian::need("arm-none-eabi-gcc", &["gcc-arm-none-eabi"])
}

/// The target's libraries are installed with the compiler that runs by default.
fn rustup_has(target: &str) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]);
    shell::output(&mut rustc).is_some_and(|folder| Path::new(&folder).exists())
}

fn debian_has_sources() -> bool {
    let mut rustc = Command::new(DEBIAN_RUSTC);
    let Some(root) = shell::output(rustc.args(["--print", "sysroot"])) else { return false };
    Path::new(DEBIAN_CARGO).exists()
        && Path::new(&root).join("lib/rustlib/src/rust/library/core").exists()
}

fn rustup_adds(target: &str) -> bool {
    rustup::fetches(target, &["target", "add", target]) && rustup_has(target)
}
