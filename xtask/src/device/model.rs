//! Models in files: what a device has learnt, to keep, to give to another, or to build into a program.

use anyhow::{Context, Result, bail, ensure};
use std::{ffi::OsStr, fmt::Write, fs, path::Path};
use thalweg_watch::{MODEL_BYTES, Model, PRETRAINED, parameters_hash};

/// Writes parameters as a model: bytes, a header for C (`.h`) or a constant for Rust (`.rs`).
pub(super) fn save(file: &Path, parameters: &[f32]) -> Result<()> {
    let parameters =
        parameters.try_into().context("the device has another number of parameters")?;
    let model = Model { normalizer: PRETRAINED.normalizer, parameters };
    let content = match extension(file) {
        Some("h") => c(&model).into_bytes(),
        Some("rs") => rust(&model).into_bytes(),
        _ => model.to_bytes().to_vec(),
    };
    fs::write(file, content).with_context(|| file.display().to_string())
}

/// The parameters of a model that was saved as bytes, if its inputs are those of this watch.
pub(super) fn load(file: &Path) -> Result<Vec<f32>> {
    read(file).with_context(|| file.display().to_string())
}

fn read(file: &Path) -> Result<Vec<f32>> {
    if let Some(extension @ ("h" | "rs")) = extension(file) {
        bail!("a model as source text (.{extension}); allowed: one that was saved as bytes");
    }
    let length = fs::metadata(file)?.len();
    ensure!(length == MODEL_BYTES as u64, "{length} bytes; allowed: {MODEL_BYTES}, a saved model");
    let bytes = fs::read(file)?;
    let bytes = bytes.as_slice().try_into().context("it has changed meanwhile")?;
    let model = Model::from_bytes(bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
    ensure!(
        model.normalizer == PRETRAINED.normalizer,
        "a model with other statistics of its inputs; allowed: one that this firmware was the start of"
    );
    Ok(model.parameters.to_vec())
}

fn extension(file: &Path) -> Option<&str> {
    file.extension().and_then(OsStr::to_str)
}

/// The parts of a model by their names.
fn parts(model: &Model) -> [(&'static str, &[f32]); 3] {
    let normalizer = &model.normalizer;
    [("mean", &normalizer.mean), ("scale", &normalizer.scale), ("parameters", &model.parameters)]
}

fn c(model: &Model) -> String {
    let hash = parameters_hash(&model.parameters);
    let mut text = format!(
        "/* A network of 24 features, 24 hidden units, 7 classes; hash of its parameters {hash:016x}.\n   \
         x = (feature - mean) * scale; W1 by rows, b1, W2 by rows, b2. */\n#pragma once\n"
    );
    for (name, values) in parts(model) {
        let _ = write!(text, "static const float {name}[{}] = {{", values.len());
        lines(&mut text, values, "f");
        text.push_str("};\n");
    }
    text
}

fn rust(model: &Model) -> String {
    let hash = parameters_hash(&model.parameters);
    let mut text = format!("// Hash of the parameters: {hash:016x}.\n");
    for (name, values) in parts(model) {
        let _ = write!(text, "pub const {}: [f32; {}] = [", name.to_uppercase(), values.len());
        lines(&mut text, values, "");
        text.push_str("];\n");
    }
    text
}

/// Numbers with as many digits as lead back to their bits.
fn lines(text: &mut String, values: &[f32], suffix: &str) {
    for (index, value) in values.iter().enumerate() {
        text.push_str(if index % 6 == 0 { "\n    " } else { " " });
        let _ = write!(text, "{value:?}{suffix},");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_leads_back_to_the_bits() {
        for (text, suffix) in [(c(&PRETRAINED), "f"), (rust(&PRETRAINED), "")] {
            let values = text.rsplit(['{', '[']).next().unwrap();
            let values = values.split(',').map(|value| value.trim().trim_end_matches(suffix));
            let found: Vec<f32> = values.filter_map(|value| value.parse().ok()).collect();
            assert_eq!(found, PRETRAINED.parameters);
        }
    }

    #[test]
    fn what_was_saved_is_loaded_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("thalweg-model-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("model.bin");
        save(&file, &PRETRAINED.parameters).unwrap();
        assert_eq!(load(&file).unwrap(), PRETRAINED.parameters);
        let mut bytes = fs::read(&file).unwrap();
        bytes[0] ^= 1;
        fs::write(&file, &bytes).unwrap();
        let error = format!("{:#}", load(&file).unwrap_err());
        assert!(error.contains("other statistics of its inputs"), "{error}");
        fs::write(&file, &bytes[1..]).unwrap();
        let error = format!("{:#}", load(&file).unwrap_err());
        assert!(error.contains("3291 bytes; allowed: 3292"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
