//! What survives a power cut: bytes that are saved whole or not at all.
//!
//! [`store`] keeps them in NOR flash, for which it needs the feature `storage`.

#[cfg(feature = "storage")]
pub mod store;
