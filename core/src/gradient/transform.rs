//! What happens to a gradient between the network and the rule, fused into the optimizer's one pass.
//!
//! A [`Transform`] may look at the whole gradient first ([`begin`](Transform::begin): a norm, a check)
//! and then changes one element at a time ([`apply`](Transform::apply)). A tuple is a chain, first to
//! last: each sees what the one before it gives, and nothing is written in between.

use crate::Error;
use crate::group::{Rates, Span};
use core::{fmt::Debug, iter::Zip, slice};

/// One parameter and its gradient, on the way to the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element<'a> {
    /// Its index in the buffer.
    pub index: usize,
    /// The group that it belongs to.
    pub span: &'a Span,
    /// The parameter.
    pub w: f32,
    /// Its gradient; 0 where the group is frozen.
    pub g: f32,
}

/// Every element of a gradient, in order, as often as wanted.
pub trait Gradient<'a>: Iterator<Item = Element<'a>> + Clone {}

impl<'a, G: Iterator<Item = Element<'a>> + Clone> Gradient<'a> for G {}

/// What a transformation learns about a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step<'s> {
    /// Which step of the optimizer it is, 1 the first; a step that is held or skipped does not count.
    pub t: u32,
    /// The scheduled numbers.
    pub rates: Rates,
    /// The groups, in order.
    pub spans: &'s [Span],
}

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow<R> {
    /// It goes on, with what [`Transform::apply`] needs.
    Pass(R),
    /// It waits for more gradients; nothing moves.
    Hold,
    /// Its gradient is refused; nothing moves, and it is counted.
    Skip,
}

/// One transformation of a gradient.
///
/// Callers may rely on: no gradient panics. An implementer may rely on: [`validate`](Self::validate)
/// has succeeded; `apply` sees exactly the elements that `begin` saw, in the same order.
///
/// ```
/// use thalweg::gradient::{Element, Flow, Gradient, Step, Transform};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// use thalweg::Error;
///
/// /// g ← g / (largest |g|), a transformation of one's own.
/// #[derive(Clone, Copy, Debug, Default)]
/// struct ScaleByLargest;
///
/// impl Transform for ScaleByLargest {
///     type Ready<'a> = f32;
///     fn begin<'s>(&mut self, _: &Step, gradient: impl Gradient<'s>) -> Flow<f32> {
///         let largest = gradient.fold(0.0, |largest: f32, element| largest.max(element.g.abs()));
///         if largest > 0.0 { Flow::Pass(1.0 / largest) } else { Flow::Skip }
///     }
///     fn apply(scale: &f32, element: Element) -> f32 { element.g * scale }
/// }
///
/// let mut optimizer = Optimizer::<Sgd, 2, ScaleByLargest>::new(Sgd).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[4.0, -2.0], 1.0).unwrap();
/// assert_eq!(w, [-1.0, 0.5]);
/// ```
pub trait Transform: Debug {
    /// What `apply` needs.
    type Ready<'a>: Clone
    where
        Self: 'a;

    /// Every setting in its range, and memory enough for these groups; by default nothing to check.
    ///
    /// # Errors
    /// The first setting that is not, with its value and what is allowed.
    fn validate(&self, _spans: &[Span]) -> Result<(), Error> {
        Ok(())
    }

    /// Looks at the gradient of a step before any of it is applied.
    fn begin<'s>(&mut self, step: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Self::Ready<'_>>;

    /// The element's gradient, transformed.
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32;
}

/// No transformation, not even a guard: for gradients that are known to be finite.
impl Transform for () {
    type Ready<'a> = ();

    fn begin<'s>(&mut self, _: &Step<'_>, _: impl Gradient<'s>) -> Flow<()> {
        Flow::Pass(())
    }

    #[inline]
    fn apply((): &(), element: Element<'_>) -> f32 {
        element.g
    }
}

