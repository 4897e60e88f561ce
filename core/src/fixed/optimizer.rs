//! The loops, written once, whatever the rule: the gradient into the state, then the parameters.
//!
//! Two short loops keep their numbers in the seven registers that a Cortex-M0+ can calculate in; one
//! long loop would fetch and put away half of them for every parameter.

use super::{Formats, Nearest, Q, Rate, Rounding, Rule};
use crate::{Error, error};

/// Parameters a turn of the first pass, and of the second.
const ACCUMULATED: usize = 16;
const MOVED: usize = 8;

/// A fixed-point rule with the state of `N` parameters and the count of its steps.
///
/// Parameters are `Q<i32, W>` (default 22: ±512 in steps of 2.4e-7), gradients `Q<i16, G>` (default
/// 12: ±8 in steps of 2.4e-4), `D` rounds. A step takes no float instruction, no division and no
/// 64-bit product for a parameter, except Adam's one 32-bit division.
///
/// RAM: `N` states (SGD and sign descent 0 bytes, momentum 4, Adam 8) and three words.
///
/// ```
/// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
/// let mut optimizer = Optimizer::<Momentum, 2>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0].map(|w| Weight::saturating_from_f32(w));
/// let gradient = [0.5, -0.5].map(|g| Gradient::saturating_from_f32(g));
/// optimizer.step(&mut w, &gradient, Rate::from_f32(0.1).unwrap()).unwrap();
/// assert!((w[0].to_f32() - 0.95).abs() < 1e-6 && (w[1].to_f32() - 1.05).abs() < 1e-6);
/// ```
///
/// In an empty `static` it is made where it stays, by a few dozen bytes of stack and code. (The
/// compiler would make it too, as `new` is a `const fn`; but then the whole state lies in flash as well,
/// to be copied at the start.)
///
/// ```
/// use std::sync::Mutex; // or `critical_section::Mutex` with a `RefCell`
/// use thalweg::fixed::{Adam, Gradient, Optimizer, Rate, Weight};
/// static OPTIMIZER: Mutex<Option<Optimizer<Adam, 1000>>> = Mutex::new(None);
///
/// let mut place = OPTIMIZER.lock().unwrap();
/// *place = Optimizer::new(Adam::DEFAULT).ok();
/// let mut w = [Weight::from_bits(0); 1000];
/// let (g, rate) = ([Gradient::from_bits(4096); 1000], Rate::from_bits(1 << 21));
/// place.as_mut().unwrap().step(&mut w, &g, rate).unwrap();
/// assert!(w[999].to_f32() < 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Optimizer<
    R: Rule,
    const N: usize,
    const W: u32 = 22,
    const G: u32 = 12,
    D: Rounding = Nearest,
> {
    state: [R::State; N],
    // Between state and rule: side by side, both would be put together on the stack and then copied.
    steps: u32,
    saturated: u32,
    rule: R,
    rounding: D,
}

impl<R: Rule, const N: usize, const W: u32, const G: u32> Optimizer<R, N, W, G> {
    /// An optimizer that has taken no step and rounds to nearest; usable in a `static`.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn new(rule: R) -> Result<Self, Error> {
        Self::with_rounding(rule, Nearest)
    }
}

impl<R: Rule, const N: usize, const W: u32, const G: u32, D: Rounding> Optimizer<R, N, W, G, D> {
    const FORMATS: Formats = Formats { parameter: W, gradient: G };

    /// An optimizer that has taken no step; usable in a `static`.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn with_rounding(rule: R, rounding: D) -> Result<Self, Error>
    where
        R: Copy,
        D: Copy,
    {
        if W > 30 {
            return Err(Error::Count { field: "W", value: W, allowed: "at most 30 fraction bits" });
        }
        if G > 15 {
            return Err(Error::Count { field: "G", value: G, allowed: "at most 15 fraction bits" });
        }
        Ok(Self { state: [R::ZERO; N], steps: 0, saturated: 0, rule, rounding })
    }

