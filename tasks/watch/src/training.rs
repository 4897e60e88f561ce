//! What a recipe may ask of the watch, and what it does where none was told.

use crate::{NETWORK, REPLAY};
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    group::Groups,
    loss::SoftmaxCrossEntropy,
    optimizer::{Adam, AdamW, Momentum, Optimizer},
    recipe::{AnyLoss, Clip, GroupList, RecipeError, Selection, StatePrecision, Trained},
    schedule::{Constant, Cosine, Operand, ScheduleTree, StepDecay, Warmup},
    valid,
};

thalweg::rule_set! {
    /// The rules that the watch links.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub enum Rules of 2 slots { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
}

thalweg::schedule_set! {
    /// What a schedule of the watch is made of.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub enum Parts {
        Constant(Constant), Cosine(Cosine), StepDecay(StepDecay), Warmup(Warmup<Operand>)
    }
}

/// The learning rate of each step.
pub type Rate = ScheduleTree<Parts, 2>;
/// A whole fine-tuning as plain data.
///
/// Its start, for `l2_sp` and `wise`, is the factory's model. `wise` and `replay` take the place of what the
/// [settings](crate::Settings) say, which hold where the recipe says nothing of it.
pub type Recipe = thalweg::recipe::Recipe<Rules, Rate, 0>;
/// A gradient that is not finite skips its step; the others are clipped, if the recipe says so.
pub type Chain = (SkipNonFinite, Option<ClipByGlobalNorm>);
/// What fine-tunes.
pub(crate) type Tuner<S> = Optimizer<Rules, S, Chain, Groups<LAYERS>>;
/// Layers of the network: as many groups of parameters may thaw one after the other.
pub(crate) const LAYERS: usize = 2;

/// The longest recipe in bytes.
pub const RECIPE_BYTES: usize = 208;

const NODES: [Parts; 2] = [
    Parts::Cosine(valid!(Cosine::new(3e-3, 0.0, 137))),
    Parts::Warmup(valid!(Warmup::linear(7, 0.0, Operand))),
];

/// What the watch does where none was told: of 70 labelled windows, the five of each of a person's recordings, 144 steps.
///
/// For another number of windows the cosine is as long as the
/// fine-tuning: see [`Settings::recipe`](crate::Settings::recipe).
pub const DEFAULT: Recipe = Recipe {
    rule: Rules::Adam(Adam::DEFAULT),
    precision: StatePrecision::F32,
    schedule: Rate::placed(NODES, valid!(Parts::sizes(&NODES))),
    loss: AnyLoss::SoftmaxCrossEntropy(SoftmaxCrossEntropy::DEFAULT),
    clip: Some(Clip::ByGlobalNorm { max_norm: 5.0, epsilon: 0.0 }),
    decay: None,
    accumulation: 1,
    batch: 4,
    epochs: 8,
    seed: 1,
    groups: GroupList::NONE,
    ema: None,
    swa: None,
    early_stopping: None,
    trained: Trained::All,
    unfreezing: None,
    l2_sp: None,
    wise: None,
    lora: None,
    replay: 0,
};

/// Why a recipe is not followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unfit {
    /// Its bytes are none, or ask for what is not linked.
    Bytes(RecipeError),
    /// Something in it is out of its range, or beyond what the watch does.
    Content(Error),
}

impl core::fmt::Display for Unfit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Bytes(error) => error.fmt(f),
            Self::Content(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Unfit {}

/// A recipe that the watch can follow.
///
/// ```
/// use thalweg_watch::training::{self, DEFAULT};
/// let mut buffer = [0; training::RECIPE_BYTES];
/// assert_eq!(training::read(DEFAULT.encode(&mut buffer).unwrap()), Ok(DEFAULT));
/// let twice = training::Recipe { accumulation: 2, ..DEFAULT };
/// let error = training::read(twice.encode(&mut buffer).unwrap()).unwrap_err();
/// assert_eq!(error.to_string(), "accumulation is 2; allowed: 1, as no stage of the chain accumulates");
/// ```
///
/// # Errors
/// The first thing that is wrong, or that the watch does not do.
pub fn read(bytes: &[u8]) -> Result<Recipe, Unfit> {
    let recipe = Recipe::decode(bytes).map_err(Unfit::Bytes)?;
    check(&recipe).map_err(Unfit::Content)?;
    Ok(recipe)
}

/// A recipe that a device can follow which trains by the rules of the watch, but a network of its own: which layers there
/// are, and samples of before, is its to look at.
///
/// # Errors
/// As [`read`], but for `trained`, `unfreezing` and `replay` beyond what the watch has.
pub fn read_for_any(bytes: &[u8]) -> Result<Recipe, Unfit> {
    let recipe = Recipe::decode(bytes).map_err(Unfit::Bytes)?;
    check_for_any(&recipe).map_err(Unfit::Content)?;
    Ok(recipe)
}

/// Whether the watch can follow a recipe.
pub(crate) fn check(recipe: &Recipe) -> Result<(), Error> {
    check_for_any(recipe)?;
    selection(recipe)?;
    let replay = recipe.replay;
    if replay as usize > REPLAY {
        return Err(Error::Count { field: "replay", value: replay, allowed: "at most 84" });
    }
    Ok(())
}

fn check_for_any(recipe: &Recipe) -> Result<(), Error> {
    recipe.check()?;
    recipe.chain::<Chain>()?;
    let unfit = [
        ("precision", recipe.precision != StatePrecision::F32, "the watch keeps its state in F32"),
        ("loss", loss(recipe).is_none(), "the watch has SoftmaxCrossEntropy"),
        ("lora", recipe.lora.is_some(), "the watch has no adapters; allowed: None"),
        ("ema", recipe.ema.is_some(), "the watch keeps no averages; allowed: None"),
        ("swa", recipe.swa.is_some(), "the watch keeps no averages; allowed: None"),
        (
            "early_stopping",
            recipe.early_stopping.is_some(),
            "the watch tests no epoch; allowed: None",
        ),
    ];
    match unfit.iter().find(|(_, unfit, _)| *unfit) {
        Some(&(field, _, with)) => Err(Error::Conflict { field, with }),
        None => Ok(()),
    }
}

/// Which parameters a recipe trains, and when; all at once are one group.
pub(crate) fn selection(recipe: &Recipe) -> Result<Selection<LAYERS>, Error> {
    Ok(recipe.selection(NETWORK.groups())?.joined())
}

/// The loss of a recipe, which is the one that the watch has.
pub const fn loss(recipe: &Recipe) -> Option<SoftmaxCrossEntropy> {
    match recipe.loss {
        AnyLoss::SoftmaxCrossEntropy(loss) => Some(loss),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn the_default_is_that_of_the_settings_for_70_windows() {
        assert_eq!(Settings::DEFAULT.recipe(70), Ok(DEFAULT));
        assert_eq!(check(&DEFAULT), Ok(()));
    }

    #[test]
    fn what_the_watch_does_not_do_is_refused_by_name() {
        let half = Recipe { precision: StatePrecision::Bf16, ..DEFAULT };
        let error = check(&half).unwrap_err();
        assert!(matches!(error, Error::Conflict { field: "precision", .. }), "{error:?}");
        let mean = Recipe { loss: AnyLoss::MeanSquaredError, ..DEFAULT };
        assert!(matches!(check(&mean), Err(Error::Conflict { field: "loss", .. })));
        assert!(matches!(check(&Recipe { batch: 0, ..DEFAULT }), Err(Error::Count { .. })));
    }
}
