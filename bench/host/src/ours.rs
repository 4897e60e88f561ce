//! thalweg's steps as contestants.

use crate::Contestant;
use std::hint::black_box;
use thalweg::{
    Error,
    gradient::{Chain, SkipNonFinite},
    group::Whole,
    optimizer::{Memory, Optimizer, Rule, state::Precision},
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash, parameters};

/// A step as users get it: a gradient that is not finite is refused.
///
/// # Errors
/// The rule or its state cannot work on `N` parameters.
pub fn guarded<R, const N: usize, P>(state: &'static str, rule: R) -> Result<Contestant, Error>
where
    R: Rule + 'static,
    P: Precision,
{
    let bytes = size_of::<Memory<R, [P; N]>>() as f64 / N as f64;
    Ok(contestant::<R, N, SkipNonFinite, P>(rule)?.keeping(state, bytes, true))
}

/// The step alone, which does the work that a hand-written loop does.
///
/// # Errors
/// The rule or its state cannot work on `N` parameters.
pub fn unguarded<R, const N: usize, P>(state: &'static str, rule: R) -> Result<Contestant, Error>
where
    R: Rule + 'static,
    P: Precision,
{
    let bytes = size_of::<Memory<R, [P; N]>>() as f64 / N as f64;
    Ok(contestant::<R, N, (), P>(rule)?.keeping(state, bytes, false))
}

fn contestant<R, const N: usize, T, P>(rule: R) -> Result<Contestant, Error>
where
    R: Rule + 'static,
    T: Chain + Default + 'static,
    P: Precision,
{
    let mut optimizer = Box::new(Optimizer::<R, [P; N], T>::new(rule)?);
    let (mut w, mut g) = (vec![0.0; N], vec![0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    Ok(Contestant::new("thalweg", move || step(&mut optimizer, &mut w, black_box(&g))))
}

/// A call of its own, as it is in a user's program.
#[inline(never)]
fn step<R: Rule, const N: usize, T: Chain, P: Precision>(
    optimizer: &mut Optimizer<R, [P; N], T, Whole>,
    w: &mut [f32],
    g: &[f32],
) {
    // Looked at, and not handed on: to copy a `Result` that was just written takes a third of SGD's whole loop at the least length,
    // and no user does it.
    let outcome = optimizer.step(w, g, LEARNING_RATE);
    assert!(black_box(outcome.is_ok()), "a step was refused");
}

/// What the parameters hash to after so many steps.
///
/// # Errors
/// The rule cannot work on `N` parameters.
pub fn bits<R: Rule, const N: usize>(rule: R, steps: u32) -> Result<u32, Error> {
    let mut optimizer = Optimizer::<R, [f32; N]>::new(rule)?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    for _ in 0..steps {
        optimizer.step(&mut w, &g, LEARNING_RATE)?;
    }
    Ok(hash(&w))
}
