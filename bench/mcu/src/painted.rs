//! How much stack it takes to make each optimizer over lent memory, and to take a step with it, for a small and a
//! large model.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![cfg_attr(any(not(every_rule), feature = "f32-alone"), allow(unused))]
#![no_main]

mod ending;
mod stack;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use thalweg::{
    fixed,
    gradient::SkipNonFinite,
    group::{Group, Groups, Layout, Whole},
    optimizer::{
        Memory, Optimizer, Rule,
        state::{Bf16, Blockwise8, F16, Precision, blocks},
    },
};
use thalweg_catalogue::{
    fixed_rules,
    numbers::{LEARNING_RATE, gradient, parameters},
    rules, tensor_rules,
};

/// Parameters of the small model and of the large one.
const SMALL: usize = 256;
const LARGE: usize = 2437;
/// Rules that look at a whole tensor take matrices of at most 16 × 64.
const LARGE_MATRIX: usize = 16 * 64;

#[entry]
fn main() -> ! {
    ending::end(run())
}

/// Every precision of a rule, for a model of so many parameters.
macro_rules! at {
    ($n:ident, $name:ident, $rule:ty, $value:expr, $layout:expr) => {{
        let (name, layout) = (stringify!($name), $layout);
        float::<$rule, f32, _, $n>(name, "f32", $value, layout)?;
        #[cfg(not(feature = "f32-alone"))]
        {
            float::<$rule, Bf16, _, $n>(name, "bf16", $value, layout)?;
            float::<$rule, F16, _, $n>(name, "f16", $value, layout)?;
            float::<$rule, Blockwise8<{ blocks($n) }>, _, $n>(
                name,
                "8-bit-dynamic",
                $value,
                layout,
            )?;
        }
    }};
}

macro_rules! vectors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        {
            at!(SMALL, $name, $rule, $value, Whole);
            at!(LARGE, $name, $rule, $value, Whole);
        }
    )*};
}

macro_rules! tensors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        {
            at!(SMALL, $name, $rule, $value, Groups([Group::matrix(4, 64)]));
            at!(LARGE_MATRIX, $name, $rule, $value, Groups([Group::matrix(16, 64)]));
        }
    )*};
}

macro_rules! integers {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        {
            integer::<$rule, SMALL>(stringify!($name), $value)?;
            integer::<$rule, LARGE>(stringify!($name), $value)?;
        }
    )*};
}

fn run() -> Result<(), &'static str> {
    rules!(vectors);
    tensor_rules!(tensors);
    fixed_rules!(integers);
    Ok(())
}

type Lent<'m, R, P, L, const N: usize> = Optimizer<R, &'m mut [P; N], SkipNonFinite, L>;

/// Calls of their own, as they are in a user's program.
#[inline(never)]
fn make<'m, R: Rule, P: Precision, L: Layout, const N: usize>(
    place: &mut Option<Lent<'m, R, P, L, N>>,
    rule: R,
    layout: L,
    memory: &'m mut Memory<R, [P; N], L>,
) {
    *place = Optimizer::lend_grouped(rule, SkipNonFinite::DEFAULT, layout, memory).ok();
}

#[inline(never)]
fn step<R: Rule, P: Precision, L: Layout, const N: usize>(
    optimizer: &mut Lent<'_, R, P, L, N>,
    w: &mut [f32; N],
    g: &[f32; N],
) -> bool {
    optimizer.step(w, g, LEARNING_RATE).is_ok()
}

/// A rule in floats; the memory lies in this frame, above what is painted.
#[inline(never)]
fn float<R: Rule, P: Precision, L: Layout, const N: usize>(
    name: &str,
    state: &str,
    rule: R,
    layout: L,
) -> Result<(), &'static str> {
    let mut memory = Memory::<R, [P; N], L>::ZERO;
    let mut place = None;
    let to_make = stack::deepest(|| make(&mut place, rule, layout, black_box(&mut memory)));
    let mut optimizer = place.ok_or("a rule is refused")?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    let steps = [(); 2].map(|()| {
        stack::deepest(|| {
            black_box(step(&mut optimizer, &mut w, black_box(&g)));
        })
    });
    print(name, state, to_make, steps);
    Ok(())
}

type LentFixed<'m, R, const N: usize> = fixed::Optimizer<R, &'m mut [fixed::Weight; N]>;

#[inline(never)]
fn make_fixed<'m, R: fixed::Rule, const N: usize>(
    place: &mut Option<LentFixed<'m, R, N>>,
    rule: R,
    memory: &'m mut fixed::Memory<R, [fixed::Weight; N]>,
) {
    *place = fixed::Optimizer::lend(rule, memory).ok();
}

#[inline(never)]
fn step_fixed<R: fixed::Rule, const N: usize>(
    optimizer: &mut LentFixed<'_, R, N>,
    w: &mut [fixed::Weight; N],
    g: &[fixed::Gradient; N],
    rate: fixed::Rate,
) -> bool {
    optimizer.step(w, g, rate).is_ok()
}

/// A rule in fixed point.
#[inline(never)]
fn integer<R: fixed::Rule, const N: usize>(name: &str, rule: R) -> Result<(), &'static str> {
    let mut memory = fixed::Memory::ZERO;
    let mut place = None;
    let to_make = stack::deepest(|| make_fixed(&mut place, rule, black_box(&mut memory)));
    let mut optimizer = place.ok_or("a rule is refused")?;
    let rate = fixed::Rate::from_f32(LEARNING_RATE).map_err(|_| "the rate is refused")?;
    let mut floats = [0.0; N];
    parameters(&mut floats);
    let mut w = floats.map(fixed::Weight::saturating_from_f32);
    gradient(&mut floats);
    let mut g = [fixed::Gradient::default(); N];
    fixed::quantize(&floats, &mut g).map_err(|_| "the gradient is refused")?;
    let steps = [(); 2].map(|()| {
        stack::deepest(|| {
            black_box(step_fixed(&mut optimizer, &mut w, black_box(&g), rate));
        })
    });
    print(name, "fixed", to_make, steps);
    Ok(())
}

fn print(name: &str, state: &str, to_make: usize, [first, second]: [usize; 2]) {
    hprintln!("rule={} state={} to_make={} stack={}", name, state, to_make, first.max(second));
}
