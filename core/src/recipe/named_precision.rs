//! Precisions of state by name.

use super::StatePrecision;
use crate::optimizer::state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision};

/// A precision that a recipe can name.
pub trait NamedPrecision: Precision {
    /// Its name.
    const PRECISION: StatePrecision;
}

macro_rules! named {
    ($([$($generics:tt)*] $precision:ty = $name:ident;)*) => {$(
        impl<$($generics)*> NamedPrecision for $precision {
            const PRECISION: StatePrecision = StatePrecision::$name;
        }
    )*};
}

named! {
    [] f32 = F32;
    [const SEED: u32] Bf16<SEED> = Bf16;
    [const SEED: u32] F16<SEED> = F16;
    [const BLOCKS: usize, const SEED: u32] Blockwise8<BLOCKS, DynamicMap, SEED> = Dynamic8;
    [const BLOCKS: usize, const SEED: u32] Blockwise8<BLOCKS, LinearMap, SEED> = Linear8;
}
