//! Regenerates the weights that the firmware holds, and those of the watch in integers: `cargo run --release -p thalweg-watch-study --bin pretrain`.
//!
//! Seeded and free of any platform's mathematics in the training itself, so the bytes are the same
//! on every machine; `tests/tests/watch.rs` holds them to it.

use anyhow::Result;
use std::{fs, path::Path};
use thalweg_watch::PLAIN_BYTES;
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    factory,
    training::pretrain,
};

fn main() -> Result<()> {
    let people = dataset::load_all()?;
    println!("training on persons 01 to {:02} ...", NEW_PERSON - 1);
    let others = dataset::others(&people, NEW_PERSON - 1);
    write("model.bin", &factory(&others, 1)?.to_bytes())?;
    let plain = pretrain(&others, 1)?.to_bytes();
    write("plain.bin", &plain[..PLAIN_BYTES])
}

fn write(name: &str, bytes: &[u8]) -> Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    fs::write(&file, bytes)?;
    println!("wrote tasks/watch/{name}, {} bytes", bytes.len());
    Ok(())
}
