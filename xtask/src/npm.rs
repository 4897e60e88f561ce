//! JavaScript's packages, as a lock file says.

use crate::{
    age::{changed, made},
    debian, shell,
};
use anyhow::{Result, ensure};
use std::{path::Path, process::Command};

/// The oldest Node.js that the page's bundler runs on.
const NODE: (u32, u32) = (20, 19);

/// What npm installs into a folder, as its lock file says.
pub fn install(folder: &Path) -> Result<()> {
    node()?;
    let installed = made(&folder.join("node_modules/.package-lock.json"));
    if changed(&folder.join("package-lock.json"))? <= installed {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    shell::quiet("installing npm's packages", npm.arg("ci").current_dir(folder))
}

/// Node.js and npm are there, and new enough.
///
/// # Errors
/// They are not.
pub fn node() -> Result<()> {
    debian::need("node", &["nodejs", "npm"])?;
    debian::need("npm", &["npm"])?;
    let version = shell::output(Command::new("node").arg("--version")).unwrap_or_default();
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(found >= NODE, "Node.js is {version:?}; allowed: {}.{} or later", NODE.0, NODE.1);
    Ok(())
}
