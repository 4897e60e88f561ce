//! A fine-tuning that has begun.

use crate::training::{self, LAYERS, Rate, Recipe};
use serde::{Deserialize, Serialize};
use thalweg::{
    Error,
    group::Groups,
    loss::{L2Sp, SoftmaxCrossEntropy},
    recipe::{Selection, WiseFt},
};

/// The fine-tuning that has begun, of its recipe what every step asks for.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) rate: Rate,
    pub(crate) loss: SoftmaxCrossEntropy,
    pub(crate) batch: u32,
    pub(crate) steps: u32,
    pub(crate) selection: Selection<LAYERS>,
    pub(crate) l2_sp: Option<L2Sp>,
    pub(crate) wise: Option<WiseFt>,
    /// 0 for what the settings say.
    pub(crate) replay: u32,
}

impl Course {
    pub(crate) fn new(recipe: &Recipe, steps: u32) -> Result<Self, Error> {
        let loss = training::loss(recipe).unwrap_or(SoftmaxCrossEntropy::DEFAULT);
        let Recipe { batch, l2_sp, wise, replay, .. } = *recipe;
        let (rate, selection) = (recipe.schedule.clone(), training::selection(recipe)?);
        Ok(Self { rate, loss, batch, steps, selection, l2_sp, wise, replay })
    }

    /// The parameters that are trained, as the optimizer has them before the first step.
    pub(crate) fn groups(&self) -> Groups<LAYERS> {
        Groups(self.selection.groups_at(0))
    }
}

/// What one optimizer step did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Progress {
    /// The step, from 0.
    pub step: u32,
    /// How many there will be.
    pub steps: u32,
    /// The mean loss of the batch, in nats, before the update.
    pub loss: f32,
    /// The learning rate of the step.
    pub learning_rate: f32,
    /// The norm of the gradient before it was clipped; of a skipped step, that of the step before; 0 if the recipe
    /// clips nothing.
    pub norm: f32,
}
