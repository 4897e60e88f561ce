//! The surfaces, their gradients by hand, and what is known of them.

use super::formula::Formula;
use crate::message;
use oorandom::Rand32;
use std::f32::consts::PI;
use thalweg::math::{cos, sqrt};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// A point of the plane, or a gradient there.
pub(super) type Place = [f32; 2];

/// Noise of one sample's gradient.
const NOISE: f32 = 3.0;

/// A loss over two parameters.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Surface {
    form: Form,
    /// Samples of a batch, and the seed of their noise; none if the gradient is exact.
    noise: Option<(u32, u32)>,
}

#[derive(Clone, Debug)]
enum Form {
    /// x²/2 + κ y²/2, turned by a little so that no axis is its own.
    Ravine(f32),
    /// x²/2 − y²/2 + y⁴/4 + 1/4.
    Saddle,
    /// (1 − x)² + b (y − x²)².
    Rosenbrock(f32),
    Beale,
    Himmelblau,
    /// A river with bends: flat along it, steep across.
    Valley,
    Own(Formula),
}

/// Cosine and sine by which the ravine is turned.
const TURN: (f32, f32) = (0.96, 0.28);
/// Of the valley: fall of the river, steepness of the banks, width of its bends.
const VALLEY: (f32, f32, f32) = (0.22, 3.0, 0.3);

impl Surface {
    pub(super) fn of(name: &str, parameter: f32) -> Option<Self> {
        let form = match name {
            "ravine" | "noisy" => Form::Ravine(parameter),
            "saddle" => Form::Saddle,
            "rosenbrock" => Form::Rosenbrock(parameter),
            "beale" => Form::Beale,
            "himmelblau" => Form::Himmelblau,
            "valley" => Form::Valley,
            _ => return None,
        };
        Some(Self { form, noise: None })
    }

    pub(super) fn height(&self, [x, y]: Place) -> f32 {
        match &self.form {
            Form::Ravine(kappa) => {
                let (u, v) = turned([x, y]);
                0.5 * (u * u + kappa * v * v)
            }
            Form::Saddle => 0.5 * (x * x - y * y) + 0.25 * (y * y) * (y * y) + 0.25,
            Form::Rosenbrock(b) => (1.0 - x) * (1.0 - x) + b * (y - x * x) * (y - x * x),
            Form::Beale => beale([x, y]).iter().map(|(r, _)| r * r).sum(),
            Form::Himmelblau => {
                let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
                a * a + b * b
            }
            Form::Valley => {
                let across = y - bed(x);
                0.5 * VALLEY.0 * (x - 1.0) * (x - 1.0) + 0.5 * VALLEY.1 * across * across
            }
            Form::Own(formula) => formula.at([x, y]).0,
        }
    }

    pub(super) fn gradient(&self, [x, y]: Place) -> Place {
        match &self.form {
            Form::Ravine(kappa) => {
                let (u, v) = turned([x, y]);
                [TURN.0 * u - TURN.1 * kappa * v, TURN.1 * u + TURN.0 * kappa * v]
            }
            Form::Saddle => [x, y * y * y - y],
            Form::Rosenbrock(b) => {
                let across = y - x * x;
                [-2.0 * (1.0 - x) - 4.0 * b * x * across, 2.0 * b * across]
            }
            Form::Beale => beale([x, y])
                .iter()
                .fold([0.0; 2], |[a, b], (r, [dx, dy])| [a + 2.0 * r * dx, b + 2.0 * r * dy]),
            Form::Himmelblau => {
                let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
                [4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b]
            }
            Form::Valley => {
                let across = VALLEY.1 * (y - bed(x));
                // sin z = cos(z − π/2)
                let slope = VALLEY.2 * 1.7 * PI * cos(1.7 * PI * x - 0.5 * PI);
                [VALLEY.0 * (x - 1.0) - across * slope, across]
            }
            Form::Own(formula) => formula.at([x, y]).1,
        }
    }

    /// The gradient of a batch: the same for the same step, whoever asks.
    pub(super) fn noisy_gradient(&self, place: Place, step: u32) -> Place {
        let exact = self.gradient(place);
        let Some((batch, seed)) = self.noise else { return exact };
        let mut random = Rand32::new((u64::from(seed) << 32) | u64::from(step));
        let deviation = NOISE / sqrt(batch.max(1) as f32);
        // Nearly normal: the sum of twelve uniform numbers.
        exact.map(|g| g + deviation * ((0..12).map(|_| random.rand_float()).sum::<f32>() - 6.0))
    }
}

