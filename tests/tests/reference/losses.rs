//! Losses and their gradients: of each sample by itself, then the mean over the batch.

use crate::{Checked, Verdict};
use anyhow::{Result, ensure};
use thalweg::loss::{
    BinaryCrossEntropy, Distillation, DistillationWithLabels, Huber, MeanAbsoluteError,
    MeanSquaredError, SmoothL1, SoftmaxCrossEntropy,
};
use thalweg_tests::vectors::{Case, floats, number, rows};

/// Values are compared relative to their magnitude, gradients of a sample absolutely.
const BOUND: f64 = 1e-6;

pub(crate) fn check(case: &Case) -> Checked {
    let field = |name: &str| -> Result<f32> { Ok(number(&case.config[name])? as f32) };
    match case.kind.as_str() {
        "softmax_cross_entropy" => {
            let loss = SoftmaxCrossEntropy { label_smoothing: field("label_smoothing")? };
            let targets = floats(&case.config["target"])?;
            batch(case, |row, z| Ok(loss.value_and_grad(z, targets[row] as usize)?))
        }
        "softmax_cross_entropy_soft" => {
            let loss = SoftmaxCrossEntropy { label_smoothing: field("label_smoothing")? };
            against(case, "target_probabilities", |z, q| Ok(loss.value_and_grad_soft(z, q)?))
        }
        "mse" => against(case, "target", |y, t| Ok(MeanSquaredError.value_and_grad(y, t)?)),
        "mae" => against(case, "target", |y, t| Ok(MeanAbsoluteError.value_and_grad(y, t)?)),
        "huber" => {
            let loss = Huber { delta: field("delta")? };
            against(case, "target", |y, t| Ok(loss.value_and_grad(y, t)?))
        }
        "smooth_l1" => {
            let loss = SmoothL1 { beta: field("beta")? };
            against(case, "target", |y, t| Ok(loss.value_and_grad(y, t)?))
        }
        "bce_with_logits" => {
            against(case, "target", |z, t| Ok(BinaryCrossEntropy.value_and_grad(z, t)?))
        }
        "distillation" => {
            let loss = Distillation { temperature: field("temperature")? };
            against(case, "teacher_logits", |z, u| Ok(loss.value_and_grad(z, u)?))
        }
        "distillation_mixed" => {
            let (temperature, alpha) = (field("temperature")?, field("alpha")?);
            let loss = DistillationWithLabels { temperature, alpha };
            let targets = floats(&case.config["target"])?;
            let teacher = singles(&case.config["teacher_logits"])?;
            batch(case, |row, z| {
                Ok(loss.value_and_grad(z, &teacher[row], targets[row] as usize)?)
            })
        }
        _ => Ok(Verdict::Unknown),
    }
}

/// A loss against a row of numbers for each sample.
fn against(
    case: &Case,
    targets: &str,
    backward: impl Fn(&mut [f32], &[f32]) -> Result<f32>,
) -> Checked {
    let targets = singles(&case.config[targets])?;
    ensure!(targets.len() == rows(&case.inputs["input"])?.len(), "a target for each row");
    batch(case, |row, outputs| backward(outputs, &targets[row]))
}

/// The mean loss of a batch and its gradient against what is expected; `backward` gets the number of
/// a row and the row.
fn batch(case: &Case, backward: impl Fn(usize, &mut [f32]) -> Result<f32>) -> Checked {
    let mut samples = singles(&case.inputs["input"])?;
    let gradient = rows(&case.expected["grad"])?;
    ensure!(!samples.is_empty() && samples.len() == gradient.len(), "a gradient for each row");
    let n = samples.len() as f64;
    let (mut value, mut worst) = (0.0, 0.0_f64);
    for (row, (sample, expected)) in samples.iter_mut().zip(gradient).enumerate() {
        value += f64::from(backward(row, sample)?) / n;
        for (&found, expected) in sample.iter().zip(expected) {
            let scale = (expected * n).abs().max(1.0);
            worst = worst.max((f64::from(found) - expected * n).abs() / scale);
        }
    }
    let expected = number(&case.expected["value"])?;
    let worst = worst.max((value - expected).abs() / expected.abs().max(1e-3));
    Ok(Verdict::Error(worst / BOUND))
}

fn singles(value: &serde_json::Value) -> Result<Vec<Vec<f32>>> {
    Ok(rows(value)?.iter().map(|row| row.iter().map(|&x| x as f32).collect()).collect())
}
