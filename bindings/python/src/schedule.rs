//! Any schedule.

use crate::refused;
use pyo3::prelude::*;
use thalweg::schedule::{
    AnySchedule, Constant, Cosine, Exponential, Linear, Schedule as _, StepDecay,
};

#[pyclass(module = "thalweg", frozen)]
#[derive(Clone)]
pub(crate) struct Schedule(pub(crate) AnySchedule);

fn made(schedule: Result<impl Into<AnySchedule>, thalweg::Error>) -> PyResult<Schedule> {
    Ok(Schedule(schedule.map_err(refused)?.into()))
}

#[pymethods]
impl Schedule {
    #[staticmethod]
    fn constant(learning_rate: f32) -> PyResult<Self> {
        made(Constant::new(learning_rate))
    }

    #[staticmethod]
    fn cosine(base_lr: f32, final_lr: f32, steps: u32) -> PyResult<Self> {
        made(Cosine::new(base_lr, final_lr, steps))
    }

    #[staticmethod]
    fn linear(start_lr: f32, end_lr: f32, steps: u32) -> PyResult<Self> {
        made(Linear::new(start_lr, end_lr, steps))
    }

    #[staticmethod]
    fn step_decay(base_lr: f32, factor: f32, period: u32, floor: f32) -> PyResult<Self> {
        made(StepDecay::new(base_lr, factor, period, floor))
    }

    #[staticmethod]
    fn exponential(base_lr: f32, rate: f32, steps: u32) -> PyResult<Self> {
        made(Exponential::new(base_lr, rate, steps))
    }

    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        serde_json::from_str(text).map(Self).map_err(refused)
    }

    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0).map_err(refused)
    }

    fn warmup(&self, steps: u32, begin: f32) -> PyResult<Self> {
        self.0.clone().warmup(steps, begin).map(Self).map_err(refused)
    }

    fn then(&self, steps: u32, next: &Self) -> PyResult<Self> {
        self.0.clone().then(steps, next.0.clone()).map(Self).map_err(refused)
    }

    fn at(&self, step: u32) -> f32 {
        self.0.at(step)
    }
}
