//! A network from PyTorch: `cargo run -p thalweg-examples --bin import -- MODEL.safetensors LAYERS.json`.
//!
//! Prints it as Rust, `sequential!` and parameters, to be put into a firmware; `--int8` with frozen weights of 8 bits,
//! `--blob FILE` with the parameters as bytes for flash instead. `LAYERS.json` holds `{"input": [channels, length],
//! "layers": [{"kind": "conv1d", "in_channels": …}, …], "checks": [{"x": …, "logits": …}, …]}`, tensors have the names of
//! a `state_dict` of an `nn.Sequential`. What PyTorch gave for the inputs of `checks` is compared with what this network
//! gives; a table of the layers closes it, on the standard error.

use anyhow::{Context, Result, bail, ensure};
use std::{fs, path::Path, process::ExitCode};
use thalweg_examples::import::{Format, Model, blob, rust, table};
use thalweg_watch_study::files;

/// Bytes of a file, at most: more than any microcontroller has room for.
const MOST: u64 = 64 << 20;

/// Beyond it the layers are not those that PyTorch had; of the largest logit, or of 1.
const BOUND: f64 = 1e-4;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// All of a file that was named.
fn read(file: &str) -> Result<Vec<u8>> {
    files::read(Path::new(file), MOST).with_context(|| file.to_owned())
}

fn run() -> Result<()> {
    let (mut files, mut format, mut to) = (Vec::new(), Format::Trained, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--int8" => format = Format::Int8,
            "--blob" => to = Some(arguments.next().context("--blob needs the name of a file")?),
            option if option.starts_with('-') => {
                bail!("{option} is no option; allowed: --int8, --blob FILE")
            }
            _ => files.push(argument),
        }
    }
    let [tensors, layers] = files.as_slice() else {
        bail!("import MODEL.safetensors LAYERS.json [--int8] [--blob FILE]");
    };
    let bytes = read(tensors)?;
    let text = String::from_utf8(read(layers)?).with_context(|| layers.clone())?;
    let model = Model::read(&bytes, &text).with_context(|| format!("{tensors}, {layers}"))?;
    match model.largest_error_in(Format::Trained)? {
        None => eprintln!("nothing to check: {layers} has no checks"),
        Some(error) => {
            let logits = model.checks().iter().flat_map(|check| &check.logits);
            let bound = BOUND * logits.fold(1.0, |largest: f64, z| largest.max(z.abs()));
            ensure!(
                error <= bound,
                "the logits differ by {error:.2e}; allowed: at most {bound:.0e}"
            );
            eprintln!(
                "{} inputs checked: the logits differ by {error:.2e} at most",
                model.checks().len()
            );
        }
    }
    if let (Format::Int8, Some(error)) = (format, model.largest_error_in(format)?) {
        eprintln!("with weights of 8 bits by {error:.2e}");
    }
    match to {
        Some(file) => fs::write(&file, blob(&model, format)?).with_context(|| file.clone())?,
        None => print!("{}", rust(&model, format)?),
    }
    eprintln!("{}", table(model.network())?);
    Ok(())
}
