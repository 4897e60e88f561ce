//! A whole training as plain data.

use crate::{refused, schedule::Schedule};
use pyo3::{prelude::*, types::PyBytes};

#[pyclass(module = "thalweg", frozen, eq)]
#[derive(Clone, PartialEq)]
pub(crate) struct Recipe(pub(crate) thalweg::recipe::Recipe);

#[pymethods]
impl Recipe {
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        serde_json::from_str(text).map(Self).map_err(refused)
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        thalweg::recipe::Recipe::decode(bytes).map(Self).map_err(refused)
    }

    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string_pretty(&self.0).map_err(refused)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut buffer = vec![0; self.0.encoded_len()];
        let bytes = self.0.encode(&mut buffer).map_err(refused)?;
        Ok(PyBytes::new(py, bytes))
    }

    fn validate(&self) -> Vec<String> {
        self.0.validate().map(|error| error.to_string()).collect()
    }

    #[getter]
    fn schedule(&self) -> Schedule {
        Schedule(self.0.schedule.clone())
    }

    #[getter]
    fn fingerprint(&self) -> String {
        format!("{:08x}", self.0.fingerprint())
    }

    fn rust(&self) -> String {
        self.0.rust().to_string()
    }

    fn pytorch(&self) -> String {
        self.0.pytorch().to_string()
    }
}
