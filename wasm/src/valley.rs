//! The valley of the page's head, and the way that momentum takes down it.
//!
//! f(x, y) = s x² / 2 + k (y − c(x))² / 2 with the bed of the river at c(x) = a cos(π x): flat along
//! the river, steep across, and so what gradient descent finds hard.

use crate::message;
use std::f32::consts::PI;
use thalweg::{
    math::cos,
    optimizer::{Momentum, Optimizer},
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Fall of the river.
const SLOPE: f32 = 0.22;
/// Steepness of the banks.
const BANK: f32 = 3.0;
/// Width of its bends.
const BEND: f32 = 0.3;
/// High on a bank; the visible part is x in [−1, 1], y in [−1, 1].
const START: [f32; 2] = [-0.2, -0.85];

fn bed(x: f32) -> f32 {
    -BEND * cos(1.7 * PI * x)
}

fn height([x, y]: [f32; 2]) -> f32 {
    let across = y - bed(x);
    0.5 * SLOPE * (x - 1.0) * (x - 1.0) + 0.5 * BANK * across * across
}

fn gradient([x, y]: [f32; 2]) -> [f32; 2] {
    let across = BANK * (y - bed(x));
    // sin z = cos(z − π/2)
    let bed_slope = BEND * 1.7 * PI * cos(1.7 * PI * x - 0.5 * PI);
    [SLOPE * (x - 1.0) - across * bed_slope, across]
}

/// Heights over `[−1, 1] × [−1, 1]`, row by row from the top (y = −1), `columns × rows`.
#[wasm_bindgen]
#[must_use]
pub fn terrain(columns: u32, rows: u32) -> Vec<f32> {
    let at = |i: u32, of: u32| 2.0 * i as f32 / (of.max(2) - 1) as f32 - 1.0;
    let row = |r| (0..columns).map(move |c| height([at(c, columns), at(r, rows)]));
    (0..rows).flat_map(row).collect()
}

/// The way of gradient descent with momentum down the valley, `[x₀, y₀, x₁, y₁, …]`.
///
/// The learning rate is scaled by 1 − momentum, so that every momentum goes equally fast.
///
/// # Errors
/// `momentum` or `learning_rate` out of range.
#[wasm_bindgen]
pub fn descent(momentum: f32, learning_rate: f32, steps: u32) -> Result<Vec<f32>, JsError> {
    walk(momentum, learning_rate, steps).map_err(message)
}

fn walk(momentum: f32, learning_rate: f32, steps: u32) -> Result<Vec<f32>, thalweg::Error> {
    let mut optimizer = Optimizer::<Momentum, [f32; 2]>::new(Momentum { momentum })?;
    let mut place = START;
    let mut way = place.to_vec();
    for _ in 0..steps {
        let gradient = gradient(place);
        optimizer.step(&mut place, &gradient, learning_rate * (1.0 - momentum))?;
        way.extend(place);
    }
    Ok(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_height() {
        for place in [[0.3, -0.4], [-0.8, 0.9], START] {
            let found = gradient(place);
            for axis in 0..2 {
                let (mut above, mut below) = (place, place);
                above[axis] += 1e-2;
                below[axis] -= 1e-2;
                let expected = (height(above) - height(below)) / 2e-2;
                assert!((found[axis] - expected).abs() < 2e-2, "{found:?} {expected}");
            }
        }
    }

    #[test]
    fn the_way_leads_down() {
        let way = walk(0.9, 0.3, 400).unwrap();
        let (first, last) = (way.first_chunk().unwrap(), way.last_chunk().unwrap());
        assert!(height(*last) < 0.05 * height(*first), "{last:?}");
        assert!(walk(1.0, 0.3, 1).is_err());
    }
}
