//! What layers compute, in f64 and straight from the definition: formulas of parameters and inputs.

use thalweg::nn::{Axis, Conv2d};

/// y(o, i, j), straight from the definition.
pub(crate) fn convolution(layer: Conv2d) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
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

pub(crate) fn places(rows: Axis, columns: Axis) -> Vec<(usize, usize)> {
    (0..rows.outputs()).flat_map(|i| (0..columns.outputs()).map(move |j| (i, j))).collect()
}

/// The value under tap k of output i; `None` on the padding.
pub(crate) fn at(
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

pub(crate) fn pool(
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

pub(crate) fn mean(values: &[f64], count: f64) -> f64 {
    values.iter().sum::<f64>() / count
}

pub(crate) fn largest(values: &[f64], _: f64) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

pub(crate) fn one() -> Axis {
    Axis::new(1, 1)
}

pub(crate) fn dense(outputs: usize) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
    move |w, x| {
        let rows = w.chunks(x.len() + 1).take(outputs);
        rows.map(|row| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + row[x.len()]).collect()
    }
}

pub(crate) fn norm(
    groups: usize,
    channels: usize,
    epsilon: f32,
) -> impl Fn(&[f64], &[f64]) -> Vec<f64> {
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

pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

pub(crate) fn hard(x: f64) -> f64 {
    (x + 3.0).clamp(0.0, 6.0) / 6.0
}
