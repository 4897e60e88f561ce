//! Every layer at random shapes against its formula in f64: what it gives, and its gradients against central
//! differences.

use oorandom::Rand32;
use thalweg::{
    nn::{
        AveragePool1d, AveragePool2d, Axis, BatchNorm, Bias, Conv1d, Conv2d, Dense, Distribution,
        Dropout, Flatten, Frozen, Gelu, GlobalAveragePool, GlobalMaxPool, GroupNorm, HardSigmoid,
        HardSwish, Int8, Kaiming, Layer, LayerNorm, LeakyRelu, LowRank, MaxPool1d, MaxPool2d, Mlp,
        Pass, Relu, Relu6, Residual, Sequential, Sigmoid, Silu, Tanh, Trace, Xavier, quantize_rows,
    },
    sequential,
};

/// How many shapes of each.
const SHAPES: u32 = 40;
/// Relative to the larger of 1 and the largest value.
const BOUND: f64 = 2e-5;
const PASS: Pass = Pass::Training(3);

/// Random shapes and numbers.
struct Random(Rand32);

impl Random {
    fn count(&mut self, from: u32, to: u32) -> usize {
        self.0.rand_range(from..to + 1) as usize
    }

    fn numbers(&mut self, count: usize, scale: f32) -> Vec<f32> {
        (0..count).map(|_| (2.0 * self.0.rand_float() - 1.0) * scale).collect()
    }

    fn axis(&mut self) -> Axis {
        let (kernel, dilation) = (self.count(1, 4), self.count(1, 2));
        let (stride, padding) = (self.count(1, 3), self.count(0, 2));
        let least = (dilation * (kernel - 1) + 1).saturating_sub(2 * padding).max(1);
        Axis { size: least + self.count(0, 5), kernel, stride, padding, dilation }
    }

    fn pool(&mut self) -> Axis {
        let kernel = self.count(1, 4);
        let (stride, padding) = (self.count(1, 3), self.count(0, kernel as u32 / 2));
        Axis { stride, padding, ..Axis::new(kernel + self.count(0, 5), kernel) }
    }
}

/// Checks a layer `SHAPES` times: `make` gives one of a random shape, and its formula of parameters and inputs.
fn each<L: Layer, F: Fn(&[f64], &[f64]) -> Vec<f64>>(make: impl Fn(&mut Random) -> (L, F)) {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let (layer, formula) = make(&mut random);
        check(&layer, formula, &mut random, true);
    }
}

fn check(
    layer: &dyn Layer,
    formula: impl Fn(&[f64], &[f64]) -> Vec<f64>,
    random: &mut Random,
    wants_dx: bool,
) {
    let shape = layer.shape().unwrap();
    let (w, x) = (random.numbers(shape.parameters, 1.0), random.numbers(shape.inputs, 4.0));
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
fn slopes(at: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-6;
    let moved = |index: usize, by: f64| {
        let mut moved = at.to_vec();
        moved[index] += by;
        f(&moved)
    };
    (0..at.len()).map(|i| (moved(i, STEP) - moved(i, -STEP)) / (2.0 * STEP)).collect()
}

fn same(what: &str, found: &[f32], expected: &[f64], shape: thalweg::nn::Shape) {
    assert_eq!(found.len(), expected.len(), "{what} of {shape:?}");
    let scale = expected.iter().fold(1.0_f64, |scale, x| scale.max(x.abs()));
    for (index, (&found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(found) - expected).abs() / scale;
        assert!(error < BOUND, "{what}[{index}] is {found}, not {expected}: {shape:?}");
    }
}

fn doubles(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}

/// y(o, i, j), straight from the definition.
fn convolution(layer: Conv2d) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let Conv2d { in_channels, out_channels, groups, rows, columns } = layer;
        let (inputs, outputs) = (in_channels / groups, out_channels / groups);
        let row = inputs * rows.kernel * columns.kernel + 1;
        let mut y = Vec::new();
        for o in 0..out_channels {
            for (i, j) in places(rows, columns) {
                let mut sum = w[o * row + row - 1];
                for c in 0..inputs {
                    for k in 0..rows.kernel {
                        for l in 0..columns.kernel {
                            let weight = w[o * row + (c * rows.kernel + k) * columns.kernel + l];
                            let channel = o / outputs * inputs + c;
                            let value = at(x, channel, (rows, i, k), (columns, j, l));
                            sum += weight * value.unwrap_or(0.0);
                        }
                    }
                }
                y.push(sum);
            }
        }
        y
    }
}

