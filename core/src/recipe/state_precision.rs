//! In which precision an optimizer keeps its state.

use crate::words::words;

/// In which precision an optimizer keeps its state: see [`state`](crate::optimizer::state).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum StatePrecision {
    /// As it is computed.
    #[default]
    F32,
    /// [`Bf16`](crate::optimizer::state::Bf16).
    Bf16,
    /// [`F16`](crate::optimizer::state::F16).
    F16,
    /// [`Blockwise8`](crate::optimizer::state::Blockwise8) with a [`DynamicMap`](crate::optimizer::state::DynamicMap).
    Dynamic8,
    /// [`Blockwise8`](crate::optimizer::state::Blockwise8) with a [`LinearMap`](crate::optimizer::state::LinearMap).
    Linear8,
    /// Integers, parameters and gradients too: see [`fixed`](crate::fixed). For a program that trains in integers; one
    /// whose parameters are floats refuses it, as [`optimizer_set!`](crate::optimizer_set) does.
    Fixed,
}

words! { enum StatePrecision { 0 F32, 1 Bf16, 2 F16, 3 Dynamic8, 4 Linear8, 5 Fixed } }
