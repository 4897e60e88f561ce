//! What came of a meeting with a device, and the figures of it.

use std::collections::VecDeque;
use thalweg_tasks::{State, unseen_exercise::EXERCISES};
use thalweg_tasks_study::script::{Judged, Score};
use wasm_bindgen::prelude::wasm_bindgen;

/// What came of a meeting with a device, from the first sample to the last.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Played {
    pub(crate) losses: Vec<f32>,
    pub(crate) judged: Vec<Judged>,
    /// After how many steps each was judged.
    pub(crate) after: Vec<u32>,
    pub(crate) months: Vec<u32>,
    /// Of each network that keeps one: what would have been the factory's, and its own.
    pub(crate) thresholds: Vec<[f32; 2]>,
    pub(crate) score: Score,
    pub(crate) state: State,
}

#[wasm_bindgen]
impl Played {
    /// The loss of each step's batch.
    #[must_use]
    pub fn losses(&self) -> Vec<f32> {
        self.losses.clone()
    }

    /// What was said of each sample that the device was asked about, a value or a distance: by the factory's network, or by
    /// the one that is `tuned`.
    #[must_use]
    pub fn said(&self, tuned: bool) -> Vec<f32> {
        self.judged.iter().map(|of| said(of, tuned)).collect()
    }

    /// What would have been right: a value, or the number of a class.
    #[must_use]
    pub fn labels(&self) -> Vec<f32> {
        self.judged.iter().map(|of| of.label).collect()
    }

    /// After how many steps each was asked about.
    #[must_use]
    pub fn asked_after(&self) -> Vec<u32> {
        self.after.clone()
    }

    /// The thresholds of each network that keeps one: `[factory's, tuned, …]`.
    #[must_use]
    pub fn thresholds(&self) -> Vec<f32> {
        self.thresholds.iter().flatten().copied().collect()
    }

    /// The root of the mean square of the last so many errors, at each sample.
    #[must_use]
    pub fn errors(&self, last: u32, tuned: bool) -> Vec<f32> {
        let (mut window, mut sum) = (VecDeque::new(), 0.0);
        let error = |of: &Judged| {
            let square = f64::from(said(of, tuned) - of.label).powi(2);
            window.push_back(square);
            sum += square;
            if window.len() > last.max(1) as usize {
                sum -= window.pop_front().unwrap_or_default();
            }
            (sum.max(0.0) / window.len() as f64).sqrt() as f32
        };
        self.judged.iter().map(error).collect()
    }

    /// The same of each month as a whole: `[month, before, after, …]`.
    #[must_use]
    pub fn of_months(&self) -> Vec<f32> {
        let mut found: Vec<(u32, [f64; 3])> = Vec::new();
        for (of, &month) in self.judged.iter().zip(&self.months) {
            if found.last().is_none_or(|(last, _)| *last != month) {
                found.push((month, [0.0; 3]));
            }
            let Some((_, [before, after, count])) = found.last_mut() else { continue };
            let square = |tuned| f64::from(said(of, tuned) - of.label).powi(2);
            (*before, *after, *count) =
                (*before + square(false), *after + square(true), *count + 1.0);
        }
        let root = |(month, [before, after, count]): (u32, [f64; 3])| {
            [month as f32, (before / count).sqrt() as f32, (after / count).sqrt() as f32]
        };
        found.into_iter().flat_map(root).collect()
    }

    /// Alarms of each network: `[samples of the class that it has not seen, alarms at them before, after, samples of the
    /// others, alarms at them before, after, …]`.
    #[must_use]
    pub fn alarms(&self) -> Vec<u32> {
        let mut counts = vec![0; 6 * EXERCISES];
        for of in &self.judged {
            let unseen = f32::from(of.network) == of.label;
            let first = 6 * usize::from(of.network) + if unseen { 0 } else { 3 };
            let threshold = self.thresholds.get(usize::from(of.network));
            let before = threshold.is_some_and(|[factory, _]| of.verdict.frozen > *factory);
            for (place, holds) in [true, before, of.verdict.alarm].into_iter().enumerate() {
                if let Some(count) = counts.get_mut(first + place) {
                    *count += u32::from(holds);
                }
            }
        }
        counts
    }

    /// The figure of the task before: an error in %RH, or an area under the ROC curve.
    #[must_use]
    pub fn before(&self) -> f64 {
        self.score.before
    }

    /// The same of what was tuned.
    #[must_use]
    pub fn after(&self) -> f64 {
        self.score.after
    }

    /// The hash of all tuned parameters: equal on every target.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:016x}", self.state.parameters_hash)
    }
}

fn said(of: &Judged, tuned: bool) -> f32 {
    if tuned { of.verdict.tuned } else { of.verdict.frozen }
}