fn places(rows: Axis, columns: Axis) -> Vec<(usize, usize)> {
    (0..rows.outputs()).flat_map(|i| (0..columns.outputs()).map(move |j| (i, j))).collect()
}

/// The value under tap k of output i; `None` on the padding.
fn at(
    x: &[f64],
    channel: usize,
    (rows, i, k): (Axis, usize, usize),
    (columns, j, l): (Axis, usize, usize),
) -> Option<f64> {
    let row = (i * rows.stride + k * rows.dilation).checked_sub(rows.padding)?;
    let column = (j * columns.stride + l * columns.dilation).checked_sub(columns.padding)?;
    let inside = row < rows.size && column < columns.size;
    inside.then(|| x[(channel * rows.size + row) * columns.size + column])
}

fn pool(
    channels: usize,
    rows: Axis,
    columns: Axis,
    of: impl Fn(&[f64], f64) -> f64,
) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |_, x| {
        let mut y = Vec::new();
        for channel in 0..channels {
            for (i, j) in places(rows, columns) {
                let taps = (0..rows.kernel).flat_map(|k| (0..columns.kernel).map(move |l| (k, l)));
                let values: Vec<_> = taps
                    .filter_map(|(k, l)| at(x, channel, (rows, i, k), (columns, j, l)))
                    .collect();
                y.push(of(&values, (rows.kernel * columns.kernel) as f64));
            }
        }
        y
    }
}

fn mean(values: &[f64], count: f64) -> f64 {
    values.iter().sum::<f64>() / count
}

fn largest(values: &[f64], _: f64) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn one() -> Axis {
    Axis::new(1, 1)
}

fn dense(outputs: usize) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let rows = w.chunks(x.len() + 1).take(outputs);
        rows.map(|row| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + row[x.len()]).collect()
    }
}

fn norm(groups: usize, channels: usize, epsilon: f32) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let (group, channel) = (x.len() / groups, x.len() / channels);
        let value = |index: usize| {
            let values = &x[index / group * group..][..group];
            let centre = mean(values, group as f64);
            let variance = values.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / group as f64;
            let row = &w[index / channel * 2..][..2];
            (x[index] - centre) / (variance + f64::from(epsilon)).sqrt() * row[0] + row[1]
        };
        (0..x.len()).map(value).collect()
    }
}

#[test]
fn sums_with_weights() {
    each(|random| {
        let layer = Dense::new(random.count(1, 9), random.count(1, 9));
        (layer, dense(layer.outputs()))
    });
    each(|random| {
        let groups = random.count(1, 3);
        let channels = |random: &mut Random| groups * random.count(1, 3);
        let (in_channels, out_channels) = (channels(random), channels(random));
        let (rows, columns) = (random.axis(), random.axis());
        let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
        (layer, convolution(layer))
    });
    each(|random| {
        let (groups, axis) = (random.count(1, 3), random.axis());
        let in_channels = groups * random.count(1, 3);
        let out_channels = groups * random.count(1, 3);
        let plane = Conv2d { in_channels, out_channels, groups, rows: one(), columns: axis };
        (Conv1d { in_channels, out_channels, groups, axis }, convolution(plane))
    });
    each(|random| {
        let (channels, length) = (random.count(1, 4), random.count(1, 4));
        let formula = move |w: &[f64], x: &[f64]| {
            x.iter().enumerate().map(|(i, x)| x + w[i / length]).collect()
        };
        (Bias { channels, length }, formula)
    });
}

