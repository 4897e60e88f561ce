//! What happens to a gradient between the network and the rule, fused into the optimizer's one pass.

use crate::Error;
use crate::group::{Hyperparams, Span};
use core::fmt::Debug;

/// One parameter and its gradient, on the way to the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element<'a> {
    /// Its index in the buffer.
    pub index: usize,
    /// The group that it belongs to.
    pub span: &'a Span,
    /// The parameter.
    pub w: f32,
    /// Its gradient.
    pub g: f32,
}

/// A part of a gradient: elements of one group, in order.
pub trait GradientPart<'a>: Iterator<Item = Element<'a>> + Clone {}

impl<'a, G: Iterator<Item = Element<'a>> + Clone> GradientPart<'a> for G {}

/// What a transformation learns about a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step<'s> {
    /// Which step of the optimizer it is, 1 the first; a step that waits or is skipped does not count.
    pub t: u32,
    /// The scheduled numbers.
    pub hyperparams: Hyperparams,
    /// The groups, in order.
    pub spans: &'s [Span],
}

/// How a step goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Flow {
    /// To the next transformation, or to the rule.
    Continue,
    /// The transformation has to look at the whole gradient first, or once more.
    Look,
    /// It waits for more gradients; nothing moves.
    Wait,
    /// Its gradient is refused; nothing moves, and it is counted.
    Skip,
}

/// One transformation of a gradient.
///
/// A step begins with [`begin`](Self::begin). Where that or [`looked`](Self::looked) returns
/// [`Flow::Look`], the gradient is shown by [`look`](Self::look), in parts, in order, frozen groups by
/// [`look_at_frozen`](Self::look_at_frozen), and `looked` says how to go on. At the end
/// [`apply`](Self::apply) changes one element at a time, by what [`ready`](Self::ready) returns.
///
/// Callers may rely on: no gradient panics; in how many parts it is shown changes no bit. An implementer
/// may rely on: [`validate`](Self::validate) has succeeded; `apply` sees exactly the elements that `look`
/// saw, in the same order.
///
/// ```
/// use thalweg::gradient::{Element, Flow, GradientPart, Step, Transform};
/// use thalweg::optimizer::{Optimizer, Sgd};
///
/// /// g ← g / (largest |g|), a transformation of one's own.
/// #[derive(Clone, Copy, Debug, Default)]
/// struct ScaleByLargest {
///     largest: f32,
/// }
///
/// impl Transform for ScaleByLargest {
///     type Ready<'a> = f32;
///     fn begin(&mut self, _: &Step) -> Flow {
///         self.largest = 0.0;
///         Flow::Look
///     }
///     fn look<'s>(&mut self, _: &Step, part: impl GradientPart<'s>) {
///         self.largest = part.fold(self.largest, |largest, element| largest.max(element.g.abs()));
///     }
///     fn looked(&mut self, _: &Step) -> Flow {
///         if self.largest > 0.0 { Flow::Continue } else { Flow::Skip }
///     }
///     fn ready(&self, _: &Step) -> f32 { 1.0 / self.largest }
///     fn apply(scale: &f32, element: Element) -> f32 { element.g * scale }
/// }
///
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], ScaleByLargest>::new(Sgd).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[4.0, -2.0], 1.0).unwrap();
/// assert_eq!(w, [-1.0, 0.5]);
/// ```
pub trait Transform: Debug {
    /// What `apply` needs.
    type Ready<'a>: Clone
    where
        Self: 'a;

    /// Whether it decays weights, so that a scheduled weight decay or a group's multiplier is not without
    /// effect.
    const WEIGHT_DECAY: bool = false;

    /// Whether [`apply`](Self::apply) returns every gradient as it is: the transformation only looks. Then it need
    /// not be called.
    const ONLY_LOOKS: bool = false;

    /// Every setting in its range, and memory enough for these groups; by default nothing to check.
    ///
    /// # Errors
    /// The first setting that is not, with its value and what is allowed.
    fn validate(&self, _spans: &[Span]) -> Result<(), Error> {
        Ok(())
    }

    /// The largest magnitude that it lets pass, if to skip a step with a larger one, or with a NaN, is all that it does;
    /// by default that is not all.
    #[inline]
    fn guard(&self) -> Option<f32> {
        None
    }

    /// It is the second of a chain, and the first such a [`guard`](Self::guard): whether it skips in this step what that would skip, as it
    /// looks at the whole gradient anyway. Then the guard does not look. By default it does not.
    #[inline]
    fn takes_guard(&mut self, _limit: f32) -> bool {
        false
    }

