//! Debian packages: installed when we may, otherwise the one command to type.

use crate::shell;
use anyhow::{Result, bail};
use std::{path::Path, process::Command};

/// Makes sure that `program` is there, installing `packages` if that is allowed.
pub fn need(program: &str, packages: &[&str]) -> Result<()> {
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
pub fn install(why: &str, packages: &[&str]) -> Result<()> {
    let debian = Path::new("/etc/debian_version").exists() && shell::find("apt-get").is_some();
    if let Some(advice) = advice(packages, debian, is_root()) {
        bail!("{why}; {advice}");
    }
    shell::quiet("reading the package lists", apt_get().arg("update"))?;
    shell::quiet(
        &format!("installing {}", packages.join(" ")),
        apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages),
    )
}

/// Asks nothing, and waits while somebody else installs.
fn apt_get() -> Command {
    let mut apt_get = Command::new("apt-get");
    apt_get.args(["-o", "DPkg::Lock::Timeout=600"]).env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

/// What a person must do himself, where we may not.
fn advice(packages: &[&str], debian: bool, root: bool) -> Option<String> {
    let packages = packages.join(" ");
    match (debian, root) {
        (true, true) => None,
        (true, false) => {
            Some(format!("type: sudo apt-get install --no-install-recommends {packages}"))
        }
        (false, _) => Some(format!("install what Debian calls: {packages}")),
    }
}

fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

#[cfg(test)]
mod tests {
    use super::advice;

    #[test]
    fn only_root_on_debian_installs() {
        assert_eq!(advice(&["qemu"], true, true), None);
        let typed = advice(&["qemu-system-arm", "lld"], true, false).unwrap();
        assert_eq!(typed, "type: sudo apt-get install --no-install-recommends qemu-system-arm lld");
        assert!(advice(&["qemu"], false, true).unwrap().starts_with("install what Debian calls"));
    }
}
