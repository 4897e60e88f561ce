//! A dense layer's loops over several samples, one behind the other: the bits are those of one sample after the other.

use super::{
    Places, Sums, add_tiles,
    arch::{Rows, TILE, TILES, Walk, affine, outer, outer_samples as outer_by_four},
};

/// y(s, j) ← b(j) + Σ w(j, c) x(s, c), c upwards, of rows of weights, each with its bias behind them.
pub(crate) fn affine_samples(
    [inputs, outputs, samples]: [usize; 3],
    x: &[f32],
    rows: &[f32],
    y: &mut [f32],
) {
    let mut done = 0_usize;
    if TILES
        && outputs > 0
        && let Some(walk) = Walk::new([inputs, 1, 1], [0; 2], [1, 0, 0])
    {
        let stride = inputs.saturating_add(1);
        let places = Places::new(0, [outputs, 1], [stride, 0, 0]);
        while samples.wrapping_sub(done) >= TILE {
            let x_at = [done.wrapping_mul(inputs), inputs];
            let Some(four) = Rows::new(&walk, x, x_at, TILE, None) else { break };
            let y = y.get_mut(done.wrapping_mul(outputs)..).unwrap_or_default();
            begin_with_biases(rows, stride, y, outputs);
            let sums = Sums { to: y, apart: outputs, columns: outputs, places: None };
            add_tiles(&four, (rows, &places), sums);
            done = done.wrapping_add(TILE);
        }
    }
    for sample in done..samples {
        let y = y.get_mut(sample.wrapping_mul(outputs)..).unwrap_or_default();
        affine(sample_of(x, inputs, sample), rows, y.get_mut(..outputs).unwrap_or_default());
    }
}

/// The biases of so many rows, at least one, in the place of the outputs of four samples.
#[inline]
fn begin_with_biases(rows: &[f32], stride: usize, y: &mut [f32], outputs: usize) {
    let (first, rest) = y.split_at_mut_checked(outputs).unwrap_or_default();
    let (second, rest) = rest.split_at_mut_checked(outputs).unwrap_or_default();
    let (third, fourth) = rest.split_at_mut_checked(outputs).unwrap_or_default();
    let biases = rows.chunks_exact(stride.max(1)).map(|row| row.last().copied());
    let each = biases.zip(first).zip(second).zip(third).zip(fourth);
    for ((((bias, first), second), third), fourth) in each {
        let bias = bias.unwrap_or_default();
        (*first, *second, *third, *fourth) = (bias, bias, bias, bias);
    }
}

/// g(j, c) ← Σ δ(s, j) x(s, c), and b(j) ← Σ δ(s, j), s upwards from 0, or from what is there unless `stores`; of rows as those of
/// [`affine_samples`].
pub(crate) fn outer_samples(
    [inputs, outputs, samples]: [usize; 3],
    (delta, x): (&[f32], &[f32]),
    rows: &mut [f32],
    stores: bool,
) {
    let done = outer_by_four([inputs, outputs, samples], (delta, x), rows, stores);
    let begun = done.wrapping_mul(inputs.wrapping_add(1));
    let rest = rows.get_mut(begun..).unwrap_or_default();
    if stores {
        rest.fill(0.0);
    }
    if done < outputs {
        for sample in 0..samples {
            let delta = sample_of(delta, outputs, sample).get(done..).unwrap_or_default();
            outer(delta, sample_of(x, inputs, sample), rest);
        }
    }
}

/// What a sample has of values, so many each.
pub(crate) fn sample_of(values: &[f32], length: usize, sample: usize) -> &[f32] {
    let rest = values.get(sample.wrapping_mul(length)..).unwrap_or_default();
    rest.get(..length).unwrap_or_default()
}

/// The same to be changed.
pub(crate) fn sample_of_mut(values: &mut [f32], length: usize, sample: usize) -> &mut [f32] {
    let rest = values.get_mut(sample.wrapping_mul(length)..).unwrap_or_default();
    rest.get_mut(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{vec, vec::Vec};

    fn values(count: usize, step: usize) -> Vec<f32> {
        // Zeros of both signs among them, as a ReLU makes them.
        (0..count).map(|i| ((i * step % 7) as f32 - 3.0) * 0.37 * (i % 3) as f32).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn samples_at_once_have_the_bits_of_one_after_the_other() {
        for (inputs, outputs) in [(0, 4), (1, 1), (5, 3), (8, 4), (7, 5), (3, 6), (4, 0)] {
            for samples in 0..10 {
                let shape = [inputs, outputs, samples];
                let rows = values(outputs * (inputs + 1), 5);
                let (x, delta) = (values(inputs * samples, 3), values(outputs * samples, 4));
                let (mut y, mut each) =
                    (vec![9.0; outputs * samples], vec![9.0; outputs * samples]);
                affine_samples(shape, &x, &rows, &mut y);
                let (mut stored, mut added) = (vec![9.0; rows.len()], rows.clone());
                let (mut from_zero, mut from_rows) = (vec![0.0; rows.len()], rows.clone());
                outer_samples(shape, (&delta, &x), &mut stored, true);
                outer_samples(shape, (&delta, &x), &mut added, false);
                for sample in 0..samples {
                    let x = sample_of(&x, inputs, sample);
                    let delta = sample_of(&delta, outputs, sample);
                    affine(x, &rows, &mut each[sample * outputs..][..outputs]);
                    outer(delta, x, &mut from_zero);
                    outer(delta, x, &mut from_rows);
                }
                let found = [y, stored, added].map(|values| bits(&values));
                assert_eq!(found, [each, from_zero, from_rows].map(|values| bits(&values)));
            }
        }
    }
}
