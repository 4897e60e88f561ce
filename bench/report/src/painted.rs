//! The stack that is seen to be used, painted in an emulator: making every optimizer, and a step of it.

use crate::{board, build::Build};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thalweg_catalogue::Board;
use xtask::fields::Fields;

/// Bytes of stack of one optimizer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Painted {
    pub(crate) stack_painted: u64,
    pub(crate) stack_to_make_painted: u64,
}

/// Bytes by which the stacks of the small and the large model may differ, as the compiler inlines what it likes: the
/// state of the one has at least 768 bytes more.
const INLINED: u64 = 256;

/// What every optimizer took on a board, for the largest model; by rule and state, with a point between.
///
/// Fails if a smaller model took less.
pub(crate) fn on(board: &'static Board, how: Build<'_>) -> Result<BTreeMap<String, Painted>> {
    let printed = board::printed("painted", board, how)?;
    let mut found: BTreeMap<String, Painted> = BTreeMap::new();
    for line in Fields::lines(&printed, "rule") {
        let name = format!("{}.{}", line.text("rule")?, line.text("state")?);
        let new = Painted {
            stack_painted: line.number("stack")?,
            stack_to_make_painted: line.number("to_make")?,
        };
        if let Some(small) = found.get(&name) {
            for (small, large) in [
                (small.stack_painted, new.stack_painted),
                (small.stack_to_make_painted, new.stack_to_make_painted),
            ] {
                same_stack(small, large, INLINED)
                    .with_context(|| format!("{}, {how}: {name}", board.core))?;
            }
        }
        found.insert(name, new);
    }
    Ok(found)
}

/// What does not grow with the model may differ by what is inlined.
pub(crate) fn same_stack(small: u64, large: u64, inlined: u64) -> Result<()> {
    ensure!(
        large <= small + inlined,
        "{large} bytes of stack, for a smaller model {small}: it grows with the model"
    );
    Ok(())
}