fn turned([x, y]: Place) -> (f32, f32) {
    (TURN.0 * x + TURN.1 * y, TURN.0 * y - TURN.1 * x)
}

fn bed(x: f32) -> f32 {
    -VALLEY.2 * cos(1.7 * PI * x)
}

/// The three residuals, each with its gradient.
fn beale([x, y]: Place) -> [(f32, Place); 3] {
    let (y2, y3) = (y * y, y * y * y);
    [
        (1.5 - x + x * y, [y - 1.0, x]),
        (2.25 - x + x * y2, [y2 - 1.0, 2.0 * x * y]),
        (2.625 - x + x * y3, [y3 - 1.0, 3.0 * x * y2]),
    ]
}

#[wasm_bindgen]
impl Surface {
    /// A surface by its name, with its steepness where it has one.
    ///
    /// # Errors
    /// A name that is none.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, parameter: f32) -> Result<Self, JsError> {
        Self::of(name, parameter).ok_or_else(|| message(format!("surface is {name:?}; allowed: ravine, saddle, rosenbrock, beale, himmelblau, noisy, valley")))
    }

    /// A surface of one's own, as [`Formula::new`] reads it; its bits are no promise.
    ///
    /// # Errors
    /// Codes that are no formula.
    pub fn own(codes: &[f32]) -> Result<Self, JsError> {
        let formula = Formula::new(codes).map_err(message)?;
        Ok(Self { form: Form::Own(formula), noise: None })
    }

    /// The same with the gradient of a batch of noisy samples.
    #[must_use]
    pub fn noisy(mut self, batch: u32, seed: u32) -> Self {
        self.noise = Some((batch, seed));
        self
    }

    /// The loss at a point.
    #[must_use]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        self.height([x, y])
    }

    /// The gradient at a point, without noise.
    #[must_use]
    pub fn slope(&self, x: f32, y: f32) -> Vec<f32> {
        self.gradient([x, y]).to_vec()
    }

    /// Heights over a field `[left, right] × [bottom, top]`, row by row from its top, `columns × rows`.
    #[must_use]
    pub fn heights(&self, field: &[f32], columns: u32, rows: u32) -> Vec<f32> {
        let &[left, right, bottom, top] = field else { return Vec::new() };
        let at =
            |from: f32, to: f32, i: u32, of: u32| from + (to - from) * (i as f32 + 0.5) / of as f32;
        let row = |r| {
            let y = at(top, bottom, r, rows);
            (0..columns).map(move |c| self.height([at(left, right, c, columns), y]))
        };
        (0..rows).flat_map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gradient_is_that_of_its_height() {
        for name in ["ravine", "saddle", "rosenbrock", "beale", "himmelblau", "valley"] {
            let surface = Surface::of(name, 5.0).unwrap();
            for place in [[0.3, -0.4], [-0.8, 0.9], [1.1, 0.2]] {
                let found = surface.gradient(place);
                for axis in 0..2 {
                    let (mut above, mut below) = (place, place);
                    above[axis] += 1e-2;
                    below[axis] -= 1e-2;
                    let expected = (surface.height(above) - surface.height(below)) / 2e-2;
                    let size = 1.0 + expected.abs();
                    assert!(
                        (found[axis] - expected).abs() < 0.02 * size,
                        "{name} {found:?} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_minimum_is_one() {
        let minima = [
            ("ravine", [0.0, 0.0]),
            ("saddle", [0.0, 1.0]),
            ("rosenbrock", [1.0, 1.0]),
            ("beale", [3.0, 0.5]),
            ("himmelblau", [3.0, 2.0]),
        ];
        for (name, place) in minima {
            let surface = Surface::of(name, 10.0).unwrap();
            assert!(surface.height(place) < 1e-9, "{name}");
            assert!(surface.gradient(place).iter().all(|g| g.abs() < 1e-4), "{name}");
        }
    }

    #[test]
    fn noise_is_the_seeds_and_a_batch_quietens_it() {
        let noise = |batch, seed, step| {
            let surface = Surface::of("noisy", 10.0).unwrap().noisy(batch, seed);
            surface.noisy_gradient([0.0, 0.0], step)[0]
        };
        assert_eq!(noise(4, 1, 7), noise(4, 1, 7));
        assert_ne!(noise(4, 1, 7), noise(4, 2, 7));
        let deviation = |batch| {
            let squares = (0..2000).map(|step| noise(batch, 3, step).powi(2));
            (squares.sum::<f32>() / 2000.0).sqrt()
        };
        assert!((deviation(1) / deviation(16) / 4.0 - 1.0).abs() < 0.05);
    }
}
