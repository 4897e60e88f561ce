//! Regenerates what devices know from the factory: `cargo run --release -p thalweg-tasks-study --bin pretrain`.
//!
//! Of speakers, stations and people the last is left out, whom the device meets. The bytes depend on nothing but the data:
//! a test trains them again.

use anyhow::Result;
use std::{fs, path::Path};
use thalweg_tasks_study::factory;

fn main() -> Result<()> {
    for (name, bytes) in factory::models()? {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("model.bin");
        fs::write(&file, &bytes)?;
        println!("wrote tasks/{name}/model.bin, {} bytes", bytes.len());
    }
    Ok(())
}
