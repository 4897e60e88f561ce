//! What survives a power cut: bytes that are saved whole or not at all.
//!
//! With the feature `storage` the module `store` keeps them in NOR flash.

#[cfg(feature = "storage")]
pub mod store;
