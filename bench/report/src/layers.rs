//! A dense layer whose biases do not decay, beside the same step over one group.

use crate::record::{Record, Report};
use anyhow::{Context, Result};
use thalweg_catalogue::Board;
use xtask::fields::Fields;

/// What the program printed about layouts.
pub(crate) fn report(board: &Board, printed: &str, report: &mut Report) -> Result<()> {
    let lines = Fields::lines(printed, "layout");
    let instructions = |layout: &str| -> Result<u64> {
        let line = lines.iter().find(|line| line.is("layout", layout));
        line.with_context(|| format!("{layout} was not measured"))?.number("instructions")
    };
    let (whole, apart) = (instructions("whole")?, instructions("biases_apart")?);
    let n = lines.first().context("no layout was measured")?.number("n")?;
    report.paragraph(&format!(
        "AdamW over a dense layer of 32 inputs and 5 outputs ({n} parameters, guarded): {whole} instructions over one group, \
         {apart} with biases that do not decay (`Layers`), {:+.1} %.",
        100.0 * (apart as f64 / whole as f64 - 1.0)
    ));
    report.records.push(Record {
        target: board.core.to_owned(),
        name: "adamw, biases without decay".to_owned(),
        state: "f32".to_owned(),
        backend: "libm".to_owned(),
        guard: true,
        n,
        instructions: Some(apart),
        baseline: "one group".to_owned(),
        baseline_value: Some(whole as f64),
        ..Record::default()
    });
    Ok(())
}
