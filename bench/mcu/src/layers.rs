//! A dense layer whose biases do not decay, beside the same step over one group.

use crate::{
    counter::Counter,
    float::{MEASURED, STEPS},
};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Layers, Layout, Whole},
    nn::Dense,
    optimizer::{AdamW, Memory, Optimizer},
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, parameters};

const HEAD: Dense = Dense::new(32, 5);
const N: usize = HEAD.parameters();

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    let head = Group::dense(HEAD.inputs(), HEAD.outputs());
    let biases_apart = Group { bias_weight_decay: Some(0.0), ..head };
    adamw(counter, "whole", Whole)?;
    adamw(counter, "biases_apart", Layers([biases_apart]))
}

#[inline(never)]
fn adamw<L: Layout>(counter: &mut Counter, name: &str, layout: L) -> Result<(), &'static str> {
    let mut memory = Memory::<AdamW, [f32; N], L>::ZERO;
    let guard = SkipNonFinite::DEFAULT;
    let optimizer = Optimizer::lend_grouped(AdamW::DEFAULT, guard, layout, &mut memory);
    let mut optimizer = optimizer.map_err(|_| "a layout is refused")?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    let mut instructions = 0;
    for t in 1..=STEPS {
        let g = black_box(&g);
        let mut run = || {
            black_box(step(&mut optimizer, &mut w, g));
        };
        if t == MEASURED {
            instructions = counter.count(run);
        } else {
            run();
        }
    }
    hprintln!("layout={} n={} instructions={}", name, N, instructions);
    Ok(())
}

/// A call of its own, as it is in a user's program.
#[inline(never)]
fn step<L: Layout>(
    optimizer: &mut Optimizer<AdamW, &mut [f32; N], SkipNonFinite, L>,
    w: &mut [f32; N],
    g: &[f32; N],
) -> bool {
    optimizer.step(w, g, LEARNING_RATE).is_ok()
}
