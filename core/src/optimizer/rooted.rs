//! Rules that divide by a root: several roots are taken in one go.

use super::Rule;
use crate::math::Root;

/// A rule whose update needs one square root.
///
/// The first half of an update moves the state as far as it can and says what the root is taken of; the
/// second divides by it. Between the two lie the roots of several parameters: on a Cortex-M4F eight in a row
/// take about three instructions each in place of five, and [`Micromath`](super::Micromath) puts another way
/// of dividing there.
pub trait Rooted: Rule {
    /// What the root is taken of.
    fn radicand<Q: Root>(
        scalars: &Self::Scalars<'_>,
        w: f32,
        g: f32,
        state: &mut Self::State,
    ) -> f32;

    /// Moves the parameter, by what [`Root::of`] made of the radicand.
    fn descend<Q: Root>(
        scalars: &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        state: &mut Self::State,
        root: f32,
    );
}

/// [`Rule::update`] of such a rule.
#[inline]
pub(super) fn update<R: Rooted, Q: Root>(
    scalars: &mut R::Scalars<'_>,
    w: &mut f32,
    g: f32,
    state: &mut R::State,
) {
    let root = Q::of(R::radicand::<Q>(scalars, *w, g, state));
    R::descend::<Q>(scalars, w, g, state, root);
}

/// [`Rule::update_each`] of such a rule: always a part of its loop.
#[allow(clippy::inline_always)]
#[inline(always)]
pub(super) fn update_each<R: Rooted, Q: Root, const K: usize>(
    scalars: &mut R::Scalars<'_>,
    parameters: &mut [f32; K],
    gradient: &[f32; K],
    states: &mut [R::State; K],
    roots: &mut [f32; K],
) {
    let each = parameters.iter().zip(gradient).zip(&mut *states).zip(&mut *roots);
    for (((&w, &g), state), root) in each {
        *root = R::radicand::<Q>(scalars, w, g, state);
    }
    Q::of_each(roots);
    let each = parameters.iter_mut().zip(gradient).zip(states).zip(roots);
    for (((w, &g), state), root) in each {
        R::descend::<Q>(scalars, w, g, state, *root);
    }
}

/// `update` and `update_each` of a rule that is [`Rooted`], for its `impl Rule`.
macro_rules! by_root {
    () => {
        $crate::optimizer::rooted::by_root!(Self, $crate::math::ExactRoot);
    };
    ($rule:ty, $root:ty) => {
        #[inline]
        fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut Self::State) {
            $crate::optimizer::rooted::update::<$rule, $root>(scalars, w, g, state);
        }

        #[allow(clippy::inline_always)]
        #[inline(always)]
        fn update_each<const K: usize>(
            scalars: &mut Self::Scalars<'_>,
            parameters: &mut [f32; K],
            gradient: &[f32; K],
            states: &mut [Self::State; K],
            room: &mut [f32; K],
        ) {
            $crate::optimizer::rooted::update_each::<$rule, $root, K>(
                scalars, parameters, gradient, states, room,
            );
        }
    };
}

pub(crate) use by_root;
