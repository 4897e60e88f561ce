//! Recipes: bytes, text, and what is wrong with them: `cargo test -p thalweg-tests --test recipe`.

mod arbitrary;
mod bytes;
mod executed;
mod format;
mod golden;
mod linked;
mod numbers;
mod parsed;
mod printed;
mod schedule_bytes;
mod validation;
