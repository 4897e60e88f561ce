//! A training step of the watch's network: 24 features, 24 hidden units, 7 classes, 4 samples, Adam, guarded.

use crate::counter::Counter;
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::{
    Error,
    gradient::SkipNonFinite,
    loss::SoftmaxCrossEntropy,
    nn::Mlp,
    optimizer::{Adam, Optimizer},
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash, parameters};

const NETWORK: Mlp = Mlp::new(24, 24, 7);
const N: usize = NETWORK.parameters();
const BATCH: usize = 4;
/// The first step may be special; the second is measured.
const MEASURED: u32 = 2;
const STEPS: u32 = 5;

type Samples = [([f32; 24], usize); BATCH];

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    let optimizer = Optimizer::<Adam, [f32; N]>::new(Adam::DEFAULT);
    let mut optimizer = optimizer.map_err(|_| "a rule is refused")?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    let mut samples = [([0.0; 24], 0); BATCH];
    for (index, (x, class)) in samples.iter_mut().enumerate() {
        gradient(x);
        x.rotate_left(5 * index);
        *class = index;
    }
    let (mut instructions, mut counting, mut done) = (0, 0, true);
    for t in 1..=STEPS {
        let mut run = || done &= step(&mut optimizer, &mut w, &mut g, black_box(&samples)).is_ok();
        if t == MEASURED {
            counting = counter.countings;
            instructions = counter.count(run);
        } else {
            run();
        }
    }
    hprintln!(
        "step=24-24-7 batch={} done={} instructions={} counting={} bits={:08x}",
        BATCH,
        done,
        instructions,
        counting,
        hash(&w)
    );
    Ok(())
}

/// As a user writes it, and a call of its own, as it is in a user's program.
#[inline(never)]
fn step(
    optimizer: &mut Optimizer<Adam, [f32; N], SkipNonFinite>,
    w: &mut [f32; N],
    g: &mut [f32; N],
    samples: &Samples,
) -> Result<f32, Error> {
    g.fill(0.0);
    let mut loss = 0.0;
    for (x, class) in samples {
        let (mut hidden, mut z) = ([0.0; 24], [0.0; 7]);
        NETWORK.forward(w, x, &mut hidden, &mut z)?;
        loss += SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, *class)?;
        for delta in &mut z {
            *delta *= 1.0 / BATCH as f32; // of the mean
        }
        NETWORK.backward(w, x, &mut hidden, &z, g)?;
    }
    optimizer.step(w, g, LEARNING_RATE)?;
    Ok(loss / BATCH as f32)
}
