//! A step by groups in parts, so that other tasks may run between them.

use super::{Gradient, GroupedOptimizer, Optimizer, Rounding, Rule, Storage, passes};
use core::fmt;

/// A step that [`GroupedOptimizer::begin`] began: [`advance`](Self::advance) until it is done.
///
/// The bits are those of one whole [`step`](GroupedOptimizer::step), in whatever parts, for both ways to round; frozen groups
/// take no part. As a [`PartialStep`](super::PartialStep) it borrows parameters and gradient, shows by
/// [`parameters`](Self::parameters) which have moved, and is brought to its end where it is dropped:
///
/// ```
/// use thalweg::fixed::{Adam, Gradient, Optimizer, Rate, Weight};
/// use thalweg::group::{Group, Groups};
/// # fn main() -> Result<(), thalweg::Error> {
/// let slow = Group { learning_rate: 0.1, ..Group::vector(60) };
/// let optimizer = Optimizer::<Adam, [Weight; 100]>::new(Adam::DEFAULT)?;
/// let mut optimizer = optimizer.grouped(Groups([slow, Group::vector(40)]))?;
/// let (mut w, gradient) = ([Weight::from_bits(1 << 22); 100], [Gradient::from_bits(2048); 100]);
/// let mut step = optimizer.begin(&mut w, &gradient, Rate::from_f32(0.01)?)?;
/// while !step.advance(32) {
///     // Another task: `yield_now().await`.
///     assert_eq!(step.parameters()[99].to_f32(), 1.0);
/// }
/// step.finish();
/// assert!(w[99].to_f32() < w[0].to_f32() && w[0].to_f32() < 1.0);
/// # Ok(())
/// # }
/// ```
///
/// If it is forgotten (`mem::forget`), the optimizer refuses further steps until it is
/// [restored](GroupedOptimizer::restore).
pub struct GroupedPartialStep<'a, R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> {
    optimizer: &'a mut GroupedOptimizer<R, S, K, D, G>,
    parameters: &'a mut [S::Parameter],
    gradient: &'a [Gradient<G>],
    /// Of every group; none of one that is frozen.
    scalars: [Option<R::Scalars>; K],
    /// The group that is next, and how many of its parameters have moved.
    number: usize,
    done: usize,
}

impl<'a, R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32>
    GroupedPartialStep<'a, R, S, K, D, G>
{
    pub(super) fn new(
        optimizer: &'a mut GroupedOptimizer<R, S, K, D, G>,
        parameters: &'a mut [S::Parameter],
        gradient: &'a [Gradient<G>],
        scalars: [Option<R::Scalars>; K],
    ) -> Self {
        let mut step = Self { optimizer, parameters, gradient, scalars, number: 0, done: 0 };
        step.settle();
        step
    }

    /// Moves about `n` parameters (as many more as make a multiple of 16 in each group); whether the step is done.
    pub fn advance(&mut self, n: usize) -> bool {
        let mut left = n.max(1);
        while left > 0 && !self.is_done() {
            left = left.saturating_sub(self.part(left));
        }
        self.is_done()
    }

    /// Moves at most so many parameters of one group, and as many more as make a multiple of 16; as how many they count.
    fn part(&mut self, most: usize) -> usize {
        let Self { optimizer, parameters, gradient, scalars, number, done } = self;
        let (Some(span), Some(Some(scalars))) =
            (optimizer.spans.get(*number), scalars.get(*number))
        else {
            return most;
        };
        let moved = passes::in_grains(most).min(span.group.length.saturating_sub(*done));
        let start = span.start.saturating_add(*done);
        let range = start..start.saturating_add(moved);
        let Optimizer { held, rounding, saturated, .. } = &mut optimizer.optimizer;
        let states = S::memory_mut(held).states_mut();
        if let (Some(w), Some(g), Some(states)) =
            (parameters.get_mut(range.clone()), gradient.get(range.clone()), states.get_mut(range))
        {
            passes::advance::<R, _, _, G>(scalars, w, g, states, (rounding, saturated));
        }
        *done = done.saturating_add(moved);
        self.settle();
        passes::in_grains(moved)
    }

    /// Goes on to the first group with something to move.
    fn settle(&mut self) {
        while let (Some(span), Some(scalars)) =
            (self.optimizer.spans.get(self.number), self.scalars.get(self.number))
        {
            if scalars.is_some() && self.done < span.group.length {
                break;
            }
            (self.number, self.done) = (self.number.saturating_add(1), 0);
        }
        self.optimizer.optimizer.unfinished = !self.is_done();
    }

    /// Whether nothing is left to do.
    pub const fn is_done(&self) -> bool {
        self.number >= K
    }

    /// The parameters as they are now: those that have moved, and those that have not.
    pub const fn parameters(&self) -> &[S::Parameter] {
        self.parameters
    }

    /// What is left, in one go.
    pub fn finish(self) {
        drop(self);
    }
}

impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> Drop
    for GroupedPartialStep<'_, R, S, K, D, G>
{
    fn drop(&mut self) {
        self.advance(usize::MAX);
    }
}

impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> fmt::Debug
    for GroupedPartialStep<'_, R, S, K, D, G>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupedPartialStep")
            .field("group", &self.number)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> defmt::Format
    for GroupedPartialStep<'_, R, S, K, D, G>
{
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(
            f,
            "GroupedPartialStep {{ group: {=usize}, done: {=usize} }}",
            self.number,
            self.done
        );
    }
}
