//! A fine-tuning from its first step to its last.

use thalweg_watch::parameters_hash;
use wasm_bindgen::prelude::wasm_bindgen;

/// A fine-tuning from its first step to its last.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Course {
    losses: Vec<f32>,
    rates: Vec<f32>,
    tested: Vec<u32>,
    accuracies: Vec<f32>,
    confusion: Vec<u32>,
    parameters: Vec<f32>,
    ram_bytes: usize,
}

#[wasm_bindgen]
impl Course {
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

    /// After how many steps the accuracy was looked at.
    #[must_use]
    pub fn tested(&self) -> Vec<u32> {
        self.tested.clone()
    }

    /// The share of test samples that was recognised then.
    #[must_use]
    pub fn accuracies(&self) -> Vec<f32> {
        self.accuracies.clone()
    }

    /// As [`Person::before`](super::Person::before), at the end.
    #[must_use]
    pub fn confusion(&self) -> Vec<u32> {
        self.confusion.clone()
    }

    /// The parameters at the end.
    #[must_use]
    pub fn parameters(&self) -> Vec<f32> {
        self.parameters.clone()
    }

    /// Their hash: equal on every target.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:016x}", parameters_hash(&self.parameters))
    }

    /// Bytes of RAM of the task with this rule: parameters, gradient, state and remembered samples.
    #[must_use]
    pub fn ram_bytes(&self) -> usize {
        self.ram_bytes
    }
}

impl Course {
    /// A step, and the accuracy after it if it was looked at.
    pub(super) fn saw(&mut self, step: u32, loss: f32, rate: f32, accuracy: Option<f32>) {
        self.losses.push(loss);
        self.rates.push(rate);
        if let Some(accuracy) = accuracy {
            self.tested.push(step + 1);
            self.accuracies.push(accuracy);
        }
    }

    /// What is there after the last.
    pub(super) fn end(&mut self, confusion: Vec<u32>, parameters: Vec<f32>, ram_bytes: usize) {
        (self.confusion, self.parameters, self.ram_bytes) = (confusion, parameters, ram_bytes);
    }
}
