//! A fixed-point rule with its state, and the steps it takes.

use super::{
    Counters, Formats, Gradient, GroupedOptimizer, Nearest, PartialStep, Rate, Rounding, Rule,
    Storage, gain::scale, passes, storage::sealed::Parameter as _,
};
use crate::{Error, error, group::Groups};
use core::fmt;

/// A fixed-point rule, the state of the parameters that it moves, and the count of its steps.
///
/// | parameter | what it chooses | default |
/// |---|---|---|
/// | `R` | the update [`Rule`] | |
/// | `S` | the [`Storage`]: format, number and place; `[Weight; N]` keeps the state of `N` parameters inside | |
/// | `D` | the [`Rounding`] of the updates | [`Nearest`] |
/// | `G` | the fraction bits of the gradient | 12: ±8 in steps of 2.4e-4 |
///
/// Parameters are [`Weight<W>`](super::Weight) (default 22: ±512 in steps of 2.4e-7), gradients
/// [`Gradient<G>`](Gradient). A step takes no float instruction, no division and no 64-bit product for a
/// parameter, except Adam's one 32-bit division.
///
/// RAM: that of its [`Memory`](super::Memory), the rule itself and four words; a step needs no buffer.
///
/// ```
/// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
/// let mut optimizer = Optimizer::<Momentum, [Weight; 2]>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0].map(|w| Weight::saturating_from_f32(w));
/// let gradient = [0.5, -0.5].map(|g| Gradient::saturating_from_f32(g));
/// optimizer.step(&mut w, &gradient, Rate::from_f32(0.1).unwrap()).unwrap();
/// assert!((w[0].to_f32() - 0.95).abs() < 1e-6 && (w[1].to_f32() - 1.05).abs() < 1e-6);
/// ```
///
/// On a microcontroller lend it a zeroed `static`, so that nothing of the size of the model lies in flash or
/// crosses the stack: see [`lend`](Optimizer::lend).
///
/// Groups of parameters have rates of their own, or are frozen: see [`grouped`](Optimizer::grouped).
pub struct Optimizer<R: Rule, S: Storage, D: Rounding = Nearest, const G: u32 = 12> {
    pub(super) held: S::Held<R>,
    // Between state and rule: side by side, both would be put together on the stack and then copied.
    pub(super) steps: u32,
    pub(super) saturated: u32,
    /// A step was begun in parts and not brought to its end.
    pub(super) unfinished: bool,
    pub(super) rule: R,
    pub(super) rounding: D,
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> Optimizer<R, S, D, G> {
    pub(super) const FORMATS: Formats = Formats { parameter: S::Parameter::FRACTION, gradient: G };

    /// The same by groups, each with a rate of its own, or frozen; it goes on where this one is.
    ///
    /// # Errors
    /// Groups that have another number of parameters together; a group out of its range.
    pub fn grouped<const K: usize>(
        self,
        groups: Groups<K>,
    ) -> Result<GroupedOptimizer<R, S, K, D, G>, Error> {
        GroupedOptimizer::new(self, groups)
    }

    /// One step: moves `parameters` against `gradient`.
    ///
    /// A parameter that would leave its range stays at its end and is counted by
    /// [`saturated`](Self::saturated).
    ///
    /// # Errors
    /// A slice of another length than the optimizer's; a rate too large for the formats, as the doc of each
    /// rule says; a step in parts that was not brought to its end. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [S::Parameter],
        gradient: &[Gradient<G>],
        rate: Rate,
    ) -> Result<(), Error> {
        let scalars = self.enter(parameters.len(), gradient.len(), rate)?;
        let Self { held, rounding, saturated, .. } = self;
        let states = S::memory_mut(held).states_mut();
        passes::advance::<R, _, _, G>(
            &scalars,
            parameters,
            gradient,
            states,
            (rounding, saturated),
        );
        Ok(())
    }

