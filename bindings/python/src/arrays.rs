//! Arrays of float32 that come and go.

use crate::refused;
use pyo3::{buffer::PyBuffer, exceptions::PyMemoryError, prelude::*, types::PyBytes};

/// A copy of an array of float32.
pub(crate) fn read(array: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<f32>> {
    let buffer: PyBuffer<f32> = PyBuffer::get(array)
        .map_err(|_| refused(format!("{what} is no array of float32; allowed: dtype float32")))?;
    buffer.to_vec(array.py())
}

/// A copy of an array of float32 that can be written.
pub(crate) fn read_writable(array: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<f32>> {
    let values = read(array, what)?;
    if PyBuffer::<f32>::get(array)?.readonly() {
        return Err(refused(format!("{what} cannot be written; allowed: a writable array")));
    }
    Ok(values)
}

/// Writes over an array of float32 of that length.
pub(crate) fn write(array: &Bound<'_, PyAny>, values: &[f32]) -> PyResult<()> {
    PyBuffer::<f32>::get(array)?.copy_from_slice(array.py(), values)
}

/// So many zeros.
pub(crate) fn zeros(n: usize) -> PyResult<Vec<f32>> {
    let mut zeros = Vec::new();
    zeros.try_reserve_exact(n).map_err(|_| {
        PyMemoryError::new_err(format!("n is {n}; allowed: as many as memory holds"))
    })?;
    zeros.resize(n, 0.0);
    Ok(zeros)
}

/// A new numpy array of float32.
pub(crate) fn new<'py>(py: Python<'py>, values: &[f32]) -> PyResult<Bound<'py, PyAny>> {
    let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    let array =
        py.import("numpy")?.call_method1("frombuffer", (PyBytes::new(py, &bytes), "<f4"))?;
    array.call_method0("copy")
}
