//! The annotated bytes in the document of the format.

use thalweg::{
    optimizer::AdamW,
    recipe::{Clip, Recipe, StatePrecision},
    schedule::{AnySchedule, Cosine},
};

const DOCUMENT: &str = include_str!("../../../core/src/guide/recipe_format.md");

/// The recipe that the document shows.
fn shown() -> Recipe {
    let cosine = Cosine::new(0.004, 0.0, 126).unwrap();
    Recipe {
        precision: StatePrecision::Bf16,
        clip: Some(Clip::ByGlobalNorm { max_norm: 1.0, epsilon: 0.0 }),
        batch: 4,
        epochs: 20,
        seed: 42,
        ..Recipe::new(AdamW::DEFAULT, AnySchedule::from(cosine).warmup(14, 0.0).unwrap())
    }
}

#[test]
fn the_document_shows_the_bytes_of_its_recipe() {
    let mut buffer = [0; 256];
    let bytes = shown().encode(&mut buffer).unwrap();
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let dump =
        DOCUMENT.split("```text dump\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let of_a_line = |line: &'static str| line.split(" | ").next().unwrap_or_default();
    let shown: Vec<_> = dump.lines().map(of_a_line).flat_map(str::split_whitespace).collect();
    assert_eq!(
        shown,
        hex,
        "{}",
        hex.chunks(4).map(|word| word.join(" ")).collect::<Vec<_>>().join("\n")
    );
}