    /// A step in parts: other tasks may run between two of them. The bits are those of one whole step.
    ///
    /// See [`PartialStep`] for how it goes on, what may be seen meanwhile, and what happens if it is dropped.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn begin<'a>(
        &'a mut self,
        parameters: &'a mut [S::Parameter],
        gradient: &'a [Gradient<G>],
        rate: Rate,
    ) -> Result<PartialStep<'a, R, S, D, G>, Error> {
        let scalars = self.enter(parameters.len(), gradient.len(), rate)?;
        Ok(PartialStep::new(self, parameters, gradient, scalars))
    }

    /// Checks and counts a step; its scalars.
    #[allow(clippy::inline_always)] // as a function it would write the scalars to memory
    #[inline(always)]
    fn enter(
        &mut self,
        parameters: usize,
        gradient: usize,
        rate: Rate,
    ) -> Result<R::Scalars, Error> {
        self.check(parameters, gradient)?;
        let t = self.steps.saturating_add(1);
        match self.rule.begin(t, scale(rate), Self::FORMATS) {
            Ok(scalars) => {
                self.steps = t;
                Ok(scalars)
            }
            Err(below) => {
                Err(Error::TooLarge { field: "rate", value: rate.to_f32(), below: below.to_f32() })
            }
        }
    }

    /// Whether a step may be taken.
    #[inline]
    pub(super) fn check(&self, parameters: usize, gradient: usize) -> Result<(), Error> {
        error::same_length("parameters", self.len(), parameters)?;
        error::same_length("gradient", self.len(), gradient)?;
        if self.unfinished {
            let with = "a step in parts was forgotten; allowed: restore";
            return Err(Error::Conflict { field: "step", with });
        }
        Ok(())
    }

    /// Back to before the first step, in place: no counts and no state. The rounding goes on where it is.
    pub fn reset(&mut self) {
        S::memory_mut(&mut self.held).reset();
        (self.steps, self.saturated, self.unfinished) = (0, 0, false);
    }

    /// How many parameters it moves.
    pub fn len(&self) -> usize {
        self.state().len()
    }

    /// Whether it moves none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many steps were taken.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How often a parameter met the end of its range.
    pub const fn saturated(&self) -> u32 {
        self.saturated
    }

    /// Both counts, to be [restored](Self::restore).
    pub const fn counters(&self) -> Counters {
        Counters { steps: self.steps, saturated: self.saturated }
    }

    /// The rule.
    pub const fn rule(&self) -> &R {
        &self.rule
    }

    /// The rounding, with the state of its generator if it has one.
    pub const fn rounding(&self) -> &D {
        &self.rounding
    }

    /// The state of every parameter, in the order of the parameters.
    pub fn state(&self) -> &[R::State] {
        S::memory(&self.held).states()
    }

    /// Goes on where another optimizer with the same rule and formats stopped: with the counts, states and
    /// rounding that it had.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Stochastic, Weight};
    /// let make = |seed| {
    ///     let rounding = Stochastic::new(seed);
    ///     Optimizer::<_, [Weight; 2], _>::with_rounding(Momentum::DEFAULT, rounding).unwrap()
    /// };
    /// let (mut first, mut second) = (make(7), make(0));
    /// let (mut w, g) = ([Weight::from_bits(0); 2], [Gradient::from_bits(5); 2]);
    /// let rate = Rate::from_f32(0.01).unwrap();
    /// first.step(&mut w, &g, rate).unwrap();
    /// second.restore(first.counters(), first.state(), *first.rounding()).unwrap();
    /// let mut copy = w;
    /// first.step(&mut w, &g, rate).unwrap();
    /// second.step(&mut copy, &g, rate).unwrap();
    /// assert_eq!((w, first.counters()), (copy, second.counters()));
    /// ```
    ///
    /// # Errors
    /// Not one state for each parameter; a state that the rule cannot have left behind. Nothing is changed
    /// then.
    pub fn restore(
        &mut self,
        counters: Counters,
        state: &[R::State],
        rounding: D,
    ) -> Result<(), Error> {
        self.restore_from(counters, state.iter().copied(), rounding)
    }

    /// The same from states that are read one after the other, twice: no buffer of them is needed.
    ///
    /// # Errors
    /// As [`restore`](Self::restore).
    pub fn restore_from(
        &mut self,
        counters: Counters,
        states: impl Iterator<Item = R::State> + Clone,
        rounding: D,
    ) -> Result<(), Error> {
        let found = states.clone().fold(0_usize, |count, _| count.saturating_add(1));
        error::same_length("state", self.len(), found)?;
        states.clone().try_for_each(|state| self.rule.validate_state(&state))?;
        let Counters { steps, saturated } = counters;
        (self.steps, self.saturated, self.unfinished) = (steps, saturated, false);
        self.rounding = rounding;
        let places = S::memory_mut(&mut self.held).states_mut();
        for (place, state) in places.iter_mut().zip(states) {
            *place = state;
        }
        Ok(())
    }
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> Clone for Optimizer<R, S, D, G>
where
    S::Held<R>: Clone,
{
    fn clone(&self) -> Self {
        Self {
            held: self.held.clone(),
            steps: self.steps,
            saturated: self.saturated,
            unfinished: self.unfinished,
            rule: self.rule,
            rounding: self.rounding,
        }
    }
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> fmt::Debug for Optimizer<R, S, D, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Optimizer")
            .field("rule", &self.rule)
            .field("rounding", &self.rounding)
            .field("memory", &self.held)
            .field("steps", &self.steps)
            .field("saturated", &self.saturated)
            .finish_non_exhaustive()
    }
}

/// Its counts: the states would fill the log.
#[cfg(feature = "defmt")]
impl<R: Rule, S: Storage, D: Rounding, const G: u32> defmt::Format for Optimizer<R, S, D, G> {
    fn format(&self, f: defmt::Formatter<'_>) {
        let Counters { steps, saturated } = self.counters();
        let n = self.len();
        defmt::write!(
            f,
            "Optimizer {{ parameters: {=usize}, steps: {=u32}, saturated: {=u32} }}",
            n,
            steps,
            saturated
        );
    }
}
