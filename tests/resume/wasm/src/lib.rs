//! The lines of `thalweg_resume`, in WebAssembly: `run` computes them, and returns where they are.

use std::{fmt::Write, sync::OnceLock};

static TEXT: OnceLock<String> = OnceLock::new();

fn text() -> &'static str {
    TEXT.get_or_init(|| {
        let mut text = String::new();
        thalweg_resume::all(&mut |line| {
            let _never_fails = writeln!(text, "{line}");
        });
        text
    })
}

/// Where the lines begin.
#[allow(unsafe_code)] // a name that JavaScript knows
#[unsafe(no_mangle)]
pub extern "C" fn lines() -> *const u8 {
    text().as_ptr()
}

/// How many bytes they have.
#[allow(unsafe_code)] // a name that JavaScript knows
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    text().len()
}
