//! Rules that divide by a root: several roots are taken in one go.

use super::Rule;
use crate::math::{BLOCK, Root};

/// A rule whose update needs one square root.
///
/// The first half of an update moves the state as far as it can and says what the root is taken of; the
/// second divides by it. Between the two lie the roots of several parameters: on a Cortex-M4F eight in a row
/// take about three instructions each in place of five, and [`Micromath`](crate::optimizer::Micromath) puts another way
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

    /// Whether this processor has a loop of its own for the rule by every kind of root, [`run`](Self::run).
    const RUNS_BY_ROOT: bool = false;

    /// [`Rule::update_run`] by that loop.
    #[inline]
    fn run<Q: Root>(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[Self::State; BLOCK]],
    ) {
        let parameters = parameters.as_flattened_mut().iter_mut();
        let each = parameters.zip(gradient.as_flattened()).zip(states.as_flattened_mut());
        for ((w, &g), state) in each {
            update::<Self, Q>(scalars, w, g, state);
        }
    }
}

/// [`Rule::update`] of such a rule.
#[inline]
pub(in crate::optimizer) fn update<R: Rooted, Q: Root>(
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
pub(in crate::optimizer) fn update_each<R: Rooted, Q: Root, const K: usize>(
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
        $crate::optimizer::rule::rooted::by_root!(Self, $crate::math::ExactRoot);
    };
    ($rule:ty, $root:ty) => {
        #[inline]
        fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut Self::State) {
            $crate::optimizer::rule::rooted::update::<$rule, $root>(scalars, w, g, state);
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
            $crate::optimizer::rule::rooted::update_each::<$rule, $root, K>(
                scalars, parameters, gradient, states, room,
            );
        }
    };
}

/// `RUNS` and `update_run` of a rule that has a loop of its own by its root, for its `impl Rule`.
macro_rules! runs_by_root {
    () => {
        $crate::optimizer::rule::rooted::runs_by_root!(Self, $crate::math::ExactRoot);
    };
    ($rule:ty, $root:ty) => {
        const RUNS: bool = <$rule as $crate::optimizer::rule::Rooted>::RUNS_BY_ROOT;

        #[inline]
        fn update_run(
            scalars: &mut Self::Scalars<'_>,
            parameters: &mut [[f32; $crate::math::BLOCK]],
            gradient: &[[f32; $crate::math::BLOCK]],
            states: &mut [[Self::State; $crate::math::BLOCK]],
        ) {
            <$rule as $crate::optimizer::rule::Rooted>::run::<$root>(
                scalars, parameters, gradient, states,
            );
        }
    };
}

pub(crate) use by_root;
pub(crate) use runs_by_root;

#[cfg(test)]
pub(in crate::optimizer) mod tests {
    use super::*;
    use crate::optimizer::Slots;
    extern crate std;
    use std::vec::Vec;

    /// Zeros, subnormal and usual numbers, large ones, whose squares overflow, and what is no number.
    const KINDS: [f32; 15] = [
        0.0,
        -0.0,
        1e-45,
        -1e-40,
        3e-20,
        -1e-8,
        1e-3,
        0.7,
        -2.5,
        4e17,
        -1e25,
        f32::MAX,
        f32::INFINITY,
        f32::NAN,
        -f32::NAN,
    ];

    /// What a processor's own loop computes, wherever the tests run: each kind of gradient with each kind of state.
    pub(in crate::optimizer) fn run_is_update<R: Rooted, Q: Root>(
        mut scalars: impl FnMut() -> R::Scalars<'static>,
    ) {
        assert!(R::State::LEN > 0);
        for (apart, blocks) in
            (0..KINDS.len()).flat_map(|apart| [0, 1, 6].map(|blocks| (apart, blocks)))
        {
            let kind = |i: usize| KINDS[i % KINDS.len()];
            let each = 0..blocks * BLOCK;
            let mut w: Vec<f32> = each.clone().map(|i| 1.0 - 0.1 * i as f32).collect();
            let g: Vec<f32> = each.clone().map(kind).collect();
            let state = |i| R::State::from_fn(|slot| kind(i + apart + 4 * slot).abs());
            let mut states: Vec<R::State> = each.map(state).collect();
            let (mut v, mut run) = (w.clone(), states.clone());
            let whole = (v.as_chunks_mut().0, g.as_chunks().0, run.as_chunks_mut().0);
            R::run::<Q>(&mut scalars(), whole.0, whole.1, whole.2);
            for ((w, &g), state) in w.iter_mut().zip(&g).zip(&mut states) {
                update::<R, Q>(&mut scalars(), w, g, state);
            }
            let bits = |x: &f32| if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() };
            assert!(v.iter().map(bits).eq(w.iter().map(bits)), "{v:?}\n{w:?}");
            let (run, states) = (R::State::flattened(&run), R::State::flattened(&states));
            assert!(run.iter().map(bits).eq(states.iter().map(bits)), "{run:?}\n{states:?}");
        }
    }
}
