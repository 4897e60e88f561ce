//! A schedule of any form, sampled for a chart.

use crate::{message, recipe::read};
use thalweg::schedule::{AnySchedule, Schedule};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// More steps than these are not looked at one by one.
const EACH: u32 = 1 << 21;

/// A schedule, in the JSON of the core: a list of nodes.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Curve {
    schedule: AnySchedule,
}

#[wasm_bindgen]
impl Curve {
    /// # Errors
    /// JSON that is no schedule.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, JsError> {
        let schedule = read(json).map_err(message)?;
        Ok(Self { schedule })
    }

    /// The rate at `step`.
    #[must_use]
    pub fn at(&self, step: u32) -> f32 {
        self.schedule.at(step)
    }

    /// The rates of the steps 0 to `count − 1`.
    #[must_use]
    pub fn sample(&self, count: u32) -> Vec<f32> {
        (0..count).map(|step| self.at(step)).collect()
    }

    /// The steps `from` to `to` with their rates, `[step, rate, step, rate, …]`: every step while `columns`
    /// have room for it, otherwise the lowest and the highest of each column, in order of time, and the ends.
    #[must_use]
    pub fn outline(&self, from: u32, to: u32, columns: u32) -> Vec<f64> {
        let (span, columns) = (to.saturating_sub(from), columns.clamp(1, 1 << 14));
        if span <= 2 * columns {
            return (from..=to).flat_map(|step| self.point(step)).collect();
        }
        let stride = (span / EACH).max(1) as usize;
        let edge =
            |column: u32| from + (u64::from(span) * u64::from(column) / u64::from(columns)) as u32;
        let mut points = self.point(from).to_vec();
        for column in 0..columns {
            let steps = (edge(column)..edge(column + 1)).step_by(stride);
            let rates = steps.map(|step| (step, self.at(step)));
            let order = |a: &(u32, f32), b: &(u32, f32)| a.1.total_cmp(&b.1);
            let (low, high) = (rates.clone().min_by(order), rates.max_by(order));
            let mut both: Vec<_> = low.into_iter().chain(high).collect();
            both.sort_by_key(|&(step, _)| step);
            both.dedup();
            points.extend(
                both.into_iter().flat_map(|(step, rate)| [f64::from(step), f64::from(rate)]),
            );
        }
        points.extend(self.point(to));
        points
    }
}

impl Curve {
    fn point(&self, step: u32) -> [f64; 2] {
        [f64::from(step), f64::from(self.at(step))]
    }

    pub(crate) const fn schedule(&self) -> &AnySchedule {
        &self.schedule
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::schedule::{Constant, Cosine, MultiStep};

    fn curve(schedule: impl Into<AnySchedule>) -> Curve {
        Curve { schedule: schedule.into() }
    }

    #[test]
    fn a_million_steps_are_drawn_to_their_end_and_no_peak_is_lost() {
        let spike = AnySchedule::from(Constant::new(0.1).unwrap())
            .then(777_777, Constant::new(9.0).unwrap())
            .and_then(|up| up.then(777_778, Constant::new(0.1).unwrap()))
            .unwrap();
        let points = curve(spike).outline(0, 1_000_000, 700);
        let steps: Vec<_> = points.iter().step_by(2).copied().collect();
        assert!(steps.is_sorted() && steps.first() == Some(&0.0) && steps.last() == Some(&1e6));
        assert!(points.len() <= 2 * (2 * 700 + 2));
        assert!(points.chunks_exact(2).any(|point| point == [777_777.0, 9.0]));
    }

    #[test]
    fn few_steps_are_all_drawn() {
        let cosine = Cosine::new(0.1, 0.0, 20).unwrap();
        let points = curve(cosine).outline(0, 20, 700);
        assert_eq!(points.len(), 42);
        assert_eq!(points[1], f64::from(0.1_f32));
    }

    #[test]
    fn json_of_the_core_is_read() {
        let schedule = AnySchedule::<16>::from(MultiStep::from_slice(0.1, 0.5, &[3, 9]).unwrap());
        let json = serde_json::to_string(&schedule).unwrap();
        assert_eq!(Curve::new(&json).unwrap().at(9), 0.025);
    }
}
