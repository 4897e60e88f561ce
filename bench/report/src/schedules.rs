//! Schedules: instructions of one value, beside the budget that its family has.

use crate::{
    board::Built,
    record::{Record, Report},
};
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
    search(&mut report).context("the search")?;
    Ok(report)
}

/// Trees of hostile numbers that are searched for the dearest value.
const TREES: u32 = 10_000;
/// What a value may cost at most, for each node of its schedule.
const NODE: u64 = 20_000;

/// The dearest value of many hostile trees, held to its bound.
fn search(report: &mut Report) -> Result<()> {
    let printed = Built::of(BUDGETED)?.run(&format!("search={TREES}"))?;
    let found = Fields::lines(&printed, "searched");
    ensure!(found.len() == 2, "the program searched for {} things", found.len());
    report.paragraph(&format!("**The dearest of {TREES} hostile trees** ({BUDGETED})"));
    let mut rows = Vec::new();
    for line in &found {
        let (instructions, nodes): (u64, u64) =
            (line.number("instructions")?, line.number("nodes")?);
        let (what, seed, step) = (line.text("searched")?, line.text("seed")?, line.text("step")?);
        ensure!(
            instructions <= NODE * nodes,
            "{instructions} instructions for {nodes} nodes; allowed: {NODE} a node (seed {seed}, step {step})"
        );
        let row = [what, &instructions.to_string(), &nodes.to_string(), seed, step];
        rows.push(row.map(str::to_owned));
        report.records.push(Record {
            target: BUDGETED.to_owned(),
            name: format!("dearest {what}"),
            n: nodes as usize,
            instructions: Some(instructions),
            baseline: "bound".to_owned(),
            baseline_value: Some((NODE * nodes) as f64),
            ..Record::default()
        });
    }
    report.table(["dearest", "instructions", "nodes", "seed", "at step"], rows);
    Ok(())
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
