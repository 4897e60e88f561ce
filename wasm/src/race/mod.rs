//! Optimizers down a valley: the core's own, so that a way has the bits of the host.

mod formula;
mod surface;

pub use surface::Surface;

use crate::{Curve, message, recipe::read, stepping::with_optimizer};
use surface::Place;
use thalweg::{Error, math::powf, optimizer::Momentum, recipe::AnyRule, schedule::Schedule};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Beyond this a way has left every valley.
const LOST: f32 = 1e4;
/// Numbers of a row: x, y, loss, effective rate along x and along y.
const ROW: usize = 5;

/// What a lane is: a rule, and its rate at each step.
struct Lane<'a> {
    rule: AnyRule,
    rate: f32,
    shape: Option<&'a Curve>,
    /// The highest rate of the shape.
    peak: f32,
}

impl<'a> Lane<'a> {
    fn new(rule: &str, rate: f32, shape: Option<&'a Curve>, steps: u32) -> Result<Self, JsError> {
        let rule = read(rule).map_err(message)?;
        let rates = (0..steps).filter_map(|step| Some(shape?.schedule().at(step)));
        let peak = rates.fold(0.0, f32::max);
        Ok(Self { rule, rate, shape, peak })
    }

    fn rate(&self, step: u32) -> f32 {
        match self.shape {
            Some(curve) if self.peak > 0.0 => self.rate * (curve.schedule().at(step) / self.peak),
            _ => self.rate,
        }
    }

    /// Calls `visit` with each place and the one before it, until `steps` or until the way is lost.
    fn walk(
        &self,
        surface: &Surface,
        start: Place,
        steps: u32,
        mut visit: impl FnMut(Place, Place, Place),
    ) -> Result<(), Error> {
        with_optimizer(self.rule, 2, |optimizer| {
            let mut place = start;
            for step in 0..steps {
                let gradient = surface.noisy_gradient(place, step);
                let before = place;
                optimizer.step(&mut place, &gradient, self.rate(step))?;
                visit(before, gradient, place);
                if !place.iter().all(|x| x.abs() < LOST) {
                    break;
                }
            }
            Ok(())
        })
    }
}

/// The way of a rule down a surface: a row `[x, y, loss, effective rate along x, along y]` for the start and
/// for each step; fewer rows than `steps + 1` if it was lost.
///
/// With a `shape` the rate follows it, scaled so that its highest is `rate`.
///
/// # Errors
/// A rule or a rate out of its range.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // an option crosses the border by value
pub fn race(
    surface: &Surface,
    rule: &str,
    rate: f32,
    shape: Option<Curve>,
    x: f32,
    y: f32,
    steps: u32,
) -> Result<Vec<f32>, JsError> {
    let lane = Lane::new(rule, rate, shape.as_ref(), steps)?;
    way(&lane, surface, [x, y], steps).map_err(message)
}

fn way(lane: &Lane<'_>, surface: &Surface, start: Place, steps: u32) -> Result<Vec<f32>, Error> {
    let mut rows = Vec::with_capacity(ROW * (steps as usize + 1));
    rows.extend([start[0], start[1], surface.height(start), f32::NAN, f32::NAN]);
    lane.walk(surface, start, steps, |before, gradient, place| {
        let rate = |axis: usize| ((before[axis] - place[axis]) / gradient[axis]).abs();
        rows.extend([place[0], place[1], surface.height(place), rate(0), rate(1)]);
    })?;
    Ok(rows)
}

/// The loss at the end of the way; infinite if it was lost.
fn end(lane: &Lane<'_>, surface: &Surface, start: Place, steps: u32) -> Result<f32, Error> {
    let mut last = start;
    lane.walk(surface, start, steps, |_, _, place| last = place)?;
    let lost = !last.iter().all(|x| x.abs() < LOST);
    Ok(if lost { f32::INFINITY } else { surface.height(last) })
}

/// The loss after `steps` for `count` rates from `low` to `high`, even in their logarithm.
///
/// # Errors
/// A rule out of its range.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, clippy::needless_pass_by_value)] // as JavaScript passes them
pub fn sweep(
    surface: &Surface,
    rule: &str,
    low: f32,
    high: f32,
    count: u32,
    shape: Option<Curve>,
    x: f32,
    y: f32,
    steps: u32,
) -> Result<Vec<f32>, JsError> {
    let lane = Lane::new(rule, low, shape.as_ref(), steps)?;
    let rate = |i: u32| low * powf(high / low, i as f32 / (count.max(2) - 1) as f32);
    let loss = |i| end(&Lane { rate: rate(i), ..lane }, surface, [x, y], steps);
    (0..count).map(loss).collect::<Result<_, _>>().map_err(message)
}

/// The loss after `steps` of momentum for `count` rates from `low` to `high` (along a row) and `count` momenta
/// from 0 to 1 − 10⁻² (row by row), 1 − α even in its logarithm.
///
/// # Errors
/// None: every momentum is in its range.
#[wasm_bindgen]
pub fn phases(
    surface: &Surface,
    low: f32,
    high: f32,
    count: u32,
    x: f32,
    y: f32,
    steps: u32,
) -> Result<Vec<f32>, JsError> {
    let share = |i: u32| i as f32 / (count.max(2) - 1) as f32;
    let loss = |row: u32, column: u32| {
        let rule = Momentum { momentum: 1.0 - powf(0.01, share(row)) }.into();
        let rate = low * powf(high / low, share(column));
        end(&Lane { rule, rate, shape: None, peak: 0.0 }, surface, [x, y], steps)
    };
    let rows = (0..count).flat_map(|row| (0..count).map(move |column| loss(row, column)));
    rows.collect::<Result<_, _>>().map_err(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::optimizer::{Adam, Optimizer, Sgd};

    fn lane(rule: impl Into<AnyRule>, rate: f32) -> Lane<'static> {
        Lane { rule: rule.into(), rate, shape: None, peak: 0.0 }
    }

    #[test]
    fn a_way_has_the_bits_of_an_optimizer_alone() {
        let surface = Surface::of("rosenbrock", 10.0).unwrap();
        let rows = way(&lane(Adam::DEFAULT, 0.1), &surface, [-1.2, 1.0], 50).unwrap();
        let mut alone = Optimizer::<Adam, [f32; 2]>::new(Adam::DEFAULT).unwrap();
        let mut place = [-1.2, 1.0];
        for row in rows.chunks_exact(ROW).skip(1) {
            let gradient = surface.gradient(place);
            alone.step(&mut place, &gradient, 0.1).unwrap();
            assert_eq!(place.map(f32::to_bits), [row[0].to_bits(), row[1].to_bits()]);
        }
        assert_eq!(rows.len(), ROW * 51);
    }

    #[test]
    fn a_way_that_is_lost_ends() {
        let surface = Surface::of("ravine", 30.0).unwrap();
        let rows = way(&lane(Sgd, 1.0), &surface, [-1.0, 1.0], 300).unwrap();
        assert!(rows.len() < ROW * 20, "{}", rows.len() / ROW);
        assert_eq!(end(&lane(Sgd, 1.0), &surface, [-1.0, 1.0], 300), Ok(f32::INFINITY));
    }

    #[test]
    fn the_effective_rate_of_descent_is_its_rate() {
        let surface = Surface::of("ravine", 4.0).unwrap();
        let rows = way(&lane(Sgd, 0.125), &surface, [1.0, 1.0], 1).unwrap();
        assert!((rows[8] - 0.125).abs() < 1e-6 && (rows[9] - 0.125).abs() < 1e-6);
    }
}
