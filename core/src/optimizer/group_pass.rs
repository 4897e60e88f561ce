//! One step of a group: what the rule looks at, and what it moves.

use super::{
    GroupStep, Precision, Rule,
    rule::Block,
    state::{Cells, Rows, View, cells},
};
use crate::gradient::{Chain, Element};
use crate::group::{Layout, Span};
use crate::numbered::numbered;
use core::ops::Range;

pub(super) struct GroupPass<'p, 'v, 't, R: Rule, C: Cells, T: Chain + 't> {
    rule: &'p R,
    ready: &'p T::Ready<'t>,
    span: &'p Span,
    view: &'p mut View<'v, R, C>,
    /// Of whoever makes the pass: a rule is handed its address, and all that lies beside it would lie in memory, too.
    step: &'p mut GroupStep,
}

type PrecisionOf<C> = <C as cells::Cells>::Precision;

impl<'p, 'v, 't, R: Rule, C: Cells, T: Chain> GroupPass<'p, 'v, 't, R, C, T> {
    /// In the middle of a step, or before it [begins](Self::begin).
    #[inline]
    pub(super) fn new(
        rule: &'p R,
        ready: &'p T::Ready<'t>,
        span: &'p Span,
        view: &'p mut View<'v, R, C>,
        step: &'p mut GroupStep,
    ) -> Self {
        step.t = view.groups.get(span.number).map_or(0, |group| group.steps);
        Self { rule, ready, span, view, step }
    }

    /// Counts the step; whether the rule has to look at the group.
    #[inline]
    pub(super) fn begin(&mut self) -> bool {
        let Some(group) = self.view.groups.get_mut(self.span.number) else { return false };
        group.steps = group.steps.saturating_add(1);
        self.step.t = group.steps;
        self.view.tensor(self.span.number).is_some_and(|tensor| self.rule.begin(self.step, tensor))
    }

    /// Shows a range to the rule.
    #[inline]
    pub(super) fn look(&mut self, range: Range<usize>, w: &[f32], g: &[f32]) {
        let first = range.start;
        self.step.first = first.wrapping_sub(self.span.start);
        let (ready, span) = (self.ready, self.span);
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let states = PrecisionOf::<C>::read::<R>(cells, extra, span, range);
        let each = numbered(w.iter().zip(g).zip(states));
        let elements = each.map(|(i, ((&w, &g), state))| {
            let element = Element { index: first.wrapping_add(i), span, w, g };
            (w, T::apply(ready, element), state)
        });
        self.rule.look(self.step, tensor, elements);
    }

    /// The whole group was shown; whether once more.
    #[inline]
    pub(super) fn looked(&mut self) -> bool {
        let tensor = self.view.tensor(self.span.number);
        tensor.is_some_and(|tensor| self.rule.looked(self.step, tensor))
    }

    /// Moves a range.
    #[inline]
    pub(super) fn move_range<L: Layout>(&mut self, range: Range<usize>, w: &mut [f32], g: &[f32]) {
        self.step.first = range.start.wrapping_sub(self.span.start);
        match (self.span.group.bias_weight_decay, self.span.group.columns) {
            (Some(decay), Some(length)) if L::BIASES => {
                self.move_weights_and_biases(&range, length, decay, (w, g));
            }
            _ => self.move_all::<L>(range, w, g),
        }
    }

    /// Moves a range as one row, where there are layouts with rows: one loop is linked, not two.
    #[inline]
    fn move_all<L: Layout>(&mut self, range: Range<usize>, w: &mut [f32], g: &[f32]) {
        if L::BIASES {
            let length = range.len();
            return self.move_rows(Rows::new(&range, length, 0..length), w, g);
        }
        let (ready, span, t) = (self.ready, self.span, self.step.t);
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let block = Block { scalars: self.rule.scalars(self.step, tensor), ready, span };
        PrecisionOf::<C>::update::<R, T>(cells, extra, (range, t), w, g, block);
    }

    /// Moves all weights of rows of this length, and their biases, which decay otherwise.
    fn move_weights_and_biases(
        &mut self,
        range: &Range<usize>,
        length: usize,
        bias_weight_decay: f32,
        (w, g): (&mut [f32], &[f32]),
    ) {
        if Block::<R, T>::RUNS {
            let factor = self.decay_factor(self.span.group.weight_decay);
            if let (Some(factor), Some(of_biases)) = (factor, self.decay_factor(bias_weight_decay))
            {
                multiply_rows(w, length, factor, of_biases);
                self.step.decay_multiplier = 0.0;
                let whole = Rows::new(range, range.len(), 0..range.len());
                return self.move_rows(whole, w, g);
            }
        }
        self.move_biases_after_weights(range, length, bias_weight_decay, (w, g));
    }

    fn decay_factor(&mut self, multiplier: f32) -> Option<f32> {
        self.step.decay_multiplier = multiplier;
        self.rule.decay_factor(self.step)
    }

    fn move_biases_after_weights(
        &mut self,
        range: &Range<usize>,
        length: usize,
        bias_weight_decay: f32,
        (w, g): (&mut [f32], &[f32]),
    ) {
        let (ready, span, t) = (self.ready, self.span, self.step.t);
        let bias = length.saturating_sub(1);
        let weights = Rows::new(range, length, 0..bias);
        let biases = Rows::new(range, length, bias..length);
        self.step.decay_multiplier = span.group.weight_decay;
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let block = Block { scalars: self.rule.scalars(self.step, tensor), ready, span };
        let Block { mut scalars, .. } =
            PrecisionOf::<C>::update_rows::<R, T>(cells, extra, (weights, t), w, g, block);
        self.step.decay_multiplier = bias_weight_decay;
        if !self.rule.set_weight_decay(&mut scalars, self.step) {
            drop(scalars);
            return self.move_rows(biases, w, g);
        }
        let block = Block { scalars, ready, span };
        PrecisionOf::<C>::update_rows::<R, T>(cells, extra, (biases, t), w, g, block);
    }

    fn move_rows(&mut self, rows: Rows, w: &mut [f32], g: &[f32]) {
        let (ready, span, t) = (self.ready, self.span, self.step.t);
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let block = Block { scalars: self.rule.scalars(self.step, tensor), ready, span };
        PrecisionOf::<C>::update_rows::<R, T>(cells, extra, (rows, t), w, g, block);
    }
}

/// Multiplies the weights of each row by a factor, and its bias by another.
fn multiply_rows(w: &mut [f32], length: usize, factor: f32, of_biases: f32) {
    for row in w.chunks_mut(length.max(1)) {
        if let Some((bias, weights)) = row.split_last_mut() {
            weights.iter_mut().for_each(|w| *w *= factor);
            *bias *= of_biases;
        }
    }
}
