//! Layers and small networks, one sample each, forward and backward.

use crate::{Checked, Verdict};
use anyhow::{Context, Result};
use serde_json::Value;
use thalweg::{
    loss::SoftmaxCrossEntropy,
    nn::{Layer, LayerList, Pass, Sequential, Trace},
};
use thalweg_examples::import::{Network, Tensor};
use thalweg_tests::vectors::{Case, number};

/// Relative to the larger of 1 and the largest number of a tensor.
const BOUND: f64 = 2e-6;

pub(crate) fn check(case: &Case) -> Checked {
    let x = Tensor::read(&case.inputs["x"])?;
    let (config, buffers) = (&case.config, &case.inputs["buffers"]);
    if case.kind == "network" {
        let network = Network::new(&config["layers"], &x.shape, buffers)?;
        return whole(case, &network, &single(&x));
    }
    let mut layer = config.clone();
    layer["kind"] = Value::String(case.kind.clone());
    let network = Network::single(&layer, &x.shape, buffers);
    match network {
        Err(error) if format!("{error:#}").contains("is not known") => Ok(Verdict::Unknown),
        network => of_layer(case, &network?, &single(&x)),
    }
}

/// A layer by itself: y, ∂L/∂x and the gradients.
fn of_layer(case: &Case, network: &Network, x: &[f32]) -> Checked {
    let layer = network.layer(0).context("no layer")?;
    let shape = layer.shape()?;
    let parameters = parameters(case, network)?;
    let (mut y, mut memory) = (vec![0.0; shape.outputs], vec![0.0; shape.memory]);
    let pass = Pass::Inference;
    layer.forward(&parameters, x, &mut y, &mut memory, pass)?;
    let dy = single(&Tensor::read(&case.inputs["dy"])?);
    let (mut gradient, mut dx) = (vec![0.0; parameters.len()], vec![0.0; shape.inputs]);
    let trace = Trace { x, y: &y, dy: &dy, memory: &mut memory, pass };
    layer.backward(&parameters, trace, Some(&mut gradient), Some(&mut dx))?;
    let expected = |name: &str| Ok::<_, anyhow::Error>(Tensor::read(&case.expected[name])?.values);
    let worst = error(&y, &expected("y")?).max(error(&dx, &expected("dx")?));
    let gradients = network.gather(&case.expected["gradients"])?;
    Ok(Verdict::Error(worst.max(error(&gradient, &gradients)) / BOUND))
}

/// A network with its loss: the logits, the loss and the gradients.
fn whole(case: &Case, network: &Network, x: &[f32]) -> Checked {
    let parameters = parameters(case, network)?;
    let sequential = Sequential::new(network)?;
    let (mut memory, pass) = (vec![0.0; sequential.memory()], Pass::Training(0));
    let mut z = vec![0.0; sequential.outputs()];
    sequential.forward(&parameters, x, &mut z, &mut memory, pass)?;
    let mut worst = error(&z, &Tensor::read(&case.expected["logits"])?.values);
    let label_smoothing = number(&case.config["label_smoothing"])? as f32;
    let target = usize::try_from(case.inputs["target"].as_u64().context("no target")?)?;
    let loss = SoftmaxCrossEntropy { label_smoothing }.value_and_grad(&mut z, target)?;
    worst = worst.max(error(&[loss], &[number(&case.expected["loss"])?]));
    let mut gradient = vec![0.0; parameters.len()];
    let trace = Trace { x, y: &[], dy: &z, memory: &mut memory, pass };
    sequential.backward(&parameters, trace, Some(&mut gradient), None)?;
    let gradients = network.gather(&case.expected["gradients"])?;
    Ok(Verdict::Error(worst.max(error(&gradient, &gradients)) / BOUND))
}

fn parameters(case: &Case, network: &Network) -> Result<Vec<f32>> {
    let all = network.gather(&case.inputs["parameters"])?;
    Ok(all.into_iter().map(|value| value as f32).collect())
}

fn single(tensor: &Tensor) -> Vec<f32> {
    tensor.values.iter().map(|&value| value as f32).collect()
}

/// The largest error of a tensor, infinite if it has another length.
fn error(found: &[f32], expected: &[f64]) -> f64 {
    if found.len() != expected.len() {
        return f64::INFINITY;
    }
    let scale = expected.iter().fold(1.0, |scale: f64, value| scale.max(value.abs()));
    let errors = found.iter().zip(expected).map(|(&found, &wanted)| {
        let error = (f64::from(found) - wanted).abs() / scale;
        if error.is_nan() { f64::INFINITY } else { error }
    });
    errors.fold(0.0, f64::max)
}
