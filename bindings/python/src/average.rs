//! Averages of parameters, over numpy arrays.

use crate::{arrays, refused};
use pyo3::prelude::*;
use thalweg::average::{self, ParameterEmaOptions, ParameterEmaState, SwaState};

/// The value lies here; the average is put around it for each vector.
#[pyclass(module = "thalweg")]
pub(crate) struct ParameterEma {
    options: ParameterEmaOptions,
    state: ParameterEmaState,
    value: Vec<f32>,
}

#[pymethods]
impl ParameterEma {
    #[new]
    fn new(n: usize, decay: f32, warmup: bool, start_after: u32) -> PyResult<Self> {
        let options = ParameterEmaOptions { step_size: 1.0 - decay, warmup, start_after };
        average::ParameterEma::lend(options, &mut []).map_err(refused)?;
        Ok(Self { options, state: ParameterEmaState::default(), value: arrays::zeros(n)? })
    }

    fn push(&mut self, parameters: &Bound<'_, PyAny>) -> PyResult<()> {
        let w = arrays::read(parameters, "parameters")?;
        let before = self.value.clone();
        let mut ema =
            average::ParameterEma::lend(self.options, &mut self.value).map_err(refused)?;
        ema.restore(self.state, &before).map_err(refused)?;
        let pushed = ema.push(&w).map_err(refused);
        self.state = ema.state();
        pushed
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        arrays::new(py, &self.value)
    }
}

#[pyclass(module = "thalweg")]
pub(crate) struct Swa {
    state: SwaState,
    value: Vec<f32>,
}

#[pymethods]
impl Swa {
    #[new]
    fn new(n: usize) -> PyResult<Self> {
        Ok(Self { state: SwaState::default(), value: arrays::zeros(n)? })
    }

    fn push(&mut self, parameters: &Bound<'_, PyAny>) -> PyResult<()> {
        let w = arrays::read(parameters, "parameters")?;
        let before = self.value.clone();
        let mut swa = average::Swa::lend(&mut self.value);
        swa.restore(self.state, &before).map_err(refused)?;
        let pushed = swa.push(&w).map_err(refused);
        self.state = swa.state();
        pushed
    }

    #[getter]
    fn count(&self) -> u32 {
        self.state.count
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        arrays::new(py, &self.value)
    }
}
