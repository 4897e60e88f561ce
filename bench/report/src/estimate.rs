//! Cycles a parameter of a step, estimated, beside the loop in C and the floor of the arithmetic.

use crate::{
    board::Built,
    counted::{self, BASELINES, Counted},
    disassembly,
    record::Report,
    trace::{self, Interval},
};
use anyhow::{Context, Result, ensure};
use std::fmt;

const METHOD: &str = include_str!("../methods/cycles.md");
const HEADER: [&str; 12] = [
    "rule",
    "thalweg",
    "C",
    "×",
    "unrolled",
    "×",
    "contracted",
    "×",
    "multi-pass",
    "×",
    "floor",
    "× floor",
];

/// Adds the table of the rules that were written in C as well.
pub(crate) fn cycles(built: &Built, report: &mut Report) -> Result<()> {
    let functions = disassembly::read(&built.elf)?;
    let stripped = trace::strip(&built.elf)?;
    let (text, intervals) = trace::run(&built.emulator("traced", &stripped), &functions)?;
    let traced = Traced { lines: counted::lines(&text)?, intervals };
    let ours = traced.lines.iter().filter(|line| line.by == "thalweg");
    let rows = ours.map(|ours| traced.row(ours).with_context(|| ours.rule.clone()));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    ensure!(!rows.is_empty(), "the program ran no rule");
    report.paragraph(METHOD);
    report.table(HEADER, rows);
    Ok(())
}

/// What the program counted, and what was executed meanwhile.
struct Traced {
    lines: Vec<Counted>,
    intervals: Vec<Interval>,
}

impl Traced {
    fn row(&self, ours: &Counted) -> Result<[String; 12]> {
        let our_cost = self.per_parameter(ours)?;
        let theirs = |by: &str| -> Result<[String; 2]> {
            let line = self.lines.iter().find(|line| line.by == by && line.same_work(ours));
            let cost = self.per_parameter(line.with_context(|| format!("{by} was not run"))?)?;
            Ok([cost.to_string(), two(our_cost.cycles / cost.cycles)])
        };
        let [fused, unrolled, contracted, multipass] = BASELINES.map(theirs);
        let ([a, b], [c, d], [e, f], [g, h]) = (fused?, unrolled?, contracted?, multipass?);
        let floor = 3.0 + 2.0 * ours.state_bytes / 4.0 + 14.0 * our_cost.long;
        let [floor, over] = [floor, our_cost.cycles / floor].map(two);
        Ok([ours.rule.clone(), our_cost.to_string(), a, b, c, d, e, f, g, h, floor, over])
    }

    /// What one parameter takes.
    fn per_parameter(&self, line: &Counted) -> Result<Cost> {
        let empty = self.interval(0)?;
        let found = self.interval(line.counting)?;
        let instructions = found.instructions - empty.instructions;
        ensure!(
            instructions == line.instructions,
            "{} by {} took {} instructions, and {instructions} were logged",
            line.rule,
            line.by,
            line.instructions
        );
        let of = |count: u64| count as f64 / line.n as f64;
        Ok(Cost {
            instructions: of(instructions),
            cycles: of(found.cycles - empty.cycles),
            long: of(found.long),
        })
    }

    /// What was executed while the program counted for the given time: every other interval lies between.
    fn interval(&self, counting: usize) -> Result<Interval> {
        self.intervals.get(2 * counting).copied().context("the log ends too early")
    }
}

/// Of one parameter.
struct Cost {
    instructions: f64,
    cycles: f64,
    /// Divisions and roots.
    long: f64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} / {:.1}", self.instructions, self.cycles)
    }
}

fn two(figure: f64) -> String {
    format!("{figure:.2}")
}
