//! The extension module `thalweg._thalweg`: what Python sees is in `python/thalweg`.
#![allow(missing_docs)] // of the stubs, `_thalweg.pyi`

mod arrays;
mod average;
mod optimizer;
mod recipe;
mod schedule;
mod watch;

use pyo3::{exceptions::PyValueError, prelude::*};

/// An error in one line.
fn refused(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(format!("{error:#}"))
}

#[pymodule]
fn _thalweg(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<optimizer::Optimizer>()?;
    module.add_class::<schedule::Schedule>()?;
    module.add_class::<recipe::Recipe>()?;
    module.add_class::<average::ParameterEma>()?;
    module.add_class::<average::Swa>()?;
    module.add_class::<watch::Watch>()?;
    module.add_function(wrap_pyfunction!(optimizer::rules, module)?)?;
    module.add_function(wrap_pyfunction!(watch::parameters_hash, module)?)
}
