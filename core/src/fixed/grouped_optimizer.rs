//! A fixed-point optimizer by groups of parameters, each with a rate of its own, or frozen.

use super::{
    Counters, Gradient, GroupedPartialStep, Nearest, Optimizer, Rate, Rounding, Rule, Storage,
    gain::scale, passes, scale::Scale,
};
use crate::{
    Error,
    group::{Group, Groups, Span, layout::sealed::Layout as _},
};
use core::{fmt, mem};

/// An [`Optimizer`] whose parameters are `K` [`Groups`], one after the other, as those of the optimizer in floats: the rate of
/// a group is η times its multiplier, and a frozen group takes no step.
///
/// A group counts its own steps: one that thaws later starts with the bias correction of a first step. A multiplier of 1
/// gives the bits of the optimizer without groups; another is exact to 24 significant bits, and the product to 30. No rule here
/// decays weights: [`AddDecayedWeights`](super::gradient::AddDecayedWeights) does so on the part of the gradient that it is given.
///
/// RAM: that of the optimizer, and 12 words a group.
///
/// ```
/// use thalweg::fixed::{Adam, Gradient, Memory, Optimizer, Rate, Weight, nn::Dense};
/// use thalweg::group::{Group, Groups};
/// const HIDDEN: Dense = Dense::new(3, 4);
/// const HEAD: Dense = Dense::new(4, 2);
/// const N: usize = HIDDEN.parameters() + HEAD.parameters();
/// # fn main() -> Result<(), thalweg::Error> {
/// // The hidden layer learns slowly.
/// let hidden = Group { learning_rate: 0.1, ..Group::vector(HIDDEN.parameters()) };
/// let groups = Groups([hidden, Group::vector(HEAD.parameters())]);
/// let mut memory = Memory::<Adam, [Weight; N]>::ZERO; // a static, on a device
/// let mut optimizer = Optimizer::lend(Adam::DEFAULT, &mut memory)?.grouped(groups)?;
/// let mut w = [Weight::from_bits(0); N];
/// optimizer.step(&mut w, &[Gradient::from_f32(0.5)?; N], Rate::from_f32(0.01)?)?;
/// assert!((w[0].to_f32() + 0.001).abs() < 1e-6 && (w[N - 1].to_f32() + 0.01).abs() < 1e-5);
/// // Then not at all.
/// optimizer.set_group(0, Group { frozen: true, ..hidden })?;
/// let before = w;
/// optimizer.step(&mut w, &[Gradient::from_f32(0.5)?; N], Rate::from_f32(0.01)?)?;
/// assert_eq!(w[..HIDDEN.parameters()], before[..HIDDEN.parameters()]);
/// assert_eq!(optimizer.group_steps(), &[1, 2]);
/// # Ok(())
/// # }
/// ```
pub struct GroupedOptimizer<
    R: Rule,
    S: Storage,
    const K: usize,
    D: Rounding = Nearest,
    const G: u32 = 12,
> {
    pub(super) optimizer: Optimizer<R, S, D, G>,
    pub(super) spans: [Span; K],
    /// How many steps each group has taken.
    pub(super) steps: [u32; K],
}

/// Why a group can have no decay of its biases.
const NO_BIASES: Option<&str> = Some("no rule in fixed point decays weights; allowed: None");

impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32>
    GroupedOptimizer<R, S, K, D, G>
{
    pub(super) fn new(optimizer: Optimizer<R, S, D, G>, groups: Groups<K>) -> Result<Self, Error> {
        groups.validate(optimizer.len(), true, NO_BIASES)?;
        groups.0.iter().try_for_each(decays_nothing)?;
        let (spans, steps) = (groups.spans(optimizer.len()), [optimizer.steps(); K]);
        Ok(Self { optimizer, spans, steps })
    }

    /// One step: moves the parameters of every group that is not frozen, as [`Optimizer::step`].
    ///
    /// # Errors
    /// A slice of another length than the optimizer's; a rate, times the multiplier of a group, too large for the formats; a
    /// step in parts that was not brought to its end. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [S::Parameter],
        gradient: &[Gradient<G>],
        rate: Rate,
    ) -> Result<(), Error> {
        self.optimizer.check(parameters.len(), gradient.len())?;
        let scalars = self.scalars(rate)?;
        let Optimizer { held, rounding, saturated, steps, .. } = &mut self.optimizer;
        *steps = steps.saturating_add(1);
        let (mut parameters, mut gradient) = (parameters, gradient);
        let mut states = S::memory_mut(held).states_mut();
        for ((span, scalars), steps) in self.spans.iter().zip(&scalars).zip(&mut self.steps) {
            let length = span.group.length;
            let (Some((w, parameters_behind)), Some((g, gradient_behind)), Some((own, behind))) = (
                mem::take(&mut parameters).split_at_mut_checked(length),
                gradient.split_at_checked(length),
                mem::take(&mut states).split_at_mut_checked(length),
            ) else {
                break; // the groups have as many parameters as there are
            };
            (parameters, gradient, states) = (parameters_behind, gradient_behind, behind);
            if let Some(scalars) = scalars {
                *steps = steps.saturating_add(1);
                let counted = (&mut *rounding, &mut *saturated);
                passes::advance::<R, _, _, G>(scalars, w, g, own, counted);
            }
        }
        Ok(())
    }

    /// A step in parts: other tasks may run between two of them. The bits are those of one whole step.
    ///
    /// See [`GroupedPartialStep`] for how it goes on, and what happens if it is dropped.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn begin<'a>(
        &'a mut self,
        parameters: &'a mut [S::Parameter],
        gradient: &'a [Gradient<G>],
        rate: Rate,
    ) -> Result<GroupedPartialStep<'a, R, S, K, D, G>, Error> {
        self.optimizer.check(parameters.len(), gradient.len())?;
        let scalars = self.scalars(rate)?;
        self.optimizer.steps = self.optimizer.steps.saturating_add(1);
        for (steps, scalars) in self.steps.iter_mut().zip(&scalars) {
            *steps = steps.saturating_add(scalars.is_some().into());
        }
        Ok(GroupedPartialStep::new(self, parameters, gradient, scalars))
    }

    /// The scalars of every group; none of one that is frozen.
    fn scalars(&self, rate: Rate) -> Result<[Option<R::Scalars>; K], Error> {
        let (mut steps, mut refused) = (self.steps.iter(), None);
        let scalars = self.spans.each_ref().map(|Span { group, .. }| {
            let t = steps.next().map_or(1, |steps| steps.saturating_add(1));
            if group.frozen {
                return None;
            }
            let rate = times(scale(rate), Scale::from_f32(group.learning_rate));
            match self.optimizer.rule.begin(t, rate, Optimizer::<R, S, D, G>::FORMATS) {
                Ok(scalars) => Some(scalars),
                Err(below) => {
                    let (value, below) = (rate.to_f32(), below.to_f32());
                    refused = Some(Error::TooLarge { field: "rate", value, below });
                    None
                }
            }
        });
        refused.map_or(Ok(scalars), Err)
    }

    /// Back to before the first step, in place; the groups stay as they are.
    pub fn reset(&mut self) {
        self.optimizer.reset();
        self.steps = [0; K];
    }

    /// The optimizer without its groups: its state, its counts, its rule and its rounding.
    pub const fn optimizer(&self) -> &Optimizer<R, S, D, G> {
        &self.optimizer
    }

    /// The groups, in order.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.spans.iter().map(|span| &span.group)
    }

    /// How many steps each group has taken, in order.
    pub const fn group_steps(&self) -> &[u32; K] {
        &self.steps
    }

    /// Changes group `number`: to freeze it, thaw it or change its multiplier; its shape stays.
    ///
    /// # Errors
    /// No such group; another shape; a multiplier out of its range. Nothing is changed then.
    pub fn set_group(&mut self, number: usize, group: Group) -> Result<(), Error> {
        let changed = self.changed_group(number, group)?;
        if let Some(span) = self.spans.get_mut(number) {
            *span = changed;
        }
        Ok(())
    }

    /// Where group `number` lies, with these settings in place of its own.
    pub(super) fn changed_group(&self, number: usize, group: Group) -> Result<Span, Error> {
        let changed = Span::changed(&self.spans, number, group)?;
        group.validate_for(true, NO_BIASES)?;
        decays_nothing(&group)?;
        Ok(changed)
    }

    /// Goes on where another optimizer with the same rule, formats and groups stopped, as [`Optimizer::restore`].
    ///
    /// # Errors
    /// Not one state for each parameter; a state that the rule cannot have left behind. Nothing is changed
    /// then.
    pub fn restore(
        &mut self,
        counters: Counters,
        group_steps: [u32; K],
        state: &[R::State],
        rounding: D,
    ) -> Result<(), Error> {
        self.optimizer.restore(counters, state, rounding)?;
        self.steps = group_steps;
        Ok(())
    }
}

/// The product; exactly the rate for a multiplier of 1.
fn times(rate: Scale, multiplier: Scale) -> Scale {
    if multiplier == Scale::new(1, 0) { rate } else { rate.times(multiplier) }
}

/// A multiplier of a decay that is not there is 1.
fn decays_nothing(group: &Group) -> Result<(), Error> {
    if group.weight_decay.to_bits() == 1.0_f32.to_bits() {
        return Ok(());
    }
    let (field, value) = ("group.weight_decay", group.weight_decay);
    Err(Error::OutOfRange { field, value, allowed: "1, as no rule in fixed point decays weights" })
}

impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> Clone
    for GroupedOptimizer<R, S, K, D, G>
where
    Optimizer<R, S, D, G>: Clone,
{
    fn clone(&self) -> Self {
        Self { optimizer: self.optimizer.clone(), spans: self.spans, steps: self.steps }
    }
}

impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> fmt::Debug
    for GroupedOptimizer<R, S, K, D, G>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupedOptimizer")
            .field("optimizer", &self.optimizer)
            .field("spans", &self.spans)
            .field("steps", &self.steps)
            .finish()
    }
}

#[cfg(feature = "defmt")]
impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> defmt::Format
    for GroupedOptimizer<R, S, K, D, G>
{
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "GroupedOptimizer {{ {}, steps: {} }}", self.optimizer, self.steps);
    }
}
