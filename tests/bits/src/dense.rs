//! Dense layers of every rest that loops by four rows, by four or eight columns, and by four samples leave.

use thalweg::nn::{BatchGradient, Dense, Mlp};
use thalweg_catalogue::numbers::{gradient, hash, parameters};

const INPUTS: usize = 18;
const OUTPUTS: usize = 9;
const SAMPLES: usize = 9;
const MLP: Mlp = Mlp::new(6, 10, 3);

/// The bits of forward and of both gradients, of every shape up to those.
#[inline(never)]
pub(crate) fn bits() -> u32 {
    let mut w = [0.0; Dense::new(INPUTS, OUTPUTS).parameters()];
    let (mut x, mut y) = ([0.0; INPUTS], [0.0; OUTPUTS]);
    let mut all = 0_u32;
    for (inputs, outputs) in (0..=INPUTS).flat_map(|i| (0..=OUTPUTS).map(move |o| (i, o))) {
        let layer = Dense::new(inputs, outputs);
        let w = w.get_mut(..layer.parameters()).unwrap_or_default();
        let x = x.get_mut(..inputs).unwrap_or_default();
        let y = y.get_mut(..outputs).unwrap_or_default();
        parameters(w);
        gradient(x);
        let mut done = layer.forward(w, x, y).is_ok();
        let of_outputs = hash(y);
        done &= layer.accumulate(x, y, w).is_ok() && layer.backward(w, y, x).is_ok();
        all = all.rotate_left(5) ^ of_outputs ^ hash(w).rotate_left(1) ^ hash(x).rotate_left(2);
        all = all.wrapping_add(u32::from(done));
    }
    all
}

/// The bits of several samples at once, forward and the gradient of the weights, which are those of one after the other: how
/// many times they were.
#[inline(never)]
pub(crate) fn batches() -> u32 {
    let mut same = 0_u32;
    for samples in 1..=SAMPLES {
        for (inputs, outputs) in [(0, 4), (1, 1), (5, 3), (8, 4), (7, 5), (16, 9), (3, 6)] {
            same += u32::from(batch(samples, Dense::new(inputs, outputs)));
        }
        same += u32::from(network(samples));
    }
    same
}

/// Whether samples at once give the bits of one after the other.
fn batch(samples: usize, layer: Dense) -> bool {
    let [mut w, mut once, mut stored] = [[0.0; Dense::new(16, 9).parameters()]; 3];
    let (mut x, mut one, mut y) =
        ([0.0; 16 * SAMPLES], [0.0; OUTPUTS * SAMPLES], [0.0; OUTPUTS * SAMPLES]);
    let (inputs, outputs) = (layer.inputs(), layer.outputs());
    let [w, once, stored] =
        [&mut w, &mut once, &mut stored].map(|w| part(w, 0, layer.parameters()));
    let x = part(&mut x, 0, inputs * samples);
    let (one, y) = (part(&mut one, 0, outputs * samples), part(&mut y, 0, outputs * samples));
    parameters(w);
    gradient(x);
    // Half of the units are silent, as behind a ReLU: products of zero have signs, too.
    x.iter_mut().for_each(|x| *x = x.max(0.0));
    let mut done = layer.forward_batch(samples, w, x, y).is_ok();
    stored.fill(9.0);
    done &= layer.accumulate_batch(samples, x, y, BatchGradient::Store(stored)).is_ok();
    for sample in 0..samples {
        let x = part(x, inputs * sample, inputs);
        let y = part(one, outputs * sample, outputs);
        done &= layer.forward(w, x, y).is_ok() && layer.accumulate(x, y, once).is_ok();
    }
    done &= hash(one) == hash(y) && hash(once) == hash(stored);
    done &= layer.accumulate_batch(samples, x, y, BatchGradient::Add(stored)).is_ok();
    for sample in 0..samples {
        let x = part(x, inputs * sample, inputs);
        done &= layer.accumulate(x, part(one, outputs * sample, outputs), once).is_ok();
    }
    done && hash(once) == hash(stored)
}

/// The same of two layers.
fn network(samples: usize) -> bool {
    const N: usize = MLP.parameters();
    let [mut w, mut once, mut stored] = [[0.0; N]; 3];
    let (mut x, mut hidden, mut z) = ([0.0; 6 * SAMPLES], [0.0; 10 * SAMPLES], [0.0; 3 * SAMPLES]);
    let x = part(&mut x, 0, 6 * samples);
    let (hidden, z) = (part(&mut hidden, 0, 10 * samples), part(&mut z, 0, 3 * samples));
    parameters(&mut w);
    gradient(x);
    let mut done = MLP.forward_batch(samples, &w, x, hidden, z).is_ok();
    stored.fill(9.0); // what was there does not count
    let place = BatchGradient::Store(&mut stored);
    done &= MLP.backward_batch(samples, &w, x, hidden, z, place).is_ok();
    for sample in 0..samples {
        let (mut hidden, mut z) = ([0.0; 10], [0.0; 3]);
        let x = part(x, 6 * sample, 6);
        done &= MLP.forward(&w, x, &mut hidden, &mut z).is_ok();
        done &= MLP.backward(&w, x, &mut hidden, &z, &mut once).is_ok();
    }
    done && hash(&once) == hash(&stored)
}

/// Some of the values.
fn part(values: &mut [f32], start: usize, length: usize) -> &mut [f32] {
    values.get_mut(start..).and_then(|rest| rest.get_mut(..length)).unwrap_or_default()
}
