//! The host: nanoseconds a parameter, beside the same loop by hand, burn, candle and the memory.

use crate::{
    machine,
    record::{Record, Report},
};
use anyhow::{Context, Result};
use std::{path::Path, process::Command};
use xtask::{fields::Fields, shell};

pub(crate) fn measure() -> Result<Report> {
    let mut report = Report::default();
    report.heading("Nanoseconds of a step on the host");
    report.paragraph(METHOD);
    report.paragraph(&machine::description());
    report.extend(beside_hand()?);
    report.paragraph(FRAMEWORKS);
    report.extend(beside_frameworks()?);
    Ok(report)
}

const METHOD: &str = include_str!("../methods/host.md");

const FRAMEWORKS: &str = include_str!("../methods/frameworks.md");

/// Every rule beside the loop by hand and the memory.
pub(crate) fn beside_hand() -> Result<Report> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["build", "--profile", "measure"]);
    shell::quiet("building the bench", cargo.args(["--package", "thalweg-bench-host"]))?;
    let output = run(&shell::root().join("target/measure/host"))?;
    let lines = Fields::lines(&output, "rule");
    let alone = |by: &str| {
        let line = lines.iter().find(|line| line.is("by", by));
        line.with_context(|| format!("the bench printed no line by {by}"))?.number::<f64>("ns")
    };
    // Three numbers of four bytes each.
    let bandwidth = 12.0 / alone("memory")?;
    let mut report = Report::default();
    let mut rows = Vec::new();
    for ours in lines.iter().filter(|line| line.is("guard", "false") && is_ours(line)) {
        let by = |by: &str| lines.iter().find(|line| line.is("by", by) && line.same_work(ours));
        let guarded = lines.iter().find(|line| {
            line.is("guard", "true")
                && line.get("state") == ours.get("state")
                && line.same_work(ours)
        });
        let hand = by("hand").map(|hand| hand.number::<f64>("ns")).transpose()?;
        // The triad's arrays are as large as a state of f32.
        let triad = by("triad").filter(|_| ours.is("state", "f32"));
        let memory = triad.map(|triad| Memory::of(ours, triad)).transpose()?;
        rows.push(row(ours, guarded, hand, memory.as_ref(), bandwidth)?);
        report.records.push(record(ours, if hand.is_some() { "hand" } else { "" }, hand)?);
        if let Some(memory) = memory {
            report.records.push(record(ours, "triad", Some(memory.ns))?);
        }
        if let Some(guarded) = guarded {
            report.records.push(record(guarded, "", None)?);
        }
    }
    report.table(HEADER, rows);
    report.paragraph(&format!(
        "The memory beyond the caches gives {bandwidth:.1} GB/s. One division and one root a parameter alone, over arrays in the first \
         cache, take {:.3} ns. {}",
        alone("divider")?,
        noise(&lines)?
    ));
    Ok(report)
}

const HEADER: [&str; 11] = [
    "rule",
    "state",
    "N",
    "guarded",
    "thalweg",
    "by hand",
    "×",
    "GB/s",
    "triad GB/s",
    "×",
    "memory ×",
];

fn row(
    ours: &Fields,
    guarded: Option<&Fields>,
    hand: Option<f64>,
    memory: Option<&Memory>,
    bandwidth: f64,
) -> Result<[String; 11]> {
    let ns = ours.number::<f64>("ns")?;
    let guarded = guarded.map(|line| line.number::<f64>("ns")).transpose()?;
    Ok([
        ours.text("rule")?.to_owned(),
        ours.text("state")?.to_owned(),
        ours.text("n")?.to_owned(),
        figure(guarded),
        figure(Some(ns)),
        figure(hand),
        ratio(Some(ns), hand),
        memory.map_or(String::new(), |memory| format!("{:.1}", memory.traffic / ns)),
        memory.map_or(String::new(), |memory| format!("{:.1}", memory.traffic / memory.ns)),
        ratio(Some(ns), memory.map(|memory| memory.ns)),
        ratio(Some(ns), memory.map(|memory| memory.traffic / bandwidth)),
    ])
}

