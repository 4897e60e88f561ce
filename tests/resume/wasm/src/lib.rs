//! The lines of `thalweg_resume`, in WebAssembly: `room` gives a place for what another target has saved, `lines`
//! computes them, and returns where they are.

use std::{fmt::Write, sync::Mutex};
use thalweg_resume::Lines;

/// What another target has saved, and then the lines.
static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Where what another target has saved is to be written, so many bytes.
#[allow(unsafe_code)] // a name that JavaScript knows
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    let Ok(mut text) = TEXT.lock() else { return std::ptr::null_mut() };
    text.resize(length, 0);
    text.as_mut_ptr()
}

/// Where the lines begin.
#[allow(unsafe_code)] // a name that JavaScript knows
#[unsafe(no_mangle)]
pub extern "C" fn lines() -> *const u8 {
    let Ok(mut text) = TEXT.lock() else { return std::ptr::null() };
    let saved = std::mem::take(&mut *text);
    let mut saved = (!saved.is_empty()).then(|| saved.into_iter());
    let mut lines = String::new();
    thalweg_resume::all(&mut Lines {
        print: &mut |line| {
            let _never_fails = writeln!(lines, "{line}");
        },
        saved: saved.as_mut().map(|saved| saved as _),
    });
    *text = lines.into_bytes();
    text.as_ptr()
}

/// How many bytes they have.
#[allow(unsafe_code)] // a name that JavaScript knows
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    TEXT.lock().map_or(0, |text| text.len())
}
