//! What the three libraries lack alike, and the numbers that a training loop in Python needs.

use super::{fine_tuning, python::Gaps};
use crate::recipe::{Recipe, StatePrecision};
use core::fmt::{self, Formatter};

const OF_THE_DEVICE: &str = "the state has the type of the parameters";

/// Notes what no library in Python does by itself.
pub(super) fn note_gaps<R, S, const G: usize>(recipe: &Recipe<R, S, G>, gaps: &mut Gaps) {
    let Recipe { precision, swa, early_stopping, .. } = recipe;
    gaps.note(*precision != StatePrecision::F32, "precision", OF_THE_DEVICE);
    let groups = recipe.groups.as_slice();
    let frozen = groups.iter().any(|group| group.frozen);
    gaps.note(frozen, "groups.frozen", "pass those parameters alone that learn");
    let multiplied = groups.iter().any(|group| {
        group.learning_rate != 1.0 || group.weight_decay != 1.0 || group.bias_weight_decay.is_some()
    });
    gaps.note(multiplied, "groups", "one optimizer a group, with its multiples of rate and decay");
    gaps.note(swa.is_some(), "swa", "average the parameters at the ends of those epochs");
    gaps.note(early_stopping.is_some(), "early_stopping", "the training loop's");
    fine_tuning::note_gaps(recipe, gaps);
    gaps.note(recipe.seed != 0, "seed", "each library draws its own order of samples");
}

/// What the training loop needs.
pub(super) fn write_numbers<R, S, const G: usize>(
    f: &mut Formatter<'_>,
    recipe: &Recipe<R, S, G>,
) -> fmt::Result {
    let Recipe { batch, accumulation, epochs, .. } = recipe;
    writeln!(f, "batch, accumulation, epochs = {batch}, {accumulation}, {epochs}")
}
