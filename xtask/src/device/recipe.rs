//! A recipe that the host tells the watch.

use anyhow::{Context, Result, anyhow};
use std::path::Path;
use thalweg::recipe::Recipe;
use thalweg_watch::{
    training::{self, DEFAULT, RECIPE_BYTES, Unfit},
    wire::{CHUNK, Command},
};
use thalweg_watch_study::files;

/// Bytes of a file with a recipe, of which JSON takes most, at most.
const MOST: u64 = 64 << 10;

/// The bytes of a recipe in a file, which holds them or JSON, and which `follows` can follow.
pub(super) fn read(
    file: &Path,
    follows: impl FnOnce(&[u8]) -> Result<training::Recipe, Unfit>,
) -> Result<Vec<u8>> {
    let context = || file.display().to_string();
    let content = files::read(file, MOST).with_context(context)?;
    let bytes = if content.starts_with(b"THWR") {
        content
    } else {
        encoded(&content).with_context(context)?
    };
    follows(&bytes).map_err(|error| anyhow!("{error}")).with_context(context)?;
    Ok(bytes)
}

/// The bytes of a recipe in JSON.
fn encoded(text: &[u8]) -> Result<Vec<u8>> {
    let recipe: Recipe = serde_json::from_slice(text)
        .map_err(|error| anyhow!("{error}; allowed: a recipe, as bytes or JSON"))?;
    if let Some(error) = recipe.validate().next() {
        return Err(anyhow!("{error}"));
    }
    let mut buffer = vec![0; recipe.encoded_len()];
    Ok(recipe.encode(&mut buffer).map_err(|error| anyhow!("{error}"))?.to_vec())
}

/// The recipe of these bytes, or the watch's own, as JSON.
pub(super) fn json(bytes: Option<&[u8]>) -> Result<String> {
    let mut buffer = [0; RECIPE_BYTES];
    let bytes = match bytes {
        Some(bytes) => bytes,
        None => DEFAULT.encode(&mut buffer).map_err(|error| anyhow!("{error}"))?,
    };
    // A rule and a part have the same numbers in every choice.
    let recipe: Recipe = Recipe::decode(bytes).map_err(|error| anyhow!("{error}"))?;
    Ok(serde_json::to_string_pretty(&recipe)?)
}

/// What tells the watch to follow these bytes.
#[must_use]
pub fn commands(bytes: &[u8]) -> Vec<Command> {
    let chunks = bytes.chunks(CHUNK).enumerate().map(|(i, bytes)| {
        let bytes = bytes.iter().copied().collect();
        Command::Recipe { offset: (i * CHUNK) as u16, bytes }
    });
    chunks.chain([Command::Follow]).collect()
}
