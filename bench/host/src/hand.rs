//! The updates as one writes them without a library: one loop over separate arrays.
//!
//! The arithmetic is that of the crate, operation by operation, so the bits are the same.

use crate::Contestant;
use std::hint::black_box;
use thalweg::math::{one_minus_powi, sqrt};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash, parameters};

/// Parameters and state in arrays of their own, and the count of steps.
struct Arrays {
    w: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    t: u32,
}

impl Arrays {
    fn new(n: usize) -> Self {
        let mut w = vec![0.0; n];
        parameters(&mut w);
        Self { w, m: vec![0.0; n], v: vec![0.0; n], t: 0 }
    }
}

type Step = fn(&mut Arrays, &[f32]);

/// Every update that was written by hand.
const STEPS: [(&str, Step); 7] = [
    ("sgd", sgd),
    ("momentum", momentum),
    ("nesterov", nesterov),
    ("adagrad", adagrad),
    ("rms_prop", rms_prop),
    ("adadelta", adadelta),
    ("adam", adam),
];

/// The update of that name, if there is one.
pub fn contestant(rule: &str, n: usize) -> Option<Contestant> {
    let (_, step) = STEPS.iter().find(|(name, _)| *name == rule)?;
    let mut arrays = Arrays::new(n);
    let mut g = vec![0.0; n];
    gradient(&mut g);
    Some(Contestant::new("hand", move || step(black_box(&mut arrays), black_box(&g))))
}

/// What the parameters hash to after so many steps.
pub fn bits(rule: &str, n: usize, steps: u32) -> Option<u32> {
    let (_, step) = STEPS.iter().find(|(name, _)| *name == rule)?;
    let mut arrays = Arrays::new(n);
    let mut g = vec![0.0; n];
    gradient(&mut g);
    (0..steps).for_each(|_| step(&mut arrays, &g));
    Some(hash(&arrays.w))
}

#[inline(never)]
fn sgd(Arrays { w, .. }: &mut Arrays, g: &[f32]) {
    for (w, g) in w.iter_mut().zip(g) {
        *w -= LEARNING_RATE * g;
    }
}

#[inline(never)]
fn momentum(Arrays { w, m, .. }: &mut Arrays, g: &[f32]) {
    for ((w, g), m) in w.iter_mut().zip(g).zip(m) {
        *m = 0.9 * *m + g;
        *w -= LEARNING_RATE * *m;
    }
}

#[inline(never)]
fn nesterov(Arrays { w, m, .. }: &mut Arrays, g: &[f32]) {
    for ((w, g), m) in w.iter_mut().zip(g).zip(m) {
        *m = 0.9 * *m + g;
        *w -= LEARNING_RATE * (g + 0.9 * *m);
    }
}

#[inline(never)]
fn adagrad(Arrays { w, v, .. }: &mut Arrays, g: &[f32]) {
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        *v += g * g;
        *w -= LEARNING_RATE * (g / (v.sqrt() + 1e-10));
    }
}

#[inline(never)]
fn rms_prop(Arrays { w, v, .. }: &mut Arrays, g: &[f32]) {
    let decay = 0.9;
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        *v = decay * *v + (1.0 - decay) * (g * g);
        *w -= LEARNING_RATE * (g / (v.sqrt() + 1e-8));
    }
}

/// m holds the average of squared updates.
#[inline(never)]
fn adadelta(Arrays { w, m, v, .. }: &mut Arrays, g: &[f32]) {
    let (rho, epsilon) = (0.95, 1e-6);
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *v = rho * *v + (1.0 - rho) * (g * g);
        let delta = ((*m + epsilon) / (*v + epsilon)).sqrt() * g;
        *m = rho * *m + (1.0 - rho) * (delta * delta);
        *w -= LEARNING_RATE * delta;
    }
}

#[inline(never)]
fn adam(Arrays { w, m, v, t }: &mut Arrays, g: &[f32]) {
    *t += 1;
    let (beta1, beta2) = (0.9, 0.999);
    let root = sqrt(one_minus_powi(beta2, *t));
    let (step, epsilon) = (LEARNING_RATE * root / one_minus_powi(beta1, *t), 1e-8 * root);
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m = beta1 * *m + (1.0 - beta1) * g;
        *v = beta2 * *v + (1.0 - beta2) * (g * g);
        *w -= step * (*m / (v.sqrt() + epsilon));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_loop_ends_on_the_bits_of_its_rule() {
        let mut compared = 0;
        macro_rules! each {
            ($($name:ident: $rule:ty = $value:expr;)*) => {$(
                if let Some(theirs) = super::bits(stringify!($name), 256, 50) {
                    let ours = crate::bits::<$rule, 256>($value, 50);
                    assert_eq!(ours, Ok(theirs), "{}", stringify!($name));
                    compared += 1;
                }
            )*};
        }
        thalweg_catalogue::rules!(each);
        assert_eq!(compared, super::STEPS.len());
    }
}
