//! The loops, written once, whatever the rule: the gradient into the state, then the parameters.
//!
//! Two short loops keep their numbers in the seven registers that a Cortex-M0+ can calculate in; one
//! long loop would fetch and put away half of them for every parameter.

use super::{Gradient, Rounding, Rule, storage::sealed::Parameter};

/// Parameters a turn of the first pass, and of the second.
const ACCUMULATED: usize = 16;
const MOVED: usize = 8;

/// Parts of a step in multiples of this have no rest that is walked one by one.
const GRAIN: usize = ACCUMULATED;

/// `n`, and as many more as leave no such rest.
pub(super) const fn in_grains(n: usize) -> usize {
    n.div_ceil(GRAIN).saturating_mul(GRAIN)
}

/// Moves as many parameters as are given, each by its gradient and its state.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
pub(super) fn advance<R: Rule, P: Parameter, D: Rounding, const G: u32>(
    scalars: &R::Scalars,
    parameters: &mut [P],
    gradient: &[Gradient<G>],
    states: &mut [R::State],
    (rounding, saturated): (&mut D, &mut u32),
) {
    accumulate::<R, G>(scalars, gradient, states);
    descend::<R, P, D, G>(scalars, parameters, gradient, states, (rounding, saturated));
}

/// The first pass: takes the gradient into the state.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
fn accumulate<R: Rule, const G: u32>(
    scalars: &R::Scalars,
    gradient: &[Gradient<G>],
    states: &mut [R::State],
) {
    let mut done = 0_usize;
    if R::BRIEF {
        let (turns, _) = states.as_chunks_mut::<ACCUMULATED>();
        for (g, state) in gradient.as_chunks::<ACCUMULATED>().0.iter().zip(turns) {
            for (g, state) in g.iter().zip(state) {
                R::accumulate(scalars, g.0, state);
            }
            done = done.wrapping_add(ACCUMULATED);
        }
    }
    // Not by what is left of the chunks: knowing how few that are, the compiler would write all out.
    while let (Some(g), Some(state)) = (gradient.get(done), states.get_mut(done)) {
        R::accumulate(scalars, g.0, state);
        done = done.wrapping_add(1);
    }
}

/// The second pass: moves every parameter, and saturates those that overflow.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
fn descend<R: Rule, P: Parameter, D: Rounding, const G: u32>(
    scalars: &R::Scalars,
    parameters: &mut [P],
    gradient: &[Gradient<G>],
    states: &mut [R::State],
    (rounding, saturated): (&mut D, &mut u32),
) {
    let mut done = 0;
    if R::BRIEF {
        let (w, _) = parameters.as_chunks_mut();
        let (g, _) = gradient.as_chunks();
        let (state, _) = states.as_chunks_mut();
        done = turns::<R, P, D, G>(scalars, w, g, state, (rounding, saturated));
    }
    let (Some(w), Some(g), Some(state)) =
        (parameters.get_mut(done..), gradient.get(done..), states.get_mut(done..))
    else {
        return;
    };
    for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
        let w = w.bits_mut();
        if R::descend(scalars, w, g.0, state, rounding) {
            saturate(w, saturated);
        }
    }
}

/// Moves a few parameters a turn until one overflows; how many it has moved.
///
/// A call in the loop, even one that is never made, costs a Cortex-M0+ half of its registers: the loop
/// is left to saturate, and the parameters behind go one by one.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
fn turns<R: Rule, P: Parameter, D: Rounding, const G: u32>(
    scalars: &R::Scalars,
    w: &mut [[P; MOVED]],
    g: &[[Gradient<G>; MOVED]],
    state: &mut [[R::State; MOVED]],
    (rounding, saturated): (&mut D, &mut u32),
) -> usize {
    let total = w.len().wrapping_mul(MOVED);
    let mut left = total;
    for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
        for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
            let w = w.bits_mut();
            if R::descend(scalars, w, g.0, state, rounding) {
                saturate(w, saturated);
                return total.wrapping_sub(left).wrapping_add(1);
            }
            left = left.wrapping_sub(1);
        }
    }
    total
}

/// What has overflowed has the wrong sign.
#[cold]
#[inline(never)]
fn saturate(bits: &mut i32, saturated: &mut u32) {
    *bits = (*bits >> 31) ^ i32::MIN;
    *saturated = saturated.saturating_add(1);
}
