//! The annotated bytes in the document of the format.

use thalweg::{
    loss::L2Sp,
    optimizer::{AdamW, Sgd},
    recipe::{Clip, Recipe, StatePrecision, Trained, Unfreezing, WiseFt},
    schedule::{AnySchedule, Constant, Cosine},
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

/// The bytes of a dump in the document, as text.
fn dumped(name: &str) -> Vec<&'static str> {
    let block = DOCUMENT.split(&format!("```text {name}\n")).nth(1);
    let dump = block.and_then(|rest| rest.split("```").next()).unwrap();
    let of_a_line = |line: &'static str| line.split(" | ").next().unwrap_or_default();
    dump.lines().map(of_a_line).flat_map(str::split_whitespace).collect()
}

fn as_text(bytes: &[u8]) -> Vec<String> {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_document_shows_the_bytes_of_its_recipe() {
    let mut buffer = [0; 256];
    let hex = as_text(shown().encode(&mut buffer).unwrap());
    let lines = || hex.chunks(4).map(|word| word.join(" ")).collect::<Vec<_>>().join("\n");
    assert_eq!(dumped("dump"), hex, "{}", lines());
}

/// The second one.
fn fine_tuning() -> Recipe {
    Recipe {
        trained: Trained::Biases { layers: None },
        unfreezing: Some(Unfreezing { layers: 1, every: 7 }),
        l2_sp: Some(L2Sp { alpha: 0.01 }),
        wise: Some(WiseFt { share: 0.8 }),
        ..Recipe::new(Sgd, Constant::new(0.1).unwrap().into())
    }
}

#[test]
fn and_those_of_a_fine_tuning() {
    let mut buffer = [0; 256];
    let hex = as_text(fine_tuning().encode(&mut buffer).unwrap());
    let lines = || hex.chunks(4).map(|word| word.join(" ")).collect::<Vec<_>>().join("\n");
    assert_eq!(dumped("fine-tuning"), hex, "{}", lines());
}

#[test]
fn and_of_its_schedule_alone() {
    let mut buffer = [0; 64];
    let hex = as_text(shown().schedule.encode(&mut buffer).unwrap());
    assert_eq!(dumped("schedule"), hex, "{}", hex.join(" "));
}
