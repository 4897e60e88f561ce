//! Regenerates the weights that the firmware holds: `cargo run --release -p thalweg-watch-study --bin pretrain`.
//!
//! Seeded and free of any platform's mathematics in the training itself, so the bytes are the same
//! on every machine; `tests/tests/watch.rs` holds them to it.

use anyhow::Result;
use std::{fs, path::Path};
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    factory,
};

fn main() -> Result<()> {
    let people = dataset::load_all()?;
    println!("training on persons 01 to {:02} ...", NEW_PERSON - 1);
    let others = dataset::others(&people, NEW_PERSON - 1);
    let model = factory(&others, 1)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model.bin");
    fs::write(&file, model.to_bytes())?;
    println!("wrote tasks/watch/model.bin, {} bytes", model.to_bytes().len());
    Ok(())
}
