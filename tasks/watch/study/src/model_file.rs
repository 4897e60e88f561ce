//! Adapted parameters as files: a checkpoint that a watch loads again, a C header, a Rust constant.

use anyhow::{Context, Result, bail};
use std::{fs, path::Path};
use thalweg::checkpoint::{
    self, Buffer, Bytes, CheckpointError, Identity, fingerprint,
    print::{CHeader, RustConst},
};
use thalweg_watch::{Model, PARAMETERS};

/// The name of the array or the constant.
const NAME: &str = "watch";
/// Of a checkpoint of the parameters alone.
const LENGTH: usize = checkpoint::max_length::<[f32; PARAMETERS]>() as usize;

/// What adapted parameters are of: the model that they started from; any recipe.
fn identity(model: &Model) -> Identity {
    Identity { model: fingerprint(&model.parameters), recipe: 0 }
}

/// The checkpoint of parameters alone that were adapted from this model.
///
/// # Errors
/// A parameter that is not finite.
pub fn to_bytes(model: &Model, parameters: &[f32; PARAMETERS]) -> Result<Vec<u8>, CheckpointError> {
    let mut bytes = vec![0; LENGTH];
    checkpoint::save(parameters, identity(model), &mut Buffer::new(&mut bytes))?;
    Ok(bytes)
}

/// The parameters of a checkpoint that [`to_bytes`] has made.
///
/// # Errors
/// It is none, was changed, or is of another model.
pub fn from_bytes(model: &Model, bytes: &[u8]) -> Result<[f32; PARAMETERS], CheckpointError> {
    let mut parameters = [0.0; PARAMETERS];
    checkpoint::load(&mut parameters, identity(model), &mut Bytes::new(bytes))?;
    Ok(parameters)
}

/// Writes parameters that were adapted from this model: `.thcp` a checkpoint, `.h` a C header, `.rs` a Rust constant.
///
/// # Errors
/// Another ending; a parameter that is not finite; the file cannot be written.
pub fn save(path: &Path, model: &Model, parameters: &[f32; PARAMETERS]) -> Result<()> {
    let content = match extension(path) {
        "thcp" => to_bytes(model, parameters)?,
        "h" => CHeader::new(NAME, parameters)?.to_string().into_bytes(),
        "rs" => RustConst::new(NAME, parameters)?.to_string().into_bytes(),
        _ => bail!("{}: the file's ending; allowed: .thcp, .h or .rs", path.display()),
    };
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))
}

/// Reads parameters that were adapted from this model, of a `.thcp`.
///
/// # Errors
/// Another ending; the file cannot be read, is no checkpoint, was changed, or is of another model.
pub fn load(path: &Path, model: &Model) -> Result<[f32; PARAMETERS]> {
    let name = || path.display().to_string();
    if extension(path) != "thcp" {
        bail!("{}: the file's ending; allowed: .thcp", name());
    }
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", name()))?;
    from_bytes(model, &bytes).with_context(name)
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};
    use thalweg_watch::PRETRAINED;

    #[test]
    fn files_come_back_and_those_of_another_model_are_refused() {
        let folder = env::temp_dir().join(format!("model_file_{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let parameters = PRETRAINED.parameters.map(|w| 0.5 * w + 1e-3);
        for ending in ["thcp", "h", "rs"] {
            save(&folder.join("model").with_extension(ending), &PRETRAINED, &parameters).unwrap();
        }
        let path = folder.join("model.thcp");
        assert_eq!(load(&path, &PRETRAINED).unwrap(), parameters);
        let mut other = PRETRAINED.clone();
        other.parameters[0] += 1.0;
        let error = format!("{:#}", load(&path, &other).unwrap_err());
        assert!(error.contains("model.thcp: the checkpoint is of another model"), "{error}");
        for text in ["h", "rs"] {
            let text = fs::read_to_string(folder.join("model").with_extension(text)).unwrap();
            let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
            let number = |line: &str| line.trim_end_matches([',', 'f']).parse::<f32>().unwrap();
            assert!(lines.map(number).eq(parameters));
        }
        let error = save(&folder.join("model.bin"), &PRETRAINED, &parameters).unwrap_err();
        assert!(error.to_string().ends_with("allowed: .thcp, .h or .rs"), "{error}");
        let error = load(&folder.join("model.h"), &PRETRAINED).unwrap_err();
        assert!(error.to_string().ends_with("allowed: .thcp"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
