//! The loop, written once: one fused pass over parameters, gradients and state, whatever the rule.

use super::{F32, Pass, Precision, Rule, States, Turn};
use crate::group::{Group, Layout, Rates, Whole};
use crate::{
    Error, error,
    gradient::{Element, Elements, Flow, Guard, Step, Transform},
    group::Span,
};

/// A rule with the state of `N` parameters and the count of its steps.
///
/// | parameter | what it chooses | default |
/// |---|---|---|
/// | `R` | the update [`Rule`] | |
/// | `N` | how many parameters | |
/// | `T` | the [`Transform`]s of the gradient, a tuple | [`Guard`]: a gradient that is not finite skips the step |
/// | `P` | the [`Precision`] of the state | [`F32`] |
/// | `L` | the [`Layout`]: tensors with settings of their own | [`Whole`]: one |
///
/// RAM: `N · 4 · slots` bytes for the state (SGD 0, momentum 1 slot, Adam 2) in `F32`, the rule
/// itself and a few counters; a step needs no buffer.
///
/// ```
/// use thalweg::optimizer::{Momentum, Optimizer, Outcome};
/// let mut optimizer = Optimizer::<Momentum, 2>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// optimizer.step(&mut w, &[0.5, -0.5], 0.1).unwrap();
/// assert_eq!(w, [0.95, 1.05]);
/// // A gradient that is not finite changes nothing and is counted.
/// assert_eq!(optimizer.step(&mut w, &[f32::NAN, 0.0], 0.1), Ok(Outcome::Skipped));
/// assert_eq!((w, optimizer.skipped()), ([0.95, 1.05], 1));
/// ```
///
/// In an empty `static` it is made where it stays, by a few dozen bytes of stack. Only a state that does
/// not start at 0 ([`Yogi`](super::Yogi), or an `initial` above 0) is filled on the stack, which takes
/// as many bytes as the state, and then copied: make it early, while the stack is empty.
///
/// ```
/// use std::sync::Mutex; // or `critical_section::Mutex` with a `RefCell`
/// use thalweg::optimizer::{Adam, Optimizer};
/// static OPTIMIZER: Mutex<Option<Optimizer<Adam, 1000>>> = Mutex::new(None);
///
/// let mut place = OPTIMIZER.lock().unwrap();
/// *place = Optimizer::new(Adam::DEFAULT).ok();
/// let mut w = [0.0; 1000];
/// place.as_mut().unwrap().step(&mut w, &[1.0; 1000], 0.001).unwrap();
/// assert!(w[999] < 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Optimizer<R, const N: usize, T = Guard, P = F32, L = Whole>
where
    R: Rule,
    T: Transform,
    P: Precision,
    L: Layout,
{
    rule: R,
    transform: T,
    state: P::Buffer<R, N>,
    spans: L::Each<Span>,
    groups: L::Each<Progress<R::Memory>>,
    steps: u32,
    skipped: u32,
}

/// How far a group has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Progress<Y> {
    /// How many steps it has taken; none while it was frozen.
    pub steps: u32,
    /// What the rule keeps once a group.
    pub memory: Y,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome {
    /// Every parameter was updated.
    Applied,
    /// A transformation waits for more gradients; nothing has moved.
    Held,
    /// A transformation refused the gradient: parameters and state are untouched.
    Skipped,
}

impl<R: Rule, const N: usize, T, P> Optimizer<R, N, T, P, Whole>
where
    T: Transform,
    P: Precision,
{
    /// An optimizer that has taken no step, with the default transformation, over one group.
    ///
    /// # Errors
    /// A field of `rule` out of its range.
    pub fn new(rule: R) -> Result<Self, Error>
    where
        T: Default,
    {
        Self::grouped(rule, T::default(), Whole)
    }

    /// An optimizer that has taken no step, over one group.
    ///
    /// # Errors
    /// A field of `rule` or `transform` out of its range.
    pub fn with(rule: R, transform: T) -> Result<Self, Error> {
        Self::grouped(rule, transform, Whole)
    }
}

