//! What an optimizer keeps: how it is looked at, set anew and restored.

use super::{Counters, GroupState, Optimizer, Precision, Rule, Storage, Tensor, state::cells};
use crate::gradient::{Accumulated, Chain};
use crate::group::{Group, Layout, Span};
use crate::{Error, error};

impl<R: Rule, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    /// How many parameters it moves.
    pub fn len(&self) -> usize {
        self.spans.as_ref().last().map_or(0, Span::end)
    }

    /// Whether it moves none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many steps were applied.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How many steps were skipped because a transformation refused the gradient.
    pub const fn skipped(&self) -> u32 {
        self.skipped
    }

    /// Both counts, to be [restored](Self::restore).
    pub const fn counters(&self) -> Counters {
        Counters { steps: self.steps, skipped: self.skipped }
    }

    /// The rule.
    pub const fn rule(&self) -> &R {
        &self.rule
    }

    /// The transformations, with what they found in the last gradient.
    pub const fn transform(&self) -> &T {
        &self.transform
    }

    /// The gradients that wait in an [`Accumulate`](crate::gradient::Accumulate), if the chain has one.
    ///
    /// ```
    /// use thalweg::gradient::Accumulate;
    /// use thalweg::optimizer::{Momentum, Optimizer};
    /// let mut memory = [7.0; 3]; // may be longer than the model
    /// let sums = Accumulate::over(&mut memory[..], 2);
    /// let mut optimizer = Optimizer::<_, [f32; 2], _>::with_transform(Momentum::DEFAULT, sums).unwrap();
    /// optimizer.step(&mut [0.0; 2], &[1.0, 2.0], 0.1).unwrap();
    /// let waiting = optimizer.accumulated().unwrap();
    /// assert_eq!((waiting.count, waiting.sum), (1, &[1.0, 2.0][..]));
    /// ```
    pub fn accumulated(&self) -> Option<Accumulated<'_>> {
        let Accumulated { count, sum } = self.transform.accumulated()?;
        // Memory that is lent may be longer.
        Some(Accumulated { count, sum: sum.get(..self.len()).unwrap_or_default() })
    }

    /// The groups, in order.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.spans.as_ref().iter().map(|span| &span.group)
    }

    /// Changes group `number`: to freeze it, thaw it or change its multipliers; its shape stays.
    ///
    /// # Errors
    /// No such group; another shape; a multiplier out of its range, or for which neither the rule nor a
    /// transformation has a use; anything but `Group::vector` of all parameters without [`Groups`](crate::group::Groups), as
    /// [`Whole`](crate::group::Whole) costs no step a look at it. Nothing is changed then.
    pub fn set_group(&mut self, number: usize, group: Group) -> Result<(), Error> {
        let changed = self.changed_group(number, group)?;
        if let Some(span) = self.spans.as_mut().get_mut(number) {
            *span = changed;
        }
        Ok(())
    }

    /// Where group `number` lies, with these settings in place of its own.
    pub(super) fn changed_group(&self, number: usize, group: Group) -> Result<Span, Error> {
        let changed = Span::changed(self.spans.as_ref(), number, group)?;
        if L::WHOLE && group != Group::vector(self.len()) {
            let with = "all parameters are one group that is not looked at; allowed: Groups([…])";
            return Err(Error::Conflict { field: "group", with });
        }
        group.validate_for(Self::decays(&self.rule), Self::NO_BIASES)?;
        Self::validate_spans(&self.rule, &self.transform, core::slice::from_ref(&changed))?;
        Ok(changed)
    }

    /// How far each group has come, in order.
    pub fn group_states(&self) -> &[GroupState<<R::Tensor as Tensor>::State>] {
        S::memory(&self.held).groups()
    }

    /// The state of every parameter, in the order of the parameters.
    pub fn state(&self) -> impl Iterator<Item = R::State> {
        let memory = S::memory(&self.held);
        self.spans.as_ref().iter().flat_map(|span| {
            <S::Cells as cells::Cells>::Precision::read::<R>(
                memory.cells(),
                memory.extra(),
                span,
                span.start..span.end(),
            )
        })
    }

    /// Goes on where another optimizer with the same rule stopped: with the counts, states and group states
    /// that it had. Gradients that waited are forgotten: those of the other come back by
    /// [`restore_accumulated`](Self::restore_accumulated).
    ///
    /// # Errors
    /// Not one state for each parameter, or not one group state for each group; numbers that the rule cannot
    /// have left behind. Nothing is changed then.
    pub fn restore(
        &mut self,
        counters: Counters,
        state: &[R::State],
        groups: &[GroupState<<R::Tensor as Tensor>::State>],
    ) -> Result<(), Error> {
        self.restore_from(counters, state.iter().copied(), groups)
    }

    /// The same from states that are read one after the other, twice: no buffer of them is needed.
    ///
    /// # Errors
    /// As [`restore`](Self::restore).
    pub fn restore_from(
        &mut self,
        counters: Counters,
        states: impl Iterator<Item = R::State> + Clone,
        groups: &[GroupState<<R::Tensor as Tensor>::State>],
    ) -> Result<(), Error> {
        let found = states.clone().fold(0_usize, |count, _| count.saturating_add(1));
        error::same_length("state", self.len(), found)?;
        error::same_length("group states", self.spans.as_ref().len(), groups.len())?;
        states.clone().try_for_each(|state| self.rule.validate_state(&state))?;
        groups.iter().try_for_each(|group| self.rule.validate_tensor(&group.tensor))?;
        let Counters { steps, skipped } = counters;
        (self.steps, self.skipped, self.unfinished, self.suspect) = (steps, skipped, false, true);
        self.forget_accumulated();
        let view = S::view(&mut self.held);
        for (group, new) in view.groups.iter_mut().zip(groups) {
            group.clone_from(new);
        }
        let mut states = states;
        for span in self.spans.as_ref() {
            let states = states.by_ref().take(span.group.length);
            <S::Cells as cells::Cells>::Precision::write::<R>(view.cells, view.extra, span, states);
        }
        Ok(())
    }

    /// Goes on in the middle of an accumulation: with what [`accumulated`](Self::accumulated) returned.
    ///
    /// # Errors
    /// A chain that adds up no gradients; as many micro-batches as it waits for, or more; a sum of another
    /// length, or with a number that is not finite. Nothing is changed then.
    pub fn restore_accumulated(&mut self, count: u32, sum: &[f32]) -> Result<(), Error> {
        let length = self.len();
        let Some((_, accumulated)) = self.transform.accumulated_mut() else {
            let with = "the chain adds up no gradients; allowed: with an Accumulate in it";
            return Err(Error::Conflict { field: "accumulated", with });
        };
        if count >= accumulated.every {
            let allowed = "below the number of micro-batches of a step";
            return Err(Error::Count { field: "accumulated", value: count, allowed });
        }
        error::same_length("accumulated", length, sum.len())?;
        error::finite("accumulated", sum)?;
        *accumulated.count = count;
        accumulated.sum.iter_mut().zip(sum).for_each(|(place, &sum)| *place = sum);
        Ok(())
    }
}