    /// One step: moves `parameters` against `gradient`.
    ///
    /// A parameter that would leave its range stays at its end and is counted by
    /// [`saturated`](Self::saturated).
    ///
    /// # Errors
    /// A slice whose length is not `N`; a rate too large for the formats: the doc of each rule says
    /// how large it may be. Nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [Q<i32, W>],
        gradient: &[Q<i16, G>],
        rate: Rate,
    ) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::same_length("gradient", N, gradient.len())?;
        let t = self.steps.saturating_add(1);
        let Some(scalars) = self.rule.begin(t, rate, Self::FORMATS) else {
            let allowed = "as the rule's doc says for W and G";
            return Err(Error::OutOfRange { field: "rate", value: rate.to_f32(), allowed });
        };
        self.steps = t;
        let Self { rounding, state, saturated, .. } = self;
        accumulate::<R, G>(&scalars, gradient, state);
        descend(parameters, gradient, state, saturated, R::BRIEF, |w, g, state| {
            R::descend(&scalars, w, g, state, rounding)
        });
        Ok(())
    }

    /// How many steps were taken.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How often a parameter met the end of its range.
    pub const fn saturated(&self) -> u32 {
        self.saturated
    }

    /// The state of every parameter, in the order of the parameters.
    pub const fn state(&self) -> &[R::State; N] {
        &self.state
    }
}

/// The first pass: takes the gradient into the state.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
fn accumulate<R: Rule, const G: u32>(
    scalars: &R::Scalars,
    gradient: &[Q<i16, G>],
    states: &mut [R::State],
) {
    let mut done = 0;
    if R::BRIEF {
        let (turns, _) = states.as_chunks_mut::<ACCUMULATED>();
        for (g, state) in gradient.as_chunks::<ACCUMULATED>().0.iter().zip(turns) {
            for (g, state) in g.iter().zip(state) {
                R::accumulate(scalars, g.0, state);
            }
            done += ACCUMULATED;
        }
    }
    // Not by what is left of the chunks: knowing how few that are, the compiler would write all out.
    while let (Some(g), Some(state)) = (gradient.get(done), states.get_mut(done)) {
        R::accumulate(scalars, g.0, state);
        done += 1;
    }
}

/// The second pass: `moves` every parameter, and saturates those of which it says that they overflow.
#[allow(clippy::inline_always)] // as a function it would find its numbers in memory
#[inline(always)]
fn descend<S, const W: u32, const G: u32>(
    parameters: &mut [Q<i32, W>],
    gradient: &[Q<i16, G>],
    states: &mut [S],
    saturated: &mut u32,
    brief: bool,
    mut moves: impl FnMut(&mut i32, i16, &mut S) -> bool,
) {
    let mut done = 0;
    if brief {
        let (w, _) = parameters.as_chunks_mut();
        let (g, _) = gradient.as_chunks();
        let (state, _) = states.as_chunks_mut();
        done = turns(w, g, state, saturated, &mut moves);
    }
    let (Some(w), Some(g), Some(state)) =
        (parameters.get_mut(done..), gradient.get(done..), states.get_mut(done..))
    else {
        return;
    };
    for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
        if moves(&mut w.0, g.0, state) {
            saturate(&mut w.0, saturated);
        }
    }
}

/// `moves` a few parameters a turn until one overflows; how many it has moved.
///
/// A call in the loop, even one that is never made, costs a Cortex-M0+ half of its registers: the loop
/// is left to saturate, and the parameters behind go one by one.
#[inline]
fn turns<S, const W: u32, const G: u32>(
    w: &mut [[Q<i32, W>; MOVED]],
    g: &[[Q<i16, G>; MOVED]],
    state: &mut [[S; MOVED]],
    saturated: &mut u32,
    moves: &mut impl FnMut(&mut i32, i16, &mut S) -> bool,
) -> usize {
    let total = w.len() * MOVED;
    let mut left = total;
    for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
        for ((w, g), state) in w.iter_mut().zip(g).zip(state) {
            if moves(&mut w.0, g.0, state) {
                saturate(&mut w.0, saturated);
                return total - left + 1;
            }
            left -= 1;
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
