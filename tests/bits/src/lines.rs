//! What is computed, and how it is named.

use core::fmt::{Display, Formatter, Result};
use thalweg::{
    Error, fixed,
    gradient::{GradientNoise, Guard},
    group::{Group, Groups, Layout, Whole},
    optimizer::{self, Bf16, Dynamic, Eight, F16, F32, Optimizer, Precision, Rule, blocks},
    schedule::Schedule,
};
use thalweg_catalogue::{
    LEARNING_RATE, SCHEDULE_STEPS, fixed_rules, gradient, hash, parameters, rules, schedules,
    tensor_rules,
};

/// A whole number of turns of the loop, and a rest.
const N: usize = 71;
/// A matrix of 8 × 8.
const MATRIX: usize = 64;
const STEPS: u32 = 8;
/// Makes parameters that are hardly normal numbers, and gradients that are none: a unit that flushes
/// them to 0 shows.
const SUBNORMAL: f32 = 2e-38;

/// A result: what it is of, and the hash of its bits.
pub(crate) struct Line(&'static str, &'static str, u32);

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {} {:08x}", self.0, self.1, self.2)
    }
}

/// Every result, in the same order on every target.
pub(crate) fn all(mut line: impl FnMut(Line)) {
    let line: &mut dyn FnMut(Line) = &mut line;
    macro_rules! vectors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            line(Line(stringify!($name), "f32", floats::<_, N, F32, _>($value, Whole)));
        )*};
    }
    macro_rules! tensors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            let matrix = Groups([Group::matrix(8, 8)]);
            let bits = floats::<$rule, MATRIX, F32, _>($value, matrix);
            line(Line(stringify!($name), "f32", bits));
        )*};
    }
    macro_rules! integers {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            line(Line(stringify!($name), "fixed", integers::<$rule>($value)));
        )*};
    }
    macro_rules! rates {
        ($($name:ident, $budget:literal: $schedule:expr;)*) => {$(
            line(Line(stringify!($name), "schedule", rates($schedule)));
        )*};
    }
    rules!(vectors);
    tensor_rules!(tensors);
    precisions("momentum", optimizer::Momentum::DEFAULT, line);
    precisions("adam", <optimizer::Adam>::DEFAULT, line);
    line(Line("gradient_noise", "f32", noise()));
    fixed_rules!(integers);
    schedules!(rates);
}

/// A rule in every shorter precision.
fn precisions<R: Rule>(name: &'static str, rule: R, line: &mut dyn FnMut(Line)) {
    line(Line(name, "bf16", floats::<R, N, Bf16, _>(rule, Whole)));
    line(Line(name, "f16", floats::<R, N, F16, _>(rule, Whole)));
    let bits = floats::<R, N, Eight<{ blocks(N) }, Dynamic>, _>(rule, Whole);
    line(Line(name, "8-bit-dynamic", bits));
    let bits = floats::<R, N, Eight<{ blocks(N) }, optimizer::Linear>, _>(rule, Whole);
    line(Line(name, "8-bit-linear", bits));
    let bits = scaled::<R, N, F32, _>(rule, Whole, SUBNORMAL);
    line(Line(name, "subnormal", bits));
}

/// 0 stands for a rule that is refused, which the host would refuse as well.
#[inline(never)]
fn floats<R: Rule, const N: usize, P: Precision, L: Layout>(rule: R, layout: L) -> u32 {
    scaled::<R, N, P, L>(rule, layout, 1.0)
}

/// The same with parameters and gradients so many times as large.
fn scaled<R: Rule, const N: usize, P: Precision, L: Layout>(rule: R, layout: L, scale: f32) -> u32 {
    let optimizer = Optimizer::<R, N, Guard, P, L>::grouped(rule, Guard::DEFAULT, layout);
    let Ok(mut optimizer) = optimizer else { return 0 };
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    w.iter_mut().chain(&mut g).for_each(|x| *x *= scale);
    for t in 1..=STEPS {
        let _ = optimizer.step(&mut w, &g, LEARNING_RATE / t as f32);
        turn(&mut g, t);
    }
    hash(&w)
}

/// Noise alone, as the gradient is 0.
#[inline(never)]
fn noise() -> u32 {
    let chain = GradientNoise::DEFAULT;
    let optimizer = Optimizer::<optimizer::Sgd, N, GradientNoise>::with(optimizer::Sgd, chain);
    let Ok(mut optimizer) = optimizer else { return 0 };
    let mut w = [0.0; N];
    for _ in 0..STEPS {
        let _ = optimizer.step(&mut w, &[0.0; N], LEARNING_RATE);
    }
    hash(&w)
}

/// Another gradient of the same size: a third of it turns round.
fn turn(g: &mut [f32], t: u32) {
    for (i, g) in (t..).zip(g) {
        *g *= if i % 3 == 0 { -0.75 } else { 1.125 };
    }
}

#[inline(never)]
fn integers<R: fixed::Rule>(rule: R) -> u32 {
    let run = || -> core::result::Result<u32, Error> {
        let mut optimizer = fixed::Optimizer::<R, N>::new(rule)?;
        let mut floats = [0.0; N];
        parameters(&mut floats);
        let mut w = floats.map(fixed::Weight::saturating_from_f32);
        gradient(&mut floats);
        for t in 1..=STEPS {
            let mut g = [fixed::Gradient::default(); N];
            fixed::quantize(&floats, &mut g)?;
            optimizer.step(&mut w, &g, fixed::Rate::from_f32(LEARNING_RATE)?)?;
            turn(&mut floats, t);
        }
        Ok(hash(&w.map(fixed::Weight::to_f32)))
    };
    run().unwrap_or_default()
}

#[inline(never)]
fn rates<S: Schedule>(schedule: core::result::Result<S, Error>) -> u32 {
    schedule.map_or(0, |schedule| hash(&SCHEDULE_STEPS.map(|step| schedule.at(step))))
}
