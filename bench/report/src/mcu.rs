//! Cortex-M: instructions a parameter, exact, beside the same update in C in the same run.

use crate::{
    board::{self, Built, LONG},
    build::Build,
    counted::{self, BASELINES, Counted},
    estimate, layers,
    opt_level::OptLevel,
    record::{Record, Report},
    size::{self, Sizes},
    watch,
};
use anyhow::{Context, Result, ensure};
use thalweg_catalogue::Board;
use xtask::device;

/// Measures on every board, or on that of one core, what was built at a level.
pub(crate) fn measure(core: Option<&str>, how: Build<'_>) -> Result<Report> {
    let boards: Vec<_> = match core {
        Some(core) => vec![board::of(core)?],
        None => board::measured().collect(),
    };
    let mut report = Report::default();
    report.heading("Instructions of a step on Cortex-M");
    // The firmware has a level and a rule of its own.
    let usual = how.level == OptLevel::default() && how.rules.is_none() && !how.small;
    if usual && boards.iter().any(|board| board.core == device::BOARD.core) {
        watch::step(&mut report).context("the watch")?;
    }
    report.paragraph(METHOD);
    for board in boards {
        on(board, how, &mut report).with_context(|| board.core.to_owned())?;
    }
    Ok(report)
}

/// The optimizers on the core that the model of cycles is of: what was counted, and the table of its cycles alone.
pub(crate) fn measure_modelled() -> Result<(Vec<Record>, Report)> {
    let (mut counts, mut cycles) = (Report::default(), Report::default());
    let built = counted_on(board::of(MODELLED)?, Build::default(), &mut counts)?;
    cycles.heading("Cycles of a step on a Cortex-M4F");
    estimate::cycles(&built, Build::default(), &mut cycles)?;
    Ok((counts.records, cycles))
}

const METHOD: &str = include_str!("../methods/mcu.md");

/// Measures on one board.
fn on(board: &'static Board, how: Build<'_>, report: &mut Report) -> Result<()> {
    let built = counted_on(board, how, report)?;
    if board.core == MODELLED {
        estimate::cycles(&built, how, report)?;
    }
    Ok(())
}

/// Counts on one board; the program that was run.
fn counted_on(board: &'static Board, how: Build<'_>, report: &mut Report) -> Result<Built> {
    let built = Built::new(board, how)?;
    let compiler = &built.compiler;
    let printed = built.run("rules")?;
    let lines = counted::lines(&printed)?;
    same_bits(&lines)?;
    let named = format!("{}, {compiler}, optimisation level {}", board.target, how);
    report.paragraph(&format!("**{}** ({named})", board.core));
    let sizes = size::of(board.target, how)?;
    let (mut rows, mut records) = (Vec::new(), Vec::new());
    for ours in lines.iter().filter(|line| line.by == "thalweg") {
        let comparable = ours.state != "fixed" || !board.fpu;
        let theirs = |by: &str| {
            lines.iter().find(|line| comparable && line.by == by && line.same_work(ours))
        };
        if ours.backend != "micromath" || lines.iter().all(|line| !line.same_but_backend(ours)) {
            rows.push(row(ours, theirs));
        }
        let flash = flash(ours, &sizes);
        let beside = |theirs: &Counted| Record {
            flash_bytes: flash,
            opt_level: how.level,
            small: how.small,
            ..record(board, ours, theirs)
        };
        records.extend(BASELINES.iter().filter_map(|by| Some(beside(theirs(by)?))));
        if theirs(BASELINES[0]).is_none() {
            records.push(beside(&Counted::default()));
        }
    }
    report.table(HEADER, rows);
    report.records.extend(records);
    layers::report(board, &printed, report)?;
    Ok(built)
}

/// The core that the model of cycles is of.
const MODELLED: &str = "Cortex-M4F";
/// Those whose arithmetic is ours, operation by operation.
const SAME_BITS: [&str; 3] = ["fused", "unrolled", "multipass"];
const HEADER: [&str; 15] = [
    "rule",
    "state",
    "backend",
    "guard",
    "N",
    "thalweg",
    "C",
    "×",
    "unrolled",
    "×",
    "contracted",
    "×",
    "multi-pass",
    "×",
    "stack",
];

fn row<'a>(ours: &Counted, theirs: impl Fn(&str) -> Option<&'a Counted>) -> [String; 15] {
    let value = |by| theirs(by).map(|line| line.beside(ours));
    let figure = |by| value(by).map_or(String::new(), two);
    let ratio = |by| value(by).map_or(String::new(), |value| two(ours.per_parameter() / value));
    let [fused, unrolled, contracted, multipass] = BASELINES;
    [
        ours.rule.clone(),
        ours.state.clone(),
        ours.backend.clone(),
        (if ours.guard { "yes" } else { "" }).to_owned(),
        ours.n.to_string(),
        two(ours.per_parameter()),
        figure(fused),
        ratio(fused),
        figure(unrolled),
        ratio(unrolled),
        figure(contracted),
        ratio(contracted),
        figure(multipass),
        ratio(multipass),
        ours.stack.to_string(),
    ]
}

/// Bytes of flash of an optimizer as the sizes are measured: of that length, guarded, with exact functions.
fn flash(ours: &Counted, sizes: &Sizes) -> Option<u64> {
    let measured =
        ours.n == LONG && (ours.guard && ours.backend == "libm" || ours.state == "fixed");
    let size = sizes.optimizers.get(&ours.key()).filter(|_| measured)?;
    Some(size.flash)
}

fn two(figure: f64) -> String {
    format!("{figure:.2}")
}

fn record(board: &Board, ours: &Counted, theirs: &Counted) -> Record {
    Record {
        target: board.core.to_owned(),
        name: ours.rule.clone(),
        state: ours.state.clone(),
        backend: ours.backend.clone(),
        guard: ours.guard,
        n: ours.n,
        instructions_per_parameter: Some(ours.per_parameter()),
        baseline: if theirs.by.is_empty() { String::new() } else { format!("C {}", theirs.by) },
        baseline_value: (theirs.n > 0).then(|| theirs.beside(ours)),
        stack_bytes: Some(ours.stack),
        state_bytes_per_parameter: Some(ours.state_bytes),
        ..Record::default()
    }
}

/// The same arithmetic gives the same bits in both languages; otherwise the comparison is void.
fn same_bits(lines: &[Counted]) -> Result<()> {
    for c in lines.iter().filter(|line| SAME_BITS.contains(&&*line.by)) {
        let ours = lines.iter().find(|line| line.backend == "libm" && line.same_work(c));
        let ours = ours.with_context(|| format!("{} was not measured", c.rule))?;
        ensure!(c.bits == ours.bits, "{} of C ({}) has other bits than ours", c.rule, c.by);
    }
    Ok(())
}
