//! Regenerates the weights that the firmware holds: `cargo run --release -p thalweg-examples --bin pretrain`.
//!
//! Seeded and free of any platform's mathematics in the training itself, so the bytes are the same
//! on every machine; `tests/model.rs` holds them to it.

use anyhow::Result;
use std::{fs, path::Path};
use thalweg_examples::{
    persons::{self, NEW_PERSON},
    pretraining::pretrain,
};

fn main() -> Result<()> {
    let people = persons::load_all()?;
    println!("training on persons 01 to {:02} ...", NEW_PERSON - 1);
    let others: Vec<_> = people[..NEW_PERSON - 1].iter().map(Vec::as_slice).collect();
    let model = pretrain(&others, 1)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../firmware/watch/model.bin");
    fs::write(&file, model.to_bytes())?;
    println!("wrote firmware/watch/model.bin, {} bytes", model.to_bytes().len());
    Ok(())
}
