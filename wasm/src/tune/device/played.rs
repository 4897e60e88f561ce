//! What came of a meeting with a device.

use thalweg_tasks::State;
use thalweg_tasks_study::script::{Judged, Score};
use wasm_bindgen::prelude::wasm_bindgen;

/// What came of a meeting with a device, from the first sample to the last.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Played {
    pub(super) losses: Vec<f32>,
    pub(super) rates: Vec<f32>,
    pub(super) judged: Vec<Judged>,
    /// After how many steps each was judged.
    pub(super) after: Vec<u32>,
    pub(super) parts: Vec<u32>,
    /// Of each network that keeps one: the factory's, and its own.
    pub(super) thresholds: Vec<[f32; 2]>,
    pub(super) score: Score,
    pub(super) state: State,
    pub(super) ram_bytes: usize,
}

#[wasm_bindgen]
impl Played {
    /// The loss of each step's batch.
    #[must_use]
    pub fn losses(&self) -> Vec<f32> {
        self.losses.clone()
    }

    /// The learning rate of each step.
    #[must_use]
    pub fn rates(&self) -> Vec<f32> {
        self.rates.clone()
    }

    /// What the factory's network said of each sample that it was asked about: a value, or a distance.
    #[must_use]
    pub fn frozen(&self) -> Vec<f32> {
        self.judged.iter().map(|of| of.verdict.frozen).collect()
    }

    /// What the network said that goes on to learn.
    #[must_use]
    pub fn tuned(&self) -> Vec<f32> {
        self.judged.iter().map(|of| of.verdict.tuned).collect()
    }

    /// What would have been right: a value, or the number of a class.
    #[must_use]
    pub fn labels(&self) -> Vec<f32> {
        self.judged.iter().map(|of| of.label).collect()
    }

    /// Which of the networks was asked.
    #[must_use]
    pub fn networks(&self) -> Vec<u8> {
        self.judged.iter().map(|of| of.network).collect()
    }

    /// After how many steps.
    #[must_use]
    pub fn asked_after(&self) -> Vec<u32> {
        self.after.clone()
    }

    /// What each sample belongs to: a month.
    #[must_use]
    pub fn parts(&self) -> Vec<u32> {
        self.parts.clone()
    }

    /// Whether each is beyond the threshold: that of the tuned network, which the device keeps, or what would have been the
    /// factory's.
    #[must_use]
    pub fn alarms(&self, tuned: bool) -> Vec<u8> {
        let alarm = |of: &Judged| match self.thresholds.get(usize::from(of.network)) {
            _ if tuned => of.verdict.alarm,
            Some([threshold, _]) => of.verdict.frozen > *threshold,
            None => false,
        };
        self.judged.iter().map(|of| u8::from(alarm(of))).collect()
    }

    /// The thresholds of each network that keeps one: `[factory's, tuned, …]`.
    #[must_use]
    pub fn thresholds(&self) -> Vec<f32> {
        self.thresholds.iter().flatten().copied().collect()
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

    /// Bytes of RAM of the task.
    #[must_use]
    pub fn ram_bytes(&self) -> usize {
        self.ram_bytes
    }
}
