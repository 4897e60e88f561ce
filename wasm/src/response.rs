//! How one parameter answers gradients that are given, or those of a parabola: the room of momentum.

use crate::{message, recipe::read, stepping::with_optimizer};
use thalweg::{Error, recipe::AnyRule};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// A parameter after each step of `rule` at `rates`, from `start` on, which is the first number.
///
/// The gradient is `curvature` times the parameter, plus `gradients`, as far as they reach.
///
/// # Errors
/// A rule or a rate out of its range.
#[wasm_bindgen]
pub fn respond(
    rule: &str,
    rates: &[f32],
    gradients: &[f32],
    curvature: f32,
    start: f32,
) -> Result<Vec<f32>, JsError> {
    let rule = read(rule).map_err(message)?;
    path(rule, rates, gradients, curvature, start).map_err(message)
}

fn path(
    rule: AnyRule,
    rates: &[f32],
    gradients: &[f32],
    curvature: f32,
    start: f32,
) -> Result<Vec<f32>, Error> {
    with_optimizer(rule, 1, |optimizer| {
        let (mut w, mut path) = ([start], vec![start]);
        for (step, &rate) in rates.iter().enumerate() {
            let gradient = curvature * w[0] + gradients.get(step).copied().unwrap_or(0.0);
            optimizer.step(&mut w, &[gradient], rate)?;
            path.push(w[0]);
        }
        Ok(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::optimizer::Momentum;

    #[test]
    fn a_steady_gradient_is_amplified_and_an_alternating_one_damped() {
        let pace = |gradients: &[f32]| {
            let rule = Momentum { momentum: 0.9 }.into();
            let way = path(rule, &[1e-3; 200], gradients, 0.0, 0.0).unwrap();
            (way[199] - way[200]).abs() / 1e-3
        };
        let alternating: Vec<_> = (0..200).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!((pace(&[1.0; 200]) - 10.0).abs() < 0.1);
        assert!((pace(&alternating) - 1.0 / 1.9).abs() < 0.01);
    }
}
