//! What of a recipe comes behind the gradient: which parameters it moves, and how it keeps to the start.

use super::{LAYERS, Network};
use crate::Moved;
use thalweg::{
    Error,
    average::interpolate,
    group::Groups,
    loss::L2Sp,
    optimizer::{Optimizer, Outcome, Rule},
    recipe::{Selection, Trained, WiseFt},
};
use thalweg_watch::training::{self, Chain};

/// Of the training that has begun.
#[derive(Clone, Debug)]
pub(super) struct Tuning {
    pub(super) selection: Selection<LAYERS>,
    l2_sp: Option<L2Sp>,
    wise: Option<WiseFt>,
}

impl Tuning {
    /// What a recipe asks of a network; without one, all parameters are moved, and no start is kept to.
    pub(super) fn new(recipe: Option<&training::Recipe>, network: &Network) -> Result<Self, Error> {
        let layers = network.groups()?;
        let (selection, l2_sp, wise) = match recipe {
            Some(recipe) => (recipe.selection(layers)?, recipe.l2_sp, recipe.wise),
            None => (Selection::new(Trained::All, None, layers)?, None, None),
        };
        Ok(Self { selection: selection.joined(), l2_sp, wise })
    }

    /// The parameters that are moved, as an optimizer has them before the first step.
    pub(super) fn groups(&self) -> Groups<LAYERS> {
        Groups(self.selection.groups_at(0))
    }

    /// Behind the last step, back a part of the way to where it started.
    pub(super) fn settle(&self, parameters: &mut [f32], start: &[f32]) -> Result<(), Error> {
        self.wise.map_or(Ok(()), |wise| interpolate(parameters, start, wise.share))
    }
}

/// The same with the start that it keeps to.
pub(super) struct FromStart<'t> {
    pub(super) tuning: &'t Tuning,
    /// As long as the network.
    pub(super) start: &'t [f32],
}

impl Moved<Groups<LAYERS>> for FromStart<'_> {
    fn update<R: Rule, const N: usize>(
        &self,
        optimizer: &mut Optimizer<R, &mut [f32; N], Chain, Groups<LAYERS>>,
        step: u32,
        parameters: &mut [f32; N],
        gradient: &mut [f32; N],
        rate: f32,
    ) -> Result<Outcome, Error> {
        let Self { tuning: Tuning { selection, l2_sp, .. }, start } = self;
        let parameters = parameters.get_mut(..start.len()).unwrap_or_default();
        let gradient = gradient.get_mut(..start.len()).unwrap_or_default();
        if let Some(l2_sp) = l2_sp {
            l2_sp.value_and_grad(parameters, start, gradient)?;
        }
        selection.step(optimizer, step, parameters, gradient, rate)
    }
}
