//! What we depend on: every licence allowed, every source the registry, every exact pin kept.
//!
//! The same rules stand in `deny.toml` for `cargo deny`, which also looks for known vulnerabilities
//! where its database can be fetched; these need nothing but the lock file.

use anyhow::{Context, Result, ensure};
use cargo_metadata::{CargoOpt, MetadataCommand, Package};
use spdx::{Expression, ParseMode};
use xtask::shell;

const LICENCES: [&str; 9] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// Crates with another licence, in tools that stay on the host.
const HOST_ONLY: [(&str, &str); 4] = [
    ("alterable_logger", "MPL-2.0"),
    ("cbindgen", "MPL-2.0"),
    ("colored", "MPL-2.0"),
    ("serialport", "MPL-2.0"),
];
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Crates whose results are part of our promise, with the version that was measured.
const PINNED: [(&str, &str); 2] = [("libm", "0.2.16"), ("micromath", "2.1.0")];

pub(crate) fn check() -> Result<()> {
    let metadata = MetadataCommand::new()
        .current_dir(shell::root())
        .features(CargoOpt::AllFeatures)
        .other_options(["--locked".to_owned()])
        .exec()?;
    let (own, foreign): (Vec<_>, Vec<_>) =
        metadata.packages.iter().partition(|package| package.source.is_none());
    for package in &foreign {
        check_package(package).with_context(|| format!("{} {}", package.name, package.version))?;
    }
    for (name, version) in PINNED {
        let mut found = foreign.iter().filter(|package| *package.name == name);
        ensure!(
            found.all(|package| package.version.to_string() == version),
            "{name} must be exactly {version}"
        );
    }
    println!(
        "{} crates of our own, {} others: licences and sources allowed",
        own.len(),
        foreign.len()
    );
    Ok(())
}

fn check_package(package: &Package) -> Result<()> {
    let source = package.source.as_ref().map_or("", |source| source.repr.as_str());
    ensure!(source == REGISTRY, "comes from {source}; allowed: the registry");
    let licence = package.license.as_deref().context("states no licence")?;
    let excepted = HOST_ONLY.contains(&(package.name.as_str(), licence));
    ensure!(
        excepted || allowed(licence)?,
        "has the licence {licence}; allowed: {}",
        LICENCES.join(", ")
    );
    Ok(())
}

/// Whether one of the choices that a licence expression leaves is among ours.
fn allowed(expression: &str) -> Result<bool> {
    let expression = Expression::parse_mode(expression, ParseMode::LAX)?;
    Ok(expression.evaluate(|needed| {
        needed.license.id().is_some_and(|licence| LICENCES.contains(&licence.name))
    }))
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(allowed("MIT OR GPL-3.0-only").unwrap());
        assert!(allowed("MIT/Apache-2.0").unwrap());
        assert!(!allowed("GPL-3.0-only").unwrap());
        assert!(!allowed("MIT AND GPL-3.0-only").unwrap());
    }
}
