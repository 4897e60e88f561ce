//! Models in files: what a device has learnt, to keep, to give to another, or to build into a program.

use anyhow::{Context, Result, bail};
use std::{ffi::OsStr, fs, path::Path};
use thalweg::checkpoint::{
    self, Buffer, Bytes, Identity, fingerprint,
    print::{CHeader, RustConst},
};
use thalweg_watch::{Model, PARAMETERS, PRETRAINED};
use thalweg_watch_study::files;

/// Of a checkpoint of the parameters alone.
const LENGTH: usize = checkpoint::max_length::<[f32; PARAMETERS]>() as usize;

/// Writes parameters: as a checkpoint, or with the statistics of its inputs as a header for C (`.h`) or as constants
/// for Rust (`.rs`).
pub(super) fn save(file: &Path, parameters: &[f32]) -> Result<()> {
    let parameters =
        parameters.try_into().context("the device has another number of parameters")?;
    let model = Model { parameters, ..PRETRAINED.clone() };
    let content = match extension(file) {
        Some("h") => text(&model, c)?,
        Some("rs") => text(&model, rust)?,
        _ => bytes(&model.parameters)?,
    };
    fs::write(file, content).with_context(|| file.display().to_string())
}

/// The parameters of a checkpoint of this watch's.
pub(super) fn load(file: &Path) -> Result<Vec<f32>> {
    read(file).with_context(|| file.display().to_string())
}

fn read(file: &Path) -> Result<Vec<f32>> {
    if let Some(extension @ ("h" | "rs")) = extension(file) {
        bail!("a model as source text (.{extension}); allowed: one that was saved as bytes");
    }
    let bytes = files::read(file, LENGTH as u64)?;
    let mut parameters = [0.0; PARAMETERS];
    checkpoint::load(&mut parameters, identity(), &mut Bytes::new(&bytes))?;
    Ok(parameters.to_vec())
}

fn bytes(parameters: &[f32; PARAMETERS]) -> Result<Vec<u8>> {
    let mut bytes = vec![0; LENGTH];
    checkpoint::save(parameters, identity(), &mut Buffer::new(&mut bytes))?;
    Ok(bytes)
}

/// What they are of: the model that they started from; any recipe.
fn identity() -> Identity {
    Identity { model: fingerprint(&PRETRAINED.parameters), recipe: 0 }
}

fn extension(file: &Path) -> Option<&str> {
    file.extension().and_then(OsStr::to_str)
}

fn c(name: &str, values: &[f32]) -> Result<String, thalweg::Error> {
    CHeader::new(name, values).map(|text| text.to_string())
}

fn rust(name: &str, values: &[f32]) -> Result<String, thalweg::Error> {
    RustConst::new(name, values).map(|text| text.to_string())
}

/// x = (feature − mean) · scale; W₁ by rows, b₁, W₂ by rows, b₂.
fn text(
    model: &Model,
    print: fn(&str, &[f32]) -> Result<String, thalweg::Error>,
) -> Result<Vec<u8>> {
    let Model { normalizer, parameters, .. } = model;
    let parts = [
        print("watch_mean", &normalizer.mean)?,
        print("watch_scale", &normalizer.scale)?,
        print("watch_parameters", parameters)?,
    ];
    Ok(parts.join("\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_leads_back_to_the_bits() {
        for (text, suffix) in [(text(&PRETRAINED, c), "f,"), (text(&PRETRAINED, rust), ",")] {
            let text = String::from_utf8(text.unwrap()).unwrap();
            let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
            let found: Vec<f32> =
                lines.map(|line| line.strip_suffix(suffix).unwrap().parse().unwrap()).collect();
            let Model { normalizer, parameters, .. } = &PRETRAINED;
            assert_eq!(found, [&normalizer.mean[..], &normalizer.scale, parameters].concat());
        }
    }

    #[test]
    fn what_was_saved_is_loaded_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("thalweg-model-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("model.bin");
        let parameters = PRETRAINED.parameters.map(|w| 0.5 * w + 1e-3);
        save(&file, &parameters).unwrap();
        assert_eq!(load(&file).unwrap(), parameters);
        let saved = fs::read(&file).unwrap();
        let refusal = |content: &[u8]| {
            fs::write(&file, content).unwrap();
            format!("{:#}", load(&file).unwrap_err())
        };
        let mut flipped = saved.clone();
        flipped[saved.len() / 2] ^= 1;
        for content in [&flipped[..], &saved[1..], &[saved.clone(), vec![0]].concat()] {
            let error = refusal(content);
            assert!(error.contains("model.bin: ") && !error.contains('\n'), "{error}");
        }
        let mut other = vec![0; LENGTH];
        let of_another = Identity { model: 1, recipe: 0 };
        checkpoint::save(&parameters, of_another, &mut Buffer::new(&mut other)).unwrap();
        let error = refusal(&other);
        assert!(error.contains("the checkpoint is of another model"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