    /// A step begins; by default it goes on at once.
    #[inline]
    fn begin(&mut self, _step: &Step<'_>) -> Flow {
        Flow::Continue
    }

    /// The next part of the gradient.
    #[inline]
    fn look<'s>(&mut self, _step: &Step<'_>, _part: impl GradientPart<'s>) {}

    /// The same of a part that lies side by side as the caller gave it, asked before [`look`](Self::look) of the
    /// first transformation of a chain; whether that was all it needs. By default not.
    #[inline]
    fn look_at_slice(&mut self, _step: &Step<'_>, _gradient: &[f32]) -> bool {
        false
    }

    /// The next part of the gradient belongs to a frozen group, and counts as 0; by default not at all.
    #[inline]
    fn look_at_frozen(&mut self, _step: &Step<'_>, _from: usize, _to: usize) {}

    /// The whole gradient was shown.
    #[inline]
    fn looked(&mut self, _step: &Step<'_>) -> Flow {
        Flow::Continue
    }

    /// What `apply` needs in this step.
    fn ready(&self, step: &Step<'_>) -> Self::Ready<'_>;

    /// The element's gradient, transformed.
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32;

    /// The gradients that it adds up until they are enough; by default none, as it lets every step through.
    ///
    /// What [`Optimizer::accumulated`](crate::optimizer::Optimizer::accumulated) returns.
    fn accumulated(&self) -> Option<Accumulated<'_>> {
        None
    }

    /// The same, to be changed: by default none; whoever returns them there returns them here.
    ///
    /// What [`Optimizer::flush`](crate::optimizer::Optimizer::flush) closes,
    /// [`restore_accumulated`](crate::optimizer::Optimizer::restore_accumulated) restores and
    /// [`reset`](crate::optimizer::Optimizer::reset) forgets.
    fn accumulated_mut(&mut self) -> Option<AccumulatedMut<'_>> {
        None
    }
}

/// Gradients that were added up and wait for more.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Accumulated<'a> {
    /// How many.
    pub count: u32,
    /// Their sum.
    pub sum: &'a [f32],
}

/// The same, to be restored, or closed before they are enough.
#[derive(Debug)]
pub struct AccumulatedMut<'a> {
    /// How many are enough, at least 1.
    pub every: u32,
    /// How many wait, below `every`.
    pub count: &'a mut u32,
    /// How many the sum is divided by in the step that it is enough for.
    pub divisor: &'a mut u32,
    /// Their sum, one number a parameter.
    pub sum: &'a mut [f32],
}

/// A transformation that may be switched off when the optimizer is made.
impl<T: Transform> Transform for Option<T> {
    type Ready<'a>
        = Option<T::Ready<'a>>
    where
        T: 'a;

    const WEIGHT_DECAY: bool = T::WEIGHT_DECAY;
    const ONLY_LOOKS: bool = T::ONLY_LOOKS;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        self.as_ref().map_or(Ok(()), |transform| transform.validate(spans))
    }

    fn guard(&self) -> Option<f32> {
        self.as_ref().and_then(T::guard)
    }

    fn takes_guard(&mut self, limit: f32) -> bool {
        self.as_mut().is_some_and(|transform| transform.takes_guard(limit))
    }

    fn begin(&mut self, step: &Step<'_>) -> Flow {
        self.as_mut().map_or(Flow::Continue, |transform| transform.begin(step))
    }

    fn look<'s>(&mut self, step: &Step<'_>, part: impl GradientPart<'s>) {
        if let Some(transform) = self {
            transform.look(step, part);
        }
    }

    fn look_at_slice(&mut self, step: &Step<'_>, gradient: &[f32]) -> bool {
        self.as_mut().is_none_or(|transform| transform.look_at_slice(step, gradient))
    }

    fn look_at_frozen(&mut self, step: &Step<'_>, from: usize, to: usize) {
        if let Some(transform) = self {
            transform.look_at_frozen(step, from, to);
        }
    }

    fn looked(&mut self, step: &Step<'_>) -> Flow {
        self.as_mut().map_or(Flow::Continue, |transform| transform.looked(step))
    }

    fn ready(&self, step: &Step<'_>) -> Self::Ready<'_> {
        self.as_ref().map(|transform| transform.ready(step))
    }

    #[inline]
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32 {
        ready.as_ref().map_or(element.g, |ready| T::apply(ready, element))
    }

    fn accumulated(&self) -> Option<Accumulated<'_>> {
        self.as_ref().and_then(T::accumulated)
    }

    fn accumulated_mut(&mut self) -> Option<AccumulatedMut<'_>> {
        self.as_mut().and_then(T::accumulated_mut)
    }
}
