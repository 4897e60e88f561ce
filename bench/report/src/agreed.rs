//! The table of sizes that is checked in, and holding a build to it.
//!
//! Sizes depend on the compiler, so each table names its own; a build is held only to the table of
//! the compiler that made it.

use crate::{
    record::Report,
    size::{self, Sizes},
};
use anyhow::{Context, Result, bail, ensure};
use std::{fs, path::PathBuf};
use thalweg_catalogue::Board;
use xtask::shell;

/// A figure of flash may grow by this part before the table must be made anew.
const TOLERANCE: f64 = 0.05;

/// Bytes of stack that a step may take, at most.
fn stack_allowed(name: &str) -> u64 {
    match name.split_once('.') {
        Some(("muon" | "muon_inputs", _)) => 11 * 1024, // its matrices, here of 16 × 64, lie there
        Some((_, "8-bit-dynamic")) => 1536,             // a block of each value, decoded
        _ => 1024,
    }
}

/// Where the sizes that were agreed to are kept.
fn file() -> PathBuf {
    shell::root().join("bench/sizes.json")
}

fn read() -> Result<Vec<Sizes>> {
    let file = file();
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

/// Measures anew and writes the table, in place of those of the same compilers.
pub(crate) fn agree() -> Result<Report> {
    let mut tables = read()?;
    for Board { target, core, .. } in size::boards() {
        let new = size::painted(target, core)?;
        tables.retain(|old| (&old.target, &old.compiler) != (&new.target, &new.compiler));
        tables.push(new);
    }
    tables.sort_by(|a, b| (&a.target, &a.compiler).cmp(&(&b.target, &b.compiler)));
    fs::write(file(), serde_json::to_string_pretty(&tables)? + "\n")?;
    let report = size::report(&tables);
    fs::write(shell::root().join("bench/SIZES.md"), format!("# Sizes\n{}", report.text))?;
    Ok(report)
}

/// No figure of flash has grown unannounced, and no step takes more stack than is promised.
pub(crate) fn check() -> Result<()> {
    let tables = read()?;
    for Board { target, .. } in size::boards() {
        let new = size::of(target)?;
        for (name, size) in &new.optimizers {
            let stack = size.stack.max(size.stack_with_cosine);
            let allowed = stack_allowed(name);
            ensure!(
                stack <= allowed,
                "{target}: {name} takes {stack} bytes of stack; allowed: {allowed}"
            );
        }
        let compiler = &new.compiler;
        match tables.iter().find(|old| old.target == *target && old.compiler == *compiler) {
            Some(old) => compare(old, &new)?,
            None => println!(
                "{target}: bench/sizes.json has no table of {compiler}: flash not compared"
            ),
        }
    }
    Ok(())
}

fn compare(old: &Sizes, new: &Sizes) -> Result<()> {
    let mut grown = Vec::new();
    for (name, size) in &new.optimizers {
        let Some(before) = old.optimizers.get(name) else {
            println!("{}: {name} is not in bench/sizes.json yet", new.target);
            continue;
        };
        for (what, before, now) in [
            ("", before.flash, size.flash),
            (" with a cosine", before.flash_with_cosine, size.flash_with_cosine),
        ] {
            if now as f64 > before as f64 * (1.0 + TOLERANCE) {
                grown.push(format!("{name}{what}: {before} -> {now} bytes of flash"));
            }
        }
    }
    if grown.is_empty() {
        println!("{}: {} optimizers, none has grown", new.target, new.optimizers.len());
        return Ok(());
    }
    bail!(
        "{} ({}): {}; if that is meant: cargo xtask bench sizes --agree",
        new.target,
        new.compiler,
        grown.join("; ")
    )
}
