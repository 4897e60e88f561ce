//! Floats on cores without an FPU: our routines beside those of both compilers.

use crate::{
    board::{self, measured},
    build::Build,
    record::{Record, Report},
};
use anyhow::{Result, ensure};
use thalweg_catalogue::Board;
use xtask::fields::Fields;

const METHOD: &str = include_str!("../methods/floats.md");
const HEADER: [&str; 5] = ["core", "operation", "soft-floats", "rustc's routine", "gcc's"];

/// On the board of one core, or of every one without an FPU.
pub(crate) fn measure(core: Option<&str>, how: Build<'_>) -> Result<Report> {
    let without_fpu = measured().filter(|board| !board.fpu);
    let boards: Vec<_> = match core {
        Some(core) => vec![board::among(without_fpu, core)?],
        None => without_fpu.collect(),
    };
    let mut report = Report::default();
    report.heading("Floats without an FPU");
    report.paragraph(METHOD);
    let mut rows = Vec::new();
    for board in boards {
        rows.extend(of(board, how, &mut report.records)?);
    }
    report.table(HEADER, rows);
    Ok(report)
}

/// The rows of a board: each operation in two builds.
fn of(
    board: &'static Board,
    how: Build<'_>,
    records: &mut Vec<Record>,
) -> Result<Vec<[String; 5]>> {
    let ours = board::printed("floats", board, how)?;
    let theirs = board::printed("floats", board, Build { compilers_floats: true, ..how })?;
    let [ours, theirs] = [&ours, &theirs].map(|printed| Fields::lines(printed, "operation"));
    ensure!(!ours.is_empty() && ours.len() == theirs.len(), "no operation was measured");
    let mut rows = Vec::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let name = ours.text("operation")?;
        let n: usize = ours.number("n")?;
        let figures: [f64; 3] = [ours.number("ours")?, theirs.number("ours")?, ours.number("c")?];
        let each = figures.map(|instructions| instructions / n as f64);
        let [ours, theirs, c] = each.map(|each| format!("{each:.1}"));
        rows.push([board.core.to_owned(), name.to_owned(), ours, theirs, c]);
        records.push(Record {
            target: board.core.to_owned(),
            name: name.to_owned(),
            state: "f32".to_owned(),
            n,
            opt_level: how.level,
            small: how.small,
            instructions_per_parameter: Some(each[0]),
            baseline: "the compiler's routine".to_owned(),
            baseline_value: Some(each[1]),
            ..Record::default()
        });
    }
    Ok(rows)
}
