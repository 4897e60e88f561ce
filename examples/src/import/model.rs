//! A model of two files: `MODEL.safetensors` and the list of its layers.

use super::{
    network::Network,
    tensors::{Tensor, Tensors, values},
};
use anyhow::{Context, Result, bail, ensure};
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;
use thalweg::nn::{Layer, Pass, Sequential};

/// A network with its parameters.
pub struct Model {
    network: Network,
    parameters: Vec<f32>,
    inputs: usize,
    checks: Vec<Check>,
}

/// What PyTorch gave for an input.
#[derive(Clone, Debug)]
pub struct Check {
    /// The input.
    pub x: Vec<f32>,
    /// The outputs.
    pub logits: Vec<f64>,
}

impl Tensors for SafeTensors<'_> {
    fn tensor(&self, name: &str) -> Result<Option<Tensor>> {
        let Ok(view) = SafeTensors::tensor(self, name) else { return Ok(None) };
        let dtype = view.dtype();
        ensure!(dtype == Dtype::F32, "{name} is {dtype:?}; allowed: F32");
        let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let values: Vec<f64> = view.data().chunks_exact(4).map(|b| number(b).into()).collect();
        let bad = values.iter().position(|value| !value.is_finite());
        ensure!(bad.is_none(), "{name}[{}] is not finite; allowed: finite", bad.unwrap_or(0));
        Ok(Some(Tensor { shape: view.shape().to_vec(), values }))
    }
}

impl Model {
    /// Reads a model from the bytes of a safetensors file and the text of `LAYERS.json`: a list of layers, or an object
    /// with `layers`, `input` (the dimensions of an input) and `checks`, a list of `{x, logits}`.
    ///
    /// # Errors
    /// A file that is cut or damaged, a tensor of another type or size or that is missing or that no layer takes, a layer
    /// that is not known.
    pub fn read(safetensors: &[u8], layers: &str) -> Result<Self> {
        let tensors = SafeTensors::deserialize(safetensors).context("no safetensors file")?;
        let description: Value = serde_json::from_str(layers).context("the layers are no JSON")?;
        let list = if description.is_array() { &description } else { &description["layers"] };
        let dimensions = dimensions(&description, list)?;
        let network = Network::new(list, &dimensions, &tensors)?;
        every_tensor_is_taken(&tensors, &network)?;
        let parameters = network.gather(&tensors)?.into_iter().map(|w| w as f32).collect();
        let inputs = values(&dimensions)?;
        let checks = match &description["checks"] {
            Value::Null => Vec::new(),
            checks => checks
                .as_array()
                .context("the checks are no list")?
                .iter()
                .map(Check::read)
                .collect::<Result<_>>()?,
        };
        Ok(Self { network, parameters, inputs, checks })
    }

    /// The layers.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Rows of weights with a bias behind each, layer after layer.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// What PyTorch gave.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The largest difference to what PyTorch gave, with these parameters; `None` if nothing is to be checked.
    ///
    /// # Errors
    /// An input or outputs of another length, or that are not finite.
    pub fn largest_error(&self, parameters: &[f32]) -> Result<Option<f64>> {
        let network = Sequential::new(&self.network)?;
        let mut memory = vec![0.0; network.inference_memory()];
        let mut worst = None;
        for (number, check) in self.checks.iter().enumerate() {
            ensure!(
                check.x.len() == self.inputs && check.logits.len() == network.outputs(),
                "check {number} has {} inputs and {} logits; allowed: exactly {} and {}",
                check.x.len(),
                check.logits.len(),
                self.inputs,
                network.outputs()
            );
            let mut logits = vec![0.0; network.outputs()];
            network.forward(parameters, &check.x, &mut logits, &mut memory, Pass::Inference)?;
            for (index, (found, wanted)) in logits.iter().zip(&check.logits).enumerate() {
                ensure!(
                    found.is_finite(),
                    "check {number}: logits[{index}] becomes {found}; allowed: finite"
                );
                let error = (f64::from(*found) - wanted).abs();
                worst = Some(error.max(worst.unwrap_or(0.0)));
            }
        }
        Ok(worst)
    }
}

impl Check {
    fn read(value: &Value) -> Result<Self> {
        let x = Tensor::read(&value["x"]).context("x of a check")?.values;
        let logits = Tensor::read(&value["logits"]).context("logits of a check")?.values;
        Ok(Self { x: x.into_iter().map(|x| x as f32).collect(), logits })
    }
}

/// What goes in: as it is said, or as many as a dense layer takes.
fn dimensions(description: &Value, list: &Value) -> Result<Vec<usize>> {
    if let Some(given) = description["input"].as_array() {
        let count = |value: &Value| Ok(usize::try_from(value.as_u64().context("input")?)?);
        return given.iter().map(count).collect();
    }
    match (list[0]["kind"].as_str(), list[0]["inputs"].as_u64()) {
        (Some("dense"), Some(inputs)) => Ok(vec![usize::try_from(inputs)?]),
        _ => bail!("the layers need \"input\", the dimensions of what goes in: [channels, length]"),
    }
}

/// No tensor is left over: a layer that was forgotten would go unnoticed.
fn every_tensor_is_taken(tensors: &SafeTensors<'_>, network: &Network) -> Result<()> {
    const OF_A_LAYER: [&str; 5] =
        ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
    for name in tensors.names() {
        let taken = network.blocks().iter().any(|block| {
            name.strip_prefix(block.prefix.as_str()).is_some_and(|rest| OF_A_LAYER.contains(&rest))
        });
        ensure!(taken, "no layer takes the tensor {name}");
    }
    Ok(())
}
