//! Steps in parts: the longest part of each rule, which is how long another task waits.

use crate::{
    board,
    build::Build,
    record::{Record, Report},
};
use anyhow::{Result, ensure};
use xtask::{device, fields::Fields};

const METHOD: &str = include_str!("../methods/pieces.md");
const HEADER: [&str; 3] = ["rule", "parts", "longest, instructions"];

/// On the board of one core, or the firmware's.
pub(crate) fn measure(core: Option<&str>, how: Build<'_>) -> Result<Report> {
    let board = board::of(core.unwrap_or(device::BOARD.core))?;
    let printed = board::printed("pieces", board, how)?;
    let lines = Fields::lines(&printed, "in_parts");
    ensure!(!lines.is_empty(), "no step was taken in parts");
    let mut report = Report::default();
    report.heading("Steps in parts on Cortex-M");
    report.paragraph(METHOD);
    report.paragraph(&format!("**{}**, optimisation level {how}", board.core));
    let mut rows = Vec::new();
    for line in &lines {
        let name = line.text("in_parts")?;
        let [parts, longest]: [u64; 2] = [line.number("parts")?, line.number("longest")?];
        rows.push([name.to_owned(), parts.to_string(), longest.to_string()]);
        report.records.push(Record {
            target: board.core.to_owned(),
            name: format!("{name}, longest part"),
            state: "f32".to_owned(),
            backend: "libm".to_owned(),
            guard: true,
            n: line.number("n")?,
            opt_level: how.level,
            small: how.small,
            instructions: Some(longest),
            ..Record::default()
        });
    }
    report.table(HEADER, rows);
    Ok(report)
}