#[test]
fn pools() {
    each(|random| {
        let (channels, rows, columns) = (random.count(1, 3), random.pool(), random.pool());
        (AveragePool2d { channels, rows, columns }, pool(channels, rows, columns, mean))
    });
    each(|random| {
        let (channels, rows, columns) = (random.count(1, 3), random.pool(), random.pool());
        (MaxPool2d { channels, rows, columns }, pool(channels, rows, columns, largest))
    });
    each(|random| {
        let (channels, axis) = (random.count(1, 3), random.pool());
        (AveragePool1d { channels, axis }, pool(channels, one(), axis, mean))
    });
    each(|random| {
        let (channels, axis) = (random.count(1, 3), random.pool());
        (MaxPool1d { channels, axis }, pool(channels, one(), axis, largest))
    });
    each(|random| {
        let (channels, size) = (random.count(1, 3), random.count(1, 9));
        let formula = pool(channels, one(), Axis::new(size, size), mean);
        (GlobalAveragePool { channels, size }, formula)
    });
    each(|random| {
        let (channels, size) = (random.count(1, 3), random.count(1, 9));
        let formula = pool(channels, one(), Axis::new(size, size), largest);
        (GlobalMaxPool { channels, size }, formula)
    });
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn hard(x: f64) -> f64 {
    (x + 3.0).clamp(0.0, 6.0) / 6.0
}

#[test]
fn activations() {
    macro_rules! of {
        ($($layer:ident: $formula:expr;)*) => {$(
            each(|random| {
                let formula: fn(f64) -> f64 = $formula;
                let layer = $layer::new(random.count(1, 12));
                (layer, move |_: &[f64], x: &[f64]| x.iter().map(|&x| formula(x)).collect())
            });
        )*};
    }
    of! {
        Relu: |x| x.max(0.0);
        Relu6: |x| x.clamp(0.0, 6.0);
        LeakyRelu: |x| if x > 0.0 { x } else { f64::from(0.01_f32) * x };
        Tanh: f64::tanh;
        Sigmoid: logistic;
        HardSigmoid: hard;
        HardSwish: |x| x * hard(x);
        Silu: |x| x * logistic(x);
        Gelu: |x| x * 0.5 * libm::erfc(-x / 2_f64.sqrt());
        Flatten: |x| x;
    }
    each(|random| {
        let root = (2.0 / std::f64::consts::PI).sqrt();
        let gelu = move |x: f64| {
            x * 0.5 * (1.0 + (root * (x + f64::from(0.044_715_f32) * x.powi(3))).tanh())
        };
        let layer = Gelu { size: random.count(1, 12), by_tanh: true };
        (layer, move |_: &[f64], x: &[f64]| x.iter().map(|&x| gelu(x)).collect())
    });
}

#[test]
fn norms() {
    each(|random| {
        let groups = random.count(1, 3);
        // Of two values, so that there is a deviation.
        let (channels, length) = (groups * random.count(1, 3), random.count(2, 5));
        let layer = GroupNorm { groups, channels, length, epsilon: 1e-3 };
        (layer, norm(groups, channels, layer.epsilon))
    });
    each(|random| {
        let layer = LayerNorm { size: random.count(2, 9), epsilon: 1e-3 };
        (layer, norm(1, layer.size, layer.epsilon))
    });
    each(|random| {
        let (channels, length) = (random.count(1, 5), random.count(1, 5));
        let mean = random.numbers(channels, 2.0);
        let variance: Vec<_> = random.numbers(channels, 1.0).iter().map(|x| x + 1.5).collect();
        let layer = BatchNorm { length, mean, variance, epsilon: 1e-5 };
        let (mean, variance) = (doubles(&layer.mean), doubles(&layer.variance));
        let formula = move |w: &[f64], x: &[f64]| {
            let value = |(i, x): (usize, &f64)| {
                let c = i / length;
                let deviation = (variance[c] + f64::from(1e-5_f32)).sqrt();
                (x - mean[c]) / deviation * w[2 * c] + w[2 * c + 1]
            };
            x.iter().enumerate().map(value).collect()
        };
        (layer, formula)
    });
}

#[test]
fn dropout_leaves_out_the_same_values_forward_and_backward() {
    each(|random| {
        let size = random.count(1, 40);
        let layer = Dropout { size, rate: 0.3, seed: random.0.rand_u32() };
        // Which stay, a sample of ones says.
        let mut stays = vec![0.0; size];
        layer.forward(&[], &vec![1.0; size], &mut stays, &mut [], PASS).unwrap();
        let factors = doubles(&stays);
        let formula = move |_: &[f64], x: &[f64]| {
            x.iter().zip(&factors).map(|(x, factor)| x * factor).collect()
        };
        (layer, formula)
    });
    let layer = Dropout { size: 10_000, rate: 0.3, seed: 1 };
    let mut y = vec![0.0; 10_000];
    layer.forward(&[], &vec![1.0; 10_000], &mut y, &mut [], PASS).unwrap();
    let left_out = y.iter().filter(|y| **y == 0.0).count() as f64 / 1e4;
    assert!((left_out - 0.3).abs() < 0.02, "{left_out}");
}

/// W₂ tanh(x̃ + silu(W₁ x̃)), x̃ = W₀ x: whatever a network has.
fn network(inputs: usize, width: usize) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let (first, rest) = w.split_at(width * (inputs + 1));
        let (inner, last) = rest.split_at(width * (width + 1));
        let x = dense(width)(first, x);
        let sum = dense(width)(inner, &x).into_iter().zip(&x);
        let sum: Vec<_> = sum.map(|(y, x)| (x + y * logistic(y)).tanh()).collect();
        dense(2)(last, &sum)
    }
}

