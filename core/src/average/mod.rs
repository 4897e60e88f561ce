//! Averages: of a number, of parameters.
//!
//! | average | starts at | forgets |
//! |---|---|---|
//! | [`Ema`], [`VectorEma`] | 0, corrected on demand | older values, by γ a step |
//! | [`ParameterEma`] | the first parameters | older ones, by γ a step |
//! | [`Swa`] | the first parameters | nothing |
//!
//! [`fn@interpolate`] goes back a part of the way from the end of a training to its start.
//!
//! An average of many numbers works in memory inside it, `[f32; N]`, or lent to it, `&mut [f32]`. What it keeps
//! is read by `state` and `value` and goes on by `restore`, with the same bits, by way of slices: nothing of
//! the size of a model crosses the stack. The average of finite numbers is finite.
//!
//! ```
//! use static_cell::ConstStaticCell;
//! use thalweg::average::{ParameterEma, ParameterEmaOptions};
//! static MEMORY: ConstStaticCell<[f32; 2437]> = ConstStaticCell::new([0.0; 2437]); // in .bss
//! let mut average = ParameterEma::lend(ParameterEmaOptions::DEFAULT, MEMORY.take()).unwrap();
//! assert_eq!(average.value().len(), 2437);
//! ```

mod checkpoint;
mod ema;
mod interpolate;
mod parameter_ema;
mod swa;
mod vector_ema;

pub use ema::{Ema, EmaState};
pub use interpolate::interpolate;
pub use parameter_ema::{ParameterEma, ParameterEmaOptions, ParameterEmaState};
pub use swa::{Swa, SwaState};
pub use vector_ema::{VectorEma, VectorEmaState};

use crate::{Error, error};

/// `value` moved by a `share`, at most 1, of its way to `target`.
///
/// The way between two numbers of opposite signs may be longer than the largest number; the shares of
/// both ends are not.
#[inline]
pub(crate) fn moved(value: f32, target: f32, share: impl Fn(f32) -> f32) -> f32 {
    let way = target - value;
    if way.is_finite() { value + share(way) } else { value - share(value) + share(target) }
}

/// What an average keeps, of something seen or of nothing.
fn validate_value(seen: bool, value: &[f32]) -> Result<(), Error> {
    error::finite("value", value)?;
    value.iter().try_for_each(|&value| error::zero_of_nothing("value", seen, value))
}

/// A number that rounding may have led beyond the largest one, at that one.
#[inline]
fn finite(x: f32) -> f32 {
    x.clamp(-f32::MAX, f32::MAX)
}
