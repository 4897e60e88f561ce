//! `cargo xtask bench`: every figure that this project states, measured.
//!
//! A section measures one thing and gives a report; what it measured is printed as tables, and
//! written as Markdown and as a list of JSON records if asked for.

mod agreed;
mod board;
mod boards;
mod build;
mod counted;
mod cycles;
mod disassembly;
mod estimate;
mod floats;
mod graph;
mod host;
mod layers;
mod machine;
mod mcu;
mod nn;
mod opt_level;
mod optimizers;
mod painted;
mod pieces;
mod record;
mod schedules;
mod size;
mod thumb;
mod trace;
mod wasm;
mod watch;

use build::Build;
use record::Report;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use std::{fs, path::PathBuf, process::ExitCode};

/// Measures: instructions, bytes and nanoseconds, beside the same work written by others.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench", version)]
struct Arguments {
    /// The sections to measure: mcu, nn, floats, sizes, pieces, boards, schedules, host, wasm, optimizers; `all` for every one.
    #[arg(default_value = "all")]
    sections: Vec<String>,
    /// Write the records as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the tables as Markdown.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the sizes that later builds are held to: bench/sizes.json and bench/SIZES.md.
    #[arg(long)]
    agree: bool,
    /// Measure nothing anew but hold flash and stack of every optimizer to bench/sizes.json.
    #[arg(long, value_name = "WHAT", conflicts_with = "agree", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    check: Option<agreed::Check>,
    /// Measure the sections mcu, floats, sizes and pieces on this core alone, such as Cortex-M4F.
    #[arg(long, value_name = "NAME")]
    core: Option<String>,
    /// Measure the sections mcu, floats, pieces (at 3 if not given) and sizes (at every one) at this optimisation level of ours.
    #[arg(long, value_enum)]
    opt_level: Option<opt_level::OptLevel>,
    /// Measure the sections mcu, sizes and pieces of these rules alone, such as sgd,adam.
    #[arg(long, value_name = "NAMES", conflicts_with_all = ["agree", "check"])]
    rules: Option<String>,
    /// Measure the sections mcu, nn, floats, sizes and pieces with the feature `small`.
    #[arg(long, conflicts_with_all = ["agree", "check"])]
    small: bool,
}

impl Arguments {
    /// How the sections for a core are built, at 3 where no level was given.
    fn build(&self) -> Build<'_> {
        let (level, rules) = (self.opt_level.unwrap_or_default(), self.rules.as_deref());
        Build { level, rules, small: self.small, ..Build::default() }
    }
}

/// A name, and what measures it, given what was asked for and what the sections before it have found.
type Section = (&'static str, fn(&Arguments, &Report) -> Result<Report>);

/// Every section, in the order of their reports.
const SECTIONS: [Section; 10] = [
    ("mcu", |arguments, _| mcu::measure(arguments.core.as_deref(), arguments.build())),
    ("nn", |arguments, _| nn::measure(arguments.small)),
    ("floats", |arguments, _| floats::measure(arguments.core.as_deref(), arguments.build())),
    ("sizes", |arguments, _| match arguments {
        Arguments { agree: true, core, opt_level, .. } => {
            agreed::agree(core.as_deref(), *opt_level)
        }
        Arguments { core, opt_level, .. } => {
            size::measure(core.as_deref(), *opt_level, arguments.build())
        }
    }),
    ("pieces", |arguments, _| pieces::measure(arguments.core.as_deref(), arguments.build())),
    ("boards", |_, _| boards::measure()),
    ("schedules", |_, _| schedules::measure()),
    ("host", |_, _| host::measure()),
    ("wasm", |_, _| wasm::measure()),
    ("optimizers", |_, have| optimizers::measure(have)),
];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    xtask::end(match arguments.check {
        Some(what) => agreed::check(what, arguments.core.as_deref(), arguments.opt_level),
        None => run(&arguments),
    })
}

fn run(arguments: &Arguments) -> Result<()> {
    let wanted = &arguments.sections;
    let names: Vec<_> = SECTIONS.iter().map(|(name, _)| *name).chain(["all"]).collect();
    for section in wanted {
        let allowed = names.join(", ");
        ensure!(names.contains(&section.as_str()), "no section {section:?}; allowed: {allowed}");
    }
    let is_wanted = |name: &str| wanted.iter().any(|wanted| wanted == "all" || wanted == name);
    let sections = SECTIONS.iter().filter(|(name, _)| is_wanted(name));
    let mut report = Report::default();
    for (name, section) in sections {
        let found = section(arguments, &report);
        report.extend(found.with_context(|| format!("the section {name:?} failed"))?);
    }
    print!("{}", report.text);
    if let Some(file) = &arguments.markdown {
        let command =
            format!("cargo xtask bench {} --markdown {}", wanted.join(" "), file.display());
        let text = format!("# Figures\n\nWritten by `{command}`.\n{}", report.text);
        fs::write(file, text).with_context(|| file.display().to_string())?;
    }
    if let Some(file) = &arguments.json {
        let records = serde_json::to_string_pretty(&report.records)?;
        fs::write(file, records + "\n").with_context(|| file.display().to_string())?;
    }
    Ok(())
}