#[test]
fn networks() {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let (inputs, width) = (random.count(1, 6), random.count(1, 6));
        let block = Sequential::new((Dense::new(width, width), Silu::new(width))).unwrap();
        let (first, last) = (Dense::new(inputs, width), Dense::new(width, 2));
        let layers = (first, Residual::new(block), Tanh::new(width), last);
        let whole = Sequential::new(layers).unwrap();
        check(&whole, network(inputs, width), &mut random, false);
        check(&whole.into_block(), network(inputs, width), &mut random, true);
        let mlp = Mlp::new(inputs, width, 2);
        let formula = |w: &[f64], x: &[f64]| {
            let (first, last) = w.split_at(width * (inputs + 1));
            let hidden: Vec<_> = dense(width)(first, x).iter().map(|x| x.max(0.0)).collect();
            dense(2)(last, &hidden)
        };
        check(&mlp, formula, &mut random, true);
        let layers = (first, Relu::new(width), last);
        check(&Sequential::new(layers).unwrap().into_block(), formula, &mut random, true);
    }
}

#[test]
fn below_the_lowest_trained_layer_nothing_is_kept() {
    const INPUTS: usize = 6;
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let weights = random.numbers(5 * (INPUTS + 1), 1.0);
        let frozen = Frozen::new(Dense::new(INPUTS, 5), &weights);
        let layers = (frozen, Relu::new(5), Dense::new(5, 3));
        let network = Sequential::new(layers).unwrap();
        assert_eq!(network.parameters(), 18);
        // The hidden activations, which the last layer's gradient takes, and two buffers.
        assert_eq!((network.memory(), network.inference_memory()), (15, 10));
        let weights = doubles(&weights);
        let formula = |w: &[f64], x: &[f64]| {
            let hidden: Vec<_> = dense(5)(&weights, x).iter().map(|x| x.max(0.0)).collect();
            dense(3)(w, &hidden)
        };
        check(&network, formula, &mut random, false);
        check(&network.into_block(), formula, &mut random, true);
        // A bias behind a frozen layer is trained, and no input of it is kept.
        let last = random.numbers(3 * 6, 1.0);
        let layers = (frozen, Relu::new(5), Frozen::new(Dense::new(5, 3), &last), Bias::new(3));
        let biases = Sequential::new(layers).unwrap();
        assert_eq!((biases.parameters(), biases.memory()), (3, biases.inference_memory()));
        let last = doubles(&last);
        let formula = |w: &[f64], x: &[f64]| {
            let hidden: Vec<_> = dense(5)(&weights, x).iter().map(|x| x.max(0.0)).collect();
            dense(3)(&last, &hidden).iter().zip(w).map(|(y, b)| y + b).collect()
        };
        check(&biases, formula, &mut random, false);
    }
}

