//! Debian packages: installed when we may, otherwise the one command to type.

use crate::shell;
use anyhow::{Result, bail};
use std::{path::Path, process::Command};

/// Makes sure that `program` is there, installing `packages` if that is allowed.
pub(crate) fn need(program: &str, packages: &[&str]) -> Result<()> {
    if shell::find(program).is_some() {
        return Ok(());
    }
    install(&format!("{program} is not installed"), packages)?;
    if shell::find(program).is_none() {
        bail!(
            "{program} is still missing after its packages were installed: {}",
            packages.join(" ")
        );
    }
    Ok(())
}

/// Installs `packages` as root on Debian; otherwise says `why` and what to type.
pub(crate) fn install(why: &str, packages: &[&str]) -> Result<()> {
    let packages_line = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() {
        bail!("{why}; install what Debian calls: {packages_line}");
    }
    if !is_root() {
        bail!("{why}; type: sudo apt-get install --no-install-recommends {packages_line}");
    }
    shell::quiet("reading the package lists", Command::new("apt-get").arg("update"))?;
    shell::quiet(
        &format!("installing {packages_line}"),
        Command::new("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}
