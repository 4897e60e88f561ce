//! Layers on a Cortex-M4F: instructions and estimated cycles a multiply-accumulate, beside C, and of a whole step and its parts.

use crate::{
    board::{self, Built},
    build::Build,
    disassembly,
    opt_level::OptLevel,
    record::{Record, Report},
    trace::{self, Interval},
};
use anyhow::{Context, Result, ensure};
use xtask::fields::Fields;

const METHOD: &str = include_str!("../methods/nn.md");
/// The core that the model of cycles is of.
const CORE: &str = "Cortex-M4F";
const PROGRAM: &str = "nn";
/// Every build: its level, and the flags of the compiler.
const BUILDS: [(OptLevel, &str); 4] = [
    (OptLevel::Fast, ""),
    (OptLevel::Fast, "-Ctarget-cpu=cortex-m4"),
    (OptLevel::S, ""),
    (OptLevel::Z, ""),
];
const LOOPS: [&str; 9] =
    ["loop", "shape", "C", "3", "×", "3, told", "3, for cortex-m4", "s, told", "z, told"];
const STEPS: [&str; 6] =
    ["a whole step", "3", "3, for cortex-m4", "s", "z", "instructions of s over those of 3"];

/// Measures every build, with the feature `small` if asked for.
pub(crate) fn measure(small: bool) -> Result<Report> {
    let board = board::of(CORE)?;
    let runs = BUILDS.iter().map(|&(level, flags)| {
        let how = Build { level, small, ..Build::default() };
        Run::of(&Built::program(PROGRAM, board, how, flags)?)
            .with_context(|| format!("at {how} {flags}"))
    });
    let runs = runs.collect::<Result<Vec<_>>>()?;
    let [fast, tuned, s, z] = runs.as_slice() else { unreachable!("as many as BUILDS") };
    let mut report = Report::default();
    report.heading("Layers on a Cortex-M4F");
    report.paragraph(METHOD);
    let rows = fast.lines.iter().filter(|line| line.by == "known").map(|known| {
        let of = |run: &Run, by: &str| run.cost(known, by);
        let (ours, c) = (of(fast, "known")?, of(fast, "C")?);
        report.records.push(known.record(&ours, &c));
        Ok([
            known.name.replace('_', " "),
            known.shape.clone(),
            c.to_string(),
            ours.to_string(),
            format!("{:.2}", ours.cycles / c.cycles),
            of(fast, "told")?.to_string(),
            of(tuned, "known")?.to_string(),
            of(s, "told")?.to_string(),
            of(z, "told")?.to_string(),
        ])
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    ensure!(!rows.is_empty(), "the program ran no loop");
    report.table(LOOPS, rows);
    let rows = fast.steps.iter().map(|(name, ours)| {
        let at = |run: &Run| run.step(name);
        let over = at(s)?.instructions as f64 / ours.instructions as f64;
        let [fast, tuned, s, z] = [at(fast)?, at(tuned)?, at(s)?, at(z)?]
            .map(|Interval { instructions, cycles, .. }| format!("{instructions} / {cycles}"));
        Ok([name.replace('_', " "), fast, tuned, s, z, format!("{over:.2}")])
    });
    report.table(STEPS, rows.collect::<Result<Vec<_>>>()?);
    Ok(report)
}

/// One build, run.
struct Run {
    lines: Vec<Line>,
    /// Whole steps and the parts of one, and those of a deeper network, each by its name.
    steps: Vec<(String, Interval)>,
}

impl Run {
    fn of(built: &Built) -> Result<Self> {
        let functions = disassembly::read(&built.elf)?;
        let stripped = trace::strip(&built.elf)?;
        let (text, intervals) = trace::run(&built.emulator("", &stripped), &functions)?;
        let interval = |counting: usize| {
            intervals.get(2 * counting).copied().context("the log ends too early")
        };
        let empty = interval(0)?;
        let cost = |fields: &Fields| -> Result<Interval> {
            ensure!(fields.is("done", "true"), "something was refused");
            let found = interval(usize::try_from(fields.number::<u64>("counting")?)?)?;
            let instructions = found.instructions - empty.instructions;
            ensure!(
                instructions == fields.number::<u64>("instructions")?,
                "counted other than logged"
            );
            Ok(Interval { instructions, cycles: found.cycles - empty.cycles, long: 0 })
        };
        let lines = Fields::lines(&text, "loop");
        let lines = lines.iter().map(|fields| Line::of(fields, cost(fields)?));
        let lines = lines.collect::<Result<Vec<_>>>()?;
        for line in &lines {
            let same = lines.iter().filter(|other| other.same_work(line));
            let mut bits = same.map(|other| &other.bits);
            ensure!(bits.all(|bits| *bits == line.bits), "{} has several bits", line.name);
        }
        for network in ["step", "clipped", "deep"] {
            let steps = Fields::lines(&text, network);
            let bits =
                steps.iter().map(|fields| fields.text("bits")).collect::<Result<Vec<_>>>()?;
            let same = bits.windows(2).all(|two| two[0] == two[1]);
            ensure!(!bits.is_empty() && same, "{network}: steps end on several bits: {bits:?}");
        }
        let named = |name: &'static str| {
            let of = |fields: &Fields| Ok((fields.text(name)?.to_owned(), cost(fields)?));
            Fields::lines(&text, name).iter().map(of).collect::<Result<Vec<_>>>()
        };
        let steps = [named("step")?, named("part")?, named("clipped")?, named("deep")?].concat();
        Ok(Self { lines, steps })
    }

    /// What a step, or a part of one, takes.
    fn step(&self, name: &str) -> Result<Interval> {
        let found = self.steps.iter().find(|(other, _)| other == name);
        Ok(found.with_context(|| format!("{name} was not measured"))?.1)
    }

    /// What a multiply-accumulate of the same work takes, done by another.
    fn cost(&self, line: &Line, by: &str) -> Result<Cost> {
        let found = self.lines.iter().find(|other| other.by == by && other.same_work(line));
        let found = found.with_context(|| format!("{} by {by} was not run", line.name))?;
        let of = |count: u64| count as f64 / line.macs as f64;
        Ok(Cost { instructions: of(found.took.instructions), cycles: of(found.took.cycles) })
    }
}

/// What the program printed about one loop, and what it took.
struct Line {
    name: String,
    by: String,
    shape: String,
    macs: u64,
    bits: String,
    took: Interval,
}

impl Line {
    fn of(fields: &Fields, took: Interval) -> Result<Self> {
        Ok(Self {
            name: fields.text("loop")?.to_owned(),
            by: fields.text("by")?.to_owned(),
            shape: fields.text("shape")?.replace('_', " ").replace('→', " → "),
            macs: fields.number("macs")?,
            bits: fields.text("bits")?.to_owned(),
            took,
        })
    }

    fn same_work(&self, other: &Self) -> bool {
        (&self.name, &self.shape) == (&other.name, &other.shape)
    }

    fn record(&self, ours: &Cost, c: &Cost) -> Record {
        Record {
            target: CORE.to_owned(),
            name: format!("{} {}", self.name, self.shape),
            n: usize::try_from(self.macs).unwrap_or_default(),
            instructions: Some(self.took.instructions),
            cycles_per_mac: Some(ours.cycles),
            baseline: "C tiled, cycles a multiply-accumulate".to_owned(),
            baseline_value: Some(c.cycles),
            ..Record::default()
        }
    }
}

/// Of one multiply-accumulate.
struct Cost {
    instructions: f64,
    cycles: f64,
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} / {:.2}", self.instructions, self.cycles)
    }
}
