//! No function of the core can panic: a program that calls all of them links only if that is true.

use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};
use xtask::{shell, toolchain::Toolchain};

const TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "thumbv6m-none-eabi"];
/// At optimisation level 3 and at `s`; without optimisation no dead path is removed.
const PROFILES: [&str; 2] = ["release", "small"];
/// What the program's panic handler calls, and nobody defines.
const UNDEFINED: &str = "a_panicking_path_is_linked";
/// Traits whose implementations must be called.
const TRAITS: [&str; 7] =
    ["Feedback", "Layout", "Precision", "Rounding", "Rule", "Schedule", "Transform"];

pub(crate) fn check() -> Result<()> {
    let functions = everything_is_called()?;
    for target in TARGETS {
        let toolchain = Toolchain::find(target)?;
        for profile in PROFILES {
            let (linked, message) = link(&toolchain, profile, "proof")?;
            ensure!(linked, "{target}, {profile}: a function of the core can panic\n{message}");
            let (linked, message) = link(&toolchain, profile, "control")?;
            ensure!(!linked, "{target}, {profile}: the control links, so the proof proves nothing");
            ensure!(
                message.contains(UNDEFINED),
                "{target}: the control fails to link, but {message}"
            );
        }
        println!("{target}: {functions} public names, no panicking path");
    }
    Ok(())
}

/// Whether a program links, and what the compiler says.
fn link(toolchain: &Toolchain, profile: &str, program: &str) -> Result<(bool, String)> {
    let folder = shell::root().join("tests/proof");
    let mut cargo: Command = toolchain.cargo_profile("build", profile, &folder);
    let output = cargo.args(["--bin", program]).stdin(Stdio::null()).output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The program must name every public function of the core, and every rule, schedule, …; how many they are.
fn everything_is_called() -> Result<usize> {
    let root = shell::root();
    let mut public = BTreeSet::new();
    each_source(&root.join("core/src"), &mut |source| public.extend(public_names(source)))?;
    let mut called = BTreeSet::new();
    for folder in ["tests/proof/src", "core/catalogue/src"] {
        each_source(&root.join(folder), &mut |source| called.extend(words(source)))?;
    }
    let missing: Vec<_> = public.difference(&called).map(String::as_str).collect();
    ensure!(
        missing.is_empty(),
        "public in core/src but not called by tests/proof: {}",
        missing.join(", ")
    );
    Ok(public.len())
}

/// Reads every source of a folder and the folders in it, but for tests.
fn each_source(folder: &Path, visit: &mut impl FnMut(&str)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            each_source(&path, visit)?;
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            visit(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The public functions of a file, neither hidden ones nor its tests, and what implements [`TRAITS`].
fn public_names(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut names = Vec::new();
    let mut hidden = false;
    for line in code.lines().map(str::trim_start) {
        let item = line.strip_prefix("pub ").map(|item| item.trim_start_matches("const "));
        let function = item.and_then(|item| item.strip_prefix("fn ")).filter(|_| !hidden);
        names.extend(function.or_else(|| implementer(line)).and_then(|name| words(name).next()));
        hidden = line == "#[doc(hidden)]" || hidden && line.starts_with("#[");
    }
    names
}

/// What implements one of [`TRAITS`], where it is a type with a name.
fn implementer(line: &str) -> Option<&str> {
    let (head, name) = line.strip_prefix("impl")?.split_once(" for ")?;
    let implemented = words(head).last().filter(|_| !head.ends_with('>'))?;
    let named = name.starts_with(|c: char| c.is_ascii_uppercase());
    (named && TRAITS.contains(&implemented.as_str())).then_some(name)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::public_names;

    #[test]
    fn public_names_are_functions_and_implementations() {
        let source = "\
            pub struct Momentum<M> {\n    pub momentum: f32,\n}\n    pub const fn new() {}\n\
            /// pub fn not this\npub(crate) fn nor() {}\n#[doc(hidden)]\n#[inline]\npub fn hidden() {}\n\
            impl<S> Schedule for Then<S> {\nimpl Debug for Other {\nimpl<S> Schedule for &S {\n\
            pub fn shown() {}\n#[cfg(test)]\npub fn test() {}\n";
        assert_eq!(public_names(source), ["new", "Then", "shown"]);
    }
}
