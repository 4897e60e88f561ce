//! Parts that several rules share.

pub(super) mod ema;
pub mod epsilon;
pub(super) mod factored;
pub(super) mod newton_schulz;
pub(super) mod norms;
pub(super) mod rows_and_columns;

pub use rows_and_columns::RowsAndColumns;
