//! Averages: of a number, of parameters.

mod ema;

pub use ema::{Ema, VectorEma};
