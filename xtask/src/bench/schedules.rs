//! Schedules: instructions of one value, beside the budget that its family has.

use super::{Record, Report, mcu::Built};
use anyhow::{Context, Result, ensure};
use std::collections::HashMap;

/// The boards to measure on: with an FPU and without.
const CORES: [&str; 2] = ["Cortex-M4F", "Cortex-M0+"];
/// The one that the budgets are for.
const BUDGETED: &str = "Cortex-M4F";

const METHOD: &str = "\
Instructions of one `Schedule::at`, counted exactly in QEMU (`-icount shift=0`); what a call of an empty function with the same \
arguments takes is taken off. The mean and the worst over steps within \
a training of 1000 steps, its seams among them, and the worst past its end, up to step 2³² − 1. The budget is 60 for the piecewise and \
cyclical families and 400 for those with a cosine or a power; a composition has none of its own. *Stack*: bytes below the caller's \
frame. *Size*: bytes of the schedule.";

pub(super) fn measure() -> Result<Report> {
    let mut report = Report::default();
    report.heading("Instructions of a schedule");
    report.paragraph(METHOD);
    for core in CORES {
        on(core, &mut report).with_context(|| core.to_owned())?;
    }
    Ok(report)
}

fn on(core: &str, report: &mut Report) -> Result<()> {
    let built = Built::of(core)?;
    let printed = built.run("schedules")?;
    report.paragraph(&format!(
        "**{}** ({}, {})",
        built.board.core, built.board.target, built.compiler
    ));
    let lines = printed.lines().filter(|line| line.starts_with("schedule="));
    let lines: Vec<Line<'_>> = lines.map(Line::parse).collect::<Result<_>>()?;
    ensure!(!lines.is_empty(), "the program measured no schedule");
    let budgeted = core == BUDGETED;
    report.table(HEADER, lines.iter().map(|line| line.row(budgeted)).collect());
    report.records.extend(lines.iter().map(|line| line.record(core, budgeted)));
    Ok(())
}

const HEADER: [&str; 9] =
    ["schedule", "mean", "worst", "at step", "budget", "within", "past the end", "stack", "size"];

/// A line of the program's output.
struct Line<'a> {
    values: HashMap<&'a str, &'a str>,
    worst: u64,
    budget: u64,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Result<Self> {
        let values: HashMap<_, _> =
            line.split(' ').filter_map(|word| word.split_once('=')).collect();
        let number = |name: &str| -> Result<u64> {
            let value = values.get(name).with_context(|| format!("no {name} in {line:?}"))?;
            value.parse().with_context(|| format!("{name} in {line:?}"))
        };
        let (worst, budget) = (number("worst")?, number("budget")?);
        Ok(Self { values, worst, budget })
    }

    fn text(&self, name: &str) -> String {
        self.values.get(name).copied().unwrap_or_default().to_owned()
    }

    fn row(&self, budgeted: bool) -> [String; 9] {
        let has_budget = budgeted && self.budget > 0;
        let within = if self.worst <= self.budget { "yes" } else { "no" };
        let mean =
            self.text("mean").parse().map_or(String::new(), |mean: f64| format!("{mean:.0}"));
        [
            self.text("schedule").replace('_', " "),
            mean,
            self.worst.to_string(),
            self.text("worst_step"),
            if has_budget { self.budget.to_string() } else { String::new() },
            if has_budget { within.to_owned() } else { String::new() },
            self.text("past"),
            self.text("stack"),
            self.text("bytes"),
        ]
    }

    fn record(&self, core: &str, budgeted: bool) -> Record {
        Record {
            target: core.to_owned(),
            name: format!("schedule {}", self.text("schedule")),
            n: 1,
            instructions: Some(self.worst),
            baseline: if budgeted && self.budget > 0 { "budget".to_owned() } else { String::new() },
            baseline_value: (budgeted && self.budget > 0).then_some(self.budget as f64),
            ..Record::default()
        }
    }
}
