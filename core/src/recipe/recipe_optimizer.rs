//! The optimizer that a recipe asks for.

use super::{NamedPrecision, Recipe, RuleSet, StageChain};
use crate::{
    Error,
    group::Whole,
    optimizer::{Memory, Optimizer, Rule},
};

impl<R: RuleSet + Rule, S, const G: usize> Recipe<R, S, G> {
    /// Looks whether the recipe can be followed, as [`check`](Self::check) does, and makes its optimizer: over one group
    /// and memory that is lent, of a [choice of rules](crate::rule_set) that is a rule itself.
    ///
    /// ```
    /// use thalweg::{gradient::SkipNonFinite, optimizer::{Adam, Memory, Momentum, Optimizer}};
    /// use thalweg::{recipe::Recipe, schedule::{AnySchedule, Constant, Schedule}};
    /// thalweg::rule_set! {
    ///     /// What this firmware links.
    ///     pub enum Linked of 2 slots { Momentum(Momentum), Adam(Adam) }
    /// }
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let recipe: Recipe<Linked> = Recipe::new(Adam::DEFAULT, schedule);
    /// let mut memory = Memory::<Linked, [f32; 2]>::ZERO; // a static, on a device
    /// let mut optimizer: Optimizer<_, _, SkipNonFinite> = recipe.optimizer(&mut memory)?;
    /// let mut w = [1.0, 2.0];
    /// optimizer.step(&mut w, &[0.5, 0.0], recipe.schedule.at(0))?;
    /// assert!((w[0] - 0.9).abs() < 1e-6);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong, of the rule last; another precision than that of the memory; groups, or parameters that are not trained; what no stage of
    /// the chain does.
    pub fn optimizer<'m, T: StageChain, P: NamedPrecision, const N: usize>(
        &self,
        memory: &'m mut Memory<R, [P; N]>,
    ) -> Result<Optimizer<R, &'m mut [P; N], T>, Error> {
        // Without that of the rule, which is judged where the optimizer is made.
        self.judge(|judged| judged)?;
        if self.precision != <P as NamedPrecision>::PRECISION {
            let with = "the memory is of another; allowed: that of the memory";
            return Err(Error::Conflict { field: "precision", with });
        }
        if !self.groups.as_slice().is_empty() {
            let with = "the optimizer has one; allowed: none";
            return Err(Error::Conflict { field: "groups", with });
        }
        self.refuse_selection()?;
        Optimizer::lend_grouped(self.rule, self.chain()?, Whole, memory)
    }
}
