//! A layer beside its formula in f64: what it gives, and its gradients beside central differences, at random shapes.

use oorandom::Rand32;
use thalweg::nn::{Axis, Layer, Pass, Shape, Trace};

/// How many shapes of each.
pub(crate) const SHAPES: u32 = 40;
/// Relative to the larger of 1 and the largest value.
pub(crate) const BOUND: f64 = 2e-5;
/// How far from 0 inputs are: beyond every kink, of which the farthest is `Relu6`'s.
const INPUTS: f32 = 8.0;
pub(crate) const PASS: Pass = Pass::Training(3);

/// Random shapes and numbers.
pub(crate) struct Random(pub(crate) Rand32);

impl Random {
    pub(crate) fn count(&mut self, from: u32, to: u32) -> usize {
        self.0.rand_range(from..to + 1) as usize
    }

    pub(crate) fn numbers(&mut self, count: usize, scale: f32) -> Vec<f32> {
        (0..count).map(|_| (2.0 * self.0.rand_float() - 1.0) * scale).collect()
    }

    pub(crate) fn axis(&mut self) -> Axis {
        let (kernel, dilation) = (self.count(1, 4), self.count(1, 2));
        let (stride, padding) = (self.count(1, 3), self.count(0, 2));
        let least = (dilation * (kernel - 1) + 1).saturating_sub(2 * padding).max(1);
        Axis { size: least + self.count(0, 5), kernel, stride, padding, dilation }
    }

    pub(crate) fn pool(&mut self) -> Axis {
        let kernel = self.count(1, 4);
        let (stride, padding) = (self.count(1, 3), self.count(0, kernel as u32 / 2));
        Axis { stride, padding, ..Axis::new(kernel + self.count(0, 5), kernel) }
    }
}

/// Checks a layer `SHAPES` times: `make` gives one of a random shape, and its formula of parameters and inputs.
pub(crate) fn each<L: Layer, F: Fn(&[f64], &[f64]) -> Vec<f64>>(
    make: impl Fn(&mut Random) -> (L, F),
) {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let (layer, formula) = make(&mut random);
        check(&layer, formula, &mut random, true);
    }
}

pub(crate) fn check(
    layer: &dyn Layer,
    formula: impl Fn(&[f64], &[f64]) -> Vec<f64>,
    random: &mut Random,
    wants_dx: bool,
) {
    let shape = layer.shape().unwrap();
    let (w, x) = (random.numbers(shape.parameters, 1.0), random.numbers(shape.inputs, INPUTS));
    let dy = random.numbers(shape.outputs, 1.0);
    let (mut y, mut memory) = (vec![f32::NAN; shape.outputs], vec![f32::NAN; shape.memory]);
    layer.forward(&w, &x, &mut y, &mut memory, PASS).unwrap();
    let (w64, x64, dy64) = (doubles(&w), doubles(&x), doubles(&dy));
    same("y", &y, &formula(&w64, &x64), shape);
    // Gradients are added, so they start at some other value.
    let (mut gradient, mut dx) = (vec![0.5; shape.parameters], vec![f32::NAN; shape.inputs]);
    // What the shape does not ask for is not there.
    let keeps_input = shape.for_gradient.input() || shape.for_dx.input();
    let keeps_output = shape.for_gradient.output() || shape.for_dx.output();
    let trace = Trace {
        x: if keeps_input { &x } else { &[] },
        y: if keeps_output { &y } else { &[] },
        dy: &dy,
        memory: &mut memory,
        pass: PASS,
    };
    layer.backward(&w, trace, Some(&mut gradient), wants_dx.then_some(&mut dx[..])).unwrap();
    gradient.iter_mut().for_each(|g| *g -= 0.5);
    let loss = |w: &[f64], x: &[f64]| -> f64 {
        formula(w, x).iter().zip(&dy64).map(|(y, dy)| y * dy).sum()
    };
    same("gradient", &gradient, &slopes(&w64, |w| loss(w, &x64)), shape);
    if wants_dx {
        same("dx", &dx, &slopes(&x64, |x| loss(&w64, x)), shape);
    }
}

/// Central differences.
pub(crate) fn slopes(at: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-6;
    let moved = |index: usize, by: f64| {
        let mut moved = at.to_vec();
        moved[index] += by;
        f(&moved)
    };
    (0..at.len()).map(|i| (moved(i, STEP) - moved(i, -STEP)) / (2.0 * STEP)).collect()
}

pub(crate) fn same(what: &str, found: &[f32], expected: &[f64], shape: Shape) {
    assert_eq!(found.len(), expected.len(), "{what} of {shape:?}");
    let scale = expected.iter().fold(1.0_f64, |scale, x| scale.max(x.abs()));
    for (index, (&found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(found) - expected).abs() / scale;
        assert!(error < BOUND, "{what}[{index}] is {found}, not {expected}: {shape:?}");
    }
}

pub(crate) fn doubles(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}
