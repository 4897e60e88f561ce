//! A training step of the watch's network: 24 features, 24 hidden units, 7 classes, 4 samples, Adam, guarded; one sample after
//! the other, all at once, and that in parts; and its optimizer where gradients are clipped as well.

#![allow(clippy::inline_always)] // a measured call is the user's, and what it calls is not

use crate::{counter::Counter, deep_step};
use core::hint::black_box;
use cortex_m_semihosting::hprintln;
use thalweg::{
    Error,
    gradient::{Chain, ClipByGlobalNorm, SkipNonFinite},
    loss::SoftmaxCrossEntropy,
    nn::{BatchGradient, Mlp},
    optimizer::{Adam, Optimizer},
};
use thalweg_catalogue::numbers::{LEARNING_RATE, gradient, hash, parameters};

pub(crate) const FEATURES: usize = 24;
pub(crate) const HIDDEN: usize = 24;
pub(crate) const CLASSES: usize = 7;
const NETWORK: Mlp = Mlp::new(FEATURES, HIDDEN, CLASSES);
const N: usize = NETWORK.parameters();
pub(crate) const BATCH: usize = 4;
/// The first step may be special; the second is measured.
const MEASURED: u32 = 2;
const STEPS: u32 = 5;

/// What a program that trains keeps.
struct Training {
    optimizer: Optimizer<Adam, [f32; N], SkipNonFinite>,
    w: [f32; N],
    g: [f32; N],
    /// What lies between the passes of a batch.
    between: Between,
}

/// A batch, one sample behind the other.
pub(crate) struct Samples {
    pub(crate) x: [f32; FEATURES * BATCH],
    pub(crate) classes: [usize; BATCH],
}

struct Between {
    hidden: [f32; HIDDEN * BATCH],
    z: [f32; CLASSES * BATCH],
}

type Step = fn(&mut Training, &Samples) -> Result<f32, Error>;

pub(crate) fn measure(counter: &mut Counter) -> Result<(), &'static str> {
    let mut samples = Samples { x: [0.0; _], classes: [0, 1, 2, 3] };
    for (index, x) in samples.x.as_chunks_mut::<FEATURES>().0.iter_mut().enumerate() {
        gradient(x);
        x.rotate_left(5 * index);
    }
    let ways: [(&str, Step); 2] = [("samples", one_after_the_other), ("batch", at_once)];
    for (way, step) in ways {
        let mut training = Training::new()?;
        whole(counter, ("step", way), (&mut training, |training| &training.w), step, &samples);
    }
    in_parts(counter, &samples)?;
    let clip = ClipByGlobalNorm::new(1.0);
    clipped(counter, "optimizer,_clipped", (SkipNonFinite::DEFAULT, clip))?;
    clipped(counter, "the_same_in_two_passes", (SkipNonFinite::DEFAULT, (), clip))?;
    deep_step::measure(counter, &samples)
}

impl Training {
    fn new() -> Result<Self, &'static str> {
        let optimizer = Optimizer::new(Adam::DEFAULT).map_err(|_| "a rule is refused")?;
        let mut w = [0.0; N];
        parameters(&mut w);
        let between = Between { hidden: [0.0; _], z: [0.0; _] };
        Ok(Self { optimizer, w, g: [0.0; N], between })
    }
}

/// Counts one of several steps, and prints it with the bits that all end on.
pub(crate) fn whole<T>(
    counter: &mut Counter,
    (network, way): (&str, &str),
    (training, w): (&mut T, fn(&T) -> &[f32]),
    step: fn(&mut T, &Samples) -> Result<f32, Error>,
    samples: &Samples,
) {
    let (mut instructions, mut counting, mut done) = (0, 0, true);
    for t in 1..=STEPS {
        let mut run = || done &= step(training, black_box(samples)).is_ok();
        if t == MEASURED {
            counting = counter.countings;
            instructions = counter.count(run);
        } else {
            run();
        }
    }
    let bits = hash(w(training));
    hprintln!(
        "{}={} done={} instructions={} counting={} bits={:08x}",
        network,
        way,
        done,
        instructions,
        counting,
        bits
    );
}

