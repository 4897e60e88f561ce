//! Schedules: instructions of one value, beside the budget that its family has.

use crate::{Record, Report, board::Built};
use anyhow::{Context, Result, ensure};
use xtask::fields::Fields;

/// The boards to measure on: with an FPU and without.
const CORES: [&str; 2] = ["Cortex-M4F", "Cortex-M0+"];
/// The one that the budgets are for.
const BUDGETED: &str = "Cortex-M4F";

const METHOD: &str = include_str!("../methods/schedules.md");

pub(crate) fn measure() -> Result<Report> {
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
    let lines = Fields::lines(&printed, "schedule").into_iter().map(Line::of);
    let lines = lines.collect::<Result<Vec<_>>>()?;
    ensure!(!lines.is_empty(), "the program measured no schedule");
    let budgeted = core == BUDGETED;
    let rows = lines.iter().map(|line| line.row(budgeted));
    report.table(HEADER, rows.collect::<Result<Vec<_>>>()?);
    for line in &lines {
        report.records.push(line.record(core, budgeted)?);
    }
    Ok(())
}

const HEADER: [&str; 9] =
    ["schedule", "mean", "worst", "at step", "budget", "within", "past the end", "stack", "size"];

/// What the program printed about one schedule.
struct Line {
    fields: Fields,
    worst: u64,
    budget: u64,
}

impl Line {
    fn of(fields: Fields) -> Result<Self> {
        Ok(Self { worst: fields.number("worst")?, budget: fields.number("budget")?, fields })
    }

    fn row(&self, budgeted: bool) -> Result<[String; 9]> {
        let text = |name| self.fields.text(name).map(str::to_owned);
        let has_budget = budgeted && self.budget > 0;
        let within = if self.worst <= self.budget { "yes" } else { "no" };
        Ok([
            text("schedule")?.replace('_', " "),
            format!("{:.0}", self.fields.number::<f64>("mean")?),
            self.worst.to_string(),
            text("worst_step")?,
            if has_budget { self.budget.to_string() } else { String::new() },
            if has_budget { within.to_owned() } else { String::new() },
            text("past")?,
            text("stack")?,
            text("bytes")?,
        ])
    }

    fn record(&self, core: &str, budgeted: bool) -> Result<Record> {
        let has_budget = budgeted && self.budget > 0;
        Ok(Record {
            target: core.to_owned(),
            name: format!("schedule {}", self.fields.text("schedule")?),
            n: 1,
            instructions: Some(self.worst),
            baseline: if has_budget { "budget".to_owned() } else { String::new() },
            baseline_value: has_budget.then_some(self.budget as f64),
            ..Record::default()
        })
    }
}
