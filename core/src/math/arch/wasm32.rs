//! WebAssembly in a browser or Node.js.

/// √x, rounded to nearest: `f32.sqrt`, which stable Rust reaches through the standard library only.
/// The browser's target always has that; the bare `wasm32v1-none` has not.
#[inline]
pub(crate) fn sqrt(x: f32) -> f32 {
    extern crate std;
    x.sqrt()
}

pub(crate) use super::portable::{
    CONVERSIONS_TELL, EXCEPTIONS_ARE_TOLD, LANES, all_convert, exceptions, forget_exceptions,
    quotient, saturated, sign, sqrt_each, to_u32,
};
