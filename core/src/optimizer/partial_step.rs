//! A step in parts, so that other tasks may run between them.

use super::{GroupPass, GroupStep, Optimizer, Outcome, Precision, Rule, Storage, state::cells};
use crate::gradient::{Chain, Flow, Step, look_at};
use crate::group::{Hyperparams, Layout, Span};
use crate::math;
use core::{fmt, ops::Range};

/// A step that [`Optimizer::begin`] began: [`advance`](Self::advance) until it is done, and
/// [`finish`](Self::finish) to learn what became of it.
///
/// The bits are those of one whole [`step`](Optimizer::step), in whatever parts. It borrows parameters and
/// gradient, so that neither can change in between; the step is counted once. Guards, norms and what a rule
/// looks at come first, during which no parameter moves; then some parameters have moved and others have not,
/// as [`parameters`](Self::parameters) shows. Whoever infers meanwhile does so on a copy, or waits for the end:
///
/// ```
/// use thalweg::optimizer::{AdamW, Optimizer, Outcome};
/// let mut optimizer = Optimizer::<AdamW, [f32; 100]>::new(AdamW::DEFAULT).unwrap();
/// let (mut w, gradient) = ([1.0; 100], [0.5; 100]);
/// let for_inference = w;
/// let mut step = optimizer.begin(&mut w, &gradient, 0.01).unwrap();
/// while !step.advance(32) {
///     // Another task: `yield_now().await`, or a model on `for_inference`.
///     assert_eq!(for_inference[99], 1.0);
/// }
/// assert_eq!(step.finish(), Outcome::Applied);
/// assert!(w[99] < 1.0);
/// ```
///
/// A step that is dropped is brought to its end first, so that it is never half taken. If it is forgotten
/// instead (`mem::forget`), the optimizer refuses further steps until it is [restored](Optimizer::restore).
/// What is read of the optimizer between two parts could not be resumed from: the borrow keeps it shut.
pub struct PartialStep<'a, R: Rule, S: Storage, T: Chain, L: Layout> {
    optimizer: &'a mut Optimizer<R, S, T, L>,
    parameters: &'a mut [f32],
    gradient: &'a [f32],
    hyperparams: Hyperparams,
    phase: Phase,
    /// The group that is next, and how many of its parameters were shown or moved.
    number: usize,
    done: usize,
    /// Whether arithmetic met an exception in one of the parts.
    exceptions: bool,
}

/// What a part is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A stage of the chain looks at the gradient.
    Chain(usize),
    /// The rule looks at a group.
    Look,
    /// A group moves.
    Move,
    /// Whether parameters and state are still finite.
    Check,
    End(Outcome),
}

impl<'a, R: Rule, S: Storage, T: Chain, L: Layout> PartialStep<'a, R, S, T, L> {
    pub(super) fn new(
        optimizer: &'a mut Optimizer<R, S, T, L>,
        parameters: &'a mut [f32],
        gradient: &'a [f32],
        hyperparams: Hyperparams,
    ) -> Self {
        optimizer.unfinished = true;
        let phase = Phase::Chain(0);
        let mut step = Self {
            optimizer,
            parameters,
            gradient,
            hyperparams,
            phase,
            number: 0,
            done: 0,
            exceptions: false,
        };
        step.enter_stage(0);
        step
    }

    /// Shows or moves about `n` parameters (as many more as make a row, a block of 8-bit state, or eight);
    /// whether the step is done.
    ///
    /// Where arithmetic met an exception, or on a processor that does not tell, parameters and state are looked
    /// at once more, in such parts. What takes longer than that: a rule that computes with a whole tensor, as
    /// [`Muon`](super::rules::Muon) does between two parts.
    pub fn advance(&mut self, n: usize) -> bool {
        let mut left = n.max(1);
        math::forget_exceptions();
        while left > 0 && !self.is_done() {
            left = left.saturating_sub(self.part(left));
        }
        self.exceptions |= math::exceptions();
        self.is_done()
    }

    /// Whether nothing is left to do.
    pub const fn is_done(&self) -> bool {
        matches!(self.phase, Phase::End(_))
    }

    /// The parameters as they are now: those that have moved, and those that have not.
    pub const fn parameters(&self) -> &[f32] {
        self.parameters
    }

    /// What is left, in one go; what became of the step.
    pub fn finish(mut self) -> Outcome {
        self.complete()
    }

    fn complete(&mut self) -> Outcome {
        self.advance(usize::MAX);
        match self.phase {
            Phase::End(outcome) => outcome,
            // `advance` has ended it
            Phase::Chain(_) | Phase::Look | Phase::Move | Phase::Check => Outcome::Waiting,
        }
    }

    /// At most about `limit` parameters; how many, at least 1.
    fn part(&mut self, limit: usize) -> usize {
        if self.phase == Phase::Check {
            return self.check(limit);
        }
        let Some(&span) = self.optimizer.spans.as_ref().get(self.number) else {
            self.through();
            return 1;
        };
        let skipped = span.group.frozen && !matches!(self.phase, Phase::Chain(_));
        let rest = span.group.length.saturating_sub(self.done);
        if skipped || rest == 0 {
            self.group_is_through(&span);
            return 1;
        }
        let length =
            limit.div_ceil(grain::<S, L>(&span)).saturating_mul(grain::<S, L>(&span)).min(rest);
        let start = span.start.saturating_add(self.done);
        self.part_of(&span, start..start.saturating_add(length));
        self.done = self.done.saturating_add(length);
        length.max(1)
    }

