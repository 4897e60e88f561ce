//! One step of a group: what the rule looks at, and what it moves.

use super::{
    Block, GroupStep, Precision, Rule,
    state::{Cells, View, cells},
};
use crate::gradient::{Chain, Element};
use crate::group::{Hyperparams, Layout, Span};
use core::ops::Range;

pub(super) struct GroupPass<'p, 'v, 't, R: Rule, C: Cells, T: Chain + 't> {
    rule: &'p R,
    ready: &'p T::Ready<'t>,
    span: &'p Span,
    view: &'p mut View<'v, R, C>,
    step: GroupStep,
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
        hyperparams: &Hyperparams,
    ) -> Self {
        let t = view.groups.get(span.number).map_or(0, |group| group.steps);
        Self { rule, ready, span, step: GroupStep::new(t, hyperparams, &span.group), view }
    }

    /// Counts the step; whether the rule has to look at the group.
    #[inline]
    pub(super) fn begin(&mut self) -> bool {
        let Some(group) = self.view.groups.get_mut(self.span.number) else { return false };
        group.steps = group.steps.saturating_add(1);
        self.step.t = group.steps;
        self.view.tensor(self.span.number).is_some_and(|tensor| self.rule.begin(&self.step, tensor))
    }

    /// Shows a range to the rule.
    #[inline]
    pub(super) fn look(&mut self, range: Range<usize>, w: &[f32], g: &[f32]) {
        let first = range.start;
        self.step.first = first.wrapping_sub(self.span.start);
        let (ready, span) = (self.ready, self.span);
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let states = PrecisionOf::<C>::read::<R>(cells, extra, span, range);
        let each = w.iter().zip(g).zip(states).enumerate();
        let elements = each.map(|(i, ((&w, &g), state))| {
            let element = Element { index: first.wrapping_add(i), span, w, g };
            (w, T::apply(ready, element), state)
        });
        self.rule.look(&self.step, tensor, elements);
    }

    /// The whole group was shown; whether once more.
    #[inline]
    pub(super) fn looked(&mut self) -> bool {
        let tensor = self.view.tensor(self.span.number);
        tensor.is_some_and(|tensor| self.rule.looked(&self.step, tensor))
    }

    /// Moves a range.
    #[inline]
    pub(super) fn move_range<L: Layout>(&mut self, range: Range<usize>, w: &mut [f32], g: &[f32]) {
        match (self.span.group.bias_weight_decay, self.span.group.columns) {
            (Some(decay), Some(columns)) if L::BIASES => {
                let weights = columns.saturating_sub(1);
                self.step.decay_multiplier = self.span.group.weight_decay;
                self.move_parts(range.clone(), columns, 0..weights, (w, g));
                self.step.decay_multiplier = decay;
                self.move_parts(range, columns, weights..columns, (w, g));
            }
            _ => {
                let length = range.len();
                self.move_parts(range, length, 0..length, (w, g));
            }
        }
    }

    /// Moves the same part of every row of `columns`.
    #[inline]
    fn move_parts(
        &mut self,
        range: Range<usize>,
        columns: usize,
        part: Range<usize>,
        (w, g): (&mut [f32], &[f32]),
    ) {
        self.step.first = range.start.wrapping_sub(self.span.start);
        let (ready, span, t) = (self.ready, self.span, self.step.t);
        let Some((cells, extra, tensor)) = self.view.split(span.number) else { return };
        let scalars = self.rule.scalars(&self.step, tensor);
        let mut block: Block<'_, '_, R, T> = Block { scalars, ready, span };
        let rows = w.chunks_mut(columns.max(1)).zip(g.chunks(columns.max(1)));
        let mut start = range.start.wrapping_add(part.start);
        for (w, g) in rows {
            let range = start..start.wrapping_add(part.len());
            if let (Some(w), Some(g)) = (w.get_mut(part.clone()), g.get(part.clone())) {
                block = PrecisionOf::<C>::update(cells, extra, (range, t), w, g, block);
            }
            start = start.wrapping_add(columns);
        }
    }
}
