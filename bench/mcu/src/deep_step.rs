//! A training step of a network of three dense layers, 24-24-24-7, as a `Sequential`: 4 samples, Adam, guarded; one sample after
//! the other, and all at once.

use crate::{
    counter::Counter,
    whole_step::{BATCH, CLASSES, FEATURES, HIDDEN, Samples, whole},
};
use thalweg::{
    Error,
    gradient::SkipNonFinite,
    loss::SoftmaxCrossEntropy,
    nn::{BatchGradient, Dense, Layer, Pass, Relu, Sequential, Trace},
    optimizer::{Adam, Optimizer},
    sequential,
};
use thalweg_catalogue::numbers::{LEARNING_RATE, parameters};

const NETWORK: Sequential<(Dense, Relu, Dense, Relu, Dense)> = sequential!(
    Dense::new(FEATURES, HIDDEN),
    Relu::new(HIDDEN),
    Dense::new(HIDDEN, HIDDEN),
    Relu::new(HIDDEN),
    Dense::new(HIDDEN, CLASSES),
);
const N: usize = NETWORK.parameters();
const ONE: usize = NETWORK.memory();
const PASS: Pass = Pass::Training(0);

/// What a program that trains keeps.
struct Training {
    optimizer: Optimizer<Adam, [f32; N], SkipNonFinite>,
    w: [f32; N],
    g: [f32; N],
    memory: [f32; NETWORK.batch_memory(BATCH)],
    z: [f32; CLASSES * BATCH],
}

type Step = fn(&mut Training, &Samples) -> Result<f32, Error>;

pub(crate) fn measure(counter: &mut Counter, samples: &Samples) -> Result<(), &'static str> {
    let ways: [(&str, Step); 2] =
        [("deep,_samples", one_after_the_other), ("deep,_batch", at_once)];
    for (way, step) in ways {
        let optimizer = Optimizer::new(Adam::DEFAULT).map_err(|_| "a rule is refused")?;
        let (mut w, g) = ([0.0; N], [0.0; N]);
        parameters(&mut w);
        let mut training = Training { optimizer, w, g, memory: [0.0; _], z: [0.0; _] };
        whole(counter, ("deep", way), (&mut training, |training| &training.w), step, samples);
    }
    Ok(())
}

/// As a user writes it, and a call of its own, as it is in a user's program.
#[inline(never)]
fn one_after_the_other(training: &mut Training, samples: &Samples) -> Result<f32, Error> {
    let Training { optimizer, w, g, memory, .. } = training;
    let memory = memory.get_mut(..ONE).unwrap_or_default();
    g.fill(0.0);
    let mut loss = 0.0;
    for (x, class) in samples.x.as_chunks::<FEATURES>().0.iter().zip(&samples.classes) {
        let mut z = [0.0; CLASSES];
        NETWORK.forward(w, x, &mut z, memory, PASS)?;
        loss += of_the_mean(&mut z, *class)?;
        let trace = Trace { x, y: &[], dy: &z, memory, pass: PASS };
        NETWORK.backward(w, trace, Some(g), None)?;
    }
    optimizer.step(w, g, LEARNING_RATE)?;
    Ok(loss / BATCH as f32)
}

/// The same with the batch at once.
#[inline(never)]
fn at_once(training: &mut Training, samples: &Samples) -> Result<f32, Error> {
    let Training { optimizer, w, g, memory, z } = training;
    NETWORK.forward_batch(BATCH, w, &samples.x, z, memory, PASS)?;
    let mut loss = 0.0;
    for (z, class) in z.as_chunks_mut::<CLASSES>().0.iter_mut().zip(&samples.classes) {
        loss += of_the_mean(z, *class)?;
    }
    let trace = Trace { x: &samples.x, y: &[], dy: z, memory, pass: PASS };
    NETWORK.backward_batch(BATCH, w, trace, Some(BatchGradient::Store(g)), None)?;
    optimizer.step(w, g, LEARNING_RATE)?;
    Ok(loss / BATCH as f32)
}

/// The loss of a sample, whose gradient takes the place of `z`.
fn of_the_mean(z: &mut [f32; CLASSES], class: usize) -> Result<f32, Error> {
    let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, class)?;
    for delta in z {
        *delta *= 1.0 / BATCH as f32;
    }
    Ok(loss)
}
