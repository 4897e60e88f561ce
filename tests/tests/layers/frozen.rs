//! Weights of 8 bits that are not trained, and adapters beside them.

use crate::against::{Random, SHAPES, check, doubles};
use crate::formulas::{convolution, dense, one};
use oorandom::Rand32;
use thalweg::nn::{Conv1d, Conv2d, Dense, Frozen, Int8, LowRank, quantize_rows};

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

const ALPHA: f32 = 2.5;

/// Rows of a dense layer, and an adapter beside them.
fn adapted(outputs: usize, rows: &[f64], rank: usize) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let (a, b) = w.split_at(rank * x.len());
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let thin: Vec<_> = a.chunks(x.len()).map(|row| dot(row, x)).collect();
        let beside = b.chunks(rank).map(|row| f64::from(ALPHA) / rank as f64 * dot(row, &thin));
        dense(outputs)(rows, x).iter().zip(beside).map(|(y, more)| y + more).collect()
    }
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
        let rank = random.count(1, 3);
        let formula = adapted(layer.outputs(), &rows, rank);
        check(&LowRank { base, rank, alpha: ALPHA }, formula, &mut random, true);
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
fn frozen_floats_and_adapters_beside_them() {
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let layer = Dense::new(random.count(1, 9), random.count(1, 9));
        let weights = random.numbers(layer.parameters(), 1.0);
        let (base, rows) = (Frozen::new(layer, &weights), doubles(&weights));
        check(&base, |_, x| dense(layer.outputs())(&rows, x), &mut random, true);
        let rank = random.count(1, 3);
        let formula = adapted(layer.outputs(), &rows, rank);
        check(&LowRank { base, rank, alpha: ALPHA }, formula, &mut random, true);
        let (groups, axis) = (random.count(1, 3), random.axis());
        let (in_channels, out_channels) = (groups * random.count(1, 3), groups * 2);
        let layer = Conv1d { in_channels, out_channels, groups, axis };
        let plane = Conv2d { in_channels, out_channels, groups, rows: one(), columns: axis };
        let weights = random.numbers(layer.shape().unwrap().parameters, 1.0);
        let rows = doubles(&weights);
        let formula = |_: &[f64], x: &[f64]| convolution(plane)(&rows, x);
        check(&Frozen::new(layer, &weights), formula, &mut random, true);
        check(&Frozen::new(plane, &weights), formula, &mut random, true);
    }
}
