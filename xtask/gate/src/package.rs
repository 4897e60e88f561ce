//! What a stranger gets who adds the crate: it is packed, unpacked away from the workspace, tested by
//! its documentation, and built with every feature for every kind of target.

use anyhow::{Context, Result, ensure};
use cargo_metadata::{MetadataCommand, Package};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::{rustup, shell, toolchain::Toolchain};

/// Beside the host: with an FPU and without, and the browser.
const TARGETS: [&str; 3] =
    ["thumbv6m-none-eabi", "thumbv7em-none-eabihf", "wasm32-unknown-unknown"];
const HOST: &str = "the host";
/// What it must hold beside its sources.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

pub(crate) fn check(all: bool) -> Result<()> {
    let metadata = MetadataCommand::new().current_dir(shell::root()).no_deps().exec()?;
    let package = metadata.packages.iter().find(|package| *package.name == "thalweg");
    let package = package.context("the workspace holds no thalweg")?;
    let unpacked = unpack(package)?;
    holds_what_it_refers_to(package, &unpacked)?;
    let mut doctests = cargo(&unpacked);
    shell::loud(doctests.args(["test", "--quiet", "--doc", "--all-features"]))?;
    labels(&unpacked)?;
    features(package, &unpacked, all)?;
    oldest_compiler(package, &unpacked, all)
}

/// Packs the crate and unpacks it, away from the workspace.
fn unpack(package: &Package) -> Result<PathBuf> {
    let mut pack = Command::new("cargo");
    pack.current_dir(shell::root()).args(["package", "--quiet", "--package", "thalweg"]);
    shell::loud(pack.args(["--allow-dirty", "--no-verify"]))?;
    let folder = shell::root().join("target/package");
    let name = format!("{}-{}", package.name, package.version);
    let unpacked = folder.join(&name);
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).context("an older package cannot be removed")?;
    }
    let mut tar = Command::new("tar");
    tar.current_dir(&folder).arg("-xzf").arg(format!("{name}.crate"));
    shell::loud(&mut tar)?;
    Ok(unpacked)
}

/// Cargo on the unpacked crate, with products of its own: they have other profiles than ours.
fn cargo(unpacked: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(unpacked).env("CARGO_TARGET_DIR", products());
    cargo
}

fn products() -> PathBuf {
    shell::root().join("target/package/products")
}

/// Its files are there; what its README links to is one of them or on the web, and it names every
/// feature.
fn holds_what_it_refers_to(package: &Package, unpacked: &Path) -> Result<()> {
    for file in FILES {
        ensure!(unpacked.join(file).is_file(), "the package lacks {file}");
    }
    let readme = fs::read_to_string(unpacked.join("README.md"))?;
    for link in links(&readme) {
        let there = link.starts_with("https://") || unpacked.join(link).exists();
        ensure!(there, "README.md of the package links to {link}, which it does not hold");
    }
    for feature in features_of(package) {
        let named = readme.contains(&format!("| `{feature}` |"));
        ensure!(named, "core/README.md does not name the feature {feature}");
    }
    Ok(())
}

/// What a Markdown text links to.
fn links(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0))
}

/// The documentation as docs.rs makes it: each item that needs a feature says so.
fn labels(unpacked: &Path) -> Result<()> {
    if !rustup::installed("nightly") {
        println!("no nightly compiler, which docs.rs takes: labels of features not looked at");
        return Ok(());
    }
    let mut rustdoc = rustup::with("nightly");
    rustdoc.current_dir(unpacked).env("CARGO_TARGET_DIR", products());
    rustdoc.env("RUSTDOCFLAGS", "--cfg docsrs -D warnings");
    shell::loud(rustdoc.args(["doc", "--quiet", "--no-deps", "--all-features"]))?;
    let page = products().join("doc/thalweg/schedule/struct.ScheduleTree.html");
    let page = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let labelled = page.contains("Available on <strong>crate feature <code>postcard</code>");
    ensure!(labelled, "the documentation of ScheduleTree does not say what needs a feature");
    println!("the documentation says which feature an item needs");
    Ok(())
}

fn features_of(package: &Package) -> impl Iterator<Item = &str> {
    package.features.keys().map(String::as_str).filter(|name| *name != "default")
}

/// None and all of its features on the host and on every target, each on the host; where nobody waits none and all are built
/// and not only checked, as elsewhere they are in programs, and each is checked on every target.
fn features(package: &Package, unpacked: &Path, all: bool) -> Result<()> {
    let each: Vec<Vec<String>> = features_of(package).map(|name| vec![name.to_owned()]).collect();
    let (subcommand, both) = (subcommand(all), [Vec::new(), each.concat()]);
    let everywhere = |place: &str, cargo: &dyn Fn(&str) -> Result<Command>| {
        let checked = if all || place == HOST { &each[..] } else { &[] };
        let both_here = both.iter().map(|set| (subcommand, set));
        for (subcommand, set) in both_here.chain(checked.iter().map(|set| ("check", set))) {
            with_features(&mut cargo(subcommand)?, set).with_context(|| place.to_owned())?;
        }
        println!("{place}: {} sets of features", both.len() + checked.len());
        Ok(())
    };
    everywhere(HOST, &|subcommand| {
        let mut cargo = cargo(unpacked);
        cargo.arg(subcommand);
        Ok(cargo)
    })?;
    TARGETS.iter().try_for_each(|target| {
        everywhere(target, &|subcommand| {
            Ok(Toolchain::find(target)?.cargo_profile(subcommand, "dev", unpacked))
        })
    })
}

const fn subcommand(all: bool) -> &'static str {
    if all { "build" } else { "check" }
}

/// Builds or checks with these features, and without a warning.
fn with_features(cargo: &mut Command, features: &[String]) -> Result<()> {
    // What is only built needs neither.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    cargo.env("RUSTFLAGS", "-D warnings");
    shell::loud(cargo.args(["--quiet", "--lib", "--features", &features.join(",")]))
        .with_context(|| format!("with the features {features:?}"))
}

/// The oldest compiler that it states takes it, where rustup has or can fetch that; it builds it where nobody waits.
fn oldest_compiler(package: &Package, unpacked: &Path, all: bool) -> Result<()> {
    let version = package.rust_version.as_ref().context("no minimum version of Rust")?.to_string();
    if !rustup::add(&version) {
        println!("rustup cannot fetch Rust {version} here: not built with it");
        return Ok(());
    }
    let mut cargo = rustup::with(&version);
    cargo.current_dir(unpacked).env("CARGO_TARGET_DIR", products());
    cargo.arg(subcommand(all));
    let features: Vec<_> = features_of(package).map(str::to_owned).collect();
    with_features(&mut cargo, &features).with_context(|| format!("Rust {version}"))?;
    println!("Rust {version} takes it");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_found() {
        let text = "A [page](https://a.b/c), ![a picture](x.png) and [no] (link).";
        assert_eq!(links(text).collect::<Vec<_>>(), ["https://a.b/c", "x.png"]);
    }
}