impl<R, const N: usize, T, P, L> Optimizer<R, N, T, P, L>
where
    R: Rule,
    T: Transform,
    P: Precision,
    L: Layout,
{
    /// An optimizer that has taken no step, over the groups of `layout`.
    ///
    /// ```
    /// use thalweg::gradient::Guard;
    /// use thalweg::optimizer::{Adam, F32, Optimizer};
    /// use thalweg::group::{Group, Groups};
    /// // The first layer of a network learns slowly, the last fast.
    /// let groups = Groups([
    ///     Group { learning_rate: 0.1, ..Group::matrix(24, 25) },
    ///     Group::matrix(7, 25),
    /// ]);
    /// let optimizer =
    ///     Optimizer::<Adam, 775, Guard, F32, _>::grouped(Adam::DEFAULT, Guard::DEFAULT, groups);
    /// assert!(optimizer.is_ok());
    /// ```
    ///
    /// # Errors
    /// A field of `rule`, `transform` or a group out of its range; groups that are not `N`
    /// parameters together.
    pub fn grouped(rule: R, transform: T, layout: L) -> Result<Self, Error> {
        rule.validate()?;
        layout.validate(N)?;
        let spans = layout.spans(N);
        for span in spans.as_ref() {
            rule.validate_group(&span.group)?;
        }
        transform.validate(spans.as_ref())?;
        P::Buffer::<R, N>::validate(spans.as_ref())?;
        let progress = Progress { steps: 0, memory: R::Memory::default() };
        let groups = layout.each(progress);
        Ok(Self {
            rule,
            transform,
            // Made where it stays: a local would be as much stack again.
            state: P::Buffer::new(rule.initial()),
            spans,
            groups,
            steps: 0,
            skipped: 0,
        })
    }

    /// One step: moves `parameters` against `gradient`, at the learning rate (or [`Rates`]) given.
    ///
    /// # Errors
    /// A slice whose length is not `N`; rates out of range. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rates: impl Into<Rates>,
    ) -> Result<Outcome, Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::same_length("gradient", N, gradient.len())?;
        let rates = rates.into();
        rates.validate()?;
        let spans = self.spans.as_ref();
        let t = self.steps.saturating_add(1);
        let elements = Elements::new(spans, parameters, gradient);
        let ready = match self.transform.begin(&Step { t, rates, spans }, elements) {
            Flow::Pass(ready) => ready,
            Flow::Hold => return Ok(Outcome::Held),
            Flow::Skip => {
                self.skipped = self.skipped.saturating_add(1);
                return Ok(Outcome::Skipped);
            }
        };
        self.steps = t;
        for (span, progress) in spans.iter().zip(self.groups.as_mut()) {
            let range = span.start..span.start + span.group.length;
            let (Some(w), Some(g)) = (parameters.get_mut(range.clone()), gradient.get(range))
            else {
                continue; // the lengths were checked above
            };
            if !span.group.frozen {
                move_group::<R, T, _>(
                    &self.rule,
                    &ready,
                    &mut self.state,
                    span,
                    progress,
                    &rates,
                    (w, g),
                );
            }
        }
        Ok(Outcome::Applied)
    }

    /// How many steps were applied.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How many steps were skipped because a transformation refused the gradient.
    pub const fn skipped(&self) -> u32 {
        self.skipped
    }

    /// The rule.
    pub const fn rule(&self) -> &R {
        &self.rule
    }

    /// The transformations, with what they found in the last gradient.
    pub const fn transform(&self) -> &T {
        &self.transform
    }

    /// The groups, in order.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.spans.as_ref().iter().map(|span| &span.group)
    }

    /// The group `number`, to freeze it, thaw it or change its multipliers; its shape stays.
    ///
    /// # Errors
    /// No such group; a multiplier out of its range. Nothing is changed then.
    pub fn set_group(&mut self, number: usize, group: Group) -> Result<(), Error> {
        group.validate()?;
        let value = u32::try_from(number).unwrap_or(u32::MAX);
        let Some(span) = self.spans.as_mut().get_mut(number) else {
            let allowed = "below the number of groups";
            return Err(Error::Count { field: "group", value, allowed });
        };
        error::same_length("group", span.group.length, group.length)?;
        error::same_length("row of the group", span.group.shape().1, group.shape().1)?;
        span.group = group;
        Ok(())
    }

    /// How far each group has come, in order.
    pub fn progress(&self) -> &[Progress<R::Memory>] {
        self.groups.as_ref()
    }

    /// The state of every parameter, in the order of the parameters.
    pub fn state(&self) -> impl Iterator<Item = R::State> {
        self.spans.as_ref().iter().flat_map(|span| self.state.read(span))
    }

    /// Goes on where another optimizer with the same rule stopped.
    ///
    /// # Errors
    /// Not one state for each parameter, or not one progress for each group; nothing is changed then.
    pub fn restore(
        &mut self,
        steps: u32,
        state: &[R::State],
        progress: &[Progress<R::Memory>],
    ) -> Result<(), Error> {
        error::same_length("state", N, state.len())?;
        error::same_length("progress", self.groups.as_ref().len(), progress.len())?;
        self.steps = steps;
        self.groups.as_mut().copy_from_slice(progress);
        for span in self.spans.as_ref() {
            let states = state.iter().skip(span.start).copied();
            self.state.write(span, states.take(span.group.length));
        }
        Ok(())
    }
}

/// One pass over a group.
#[inline]
fn move_group<R: Rule, T: Transform, B: States<R>>(
    rule: &R,
    ready: &T::Ready<'_>,
    state: &mut B,
    span: &Span,
    progress: &mut Progress<R::Memory>,
    rates: &Rates,
    (parameters, gradient): (&mut [f32], &[f32]),
) {
    progress.steps = progress.steps.saturating_add(1);
    let pass = Pass::new(progress.steps, rates, &span.group);
    let seen = |index, w, g| T::apply(ready, Element { index, span, w, g });
    let pairs = parameters.iter().zip(gradient).zip(state.read(span)).enumerate();
    let elements = pairs.map(|(i, ((&w, &g), state))| (w, seen(span.start + i, w, g), state));
    let scalars = rule.begin(&pass, elements, &mut progress.memory);
    let turn: Turn<'_, '_, R, T> = Turn { scalars, ready, span };
    state.update(span, pass.t, parameters, gradient, turn);
}
