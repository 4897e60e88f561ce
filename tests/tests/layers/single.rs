//! Each layer by itself.

use crate::against::{PASS, Random, doubles, each};
use crate::formulas::{convolution, dense, hard, largest, logistic, mean, norm, one, pool};
use thalweg::nn::{
    AveragePool1d, AveragePool2d, Axis, BatchNorm, Bias, Conv1d, Conv2d, Dense, Dropout, Flatten,
    Gelu, GlobalAveragePool, GlobalMaxPool, GroupNorm, HardSigmoid, HardSwish, Layer, LayerNorm,
    LeakyRelu, MaxPool1d, MaxPool2d, Relu, Relu6, Sigmoid, Silu, Tanh,
};

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

#[test]
fn the_mean_of_the_largest_numbers_is_one_of_them() {
    let layer = GlobalAveragePool { channels: 1, size: 4 };
    for [x, expected] in
        [[[3e38; 4], [3e38; 4]], [[f32::MAX, f32::MAX, f32::MIN, f32::MIN], [0.0; 4]]]
    {
        let mut y = [0.0];
        layer.forward(&[], &x, &mut y, &mut [], PASS).unwrap();
        assert!((y[0] - expected[0]).abs() <= 1e-6 * expected[0], "{x:?}: {y:?}");
    }
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