/// What a step moves, and how long the memory takes for it.
struct Memory {
    /// Bytes a parameter: w and the state are read and written, g is read.
    traffic: f64,
    ns: f64,
}

impl Memory {
    /// The triad's arrays take the room that parameter, gradient and state take.
    fn of(ours: &Fields, triad: &Fields) -> Result<Self> {
        let state = ours.number::<f64>("state_bytes")?;
        let (traffic, triads) = (12.0 + 2.0 * state, 8.0 + state);
        Ok(Self { traffic, ns: traffic / triads * triad.number::<f64>("ns")? })
    }
}

/// How much slower the usual sample is than the fastest.
fn noise(lines: &[Fields]) -> Result<String> {
    let ratio = |line: &Fields| Ok(line.number::<f64>("median")? / line.number::<f64>("ns")?);
    let mut ratios = lines.iter().map(ratio).collect::<Result<Vec<_>>>()?;
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2).context("the bench printed nothing")?;
    Ok(format!("The median sample took {middle:.2} times the fastest."))
}

/// The rules that burn or candle have too.
fn beside_frameworks() -> Result<Report> {
    let folder = shell::root().join("bench/frameworks");
    let target = shell::root().join("target/frameworks");
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&folder).args(["build", "--release", "--locked", "--target-dir"]);
    shell::quiet("building burn and candle", cargo.arg(&target))?;
    let output = run(&target.join("release/frameworks"))?;
    let lines = Fields::lines(&output, "rule");
    let mut report = Report::default();
    let mut rows = Vec::new();
    for ours in lines.iter().filter(|line| is_ours(line)) {
        let time = |by: &str| {
            let theirs = lines.iter().find(|line| line.is("by", by) && line.same_work(ours));
            theirs.map(|line| line.number::<f64>("ns")).transpose()
        };
        let ns = Some(ours.number::<f64>("ns")?);
        let [burn, candle] = [time("burn")?, time("candle")?];
        rows.push([
            ours.text("rule")?.to_owned(),
            ours.text("n")?.to_owned(),
            figure(ns),
            figure(burn),
            ratio(ns, burn),
            figure(candle),
            ratio(ns, candle),
        ]);
        for (by, theirs) in [("burn", burn), ("candle", candle)] {
            if theirs.is_some() {
                report.records.push(record(ours, by, theirs)?);
            }
        }
    }
    report.table(["rule", "N", "guarded", "burn", "×", "candle", "×"], rows);
    Ok(report)
}

fn run(program: &Path) -> Result<String> {
    // criterion keeps what it measured in the folder that this names.
    let folder = shell::root().join("target/criterion");
    shell::printed("measuring on the host", Command::new(program).env("CRITERION_HOME", folder))
}

fn is_ours(line: &Fields) -> bool {
    line.is("by", "thalweg")
}

fn figure(ns: Option<f64>) -> String {
    ns.map_or(String::new(), |ns| format!("{ns:.3}"))
}

fn ratio(ours: Option<f64>, theirs: Option<f64>) -> String {
    ours.zip(theirs).map_or(String::new(), |(ours, theirs)| format!("{:.2}", ours / theirs))
}

fn record(ours: &Fields, baseline: &str, value: Option<f64>) -> Result<Record> {
    Ok(Record {
        target: machine::processor(),
        name: ours.text("rule")?.to_owned(),
        state: ours.text("state")?.to_owned(),
        backend: "libm".to_owned(),
        guard: ours.is("guard", "true"),
        n: ours.number("n")?,
        ns_per_parameter: Some(ours.number::<f64>("ns")?),
        baseline: baseline.to_owned(),
        baseline_value: value,
        state_bytes_per_parameter: Some(ours.number::<f64>("state_bytes")?),
        ..Record::default()
    })
}
