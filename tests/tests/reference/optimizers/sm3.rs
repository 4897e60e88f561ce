//! SM3: Optax'.

use super::{
    config::Config,
    run::{Run, State},
    sides,
};
use crate::{Checked, Verdict};
use anyhow::Result;
use thalweg::optimizer::rules::{RowsAndColumns, Sm3};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let rule = Sm3::<64, 64, 1> { momentum: config.momentum()?, ..Sm3::<64, 64, 1>::DEFAULT };
    let matrix = config.shape()?.len() == 2;
    let memory = |s: &State<'_>| -> Result<RowsAndColumns<64, 64>> {
        let first = s.vector("mu/0")?;
        if matrix {
            return sides(&first, &s.vector("mu/1")?);
        }
        // A vector is one row, whose maximum is that of its columns.
        sides(&[first.iter().copied().fold(0.0, f32::max)], &first)
    };
    let run = Run::new(case, config)?;
    run.check_with_memory(rule, (), |s| Ok((s.slots(["nu"])?, memory(s)?)))
}
