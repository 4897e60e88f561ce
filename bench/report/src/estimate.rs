//! Cycles a parameter of a step, estimated, beside the loop in C and the floor of the arithmetic.

use crate::{
    board::Built,
    build::Build,
    counted::{self, BASELINES, Counted},
    disassembly,
    record::Report,
    trace::{self, Interval},
};
use anyhow::{Context, Result, ensure};
use std::fmt;

const METHOD: &str = include_str!("../methods/cycles.md");
const HEADER: [&str; 14] = [
    "rule",
    "thalweg",
    "+ guard",
    "for cortex-m4",
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

/// What the compiler calls the processor that the model is of.
const PROCESSOR: &str = "cortex-m4";

/// Adds the table of the rules that were written in C as well, and of those by approximate inverse roots.
pub(crate) fn cycles(built: &Built, how: Build<'_>, report: &mut Report) -> Result<()> {
    let traced = Traced::of(built)?;
    // Its file takes the place of the other's, which was looked at.
    let tuned = Traced::of(&built.for_processor(PROCESSOR, how)?)?;
    let rows = traced.unguarded();
    let rows = rows.map(|ours| traced.row(ours, &tuned).with_context(|| ours.rule.clone()));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    if rows.is_empty() {
        ensure!(how.rules.is_some(), "the program ran no rule");
        return Ok(()); // none of those that were asked for is traced
    }
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
    /// Runs the program.
    fn of(built: &Built) -> Result<Self> {
        let functions = disassembly::read(&built.elf)?;
        let stripped = trace::strip(&built.elf)?;
        let (text, intervals) = trace::run(&built.emulator("traced", &stripped), &functions)?;
        Ok(Self { lines: counted::lines(&text)?, intervals })
    }

    /// Our rules without the guard.
    fn unguarded(&self) -> impl Iterator<Item = &Counted> {
        self.lines.iter().filter(|line| line.by == "thalweg" && !line.guard)
    }

    /// A rule, beside the same in the program that was built for the processor.
    fn row(&self, ours: &Counted, tuned: &Self) -> Result<[String; 14]> {
        let our_cost = self.per_parameter(ours)?;
        let guarded = self.lines.iter().find(|line| line.guard && line.same_work(ours));
        let guarded = self.per_parameter(guarded.context("it was not run with the guard")?)?;
        let same = tuned.unguarded().find(|line| line.same_work(ours));
        let same = tuned.per_parameter(same.context("it was not run on the processor")?)?;
        let theirs = |by: &str| -> Result<[String; 2]> {
            let line = self.lines.iter().find(|line| line.by == by && line.same_work(ours));
            let Some(line) = line else { return Ok([const { String::new() }; 2]) };
            let cost = self.per_parameter(line)?;
            Ok([cost.to_string(), two(our_cost.cycles / cost.cycles)])
        };
        let [fused, unrolled, contracted, multipass] = BASELINES.map(theirs);
        let ([a, b], [c, d], [e, f], [g, h]) = (fused?, unrolled?, contracted?, multipass?);
        let floor = 3.0 + 2.0 * ours.state_bytes / 4.0 + 14.0 * our_cost.long;
        let [floor, over] = [floor, our_cost.cycles / floor].map(two);
        let [cost, guard, same] = [our_cost.to_string(), guarded.less(&our_cost), same.to_string()];
        Ok([ours.rule.clone(), cost, guard, same, a, b, c, d, e, f, g, h, floor, over])
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

impl Cost {
    /// What is more than another.
    fn less(&self, other: &Self) -> String {
        let (instructions, cycles) =
            (self.instructions - other.instructions, self.cycles - other.cycles);
        Self { instructions, cycles, long: 0.0 }.to_string()
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} / {:.1}", self.instructions, self.cycles)
    }
}

fn two(figure: f64) -> String {
    format!("{figure:.2}")
}
