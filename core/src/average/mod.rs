//! Averages: of a number, of parameters.
//!
//! | average | starts at | forgets |
//! |---|---|---|
//! | [`Ema`], [`VectorEma`] | 0, corrected on demand | older values, by γ a step |
//! | [`ParameterEma`] | the first parameters | older ones, by γ a step |
//! | [`Swa`] | the first parameters | nothing |

mod ema;
mod parameter_ema;
mod swa;

pub use ema::{Ema, VectorEma};
pub use parameter_ema::ParameterEma;
pub use swa::Swa;
