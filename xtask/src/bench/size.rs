//! Flash, RAM and stack of every optimizer, and the table of them that is checked in.
//!
//! Sizes depend on the compiler, so each table names its own; a build is held only to the table of
//! the compiler that made it.

use super::{Report, graph::Graph};
use crate::{shell, toolchain::Toolchain};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, path::PathBuf};

pub(super) const TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "thumbv6m-none-eabi"];
/// How many parameters the measured optimizers have.
const N: u32 = 1024;
/// A figure of flash may grow by this part before the table must be made anew.
const TOLERANCE: f64 = 0.05;
/// Bytes of stack that a step may take: at a given rate, and at a cosine's.
const STACK: [u64; 2] = [1024, 2048];

/// What one optimizer takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Size {
    /// Bytes of flash: to make it and to step at a rate that is given.
    pub(super) flash: u64,
    /// The same with a cosine schedule.
    pub(super) flash_with_cosine: u64,
    /// Bytes of RAM for 1,024 parameters, those not counted.
    pub(super) ram: u32,
    /// Bytes of stack of making it, at most: it is made on the stack and then moved.
    pub(super) stack_to_make: u64,
    /// Bytes of stack of a step, at most.
    pub(super) stack: u64,
    /// The same with a cosine schedule.
    pub(super) stack_with_cosine: u64,
}

/// The sizes of every optimizer, by one compiler.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sizes {
    target: String,
    compiler: String,
    pub(super) optimizers: BTreeMap<String, Size>,
}

/// Measures every target.
pub(super) fn measure() -> Result<Report> {
    let mut report = Report::default();
    report.heading("Flash, RAM and stack of an optimizer");
    report.paragraph(METHOD);
    for target in TARGETS {
        of(target)?.print(&mut report);
    }
    Ok(report)
}

const METHOD: &str = "\
*Flash*: code and constants, in bytes, that an optimizer with a constant rate or with a cosine schedule needs for itself (making it \
and its step, with what they call: checks, the guard against non-finite gradients, `libm`, soft floats), as a linker that collects \
garbage keeps them; release profile, optimisation level 3. *RAM*: bytes of the optimizer for N parameters, whose own 4 N bytes are \
not counted. *Stack*: the deepest path through the call graph, in bytes, by the frames that the compiler states; there is no \
recursion and no call through a pointer. *To make*: the stack of `Optimizer::new` into a static, which holds a whole optimizer on \
its way there.";

/// Measures one target.
pub(super) fn of(target: &str) -> Result<Sizes> {
    let toolchain = Toolchain::find(target)?;
    let graph = Graph::read(&build(&toolchain)?)?;
    let mut optimizers = BTreeMap::new();
    for name in graph.names("step_") {
        let [new, step, cosine] = ["new", "step", "cosine"].map(|what| format!("{what}_{name}"));
        let size = Size {
            flash: graph.flash(&[&new, &step])?,
            flash_with_cosine: graph.flash(&[&new, &cosine])?,
            ram: graph.number(&format!("ram_{name}"))?,
            stack_to_make: graph.stack(&new).context(new)?,
            stack: graph.stack(&step).context(step)?,
            stack_with_cosine: graph.stack(&cosine).context(cosine)?,
        };
        optimizers.insert(name.to_owned(), size);
    }
    ensure!(!optimizers.is_empty(), "no optimizer was found");
    Ok(Sizes { target: target.to_owned(), compiler: toolchain.version()?, optimizers })
}

fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("rustc", &shell::root().join("bench/size"));
    cargo.args(["--lib", "--", "-Zemit-stack-sizes"]).env("RUSTC_BOOTSTRAP", "1");
    shell::quiet("building every optimizer to look at its size", &mut cargo)?;
    Ok(toolchain.product("libthalweg_bench_size.a"))
}

impl Sizes {
    fn print(&self, report: &mut Report) {
        report.paragraph(&format!("**{}** ({})", self.target, self.compiler));
        let header =
            ["optimizer", "flash", "with cosine", "RAM", "stack", "with cosine", "to make"];
        let row = |(name, size): (&String, &Size)| {
            let ram = match size.ram / N {
                0 => size.ram.to_string(),
                each => format!("{each} N + {}", size.ram % N),
            };
            [
                name.clone(),
                size.flash.to_string(),
                size.flash_with_cosine.to_string(),
                ram,
                size.stack.to_string(),
                size.stack_with_cosine.to_string(),
                size.stack_to_make.to_string(),
            ]
        };
        report.table(header, self.optimizers.iter().map(row).collect());
    }
}

/// Where the sizes that were agreed to are kept.
fn agreed() -> PathBuf {
    shell::root().join("bench/sizes.json")
}

fn read_agreed() -> Result<Vec<Sizes>> {
    let file = agreed();
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

/// Measures anew and writes the table, in place of those of the same compilers.
pub(super) fn agree() -> Result<Report> {
    let mut tables = if agreed().exists() { read_agreed()? } else { Vec::new() };
    for target in TARGETS {
        let new = of(target)?;
        tables.retain(|old| (&old.target, &old.compiler) != (&new.target, &new.compiler));
        tables.push(new);
    }
    tables.sort_by(|a, b| (&a.target, &a.compiler).cmp(&(&b.target, &b.compiler)));
    fs::write(agreed(), serde_json::to_string_pretty(&tables)? + "\n")?;
    let mut report = Report::default();
    report.heading("Flash, RAM and stack of an optimizer");
    report.paragraph(METHOD);
    tables.iter().for_each(|table| table.print(&mut report));
    fs::write(shell::root().join("bench/SIZES.md"), format!("# Sizes\n{}", report.text))?;
    Ok(report)
}

/// No figure of flash has grown unannounced, and no step takes more stack than is promised.
pub(crate) fn check() -> Result<()> {
    let tables = read_agreed()?;
    for target in TARGETS {
        let new = of(target)?;
        for (name, size) in &new.optimizers {
            for (stack, allowed) in [size.stack, size.stack_with_cosine].into_iter().zip(STACK) {
                ensure!(
                    stack <= allowed,
                    "{target}: {name} takes {stack} bytes of stack; allowed: {allowed}"
                );
            }
        }
        let compiler = &new.compiler;
        match tables.iter().find(|old| old.target == target && old.compiler == *compiler) {
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
