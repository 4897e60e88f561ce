//! Whole trainings: a small network, one sample a step, a cosine that anneals the learning rate.

use crate::{Checked, Verdict};
use anyhow::{Context, Result, bail, ensure};
use thalweg::{
    loss::SoftmaxCrossEntropy,
    nn::Mlp,
    optimizer::{Adam, Decoupled, L2, Momentum, Optimizer, Rule},
    schedule::{Cosine, Schedule},
};
use thalweg_tests::vectors::{Case, floats, number, rows};

/// Losses and weights, relative to the larger of 1 and the value.
const BOUND: f64 = 1e-5;

/// Room for any case's parameters. The rest stays 0: it has no gradient.
const PARAMETERS: usize = 1024;

pub(crate) fn check(case: &Case) -> Checked {
    let field = |name: &str| -> Result<f32> { Ok(number(&case.config[name])? as f32) };
    match case.kind.as_str() {
        "mlp_sgd" => train(case, Momentum { momentum: field("momentum")? }),
        "mlp_adam" => train(case, L2 { rule: adam(case)?, weight_decay: field("weight_decay")? }),
        "mlp_adamw" => {
            train(case, Decoupled { rule: adam(case)?, weight_decay: field("weight_decay")? })
        }
        _ => Ok(Verdict::Unknown),
    }
}

fn adam(case: &Case) -> Result<Adam> {
    let field = |name: &str| -> Result<f32> { Ok(number(&case.config[name])? as f32) };
    Ok(Adam { beta1: field("beta1")?, beta2: field("beta2")?, epsilon: field("eps")? })
}

fn train(case: &Case, rule: impl Rule) -> Checked {
    let size = |name: &str| -> Result<usize> {
        Ok(usize::try_from(case.config[name].as_u64().context("a whole number")?)?)
    };
    let network = Mlp::new(size("inputs")?, size("hidden")?, size("classes")?);
    let config = |name: &str| -> Result<f32> { Ok(number(&case.config[name])? as f32) };
    let steps = u32::try_from(size("t_max")?)?;
    let rate = Cosine::new(config("lr")?, config("eta_min")?, steps)?;
    let mut parameters = flat(&network, &case.inputs["weights"])?;
    let mut optimizer = Optimizer::<_, [f32; PARAMETERS]>::new(rule)?;
    let losses = floats(&case.expected["loss"])?;
    let (x, y) = (rows(&case.inputs["x"])?, floats(&case.inputs["y"])?);
    ensure!(x.len() == losses.len() && y.len() == x.len(), "a loss for each sample");
    let mut worst: f64 = 0.0;
    for (step, ((x, y), expected)) in x.iter().zip(&y).zip(losses).enumerate() {
        let x: Vec<f32> = x.iter().map(|&x| x as f32).collect();
        let (loss, gradient) = backward(&network, &parameters, &x, *y as usize)?;
        worst = worst.max(distance(loss, expected));
        optimizer.step(&mut parameters, &gradient, rate.at(u32::try_from(step)?))?;
    }
    let last = flat_f64(&network, &case.expected["final"])?;
    for (&found, expected) in parameters.iter().zip(last) {
        worst = worst.max(distance(found, expected));
    }
    Ok(Verdict::Error(worst / BOUND))
}

fn distance(found: f32, expected: f64) -> f64 {
    (f64::from(found) - expected).abs() / expected.abs().max(1.0)
}

/// The loss of one sample and its gradient.
fn backward(
    network: &Mlp,
    parameters: &[f32],
    x: &[f32],
    target: usize,
) -> Result<(f32, [f32; PARAMETERS])> {
    let used = network.parameters();
    let mut hidden = vec![0.0; network.hidden().outputs()];
    let mut z = vec![0.0; network.output().outputs()];
    network.forward(&parameters[..used], x, &mut hidden, &mut z)?;
    let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, target)?;
    let mut gradient = [0.0; PARAMETERS];
    network.backward(&parameters[..used], x, &mut hidden, &z, &mut gradient[..used])?;
    Ok((loss, gradient))
}

/// Weights and biases in the order of [`Mlp`]: each row with its bias behind it.
fn flat_f64(network: &Mlp, weights: &serde_json::Value) -> Result<Vec<f64>> {
    let mut flat = Vec::new();
    for (w, b) in [("w1", "b1"), ("w2", "b2")] {
        for (mut row, bias) in rows(&weights[w])?.into_iter().zip(floats(&weights[b])?) {
            row.push(bias);
            flat.append(&mut row);
        }
    }
    if flat.len() != network.parameters() || flat.len() > PARAMETERS {
        bail!("{} weights for {} parameters", flat.len(), network.parameters());
    }
    Ok(flat)
}

fn flat(network: &Mlp, weights: &serde_json::Value) -> Result<[f32; PARAMETERS]> {
    let mut parameters = [0.0; PARAMETERS];
    for (parameter, weight) in parameters.iter_mut().zip(flat_f64(network, weights)?) {
        *parameter = weight as f32;
    }
    Ok(parameters)
}
