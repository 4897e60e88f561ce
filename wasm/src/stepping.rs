//! Any rule of a recipe, stepping over a few parameters.

use thalweg::{
    Error, Zero,
    group::Whole,
    optimizer::{Memory, Optimizer, Outcome, Rule},
    recipe::AnyRule,
};
use thalweg_catalogue::any_rules;

/// An optimizer whose rule is not known at compile time.
pub(crate) trait Stepping {
    /// Bytes that the rule keeps.
    fn state_bytes(&self) -> usize;

    /// One step.
    fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rate: f32,
    ) -> Result<Outcome, Error>;
}

/// Without a guard of its own: that is once for all rules, in [`Guarded`].
#[allow(clippy::mut_mut)] // a loan of a loan
type Bare<'m, R> = Optimizer<R, &'m mut &'m mut [f32], (), Whole>;

impl<R: Rule> Stepping for Bare<'_, R> {
    fn state_bytes(&self) -> usize {
        self.len() * size_of::<R::State>()
    }

    fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rate: f32,
    ) -> Result<Outcome, Error> {
        Self::step(self, parameters, gradient, rate)
    }
}

/// Skips a gradient that is not finite, as an optimizer does by itself.
struct Guarded<'a>(&'a mut dyn Stepping);

impl Stepping for Guarded<'_> {
    fn state_bytes(&self) -> usize {
        self.0.state_bytes()
    }

    fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rate: f32,
    ) -> Result<Outcome, Error> {
        if gradient.iter().all(|g| g.is_finite()) {
            self.0.step(parameters, gradient, rate)
        } else {
            Ok(Outcome::Skipped)
        }
    }
}

/// Why a rule cannot be used.
const UNKNOWN: Error = Error::Conflict { field: "rule", with: "the page does not know it yet" };

/// Calls `run` with an optimizer of `rule` over `count` parameters that has taken no step.
pub(crate) fn with_optimizer<T>(
    rule: AnyRule,
    count: usize,
    run: impl FnOnce(&mut dyn Stepping) -> Result<T, Error>,
) -> Result<T, Error> {
    let (mut run, mut result) = (Some(run), Err(UNKNOWN));
    // One of each rule, whoever calls.
    dispatch(rule, count, &mut |optimizer| {
        if let Some(run) = run.take() {
            result = run(&mut Guarded(optimizer));
        }
    })?;
    result
}

type Run<'a> = &'a mut dyn FnMut(&mut dyn Stepping);

fn dispatch(rule: AnyRule, count: usize, run: Run<'_>) -> Result<(), Error> {
    macro_rules! each {
        ($($variant:ident($type:ty),)*) => {
            match rule {
                $(AnyRule::$variant(rule) => over(rule, count, run),)*
                _ => Err(UNKNOWN),
            }
        };
    }
    any_rules!(each)
}

fn over<R: Rule>(rule: R, count: usize, run: Run<'_>) -> Result<(), Error> {
    let mut states = vec![R::State::ZERO; count];
    let mut memory = Memory::over(states.as_mut_slice());
    run(&mut Bare::lend_grouped(rule, (), Whole, &mut memory)?);
    Ok(())
}
