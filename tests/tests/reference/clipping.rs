//! Clipping: every convention through the optimizer, with a rule that shows what it is given.

use crate::{Checked, Verdict};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use thalweg::{
    Error,
    gradient::{
        AdaptiveClip, Chain, ClipByBlockRms, ClipByGlobalNorm, ClipByNorm, ClipByValue, NormType,
        Unit,
    },
    group::{Group, Groups},
    optimizer::{
        Optimizer, Rule,
        rule::{GroupStep, TensorMut},
    },
};
use thalweg_tests::vectors::{Case, number};

/// Relative, a few roundings and a sum; where a library has float32 only, it has its own as well.
const BOUND: f64 = 1e-6;

/// Room for any case: the elements and tensors that it leaves are frozen.
const ELEMENTS: usize = 1024;
const TENSORS: usize = 9;
const UNITS: usize = 256;

pub(crate) fn check(case: &Case) -> Checked {
    let field = |name: &str| -> Result<f32> { Ok(number(&case.config[name])? as f32) };
    match (case.kind.as_str(), case.convention.as_str()) {
        ("clip_by_value", "torch" | "optax") => {
            compare(case, ClipByValue::new(field("clip_value")?), |_| None)
        }
        ("clip_by_global_norm", "torch" | "optax" | "mxnet") => {
            let (max, epsilon) = (field("max_norm")?, field("eps")?);
            let named = match case.convention.as_str() {
                "torch" => ClipByGlobalNorm::pytorch(max),
                "mxnet" => ClipByGlobalNorm::mxnet(max),
                _ => ClipByGlobalNorm::new(max),
            };
            ensure!(named == ClipByGlobalNorm::with_epsilon(max, epsilon), "another epsilon");
            compare(case, named, |clip| Some(clip.norm()))
        }
        ("clip_by_norm", "torch") => {
            let clip =
                ClipByNorm::with_epsilon(norm_type(case)?, field("max_norm")?, field("eps")?);
            compare(case, clip, |clip| Some(clip.norm()))
        }
        ("clip_by_block_rms", "optax") => {
            compare(case, ClipByBlockRms::<TENSORS>::new(field("threshold")?), |_| None)
        }
        ("adaptive_grad_clip", "optax") => {
            let (clipping, epsilon) = (field("clipping")?, field("eps")?);
            let clip =
                AdaptiveClip::<TENSORS, UNITS>::with_epsilon(clipping, epsilon, Unit::Column);
            compare(case, clip, |_| None)
        }
        _ => Ok(Verdict::Unknown),
    }
}

fn norm_type(case: &Case) -> Result<NormType> {
    let p = number(&case.config["norm_type"])?;
    Ok(match p {
        1.0 => NormType::L1,
        2.0 => NormType::L2,
        f64::INFINITY => NormType::LInfinity,
        _ => NormType::Lp(p as f32),
    })
}

/// w ← g: the gradient that arrives.
#[derive(Clone, Copy, Debug)]
struct Show;

impl Rule for Show {
    type State = [f32; 0];
    type Tensor = ();
    type Scalars<'a> = ();

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn scalars(&self, _: &GroupStep, _: TensorMut<'_, ()>) {}

    fn update((): &mut (), w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w = g;
    }
}

/// A norm of 0 keeps every parameter where it is for ever, in every library: here it is refused.
fn refused(case: &Case, error: &Error) -> Checked {
    let (expected, _) = flat(&case.expected["output"])?;
    ensure!(expected.iter().all(|&g| g == 0.0), "another output than zeros");
    ensure!(error.to_string().starts_with("max_norm is 0; allowed: above 0"), "{error}");
    Ok(Verdict::Error(0.0))
}

fn compare<T: Chain>(case: &Case, transform: T, norm: impl Fn(&T) -> Option<f32>) -> Checked {
    let (gradient, layout) = flat(&case.inputs["input"])?;
    let parameters = case.inputs.get("params").map(flat).transpose()?;
    let used = gradient.len();
    let mut w = vec![0.0_f32; ELEMENTS];
    if let Some((parameters, _)) = parameters {
        ensure!(parameters.len() == used, "a parameter for each element of the gradient");
        w[..used].copy_from_slice(&parameters.iter().map(|&w| w as f32).collect::<Vec<_>>());
    }
    let mut g = vec![0.0_f32; ELEMENTS];
    g[..used].copy_from_slice(&gradient.iter().map(|&g| g as f32).collect::<Vec<_>>());
    let made = Optimizer::<_, [f32; ELEMENTS], T, _>::grouped(Show, transform, Groups(layout));
    if case.config.get("max_norm").is_some_and(|max| max.as_f64() == Some(0.0)) {
        return refused(case, &made.err().context("a norm of 0 was taken")?);
    }
    let mut optimizer = made?;
    optimizer.step(&mut w, &g, 0.0)?;
    let exact = case.expected.get("output");
    let (expected, _) = flat(exact.unwrap_or(&case.expected["output_f32"]))?;
    ensure!(expected.len() == used, "an output for each element of the gradient");
    let mut worst = w.iter().zip(&expected).map(|(&w, &x)| distance(w, x)).fold(0.0, f64::max);
    let expected = case.expected.get("norm").or_else(|| case.expected.get("norm_f32"));
    if let (Some(expected), Some(found)) = (expected, norm(optimizer.transform())) {
        worst = worst.max(distance(found, number(expected)?));
    }
    Ok(Verdict::Error(worst / BOUND))
}

/// Relative, and where the number lies below the normal range, in steps of it.
fn distance(found: f32, expected: f64) -> f64 {
    let distance = (f64::from(found) - expected).abs() / expected.abs().max(1e-38);
    if distance.is_nan() { f64::INFINITY } else { distance }
}

/// Several tensors one after the other, and how they lie.
fn flat(tensors: &Value) -> Result<(Vec<f64>, [Group; TENSORS])> {
    let tensors = tensors.as_array().context("a list of tensors")?;
    let mut layout = [Group::vector(0); TENSORS];
    ensure!(tensors.len() < TENSORS, "{} tensors; the reader has room for 8", tensors.len());
    let mut values = Vec::new();
    for (group, tensor) in layout.iter_mut().zip(tensors) {
        let before = values.len();
        let shape = collect(tensor, &mut values)?;
        *group = match shape.as_slice() {
            [] | [_] => Group::vector(values.len() - before),
            // Optax' unit of a tensor: all that shares the last index, or all but the first of three.
            [rows, rest @ ..] if rest.len() < 3 => Group::matrix(*rows, rest.iter().product()),
            [rows @ .., columns] => Group::matrix(rows.iter().product(), *columns),
        };
    }
    let Some(rest) = ELEMENTS.checked_sub(values.len()) else {
        bail!("{} elements; the reader has room for {ELEMENTS}", values.len())
    };
    layout[TENSORS - 1] = Group { frozen: true, ..Group::vector(rest) };
    Ok((values, layout))
}

/// Appends the numbers of a nested list and gives its shape.
fn collect(tensor: &Value, values: &mut Vec<f64>) -> Result<Vec<usize>> {
    let Some(list) = tensor.as_array() else {
        values.push(number(tensor)?);
        return Ok(Vec::new());
    };
    let shapes = list.iter().map(|inner| collect(inner, values)).collect::<Result<Vec<_>>>()?;
    let inner = shapes.first().cloned().unwrap_or_default();
    ensure!(shapes.iter().all(|shape| *shape == inner), "a ragged tensor");
    Ok([vec![list.len()], inner].concat())
}
