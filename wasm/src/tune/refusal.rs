//! What the page does not do is refused, not left out.

use thalweg::{
    Error,
    recipe::{AnyLoss, Clip, Recipe, StatePrecision},
};

pub(super) const LOSS: Error = Error::Conflict {
    field: "loss",
    with: "the task tells classes apart; allowed: SoftmaxCrossEntropy",
};

/// The first thing in a recipe that is wrong, or that the page does not do.
pub(super) fn refuse(recipe: &Recipe) -> Result<(), Error> {
    let conflict = |field, with| Err(Error::Conflict { field, with });
    if let Some(error) = recipe.validate().next() {
        return Err(error);
    }
    recipe.refuse_fine_tuning()?;
    if !matches!(recipe.loss, AnyLoss::SoftmaxCrossEntropy(_)) {
        return Err(LOSS);
    }
    if recipe.precision != StatePrecision::F32 {
        return conflict("precision", "the page keeps state in f32; allowed: F32");
    }
    if recipe.accumulation != 1 {
        return conflict("accumulation", "the page steps after each batch; allowed: 1");
    }
    if recipe.ema.is_some() || recipe.swa.is_some() || recipe.early_stopping.is_some() {
        return conflict(
            "ema, swa or early_stopping",
            "the page neither averages nor stops; allowed: none",
        );
    }
    if !matches!(
        recipe.clip,
        None | Some(Clip::ByValue { .. } | Clip::ByGlobalNorm { epsilon: 0.0, .. })
    ) {
        return conflict(
            "clip",
            "the page clips by value or by the global norm without epsilon; allowed: those, or none",
        );
    }
    if !recipe.groups.as_slice().is_empty() {
        return conflict("groups", "the page trains one group; allowed: none");
    }
    Ok(())
}
