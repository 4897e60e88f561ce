//! Parts that several rules share.

pub(super) mod averages;
pub(super) mod epsilon;
pub(super) mod factored;
pub(super) mod newton_schulz;
pub(super) mod sides;

pub use averages::{Average, Averages, Correction, Of};
pub use epsilon::{Both, Epsilon, Inside, Uncorrected};
pub use sides::Sides;
