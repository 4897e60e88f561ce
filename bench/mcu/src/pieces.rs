//! How long a step in parts keeps the processor: the longest of its parts, of every rule.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![cfg_attr(not(every_rule), allow(unused))]
#![no_main]

mod counter;
mod ending;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use counter::Counter;
use thalweg::{
    gradient::{Chain, SkipNonFinite},
    group::{Group, Groups, Layout, Whole},
    optimizer::{Optimizer, Outcome, PartialStep, Rule},
};
use thalweg_catalogue::{
    numbers::{LEARNING_RATE, gradient, parameters},
    rules, tensor_rules,
};

/// The model: a matrix of 16 × 64 where a rule looks at a whole tensor.
const N: usize = 1024;
const SHAPE: (usize, usize) = (16, 64);
/// Parameters that a part is asked to take.
const PART: usize = 32;
/// The first steps may be special.
const STEPS: u32 = 2;

#[entry]
fn main() -> ! {
    ending::end(run())
}

fn run() -> Result<(), &'static str> {
    let mut counter = Counter::take()?;
    macro_rules! vectors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            in_parts::<$rule, _>(&mut counter, stringify!($name), $value, Whole)?;
        )*};
    }
    macro_rules! tensors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            #[cfg(any(every_rule, $name))]
            {
                let matrix = Groups([Group::matrix(SHAPE.0, SHAPE.1)]);
                in_parts::<$rule, _>(&mut counter, stringify!($name), $value, matrix)?;
            }
        )*};
    }
    rules!(vectors);
    tensor_rules!(tensors);
    Ok(())
}

/// Takes the steps of a rule in parts, guarded, and prints the longest.
#[inline(never)]
fn in_parts<R: Rule, L: Layout>(
    counter: &mut Counter,
    name: &str,
    rule: R,
    layout: L,
) -> Result<(), &'static str> {
    let made = Optimizer::<R, [f32; N], _, L>::grouped(rule, SkipNonFinite::DEFAULT, layout);
    let mut optimizer = made.map_err(|_| "a rule is refused")?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    let (mut parts, mut longest) = (0_u32, 0);
    for _ in 0..STEPS {
        let step = optimizer.begin(&mut w, black_box(&g), LEARNING_RATE);
        let mut step = step.map_err(|_| "a step is refused")?;
        parts = 0;
        while !step.is_done() {
            let instructions = counter.count(|| advance(&mut step));
            longest = instructions.max(longest);
            parts = parts.wrapping_add(1);
        }
        if step.finish() != Outcome::Applied {
            return Err("a step is not applied");
        }
    }
    hprintln!("in_parts={} n={} part={} parts={} longest={}", name, N, PART, parts, longest);
    Ok(())
}

/// A call of its own, as it is in a user's program.
#[inline(never)]
fn advance<R: Rule, T: Chain, L: Layout>(step: &mut PartialStep<'_, R, [f32; N], T, L>) {
    black_box(step.advance(PART));
}
