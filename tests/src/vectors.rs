//! The reference vectors: what other systems compute for the same inputs.
//!
//! One gzipped JSON file a family and library, in the directory `REFERENCE_DIR` (default: the copy
//! in `tests/`). A case is known by its `kind`, `convention` and `config`, never by its name.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{fs, fs::File, path::Path, path::PathBuf};

/// One case of one file.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's family: `schedules`, `optimizers`, `layers`, `losses`, `clipping`, `ema`, `training`.
    pub family: String,
    /// The library that computed it, as the file name says.
    pub library: String,
    /// For messages only.
    pub name: String,
    /// What is computed.
    pub kind: String,
    /// Whose formula it is.
    pub convention: String,
    /// The hyper-parameters.
    pub config: Value,
    /// What goes in; a named sequence is put in place of its key.
    pub inputs: Value,
    /// What must come out.
    pub expected: Value,
}

/// The directory of the vectors.
#[must_use]
pub fn directory() -> PathBuf {
    std::env::var_os("REFERENCE_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("reference_vectors"),
        PathBuf::from,
    )
}

/// Every case of every file of `families`, in the order of the file names.
///
/// # Errors
/// A directory without any file of these families, a file that cannot be read, a case without one of
/// its parts.
pub fn cases(families: &[&str]) -> Result<Vec<Case>> {
    let directory = directory();
    let mut files: Vec<PathBuf> = fs::read_dir(&directory)
        .with_context(|| format!("no directory of reference vectors at {}", directory.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| {
        families.contains(&part(file, 0)) && file.extension().is_some_and(|e| e == "gz")
    });
    files.sort();
    if files.is_empty() {
        bail!("{} holds no {}.*.json.gz", directory.display(), families.join(".*.json.gz, no "));
    }
    let mut cases = Vec::new();
    for file in &files {
        read(file, &mut cases).with_context(|| format!("in {}", file.display()))?;
    }
    Ok(cases)
}

/// Every family that has a file in the directory.
///
/// # Errors
/// The directory cannot be read.
pub fn families() -> Result<Vec<String>> {
    let mut families: Vec<String> = fs::read_dir(directory())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "gz"))
        .map(|file| part(file, 0).to_owned())
        .collect();
    families.sort();
    families.dedup();
    Ok(families)
}

/// Part `index` of a file name like `schedules.torch.json.gz`.
fn part(file: &Path, index: usize) -> &str {
    file.file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.split('.').nth(index))
        .unwrap_or("")
}

fn read(file: &Path, cases: &mut Vec<Case>) -> Result<()> {
    let reader = flate2::read::GzDecoder::new(File::open(file)?);
    let document: Value = serde_json::from_reader(std::io::BufReader::new(reader))?;
    let sequences = &document["sequences"];
    for case in document["cases"].as_array().context("no list \"cases\"")? {
        let text = |key: &str| {
            Ok::<_, anyhow::Error>(
                case[key].as_str().with_context(|| format!("a case without {key:?}"))?.to_owned(),
            )
        };
        let mut inputs = case["inputs"].clone();
        if let Some(key) = inputs["sequence"].as_str() {
            inputs = sequences.get(key).with_context(|| format!("no sequence {key:?}"))?.clone();
        }
        cases.push(Case {
            family: part(file, 0).to_owned(),
            library: part(file, 1).to_owned(),
            name: text("name")?,
            kind: text("kind")?,
            convention: text("convention")?,
            config: case["config"].clone(),
            inputs,
            expected: case["expected"].clone(),
        });
    }
    Ok(())
}

/// A number; a non-finite one stands as a string.
///
/// # Errors
/// Neither.
pub fn number(value: &Value) -> Result<f64> {
    match value {
        Value::Number(number) => number.as_f64().context("not a 64-bit number"),
        Value::String(text) => text.parse().with_context(|| format!("{text:?} is no number")),
        _ => bail!("{value} is no number"),
    }
}

/// A list of numbers.
///
/// # Errors
/// Something else.
pub fn floats(value: &Value) -> Result<Vec<f64>> {
    value.as_array().with_context(|| format!("{value} is no list"))?.iter().map(number).collect()
}

/// A list of lists of numbers.
///
/// # Errors
/// Something else.
pub fn rows(value: &Value) -> Result<Vec<Vec<f64>>> {
    value.as_array().with_context(|| format!("{value} is no list"))?.iter().map(floats).collect()
}
