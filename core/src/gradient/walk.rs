//! How a gradient is shown to a chain: group by group, whole or in parts.

use super::{Chain, Element, Flow, GradientPart, Step};
use crate::{group::Span, numbered::numbered};
use core::ops::Range;

/// The elements of a group from index `first` on, as many as the slices have.
#[inline]
fn part<'a>(span: &'a Span, first: usize, w: &'a [f32], g: &'a [f32]) -> impl GradientPart<'a> {
    let pairs = numbered(w.iter().zip(g));
    pairs.map(move |(i, (&w, &g))| Element { index: first.wrapping_add(i), span, w, g })
}

/// Shows a part of a group to a stage; `w` and `g` are its own.
#[inline]
pub(crate) fn look_at<T: Chain>(
    (chain, stage): (&mut T, usize),
    step: &Step<'_>,
    span: &Span,
    range: Range<usize>,
    (w, g): (&[f32], &[f32]),
) {
    if span.group.frozen {
        chain.look_at_frozen(stage, step, range.start, range.end);
    } else if !chain.look_at_slice(stage, step, g) {
        chain.look(stage, step, part(span, range.start, w, g));
    }
}

/// Shows a whole gradient to every stage that asks for it, from one stage on: [`Flow::Continue`], or what
/// keeps the step from going on.
#[inline]
pub(crate) fn look_through<T: Chain>(
    chain: &mut T,
    first: usize,
    step: &Step<'_>,
    parameters: &[f32],
    gradient: &[f32],
) -> Flow {
    for stage in first..T::STAGES {
        let mut flow = chain.begin(stage, step);
        // Asked at the end of a turn, so that of a chain that looks once no loop is left.
        let mut look = flow == Flow::Look;
        while look {
            for span in step.spans {
                let range = span.start..span.end();
                if let (Some(w), Some(g)) =
                    (parameters.get(range.clone()), gradient.get(range.clone()))
                {
                    look_at((chain, stage), step, span, range, (w, g));
                }
            }
            flow = chain.looked(stage, step);
            look = flow == Flow::Look;
        }
        if flow != Flow::Continue {
            return flow;
        }
    }
    Flow::Continue
}
