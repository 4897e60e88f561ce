//! The loop, written once: one fused pass over parameters, gradients and state, whatever the rule.

use super::{GroupPass, GroupStep, PartialStep, Precision, Rule, Storage, state::cells};
use crate::gradient::{Chain, Flow, SkipNonFinite, Step, look_through};
use crate::group::{Group, Hyperparams, Layout, Span, Whole};
use crate::{Error, error, math};
use core::fmt;

/// A rule, the state of the parameters that it moves, and the count of its steps.
///
/// | parameter | what it chooses | default |
/// |---|---|---|
/// | `R` | the update [`Rule`] | |
/// | `S` | the [`Storage`]: precision, length and place of the state; `[f32; N]` is inside | |
/// | `T` | the [`Chain`] of gradient transformations, one or a tuple | [`SkipNonFinite`]: a gradient that is not finite skips the step |
/// | `L` | the [`Layout`]: tensors with settings of their own | [`Whole`]: one |
///
/// RAM: that of its [`Memory`](super::Memory), the rule itself and a few counters; a step needs no buffer.
///
/// ```
/// use thalweg::optimizer::{Momentum, Optimizer, Outcome};
/// let mut optimizer = Optimizer::<Momentum, [f32; 2]>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// optimizer.step(&mut w, &[0.5, -0.5], 0.1).unwrap();
/// assert_eq!(w, [0.95, 1.05]);
/// // A gradient that is not finite changes nothing and is counted.
/// assert_eq!(optimizer.step(&mut w, &[f32::NAN, 0.0], 0.1), Ok(Outcome::Skipped));
/// assert_eq!((w, optimizer.skipped()), ([0.95, 1.05], 1));
/// ```
///
/// On a microcontroller lend it a zeroed `static`, so that nothing of the size of the model lies in flash or
/// crosses the stack: see [`lend`](Optimizer::lend).
pub struct Optimizer<R, S, T = SkipNonFinite, L = Whole>
where
    R: Rule,
    S: Storage,
    T: Chain,
    L: Layout,
{
    pub(super) rule: R,
    pub(super) transform: T,
    pub(super) held: S::Held<R, L>,
    pub(super) spans: L::Each<Span>,
    pub(super) steps: u32,
    pub(super) skipped: u32,
    /// A step was begun in parts and not brought to its end.
    pub(super) unfinished: bool,
    /// Parameters or state may be other than finite: no step has looked at them yet, or the last has left them so.
    pub(super) suspect: bool,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome {
    /// Every parameter was updated.
    Applied,
    /// A transformation waits for more gradients; nothing has moved.
    Waiting,
    /// A transformation refused the gradient: parameters and state are untouched.
    Skipped,
    /// The step was taken, and a parameter, or what the rule keeps of its gradients, is not finite: go back to an
    /// earlier state. So is every step after it, until all are finite again, and the first, or the first after a
    /// restore, of parameters that were not finite before. What is written between two others is its writer's to
    /// look at: where a number stays as it is, only a processor without exception flags says so; and so it is with a
    /// gradient that is not finite where no guard skips it, unless it enters a state in 8 bits.
    Diverged,
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    /// One step: moves `parameters` against `gradient`, at the learning rate (or [`Hyperparams`]) given.
    ///
    /// # Errors
    /// A slice of another length than the optimizer's; a number out of its range, or for which neither the
    /// rule nor a transformation has a use; a step in parts that was not brought to its end. Nothing is
    /// changed then.
    #[cfg_attr(target_arch = "x86_64", inline)] // its `Result` stays in registers; elsewhere size and stack count
    pub fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        hyperparams: impl Into<Hyperparams>,
    ) -> Result<Outcome, Error> {
        let hyperparams = hyperparams.into();
        self.validate_step(parameters.len(), gradient.len(), &hyperparams)?;
        Ok(self.step_from(0, parameters, gradient, &hyperparams))
    }

    /// A step that begins with this stage of the chain.
    #[inline]
    fn step_from(
        &mut self,
        stage: usize,
        parameters: &mut [f32],
        gradient: &[f32],
        hyperparams: &Hyperparams,
    ) -> Outcome {
        let t = self.steps.saturating_add(1);
        math::forget_exceptions();
        let step = Step { t, hyperparams: *hyperparams, spans: self.spans.as_ref() };
        match look_through(&mut self.transform, stage, &step, parameters, gradient) {
            Flow::Continue => {}
            flow => return self.not_applied(flow),
        }
        self.steps = t;
        let ready = self.transform.ready(&step);
        let mut view = S::view(&mut self.held);
        let (rule, spans) = (&self.rule, self.spans.as_ref());
        let mut move_group = |span: &Span| {
            let range = if L::WHOLE { 0..parameters.len() } else { span.start..span.end() };
            let frozen = !L::WHOLE && span.group.frozen;
            let (false, Some(w), Some(g)) =
                (frozen, parameters.get_mut(range.clone()), gradient.get(range.clone()))
            else {
                return; // frozen, as the lengths were checked
            };
            // Made anew where it is known: a copy is a function at "z", linked for it.
            let whole = Group::vector(range.len());
            let group = if L::WHOLE { &whole } else { &span.group };
            let mut of_group = GroupStep::new(hyperparams, group);
            let mut pass =
                GroupPass::<R, S::Cells, T>::new(rule, &ready, span, &mut view, &mut of_group);
            let mut look = pass.begin();
            while look {
                pass.look(range.clone(), w, g);
                look = pass.looked();
            }
            pass.move_range::<L>(range, w, g);
        };
        // Of one group the compiler does not see that the loop takes no second turn.
        match spans {
            [span] => move_group(span),
            spans => spans.iter().for_each(move_group),
        }
        drop(ready);
        let suspect = self.may_have_diverged(math::exceptions());
        self.checked(!suspect || self.is_finite(parameters, 0, true))
    }

    /// A step in parts: other tasks may run between two of them. The bits are those of one whole step.
    ///
    /// See [`PartialStep`] for how it goes on, what may be seen meanwhile, and what happens if it is dropped.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn begin<'a>(
        &'a mut self,
        parameters: &'a mut [f32],
        gradient: &'a [f32],
        hyperparams: impl Into<Hyperparams>,
    ) -> Result<PartialStep<'a, R, S, T, L>, Error> {
        let hyperparams = hyperparams.into();
        self.validate_step(parameters.len(), gradient.len(), &hyperparams)?;
        Ok(PartialStep::new(self, parameters, gradient, hyperparams))
    }

    /// Takes the step with the mean of the gradients that wait in an
    /// [`Accumulate`](crate::gradient::Accumulate), though they are fewer than it waits for: at the end of an
    /// epoch. Transformations in front of it have seen these gradients already and are left out; of `gradient`
    /// nothing but the length counts, as the mean takes its place.
    ///
    /// # Errors
    /// As [`step`](Self::step), and if nothing waits.
    pub fn flush(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        hyperparams: impl Into<Hyperparams>,
    ) -> Result<Outcome, Error> {
        let hyperparams = hyperparams.into();
        self.validate_step(parameters.len(), gradient.len(), &hyperparams)?;
        let waiting = self.transform.accumulated_mut().filter(|(_, sum)| *sum.count > 0);
        let Some((stage, accumulated)) = waiting else {
            let with =
                "no gradient waits in an Accumulate; allowed: after a step that returned Waiting";
            return Err(Error::Conflict { field: "flush", with });
        };
        *accumulated.divisor = core::mem::take(accumulated.count);
        Ok(self.step_from(stage.saturating_add(1), parameters, gradient, &hyperparams))
    }

    pub(super) fn validate_step(
        &self,
        parameters: usize,
        gradient: usize,
        hyperparams: &Hyperparams,
    ) -> Result<(), Error> {
        error::same_length("parameters", self.len(), parameters)?;
        error::same_length("gradient", self.len(), gradient)?;
        self.validate_finished()?;
        hyperparams.validate(self.rule.takes_momentum(), Self::decays(&self.rule))?;
        if !L::WHOLE {
            for span in self.spans.as_ref() {
                let rate = hyperparams.learning_rate * span.group.learning_rate;
                error::non_negative("learning_rate times that of a group", rate)?;
            }
        }
        Ok(())
    }

    /// What was left in the middle of a step by `mem::forget` is of no use any more.
    const fn validate_finished(&self) -> Result<(), Error> {
        if self.unfinished {
            let with = "a step in parts was forgotten; allowed: restore";
            return Err(Error::Conflict { field: "step", with });
        }
        Ok(())
    }

    /// Counts what keeps a step from being applied.
    pub(super) const fn not_applied(&mut self, flow: Flow) -> Outcome {
        match flow {
            Flow::Skip => {
                self.skipped = self.skipped.saturating_add(1);
                Outcome::Skipped
            }
            Flow::Continue | Flow::Look | Flow::Wait => Outcome::Waiting,
        }
    }

    /// Whether a step that was applied may have left numbers that are not finite: only where arithmetic met an
    /// exception, or where some have left their range before, as no exception tells of that again.
    pub(super) const fn may_have_diverged(&self, exceptions: bool) -> bool {
        exceptions || self.suspect
    }

    /// Whether these parameters, the first of which has this number, and their states are finite; with the `last`
    /// ones, what is kept of the groups as well.
    #[inline]
    pub(super) fn is_finite(&self, parameters: &[f32], first: usize, last: bool) -> bool {
        let memory = S::memory(&self.held);
        let (_, cells) = memory.cells().split_at_checked(first).unwrap_or_default();
        let cells = cells.get(..parameters.len()).unwrap_or_default();
        let tensors = if last { memory.groups() } else { &[] };
        math::all_finite(parameters)
            && <S::Cells as cells::Cells>::Precision::are_finite::<R>(cells)
            && tensors.iter().all(|group| self.rule.validate_tensor(&group.tensor).is_ok())
    }

    /// What became of a step that was applied, and left finite numbers or not.
    pub(super) const fn checked(&mut self, finite: bool) -> Outcome {
        self.suspect = !finite;
        if finite { Outcome::Applied } else { Outcome::Diverged }
    }

    /// Back to before the first step, in place: no counts, no state, no gradient that waits.
    pub fn reset(&mut self) {
        S::reset(&mut self.held, &self.rule);
        self.forget_accumulated();
        (self.steps, self.skipped, self.unfinished, self.suspect) = (0, 0, false, true);
    }

    /// The same with another rule and other transformations of their types, which a choice at run time may ask for.
    ///
    /// ```
    /// use thalweg::{gradient::SkipNonFinite, optimizer::{Momentum, Optimizer}};
    /// let mut optimizer = Optimizer::<Momentum, [f32; 1]>::new(Momentum { momentum: 0.9 }).unwrap();
    /// optimizer.restart(Momentum { momentum: 0.5 }, SkipNonFinite::DEFAULT).unwrap();
    /// assert_eq!(optimizer.rule().momentum, 0.5);
    /// ```
    ///
    /// # Errors
    /// A field out of its range; groups for which the rule and the transformations have no use. Nothing is changed then.
    pub fn restart(&mut self, rule: R, transform: T) -> Result<(), Error> {
        rule.validate()?;
        for span in self.spans.as_ref() {
            span.group.validate_for(Self::decays(&rule), Self::NO_BIASES)?;
        }
        Self::validate_spans(&rule, &transform, self.spans.as_ref())?;
        (self.rule, self.transform) = (rule, transform);
        self.reset();
        Ok(())
    }

    /// The same over other groups, which may be fewer parameters than the memory is for: those of a
    /// [selection](crate::recipe::Selection) that is made at run time.
    ///
    /// ```
    /// use thalweg::{gradient::SkipNonFinite, group::{Group, Groups}, optimizer::{Optimizer, Sgd}};
    /// let (chain, groups) = (SkipNonFinite::DEFAULT, Groups([Group::vector(4)]));
    /// let mut optimizer = Optimizer::<Sgd, [f32; 4], _, _>::grouped(Sgd, chain, groups)?;
    /// optimizer.restart_grouped(Sgd, chain, Groups([Group::vector(3)]))?;
    /// assert_eq!(optimizer.len(), 3);
    /// assert!(optimizer.restart_grouped(Sgd, chain, Groups([Group::vector(5)])).is_err());
    /// # Ok::<(), thalweg::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`restart`](Self::restart); more parameters than there is memory for. Nothing is changed then.
    pub fn restart_grouped(&mut self, rule: R, transform: T, layout: L) -> Result<(), Error> {
        let room = S::memory(&self.held).cells().len();
        let spans = layout.spans(room);
        let n = spans.as_ref().last().map_or(0, Span::end);
        error::capacity("state", n, room)?;
        rule.validate()?;
        layout.validate(n, Self::decays(&rule), Self::NO_BIASES)?;
        Self::validate_spans(&rule, &transform, spans.as_ref())?;
        (self.rule, self.transform, self.spans) = (rule, transform, spans);
        self.reset();
        Ok(())
    }

    /// No gradient waits any more.
    pub(super) fn forget_accumulated(&mut self) {
        if let Some((_, accumulated)) = self.transform.accumulated_mut() {
            *accumulated.count = 0;
        }
    }
}

impl<R: Rule, S: Storage, T: Chain + Clone, L: Layout> Clone for Optimizer<R, S, T, L>
where
    S::Held<R, L>: Clone,
{
    fn clone(&self) -> Self {
        Self {
            rule: self.rule,
            transform: self.transform.clone(),
            held: self.held.clone(),
            spans: self.spans,
            steps: self.steps,
            skipped: self.skipped,
            unfinished: self.unfinished,
            suspect: self.suspect,
        }
    }
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> fmt::Debug for Optimizer<R, S, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Optimizer")
            .field("rule", &self.rule)
            .field("transform", &self.transform)
            .field("memory", &self.held)
            .field("spans", &self.spans)
            .field("steps", &self.steps)
            .field("skipped", &self.skipped)
            .finish_non_exhaustive()
    }
}