/// As a user writes it, and a call of its own, as it is in a user's program.
#[inline(never)]
fn one_after_the_other(training: &mut Training, samples: &Samples) -> Result<f32, Error> {
    let Training { optimizer, w, g, .. } = training;
    g.fill(0.0);
    let mut loss = 0.0;
    for (x, class) in samples.x.as_chunks::<FEATURES>().0.iter().zip(&samples.classes) {
        let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
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

/// The same with the batch at once.
#[inline(never)]
fn at_once(training: &mut Training, samples: &Samples) -> Result<f32, Error> {
    forward(training, samples)?;
    let loss = losses(training, samples)?;
    backward(training, samples)?;
    update(training)?;
    Ok(loss)
}

#[inline(always)]
fn forward(training: &mut Training, samples: &Samples) -> Result<(), Error> {
    let Training { w, between: Between { hidden, z }, .. } = training;
    NETWORK.forward_batch(BATCH, w, &samples.x, hidden, z)
}

#[inline(always)]
fn losses(training: &mut Training, samples: &Samples) -> Result<f32, Error> {
    let (all, _) = training.between.z.as_chunks_mut::<CLASSES>();
    let mut loss = 0.0;
    for (z, class) in all.iter_mut().zip(&samples.classes) {
        loss += SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, *class)?;
        for delta in z {
            *delta *= 1.0 / BATCH as f32; // of the mean
        }
    }
    Ok(loss / BATCH as f32)
}

#[inline(always)]
fn backward(training: &mut Training, samples: &Samples) -> Result<(), Error> {
    let Training { w, g, between: Between { hidden, z }, .. } = training;
    NETWORK.backward_batch(BATCH, w, &samples.x, hidden, z, BatchGradient::Store(g))
}

#[inline(always)]
fn update(training: &mut Training) -> Result<(), Error> {
    let Training { optimizer, w, g, .. } = training;
    optimizer.step(w, g, LEARNING_RATE).map(|_| ())
}

/// What the optimizer takes if gradients are also clipped to a norm, which shares the guard's pass over them if it stands right
/// behind; on its second step.
fn clipped<T: Chain>(counter: &mut Counter, name: &str, chain: T) -> Result<(), &'static str> {
    let made = Optimizer::<Adam, [f32; N], T>::with_transform(Adam::DEFAULT, chain);
    let mut optimizer = made.map_err(|_| "a chain is refused")?;
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    let mut step = || optimizer.step(black_box(&mut w), black_box(&g), LEARNING_RATE).is_ok();
    let (first, counting, mut done) = (step(), counter.countings, false);
    let instructions = counter.count(|| done = step());
    hprintln!(
        "clipped={} done={} instructions={} counting={} bits={:08x}",
        name,
        first && done,
        instructions,
        counting,
        hash(&w)
    );
    Ok(())
}

/// What each part of the second step of a batch takes.
fn in_parts(counter: &mut Counter, samples: &Samples) -> Result<(), &'static str> {
    type Part = fn(&mut Training, &Samples) -> bool;
    let parts: [(&str, Part); 4] = [
        ("forward", |training, samples| forward(training, samples).is_ok()),
        ("loss", |training, samples| losses(training, samples).is_ok()),
        ("backward", |training, samples| backward(training, samples).is_ok()),
        ("optimizer", |training, _| update(training).is_ok()),
    ];
    let mut training = Training::new()?;
    at_once(&mut training, samples).map_err(|_| "a step is refused")?;
    for (name, part) in parts {
        let (counting, mut done) = (counter.countings, false);
        let instructions = counter.count(|| done = part(&mut training, black_box(samples)));
        hprintln!(
            "part={} done={} instructions={} counting={}",
            name,
            done,
            instructions,
            counting
        );
    }
    Ok(())
}
