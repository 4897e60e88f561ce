//! Transformations one after the other: each sees what the one before it gives, without a buffer between.

use super::{Accumulated, AccumulatedMut, Element, Flow, GradientPart, Step, Transform};
use crate::{Error, group::Span};
use core::fmt::Debug;

mod sealed {
    pub trait Sealed {}
}

/// One [`Transform`], or a tuple of up to six, first to last; `()` changes nothing.
///
/// A stage is one transformation; those before it have come to their end when it begins. Sealed: whoever
/// has a transformation of his own implements [`Transform`].
pub trait Chain: Debug + sealed::Sealed {
    /// What `apply` needs.
    type Ready<'a>: Clone
    where
        Self: 'a;

    /// How many stages.
    const STAGES: usize;

    /// Whether one of them decays weights.
    const WEIGHT_DECAY: bool;
    /// [`Transform::ONLY_LOOKS`] of all.
    const ONLY_LOOKS: bool;

    /// Every setting in its range, and memory enough for these groups.
    ///
    /// # Errors
    /// The first setting that is not, with its value and what is allowed.
    fn validate(&self, spans: &[Span]) -> Result<(), Error>;

    /// [`Transform::guard`], if it is one transformation.
    fn guard(&self) -> Option<f32>;

    /// [`Transform::takes_guard`] of the first.
    fn takes_guard(&mut self, limit: f32) -> bool;

