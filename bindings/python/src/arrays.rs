//! Arrays of float32 that come and go.

use crate::refused;
use pyo3::{buffer::PyBuffer, prelude::*, types::PyBytes};

/// A copy of an array of float32.
pub(crate) fn read(array: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<f32>> {
    let buffer: PyBuffer<f32> = PyBuffer::get(array)
        .map_err(|_| refused(format!("{what} is no array of float32; allowed: dtype float32")))?;
    buffer.to_vec(array.py())
}

/// Writes over an array of float32 of that length.
pub(crate) fn write(array: &Bound<'_, PyAny>, values: &[f32], what: &str) -> PyResult<()> {
    let buffer: PyBuffer<f32> = PyBuffer::get(array)?;
    if buffer.readonly() {
        return Err(refused(format!("{what} cannot be written; allowed: a writable array")));
    }
    buffer.copy_from_slice(array.py(), values)
}

/// A new numpy array of float32.
pub(crate) fn new<'py>(py: Python<'py>, values: &[f32]) -> PyResult<Bound<'py, PyAny>> {
    let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    let array =
        py.import("numpy")?.call_method1("frombuffer", (PyBytes::new(py, &bytes), "<f4"))?;
    array.call_method0("copy")
}