#[test]
fn inference_takes_less_memory_and_gives_the_same() {
    const NETWORK: Sequential<(Dense, Tanh, Dense, Tanh, Dense)> = sequential!(
        Dense::new(4, 6),
        Tanh::new(6),
        Dense::new(6, 5),
        Tanh::new(5),
        Dense::new(5, 3),
    );
    const { assert!(NETWORK.inference_memory() < NETWORK.memory()) };
    let mut random = Random(Rand32::new(1));
    let (w, x) = (random.numbers(NETWORK.parameters(), 1.0), random.numbers(4, 1.0));
    let (mut trained, mut inferred) = ([0.0; 3], [0.0; 3]);
    let mut memory = [f32::NAN; NETWORK.memory()];
    NETWORK.forward(&w, &x, &mut trained, &mut memory, PASS).unwrap();
    let mut memory = [f32::NAN; NETWORK.inference_memory()];
    NETWORK.forward(&w, &x, &mut inferred, &mut memory, Pass::Inference).unwrap();
    assert_eq!(trained, inferred);
    let error = NETWORK.forward(&w, &x, &mut trained, &mut memory, PASS).unwrap_err();
    assert_eq!(error.to_string(), "memory: room for 12; needed: at least 23");
}

#[test]
fn what_does_not_fit_is_refused_in_one_line() {
    let refused = |layer: &dyn Layer| layer.shape().unwrap_err().to_string();
    let axis = Axis::new(5, 3);
    let conv = Conv1d::new(3, 4, axis);
    assert_eq!(
        refused(&Conv1d { groups: 2, ..conv }),
        "in_channels is 3; allowed: a multiple of groups"
    );
    assert_eq!(
        refused(&Conv1d { axis: Axis { kernel: 6, ..axis }, ..conv }),
        "kernel is 6; allowed: at most the size with its padding, dilated"
    );
    assert_eq!(
        refused(&Conv1d { axis: Axis { stride: 0, ..axis }, ..conv }),
        "stride is 0; allowed: at least 1"
    );
    assert_eq!(
        refused(&MaxPool1d { channels: 1, axis: Axis { padding: 2, ..axis } }),
        "padding is 2; allowed: at most half of the kernel"
    );
    assert_eq!(refused(&GroupNorm::new(2, 3, 1)), "channels is 3; allowed: a multiple of groups");
    assert_eq!(
        refused(&Dropout { size: 1, rate: 1.0, seed: 0 }),
        "rate is 1; allowed: at least 0 and below 1"
    );
    let block = Residual::new(Sequential::new((Dense::new(2, 3),)).unwrap());
    assert_eq!(
        refused(&block),
        "outputs is 3; allowed: as many as go in, around which a residual adds"
    );
    let network = Sequential::new((Dense::new(2, 2), Relu::new(2))).unwrap();
    let (mut memory, mut dx) = (vec![0.0; network.memory()], [7.0; 2]);
    let trace = Trace { x: &[1.0; 2], y: &[], dy: &[1.0; 2], memory: &mut memory, pass: PASS };
    let error = network.backward(&[1.0; 6], trace, None, Some(&mut dx)).unwrap_err().to_string();
    assert!(error.starts_with("dx cannot be set: the network was not planned for it"), "{error}");
    assert_eq!(dx, [7.0; 2]);
    let conv = Conv1d::new(1, 1, axis);
    let error = conv.forward(&[0.0; 4], &[0.0; 4], &mut [0.0; 3], &mut [], PASS).unwrap_err();
    assert_eq!(error.to_string(), "x has 4 elements; allowed: exactly 5");
}

/// Weights, scales and biases of random rows, and the rows that they stand for.
fn integers(random: &mut Random, rows: usize, fan_in: usize) -> (Vec<i8>, [Vec<f32>; 2], Vec<f64>) {
    let parameters = random.numbers(rows * (fan_in + 1), 1.0);
    let (mut weights, mut scales) = (vec![0; rows * fan_in], vec![0.0; rows]);
    let mut biases = vec![0.0; rows];
    quantize_rows(fan_in, &parameters, &mut weights, &mut scales, &mut biases).unwrap();
    let mut stands_for = Vec::new();
    for (row, (scale, bias)) in weights.chunks(fan_in).zip(scales.iter().zip(&biases)) {
        stands_for.extend(row.iter().map(|&q| f64::from(q) * f64::from(*scale)));
        stands_for.push(f64::from(*bias));
    }
    for (row, scale) in scales.iter().enumerate() {
        for index in row * (fan_in + 1)..(row + 1) * (fan_in + 1) {
            let error = (f64::from(parameters[index]) - stands_for[index]).abs();
            assert!(error <= f64::from(*scale) * 0.501, "{index}: {error} of {scale}");
        }
    }
    (weights, [scales, biases], stands_for)
}