/// A transformation that may be switched off when the optimizer is made.
impl<T: Transform> Transform for Option<T> {
    type Ready<'a>
        = Option<T::Ready<'a>>
    where
        T: 'a;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        self.as_ref().map_or(Ok(()), |transform| transform.validate(spans))
    }

    fn begin<'s>(&mut self, step: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Self::Ready<'_>> {
        match self.as_mut().map(|transform| transform.begin(step, gradient)) {
            None => Flow::Pass(None),
            Some(Flow::Pass(ready)) => Flow::Pass(Some(ready)),
            Some(Flow::Hold) => Flow::Hold,
            Some(Flow::Skip) => Flow::Skip,
        }
    }

    #[inline]
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32 {
        ready.as_ref().map_or(element.g, |ready| T::apply(ready, element))
    }
}

macro_rules! chain {
    ($($transform:ident $field:tt $ready:ident),+) => {
        impl<$($transform: Transform),+> Transform for ($($transform,)+) {
            type Ready<'a> = ($($transform::Ready<'a>,)+) where Self: 'a;

            fn validate(&self, spans: &[Span]) -> Result<(), Error> {
                $(self.$field.validate(spans)?;)+
                Ok(())
            }

            fn begin<'s>(
                &mut self,
                step: &Step<'_>,
                gradient: impl Gradient<'s>,
            ) -> Flow<Self::Ready<'_>> {
                $(
                    let $ready = match self.$field.begin(step, gradient.clone()) {
                        Flow::Pass(ready) => ready,
                        Flow::Hold => return Flow::Hold,
                        Flow::Skip => return Flow::Skip,
                    };
                    let seen = $ready.clone();
                    let gradient = gradient.map(move |element| {
                        Element { g: $transform::apply(&seen, element), ..element }
                    });
                )+
                let _ = gradient;
                Flow::Pass(($($ready,)+))
            }

            #[inline]
            fn apply(($($ready,)+): &Self::Ready<'_>, element: Element<'_>) -> f32 {
                $(let element = Element { g: $transform::apply($ready, element), ..element };)+
                element.g
            }
        }
    };
}

chain!(A 0 a);
chain!(A 0 a, B 1 b);
chain!(A 0 a, B 1 b, C 2 c);
chain!(A 0 a, B 1 b, C 2 c, D 3 d);
chain!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e);
chain!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f);

/// The elements of a buffer, group after group, before any transformation.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'a> {
    spans: slice::Iter<'a, Span>,
    rest: (&'a [f32], &'a [f32]),
    current: Option<(&'a Span, usize, Pairs<'a>)>,
}

type Pairs<'a> = Zip<slice::Iter<'a, f32>, slice::Iter<'a, f32>>;

impl<'a> Elements<'a> {
    pub(crate) fn new(spans: &'a [Span], parameters: &'a [f32], gradient: &'a [f32]) -> Self {
        Self { spans: spans.iter(), rest: (parameters, gradient), current: None }
    }

    fn advance(&mut self) -> Option<()> {
        let span = self.spans.next()?;
        let (w, parameters) = self.rest.0.split_at_checked(span.group.length)?;
        let (g, gradient) = self.rest.1.split_at_checked(span.group.length)?;
        self.rest = (parameters, gradient);
        self.current = Some((span, span.start, w.iter().zip(g)));
        Some(())
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        loop {
            if let Some((span, index, pairs)) = &mut self.current
                && let Some((&w, &g)) = pairs.next()
            {
                let element =
                    Element { index: *index, span, w, g: if span.group.frozen { 0.0 } else { g } };
                *index += 1;
                return Some(element);
            }
            self.advance()?;
        }
    }

    /// Group by group, so that a walk over a whole gradient is a plain loop over slices.
    fn fold<B, F: FnMut(B, Element<'a>) -> B>(mut self, mut result: B, mut f: F) -> B {
        loop {
            if let Some((span, start, pairs)) = self.current.take() {
                let element = |(offset, (&w, &g))| Element { index: start + offset, span, w, g };
                let elements = pairs.enumerate().map(element);
                result = if span.group.frozen {
                    elements
                        .fold(result, |result, element| f(result, Element { g: 0.0, ..element }))
                } else {
                    elements.fold(result, &mut f)
                };
            }
            if self.advance().is_none() {
                return result;
            }
        }
    }
}
