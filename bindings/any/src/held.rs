//! An optimizer beside the memory that it borrows.
#![allow(clippy::mut_mut)] // a loan of a loan

use ouroboros::self_referencing;
use thalweg::{
    Error,
    gradient::{AddDecayedWeights, ClipByGlobalNorm, ClipByValue, SkipNonFinite},
    group::{Group, Groups, Hyperparams},
    optimizer::{Counters, Memory, Optimizer, Outcome, Rule},
};

/// What happens to a gradient before the rule sees it.
pub type Way =
    (SkipNonFinite, Option<ClipByValue>, Option<ClipByGlobalNorm>, Option<AddDecayedWeights>);

/// What is asked of an optimizer, whatever its rule.
pub trait Steps: Send + Sync {
    /// As of [`Optimizer::step`].
    ///
    /// # Errors
    /// As of [`Optimizer::step`].
    fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        hyperparams: Hyperparams,
    ) -> Result<Outcome, Error>;

    /// How many steps were applied, and how many skipped.
    fn counters(&self) -> Counters;

    /// Back to before the first step.
    fn reset(&mut self);
}

/// The optimizer borrows its memory, and that the cells.
#[self_referencing]
struct Held<R: Rule> {
    cells: Vec<R::State>,
    #[borrows(mut cells)]
    #[not_covariant]
    memory: Memory<R, &'this mut [f32], Groups<1>>,
    #[borrows(mut memory)]
    #[not_covariant]
    optimizer: Optimizer<R, &'this mut &'this mut [f32], Way, Groups<1>>,
}

#[allow(clippy::redundant_closure_for_method_calls)] // of every lifetime
impl<R> Steps for Held<R>
where
    R: Rule,
    Self: Send + Sync,
{
    fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        hyperparams: Hyperparams,
    ) -> Result<Outcome, Error> {
        self.with_optimizer_mut(|optimizer| optimizer.step(parameters, gradient, hyperparams))
    }

    fn counters(&self) -> Counters {
        self.with_optimizer(|optimizer| optimizer.counters())
    }

    fn reset(&mut self) {
        self.with_optimizer_mut(|optimizer| optimizer.reset());
    }
}

/// An optimizer of one rule over one group.
#[allow(private_bounds)]
pub(crate) fn held<R: Rule>(rule: R, way: Way, group: Group) -> Result<Box<dyn Steps>, Error>
where
    Held<R>: Send + Sync,
{
    let (mut cells, length) = (Vec::new(), group.length);
    let no_room = |_| Error::Capacity { what: "memory for the state", needed: length, room: 0 };
    cells.try_reserve_exact(length).map_err(no_room)?;
    cells.resize(length, rule.initial());
    let held = Held::try_new(
        cells,
        |cells| Ok(Memory::over(cells)),
        |memory| Optimizer::lend_grouped(rule, way, Groups([group]), memory),
    )?;
    Ok(Box::new(held))
}