#[test]
fn weights_of_8_bits_and_adapters_beside_them() {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let layer = Dense::new(random.count(1, 9), random.count(1, 9));
        let (weights, [scales, biases], rows) =
            integers(&mut random, layer.outputs(), layer.inputs());
        let base = Int8::new(layer, &weights, &scales, &biases);
        check(&base, |_, x| dense(layer.outputs())(&rows, x), &mut random, true);
        let adapted = LowRank { base, rank: random.count(1, 3), alpha: 2.5 };
        let rank = adapted.rank;
        let formula = |w: &[f64], x: &[f64]| {
            let (a, b) = w.split_at(rank * x.len());
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let thin: Vec<_> = a.chunks(x.len()).map(|row| dot(row, x)).collect();
            let base = dense(layer.outputs())(&rows, x);
            let beside = b.chunks(rank).map(|row| 2.5 / rank as f64 * dot(row, &thin));
            base.iter().zip(beside).map(|(y, more)| y + more).collect()
        };
        check(&adapted, formula, &mut random, true);
        let (groups, axis) = (random.count(1, 3), random.axis());
        let (in_channels, out_channels) = (groups * random.count(1, 3), groups * 2);
        let layer = Conv1d { in_channels, out_channels, groups, axis };
        let fan_in = in_channels / groups * axis.kernel;
        let (weights, [scales, biases], rows) = integers(&mut random, out_channels, fan_in);
        let plane = Conv2d { in_channels, out_channels, groups, rows: one(), columns: axis };
        let formula = |_: &[f64], x: &[f64]| convolution(plane)(&rows, x);
        check(&Int8::new(layer, &weights, &scales, &biases), formula, &mut random, true);
        check(&Int8::new(plane, &weights, &scales, &biases), formula, &mut random, true);
    }
    let error = Int8::new(Dense::new(2, 1), &[1], &[1.0], &[0.0]).shape().unwrap_err().to_string();
    assert_eq!(error, "weights has 1 elements; allowed: exactly 2");
    let trained = LowRank { base: Frozen::new(Dense::new(2, 1), &[0.0; 3]), rank: 0, alpha: 1.0 };
    assert_eq!(trained.shape().unwrap_err().to_string(), "rank is 0; allowed: at least 1");
}

#[test]
fn random_starts_have_the_deviation_of_their_papers() {
    const FAN_IN: usize = 50;
    let deviation = |parameters: &[f32]| {
        assert!(parameters.chunks(FAN_IN + 1).all(|row| row[FAN_IN] == 0.0), "a bias is not 0");
        let weights = parameters.chunks(FAN_IN + 1).flat_map(|row| &row[..FAN_IN]);
        let squares: f64 = weights.clone().map(|w| f64::from(*w).powi(2)).sum();
        (squares / weights.count() as f64).sqrt()
    };
    for distribution in [Distribution::Uniform, Distribution::Normal] {
        let (mut kaiming, mut xavier) = (vec![9.0; 200 * 51], vec![9.0; 200 * 51]);
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut kaiming, 1).unwrap();
        Xavier { distribution, gain: 1.5 }.fill(FAN_IN, 200, &mut xavier, 2).unwrap();
        for (found, wanted) in [
            (deviation(&kaiming), (2.0_f64 / 50.0).sqrt()),
            (deviation(&xavier), 1.5 * (2.0_f64 / 250.0).sqrt()),
        ] {
            assert!((found / wanted - 1.0).abs() < 0.03, "{distribution:?}: {found} for {wanted}");
        }
        let mut again = vec![0.0; 200 * 51];
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut again, 1).unwrap();
        assert_eq!(again, kaiming);
        let mut other = again.clone();
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut other, 3).unwrap();
        assert_ne!(other, kaiming);
    }
    let error = Kaiming::DEFAULT.fill(FAN_IN, &mut [7.0; 52], 1).unwrap_err().to_string();
    assert_eq!(error, "parameters has 52 elements; allowed: exactly 51");
}
