//! A whole training as plain data.

use super::{
    AnyLoss, AnyRule, Clip, GroupList, Lora, StatePrecision, SwaOptions, Trained, Unfreezing,
    WiseFt,
};
use crate::{
    average::ParameterEmaOptions,
    feedback::EarlyStoppingOptions,
    gradient::AddDecayedWeights,
    loss::{L2Sp, SoftmaxCrossEntropy},
    schedule::AnySchedule,
};

/// A whole training as plain data: `R` is the [choice of rules](super::RuleSet), `S` the schedule, a
/// [`ScheduleTree`](crate::schedule::ScheduleTree) of a choice of parts, `G` for how many groups there is room.
///
/// A gradient takes this way: guarded against what is not finite, accumulated, clipped, decayed, then the rule.
///
/// ```
/// use thalweg::{optimizer::AdamW, recipe::Recipe, schedule::{AnySchedule, Cosine}};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let schedule: AnySchedule = AnySchedule::from(Cosine::new(0.004, 0.0, 126)?).warmup(14, 0.0)?;
/// let mut recipe: Recipe = Recipe::new(AdamW::DEFAULT, schedule);
/// (recipe.batch, recipe.epochs) = (4, 20);
/// assert_eq!(recipe.validate().count(), 0);
///
/// let mut buffer = [0; 256];
/// let bytes = recipe.encode(&mut buffer)?;
/// assert_eq!(Recipe::decode(bytes), Ok(recipe.clone()));
///
/// recipe.batch = 0;
/// let wrong: Vec<_> = recipe.validate().map(|error| error.to_string()).collect();
/// assert_eq!(wrong, ["batch is 0; allowed: at least 1"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Recipe<R = AnyRule, S = AnySchedule, const G: usize = 8> {
    /// The rule and its hyper-parameters.
    pub rule: R,
    /// In which precision its state is kept.
    #[cfg_attr(feature = "serde", serde(default))]
    pub precision: StatePrecision,
    /// The learning rate at each step, from 0.
    pub schedule: S,
    /// What is minimised.
    #[cfg_attr(feature = "serde", serde(default = "loss"))]
    pub loss: AnyLoss,
    /// How gradients are clipped.
    #[cfg_attr(feature = "serde", serde(default))]
    pub clip: Option<Clip>,
    /// What is added to a gradient; decay beside it is a rule's.
    #[cfg_attr(feature = "serde", serde(default))]
    pub decay: Option<AddDecayedWeights>,
    /// How many batches are accumulated for a step, at least 1.
    #[cfg_attr(feature = "serde", serde(default = "one"))]
    pub accumulation: u32,
    /// How many samples a batch has, at least 1.
    #[cfg_attr(feature = "serde", serde(default = "one"))]
    pub batch: u32,
    /// How many times each sample is seen, at least 1.
    #[cfg_attr(feature = "serde", serde(default = "one"))]
    pub epochs: u32,
    /// Of the order of samples. JavaScript holds no whole number above 2⁵³.
    #[cfg_attr(feature = "serde", serde(default))]
    pub seed: u64,
    /// Groups of parameters, their multipliers, and which are frozen.
    #[cfg_attr(feature = "serde", serde(default))]
    pub groups: GroupList<G>,
    /// Whether parameters are averaged exponentially, after each step.
    #[cfg_attr(feature = "serde", serde(default))]
    pub ema: Option<ParameterEmaOptions>,
    /// Whether parameters are averaged equally, after epochs.
    #[cfg_attr(feature = "serde", serde(default))]
    pub swa: Option<SwaOptions>,
    /// Whether the training may end early.
    #[cfg_attr(feature = "serde", serde(default))]
    pub early_stopping: Option<EarlyStoppingOptions>,
    /// Which parameters are trained.
    #[cfg_attr(feature = "serde", serde(default))]
    pub trained: Trained,
    /// Whether layers thaw one after the other.
    #[cfg_attr(feature = "serde", serde(default))]
    pub unfreezing: Option<Unfreezing>,
    /// Whether what leaves the start is penalised.
    #[cfg_attr(feature = "serde", serde(default))]
    pub l2_sp: Option<L2Sp>,
    /// Whether a share of the way is kept after the training.
    #[cfg_attr(feature = "serde", serde(default))]
    pub wise: Option<WiseFt>,
    /// Whether adapters are trained, and what they stand beside is frozen.
    #[cfg_attr(feature = "serde", serde(default))]
    pub lora: Option<Lora>,
    /// How many samples of before a batch has besides its own: experience replay (Rolnick et al. 2019).
    #[cfg_attr(feature = "serde", serde(default))]
    pub replay: u32,
}

/// The loss where none is said.
pub(super) const LOSS: AnyLoss = AnyLoss::SoftmaxCrossEntropy(SoftmaxCrossEntropy::DEFAULT);

#[cfg(feature = "serde")]
const fn loss() -> AnyLoss {
    LOSS
}

#[cfg(feature = "serde")]
const fn one() -> u32 {
    1
}

impl<R, S, const G: usize> Recipe<R, S, G> {
    /// One epoch of single samples in one group, cross-entropy, seed 0, nothing else.
    pub fn new(rule: impl Into<R>, schedule: S) -> Self {
        Self {
            rule: rule.into(),
            precision: StatePrecision::F32,
            schedule,
            loss: LOSS,
            clip: None,
            decay: None,
            accumulation: 1,
            batch: 1,
            epochs: 1,
            seed: 0,
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
        }
    }
}
