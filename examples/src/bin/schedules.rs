//! Draws every schedule into one sheet: `cargo run -p thalweg-examples --bin schedules` writes
//! `examples/schedules.svg`, or the file that its argument names.

use anyhow::{Context, Result};
use thalweg_examples::sheet;

fn main() -> Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/schedules.svg");
    let file = std::env::args().nth(1).unwrap_or_else(|| default.to_owned());
    let svg = sheet::draw(&sheet::panels()?)?;
    std::fs::write(&file, &svg).with_context(|| format!("cannot write {file}"))?;
    println!("{file}: {} KB", svg.len().div_ceil(1024));
    Ok(())
}
