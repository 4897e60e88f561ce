//! A model as Rust writes it, or as bytes for flash.

use super::{model::Model, network::Written};
use anyhow::Result;
use std::fmt::Write as _;
use thalweg::nn::quantize_rows;

/// How parameters are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Floats, to be trained.
    Trained,
    /// Frozen, weights that are summed as integers of 8 bits with a scale for each output.
    Int8,
}

/// The parameters of one layer.
enum Kept {
    Floats(Vec<f32>),
    Integers { weights: Vec<i8>, scales: Vec<f32>, biases: Vec<f32> },
}

/// Each layer that owns some, in order: whether its weights are summed.
fn owners(written: &[Written], into: &mut Vec<bool>) {
    for layer in written {
        match layer {
            Written::Layer { owns: true, sums, .. } => into.push(*sums),
            Written::Layer { .. } => {}
            Written::Residual(inner) => owners(inner, into),
        }
    }
}

fn kept(model: &Model, format: Format) -> Result<Vec<Kept>> {
    let (mut sums, mut all, mut rest) = (Vec::new(), Vec::new(), model.parameters());
    owners(model.network().written(), &mut sums);
    for (block, sums) in model.network().blocks().iter().zip(sums) {
        let (own, others) = rest.split_at(block.rows * (block.weights + 1));
        rest = others;
        all.push(if format == Format::Int8 && sums {
            let mut weights = vec![0; block.rows * block.weights];
            let (mut scales, mut biases) = (vec![0.0; block.rows], vec![0.0; block.rows]);
            quantize_rows(block.weights, own, &mut weights, &mut scales, &mut biases)?;
            Kept::Integers { weights, scales, biases }
        } else {
            Kept::Floats(own.to_vec())
        });
    }
    Ok(all)
}

/// The parameters that a format stands for, as floats: what the device calculates with.
///
/// # Errors
/// A parameter that is not finite.
pub(super) fn stands_for(model: &Model, format: Format) -> Result<Vec<f32>> {
    let mut all = Vec::new();
    for kept in kept(model, format)? {
        match kept {
            Kept::Floats(own) => all.extend(own),
            Kept::Integers { weights, scales, biases } => {
                let row = weights.len() / scales.len().max(1);
                for (row, (scale, bias)) in weights.chunks(row).zip(scales.iter().zip(biases)) {
                    all.extend(row.iter().map(|&q| f32::from(q) * scale));
                    all.push(bias);
                }
            }
        }
    }
    Ok(all)
}

impl Model {
    /// The largest difference to what PyTorch gave, with parameters kept in this format.
    ///
    /// # Errors
    /// As [`largest_error`](Self::largest_error).
    pub fn largest_error_in(&self, format: Format) -> Result<Option<f64>> {
        self.largest_error(&stands_for(self, format)?)
    }
}

/// Bytes, little end first: of each layer its floats; or its integers, then its scales, then its biases.
///
/// # Errors
/// A parameter that is not finite.
pub fn blob(model: &Model, format: Format) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let floats = |values: &[f32], bytes: &mut Vec<u8>| {
        values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    };
    for kept in kept(model, format)? {
        match kept {
            Kept::Floats(own) => floats(&own, &mut bytes),
            Kept::Integers { weights, scales, biases } => {
                bytes.extend(weights.iter().map(|q| q.to_le_bytes()[0]));
                floats(&scales, &mut bytes);
                floats(&biases, &mut bytes);
            }
        }
    }
    Ok(bytes)
}

/// A module with the network and its parameters as constants.
///
/// # Errors
/// A parameter that is not finite.
pub fn rust(model: &Model, format: Format) -> Result<String> {
    let mut text = String::from(
        "//! A network from PyTorch, written by thalweg's `import`.\n\n#[allow(unused_imports)]\nuse thalweg::{nn::*, sequential};\n\n",
    );
    let all = kept(model, format)?;
    if format == Format::Trained {
        let parameters = model.parameters();
        writeln!(
            text,
            "/// Rows of weights with a bias behind each, layer after layer: where training starts."
        )?;
        writeln!(text, "pub const PARAMETERS: [f32; {}] = {parameters:?};", parameters.len())?;
    } else {
        for (number, kept) in all.iter().enumerate() {
            constants(&mut text, number, kept)?;
        }
    }
    let (types, values) = layers(model.network().written(), format, &mut 0);
    writeln!(
        text,
        "\n/// The layers.\npub const NETWORK: Sequential<({types})> = sequential!({values});"
    )?;
    Ok(text)
}

fn constants(text: &mut String, number: usize, kept: &Kept) -> Result<()> {
    match kept {
        Kept::Floats(own) => {
            writeln!(text, "static LAYER_{number}: [f32; {}] = {own:?};", own.len())?;
        }
        Kept::Integers { weights, scales, biases } => {
            writeln!(text, "static WEIGHTS_{number}: [i8; {}] = {weights:?};", weights.len())?;
            writeln!(text, "static SCALES_{number}: [f32; {}] = {scales:?};", scales.len())?;
            writeln!(text, "static BIASES_{number}: [f32; {}] = {biases:?};", biases.len())?;
        }
    }
    Ok(())
}

/// Types and values, each with a comma behind it.
fn layers(written: &[Written], format: Format, number: &mut usize) -> (String, String) {
    let (mut types, mut values) = (String::new(), String::new());
    for layer in written {
        let (of, value) = match layer {
            Written::Residual(inner) => {
                let (types, values) = layers(inner, format, number);
                (format!("Residual<({types})>"), format!("Residual::new(sequential!({values}))"))
            }
            Written::Layer { of, value, owns: true, sums } if format == Format::Int8 => {
                let n = *number;
                *number += 1;
                if *sums {
                    let value =
                        format!("Int8::new({value}, &WEIGHTS_{n}, &SCALES_{n}, &BIASES_{n})");
                    (format!("Int8<'static, {of}>"), value)
                } else {
                    (format!("Frozen<'static, {of}>"), format!("Frozen::new({value}, &LAYER_{n})"))
                }
            }
            Written::Layer { of, value, .. } => (of.clone(), value.clone()),
        };
        types.extend([of.as_str(), ", "]);
        values.extend([value.as_str(), ", "]);
    }
    (types, values)
}