    /// Shows or moves this range of a group.
    fn part_of(&mut self, span: &Span, range: Range<usize>) {
        let Self { optimizer, parameters, gradient, hyperparams, phase, .. } = self;
        let (Some(w), Some(g)) = (parameters.get_mut(range.clone()), gradient.get(range.clone()))
        else {
            return; // the lengths were checked
        };
        let Optimizer { rule, transform, held, spans, steps, .. } = &mut **optimizer;
        let mut step = Step { t: *steps, hyperparams: *hyperparams, spans: spans.as_ref() };
        if let Phase::Chain(stage) = *phase {
            step.t = step.t.saturating_add(1);
            return look_at((transform, stage), &step, span, range, (w, g));
        }
        let (ready, mut view) = (transform.ready(&step), S::view(held));
        let mut step = GroupStep::new(hyperparams, &span.group);
        let mut pass = GroupPass::<R, S::Cells, T>::new(rule, &ready, span, &mut view, &mut step);
        match phase {
            Phase::Look => pass.look(range, w, g),
            _ => pass.move_range::<L>(range, w, g),
        }
    }

    /// Every group was shown to a stage of the chain, or every group has moved.
    fn through(&mut self) {
        let Phase::Chain(stage) = self.phase else {
            return self.moved();
        };
        let Optimizer { transform, spans, steps, .. } = &mut *self.optimizer;
        let (t, hyperparams) = (steps.saturating_add(1), self.hyperparams);
        let flow = transform.looked(stage, &Step { t, hyperparams, spans: spans.as_ref() });
        (self.number, self.done) = (0, 0);
        match flow {
            Flow::Look => {}
            Flow::Continue => self.enter_stage(stage.saturating_add(1)),
            Flow::Wait | Flow::Skip => {
                let outcome = self.optimizer.not_applied(flow);
                self.end(outcome);
            }
        }
    }

    /// The first stage from this one on that has to look; behind the last the groups begin.
    fn enter_stage(&mut self, first: usize) {
        let Optimizer { transform, spans, steps, .. } = &mut *self.optimizer;
        let (t, hyperparams) = (steps.saturating_add(1), self.hyperparams);
        let step = Step { t, hyperparams, spans: spans.as_ref() };
        for stage in first..T::STAGES {
            match transform.begin(stage, &step) {
                Flow::Continue => {}
                Flow::Look => {
                    self.phase = Phase::Chain(stage);
                    return;
                }
                flow => {
                    let outcome = self.optimizer.not_applied(flow);
                    return self.end(outcome);
                }
            }
        }
        self.optimizer.steps = t;
        self.enter_group();
    }

    /// This group begins.
    fn enter_group(&mut self) {
        #[allow(clippy::redundant_closure_for_method_calls)] // of every lifetime
        let look = self.with_group(|pass| pass.begin()).unwrap_or(false);
        (self.phase, self.done) = (if look { Phase::Look } else { Phase::Move }, 0);
    }

    /// A group was shown or has moved.
    fn group_is_through(&mut self, span: &Span) {
        if self.phase == Phase::Look && !span.group.frozen {
            #[allow(clippy::redundant_closure_for_method_calls)] // of every lifetime
            let again = self.with_group(|pass| pass.looked()).unwrap_or(false);
            (self.phase, self.done) = (if again { Phase::Look } else { Phase::Move }, 0);
            return;
        }
        self.number = self.number.saturating_add(1);
        match self.phase {
            Phase::Chain(_) => self.done = 0,
            _ => self.enter_group(),
        }
    }

    /// The pass of the group that is next, unless it is frozen.
    fn with_group<X>(
        &mut self,
        f: impl FnOnce(&mut GroupPass<'_, '_, '_, R, S::Cells, T>) -> X,
    ) -> Option<X> {
        let Optimizer { rule, transform, held, spans, steps, .. } = &mut *self.optimizer;
        let spans = spans.as_ref();
        let span = spans.get(self.number).filter(|span| !span.group.frozen)?;
        let ready = transform.ready(&Step { t: *steps, hyperparams: self.hyperparams, spans });
        let mut view = S::view(held);
        let mut step = GroupStep::new(&self.hyperparams, &span.group);
        Some(f(&mut GroupPass::new(rule, &ready, span, &mut view, &mut step)))
    }

    /// Every parameter has moved.
    fn moved(&mut self) {
        self.exceptions |= math::exceptions();
        if self.optimizer.may_have_diverged(self.exceptions) {
            (self.phase, self.done) = (Phase::Check, 0);
        } else {
            self.end(Outcome::Applied);
        }
    }

    /// Looks at as many parameters as the limit says; how many, at least 1.
    fn check(&mut self, limit: usize) -> usize {
        let start = self.done;
        let (_, rest) = self.parameters.split_at_checked(start).unwrap_or_default();
        let (part, rest) = rest.split_at_checked(limit).unwrap_or((rest, &[]));
        let (length, last) = (part.len(), rest.is_empty());
        self.done = start.saturating_add(length);
        let finite = self.optimizer.is_finite(part, start, last);
        if last || !finite {
            let outcome = self.optimizer.checked(finite);
            self.end(outcome);
        }
        length.max(1)
    }

    const fn end(&mut self, outcome: Outcome) {
        self.phase = Phase::End(outcome);
        self.optimizer.unfinished = false;
    }
}

/// What a range of this group has to be a multiple of.
fn grain<S: Storage, L: Layout>(span: &Span) -> usize {
    match (span.group.bias_weight_decay, span.group.columns) {
        (Some(_), Some(columns)) if L::BIASES => columns.max(1),
        _ => <S::Cells as cells::Cells>::Precision::GRAIN,
    }
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> Drop for PartialStep<'_, R, S, T, L> {
    fn drop(&mut self) {
        let _ = self.complete();
    }
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> fmt::Debug for PartialStep<'_, R, S, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialStep")
            .field("phase", &self.phase)
            .field("group", &self.number)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
