//! Losses and their gradients.

use crate::{Checked, Verdict};
use anyhow::ensure;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg_tests::vectors::{Case, floats, number, rows};

/// Values and gradients are compared relative to the largest magnitude of each.
const BOUND: f64 = 1e-5;

pub(crate) fn check(case: &Case) -> Checked {
    match case.kind.as_str() {
        "softmax_cross_entropy" => cross_entropy(case),
        _ => Ok(Verdict::Unknown),
    }
}

fn cross_entropy(case: &Case) -> Checked {
    let label_smoothing = number(&case.config["label_smoothing"])? as f32;
    let loss = SoftmaxCrossEntropy { label_smoothing };
    let targets = floats(&case.config["target"])?;
    let samples = rows(&case.inputs["input"])?;
    ensure!(targets.len() == samples.len(), "a target for each row");
    let n = samples.len() as f64;
    let mut value = 0.0;
    let mut gradient = Vec::new();
    for (row, &target) in samples.iter().zip(&targets) {
        let mut logits: Vec<f32> = row.iter().map(|&x| x as f32).collect();
        value += f64::from(loss.backward(&mut logits, target as usize)?) / n;
        gradient.push(logits.iter().map(|&g| f64::from(g) / n).collect::<Vec<f64>>());
    }
    let expected = number(&case.expected["value"])?;
    let mut worst = (value - expected).abs() / expected.abs().max(1e-3);
    for (row, expected) in gradient.iter().zip(rows(&case.expected["grad"])?) {
        for (g, e) in row.iter().zip(expected) {
            worst = worst.max((g - e).abs() * n);
        }
    }
    Ok(Verdict::Error(worst / BOUND))
}
