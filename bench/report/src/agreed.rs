//! The table of sizes that is checked in, and holding builds to it, at every level.
//!
//! Sizes depend on the compiler, so each table names its own; a build is held only to the table of
//! the compiler that made it.

use crate::{
    build::Build,
    opt_level::OptLevel,
    record::Report,
    size::{self, Size, Sizes},
};
use anyhow::{Context, Result, bail, ensure};
use std::{fs, path::PathBuf};
use xtask::shell;

/// A figure of flash may grow by this part before the table must be made anew.
const TOLERANCE: f64 = 0.05;

/// Bytes of stack that a step may take, at most.
fn stack_allowed(level: OptLevel, state: &str) -> u64 {
    match (level, state) {
        (OptLevel::Z, "8-bit-dynamic") => 2048,
        (_, "8-bit-dynamic") => 1792, // a block of each value, decoded
        _ => 1024,
    }
}

/// Bytes of stack that making the optimizer may take, at most: twice itself, as a result is moved, and a little.
fn stack_to_make_allowed(state: &str, size: &Size) -> u64 {
    let beside = if state == "f32" { 96 } else { 128 };
    2 * u64::from(size.handle) + beside
}

/// Bytes of stack that a function of a part may take: nothing of the size of a model crosses it.
const STACK_OF_A_PART: u64 = 1024;

/// Where the sizes that were agreed to are kept.
fn file() -> PathBuf {
    shell::root().join("bench/sizes.json")
}

fn read() -> Result<Vec<Sizes>> {
    let file = file();
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

/// Measures anew and writes the tables, in place of those of the same compilers; one after the other, so that
/// what is cut short keeps what it has measured.
pub(crate) fn agree(core: Option<&str>, level: Option<OptLevel>) -> Result<Report> {
    let mut tables = read()?;
    for (board, level) in size::asked(core, level)? {
        let new = size::painted(board, Build { level, ..Build::default() })?;
        tables.retain(|old| !old.is_of(&new));
        tables.push(new);
        tables.sort_by(|a, b| a.key().cmp(&b.key()));
        write(&tables)?;
    }
    Ok(size::report(&tables))
}

fn write(tables: &[Sizes]) -> Result<()> {
    fs::write(file(), serde_json::to_string_pretty(tables)? + "\n")?;
    let text = format!("# Sizes\n{}", size::report(tables).text);
    fs::write(shell::root().join("bench/SIZES.md"), text)?;
    Ok(())
}

/// What a build is held to.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Check {
    /// Flash, and the stack that is painted.
    All,
    /// Flash, and the stack that is painted with states in f32 alone: two thirds of the time.
    StackOfF32,
    /// Flash alone, and what the compiler says of the parts' stack: nothing is run.
    Flash,
    /// The same, of floats of the rules with their state in f32 alone: a third of the time.
    FlashOfF32,
}

/// No figure of flash has grown unannounced, and neither a step nor making it takes more stack than is promised.
pub(crate) fn check(what: Check, core: Option<&str>, level: Option<OptLevel>) -> Result<()> {
    let tables = read()?;
    for (board, level) in size::asked(core, level)? {
        let f32_alone = matches!(what, Check::FlashOfF32);
        let how = Build { level, f32_alone, ..Build::default() };
        let new = match what {
            Check::All => size::painted(board, how)?,
            Check::StackOfF32 => size::painted_in_f32(board, how)?,
            Check::Flash | Check::FlashOfF32 => size::of(board.target, how)?,
        };
        new.optimizers.iter().try_for_each(|(name, size)| {
            stack(level, name, size).with_context(|| format!("{}, {level}: {name}", new.target))
        })?;
        for (name, stack) in new.parts.iter().filter_map(|(name, part)| Some((name, part.stack?))) {
            let (target, allowed) = (&new.target, STACK_OF_A_PART);
            let what = format!("{target}, {level}: {name} takes {stack} bytes of stack");
            ensure!(stack <= allowed, "{what}; allowed: {allowed}");
        }
        match tables.iter().find(|old| old.is_of(&new)) {
            Some(old) => compare(old, &new)?,
            None => println!(
                "{}, {level}: bench/sizes.json has no table of {}: flash not compared",
                new.target, new.compiler
            ),
        }
    }
    Ok(())
}

fn stack(level: OptLevel, name: &str, size: &Size) -> Result<()> {
    let Some(painted) = &size.painted else { return Ok(()) };
    let state = name.split_once('.').map_or("", |(_, state)| state);
    let made = (painted.stack_to_make_painted, stack_to_make_allowed(state, size));
    let step = (painted.stack_painted, stack_allowed(level, state));
    for (what, (found, allowed)) in [("making it", made), ("a step", step)] {
        ensure!(found <= allowed, "{what} takes {found} bytes of stack; allowed: {allowed}");
    }
    Ok(())
}

impl Sizes {
    /// What one table is of.
    fn key(&self) -> (&str, OptLevel, &str) {
        (&self.target, self.opt_level, &self.compiler)
    }

    /// Whether both are of the same.
    fn is_of(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

fn compare(old: &Sizes, new: &Sizes) -> Result<()> {
    let mut figures = Vec::new();
    for (name, size) in &new.optimizers {
        let before = old.optimizers.get(name);
        figures.push((name.clone(), before.map(|before| before.flash), size.flash));
        let before = before.map(|before| before.flash_with_cosine);
        figures.push((format!("{name} with a cosine"), before, size.flash_with_cosine));
    }
    for (name, part) in &new.parts {
        figures.push((name.clone(), old.parts.get(name).map(|before| before.flash), part.flash));
    }
    let mut grown = Vec::new();
    for (name, before, now) in figures {
        let Some(before) = before else {
            grown.push(format!("{name}: {now} bytes of flash, which nobody has agreed to yet"));
            continue;
        };
        if now as f64 > before as f64 * (1.0 + TOLERANCE) {
            grown.push(format!("{name}: {before} -> {now} bytes of flash"));
        }
    }
    if grown.is_empty() {
        println!(
            "{}, {}: {} optimizers and {} parts, none has grown",
            new.target,
            new.opt_level,
            new.optimizers.len(),
            new.parts.len()
        );
        return Ok(());
    }
    bail!(
        "{}, {} ({}): {}; if that is meant: cargo xtask bench sizes --agree",
        new.target,
        new.opt_level,
        new.compiler,
        grown.join("; ")
    )
}
