//! Averages of parameters in integers, as [`average`](crate::average).
//!
//! | average | starts at | forgets | within, of the formula, to nearest |
//! |---|---|---|---|
//! | [`ParameterEma`] | the first parameters | older ones, by γ a step | half a unit / (1 − γ), and 2⁻¹⁶ of the longest way w − e |
//! | [`Swa`] | the first parameters | nothing | (n + 1)/4 units after n vectors, and 2⁻¹⁶ of the longest way |
//!
//! A unit is 2⁻ᵂ, that of the parameters; an average has their format and takes 4 bytes a parameter. A value moves a share
//! of its way to the newest parameters, which is rounded once: to [`Nearest`](super::Nearest), where an average stops
//! half a unit / (1 − γ) short of parameters that rest (1.2e-4 for 0.999 in the default format), or by
//! [`Stochastic`](super::Stochastic), which is right on average and errs by up to twice as much. A share has 16 significant bits; a half, and the whole way, are
//! exact.
//!
//! [`fn@interpolate`] goes back a part of the way from the end of a training to its start.
//!
//! ```
//! use static_cell::ConstStaticCell;
//! use thalweg::average::ParameterEmaOptions;
//! use thalweg::fixed::{Stochastic, Weight, average::ParameterEma};
//! static MEMORY: ConstStaticCell<[Weight; 2437]> =
//!     ConstStaticCell::new([Weight::from_bits(0); 2437]); // in .bss
//! let rounding = Stochastic::new(7);
//! let average = ParameterEma::lend(ParameterEmaOptions::DEFAULT, rounding, MEMORY.take()).unwrap();
//! assert_eq!(average.value().len(), 2437);
//! ```

mod checkpoint;
mod interpolate;
mod parameter_ema;
mod share;
mod swa;

pub use interpolate::interpolate;
pub use parameter_ema::ParameterEma;
use share::Share;
pub use swa::Swa;