    /// [`Transform::begin`] of a stage.
    fn begin(&mut self, stage: usize, step: &Step<'_>) -> Flow;

    /// [`Transform::look`] of a stage, at a part that no stage has changed yet.
    fn look<'s>(&mut self, stage: usize, step: &Step<'_>, part: impl GradientPart<'s>);

    /// [`Transform::look_at_slice`] of a stage, if it is the first.
    fn look_at_slice(&mut self, stage: usize, step: &Step<'_>, gradient: &[f32]) -> bool;

    /// [`Transform::look_at_frozen`] of a stage.
    fn look_at_frozen(&mut self, stage: usize, step: &Step<'_>, from: usize, to: usize);

    /// [`Transform::looked`] of a stage.
    fn looked(&mut self, stage: usize, step: &Step<'_>) -> Flow;

    /// [`Transform::ready`] of all.
    fn ready(&self, step: &Step<'_>) -> Self::Ready<'_>;

    /// [`Transform::apply`] of one after the other.
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32;

    /// The gradients that wait for more, if one of the stages adds them up.
    fn accumulated(&self) -> Option<Accumulated<'_>>;

    /// The same, to be changed, and which stage adds them up.
    fn accumulated_mut(&mut self) -> Option<(usize, AccumulatedMut<'_>)>;
}

impl<T: Transform> sealed::Sealed for T {}

impl<T: Transform> Chain for T {
    type Ready<'a>
        = T::Ready<'a>
    where
        T: 'a;

    const STAGES: usize = 1;
    const WEIGHT_DECAY: bool = T::WEIGHT_DECAY;
    const ONLY_LOOKS: bool = T::ONLY_LOOKS;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        Transform::validate(self, spans)
    }

    #[inline]
    fn guard(&self) -> Option<f32> {
        Transform::guard(self)
    }

    #[inline]
    fn takes_guard(&mut self, limit: f32) -> bool {
        Transform::takes_guard(self, limit)
    }

    #[inline]
    fn begin(&mut self, _: usize, step: &Step<'_>) -> Flow {
        Transform::begin(self, step)
    }

    #[inline]
    fn look<'s>(&mut self, _: usize, step: &Step<'_>, part: impl GradientPart<'s>) {
        Transform::look(self, step, part);
    }

    #[inline]
    fn look_at_slice(&mut self, _: usize, step: &Step<'_>, gradient: &[f32]) -> bool {
        Transform::look_at_slice(self, step, gradient)
    }

    #[inline]
    fn look_at_frozen(&mut self, _: usize, step: &Step<'_>, from: usize, to: usize) {
        Transform::look_at_frozen(self, step, from, to);
    }

    #[inline]
    fn looked(&mut self, _: usize, step: &Step<'_>) -> Flow {
        Transform::looked(self, step)
    }

    #[inline]
    fn ready(&self, step: &Step<'_>) -> Self::Ready<'_> {
        Transform::ready(self, step)
    }

    #[inline]
    fn apply(ready: &Self::Ready<'_>, element: Element<'_>) -> f32 {
        <T as Transform>::apply(ready, element)
    }

    fn accumulated(&self) -> Option<Accumulated<'_>> {
        Transform::accumulated(self)
    }

    fn accumulated_mut(&mut self) -> Option<(usize, AccumulatedMut<'_>)> {
        Transform::accumulated_mut(self).map(|accumulated| (0, accumulated))
    }
}

/// Whether the second of a chain does the work of the first, a guard: one pass over the gradient for both.
macro_rules! second_takes_guard {
    ($self:ident $first:tt $second:tt $($others:tt)*) => {
        $self.$first.guard().is_some_and(|limit| $self.$second.takes_guard(limit))
    };
    ($self:ident $($one:tt)?) => {
        false
    };
}

/// Whether the first of a chain does the work of a guard before it.
macro_rules! first_takes_guard {
    ($self:ident $limit:ident $first:tt $($others:tt)*) => {
        $self.$first.takes_guard($limit)
    };
    ($self:ident $limit:ident) => {
        false
    };
}

macro_rules! chain {
    ($($chain:ident $field:tt $ready:ident),*) => {
        impl<$($chain: Chain),*> sealed::Sealed for ($($chain,)*) {}

        #[allow(unused_variables, unused_assignments, unused_mut, clippy::unused_unit)]
        impl<$($chain: Chain),*> Chain for ($($chain,)*) {
            type Ready<'a> = ($($chain::Ready<'a>,)*) where Self: 'a;

            const STAGES: usize = 0 $(+ $chain::STAGES)*;
            const WEIGHT_DECAY: bool = false $(|| $chain::WEIGHT_DECAY)*;
            const ONLY_LOOKS: bool = true $(&& $chain::ONLY_LOOKS)*;

            fn validate(&self, spans: &[Span]) -> Result<(), Error> {
                $(self.$field.validate(spans)?;)*
                Ok(())
            }

            #[inline]
            fn guard(&self) -> Option<f32> {
                None
            }

            #[inline]
            fn takes_guard(&mut self, limit: f32) -> bool {
                first_takes_guard!(self limit $($field)*)
            }

            #[inline]
            fn begin(&mut self, mut stage: usize, step: &Step<'_>) -> Flow {
                if stage == 0 && second_takes_guard!(self $($field)*) {
                    return Flow::Continue;
                }
                $(
                    if stage < $chain::STAGES {
                        return self.$field.begin(stage, step);
                    }
                    stage -= $chain::STAGES;
                )*
                Flow::Continue
            }

            #[inline]
            fn look<'s>(&mut self, mut stage: usize, step: &Step<'_>, part: impl GradientPart<'s>) {
                $(
                    if stage < $chain::STAGES {
                        return self.$field.look(stage, step, part);
                    }
                    stage -= $chain::STAGES;
                    let $ready = self.$field.ready(step);
                    let part = part.map(move |element| {
                        Element { g: $chain::apply(&$ready, element), ..element }
                    });
                )*
            }

            #[inline]
            fn look_at_slice(&mut self, stage: usize, step: &Step<'_>, gradient: &[f32]) -> bool {
                $(
                    if $chain::STAGES > 0 {
                        return stage == 0 && self.$field.look_at_slice(stage, step, gradient);
                    }
                )*
                false
            }

            #[inline]
            fn look_at_frozen(&mut self, mut stage: usize, step: &Step<'_>, from: usize, to: usize) {
                $(
                    if stage < $chain::STAGES {
                        return self.$field.look_at_frozen(stage, step, from, to);
                    }
                    stage -= $chain::STAGES;
                )*
            }

            #[inline]
            fn looked(&mut self, mut stage: usize, step: &Step<'_>) -> Flow {
                $(
                    if stage < $chain::STAGES {
                        return self.$field.looked(stage, step);
                    }
                    stage -= $chain::STAGES;
                )*
                Flow::Continue
            }

            #[inline]
            fn ready(&self, step: &Step<'_>) -> Self::Ready<'_> {
                ($(self.$field.ready(step),)*)
            }

            #[inline]
            fn apply(($($ready,)*): &Self::Ready<'_>, element: Element<'_>) -> f32 {
                $(let element = Element { g: $chain::apply($ready, element), ..element };)*
                element.g
            }

            fn accumulated(&self) -> Option<Accumulated<'_>> {
                None$(.or_else(|| self.$field.accumulated()))*
            }

            fn accumulated_mut(&mut self) -> Option<(usize, AccumulatedMut<'_>)> {
                let mut before = 0;
                $(
                    if let Some((stage, accumulated)) = self.$field.accumulated_mut() {
                        return Some((before + stage, accumulated));
                    }
                    before += $chain::STAGES;
                )*
                None
            }
        }
    };
}

chain!();
chain!(A 0 a);
chain!(A 0 a, B 1 b);
chain!(A 0 a, B 1 b, C 2 c);
chain!(A 0 a, B 1 b, C 2 c, D 3 d);
chain!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e);
chain!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f);
