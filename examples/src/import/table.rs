//! The layers of a network as a table.

use super::network::{Network, Written};
use anyhow::Result;
use std::fmt::Write as _;
use thalweg::nn::{LayerList, Sequential};

/// Each layer, what goes in and comes out, its parameters; and the floats that the whole needs beside them.
///
/// # Errors
/// Layers that do not fit.
pub fn table(network: &Network) -> Result<String> {
    let mut table = "| layer | inputs | outputs | parameters |\n|---|---|---|---|\n".to_owned();
    for (index, written) in network.written().iter().enumerate() {
        let Some(layer) = network.layer(index) else { continue };
        let (shape, name) = (layer.shape()?, name(written));
        let (inputs, outputs, parameters) = (shape.inputs, shape.outputs, shape.parameters);
        writeln!(table, "| {name} | {inputs} | {outputs} | {parameters} |")?;
    }
    let whole = Sequential::new(network)?;
    let shape = whole.shape()?;
    let (inputs, outputs, parameters) = (shape.inputs, shape.outputs, shape.parameters);
    writeln!(table, "| all | {inputs} | {outputs} | {parameters} |")?;
    let (inference, training) = (whole.inference_memory(), whole.memory());
    write!(table, "memory: {inference} floats for inference, {training} for training")?;
    Ok(table)
}

fn name(written: &Written) -> &str {
    match written {
        Written::Layer { of, .. } => of.split('<').next().unwrap_or(of),
        Written::Residual(_) => "Residual",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_layer_has_a_row() {
        let layers = json!([
            {"kind": "dense", "inputs": 4, "outputs": 3},
            {"kind": "residual", "layers": [{"kind": "dense", "inputs": 3, "outputs": 3}, {"kind": "relu"}]},
            {"kind": "dense", "inputs": 3, "outputs": 2},
        ]);
        let network = Network::new(&layers, &[4], &json!({})).unwrap();
        let wanted = "| layer | inputs | outputs | parameters |\n|---|---|---|---|\n\
            | Dense | 4 | 3 | 15 |\n| Residual | 3 | 3 | 12 |\n| Dense | 3 | 2 | 8 |\n| all | 4 | 2 | 35 |\n";
        let table = table(&network).unwrap();
        assert!(table.starts_with(wanted), "{table}");
        assert!(table.ends_with(" for training"), "{table}");
    }
}
