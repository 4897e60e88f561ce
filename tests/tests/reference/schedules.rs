//! Schedules: every value against float64, within 4 ulp of f32.
//!
//! A kind and its config become one schedule of the crate, or a composition of several; which is
//! which, library by library, stands in the files beside this one.

mod config;
mod keras;
mod mxnet;
mod optax;
mod paper;
mod timm;
mod torch;

use crate::{Checked, Verdict};
use anyhow::{Result, bail, ensure};
use config::Config;
use serde_json::Value;
use thalweg::schedule::{Linear, Schedule};
use thalweg_tests::vectors::{Case, floats};

/// A value may be off by so many ulp of the float64 value …
const ULPS: f64 = 4.0;

/// … or by this share of the schedule's range, where it passes through zero.
const SHARE_OF_RANGE: f64 = 1e-9;

/// A schedule that lives as long as the test: parts of a composition are borrowed.
type Built = &'static dyn Schedule;

/// What a case drives.
struct Driven {
    learning_rate: Built,
    momentum: Option<Built>,
}

impl From<Built> for Driven {
    fn from(learning_rate: Built) -> Self {
        Self { learning_rate, momentum: None }
    }
}

fn keep(schedule: impl Schedule + 'static) -> Built {
    Box::leak(Box::new(schedule))
}

pub(crate) fn check(case: &Case) -> Checked {
    if case.kind == "plateau" {
        return torch::plateau(case);
    }
    let config = Config::new(&case.config);
    let Some(driven) = build(&case.library, &case.kind, &config)? else {
        return Ok(Verdict::Unknown);
    };
    let worst = compare(case, "lr", |step| driven.learning_rate.at(step))?;
    let momentum = match (driven.momentum, case.expected.get("momentum")) {
        (Some(momentum), Some(_)) => compare(case, "momentum", |step| momentum.at(step))?,
        (Some(_), None) => bail!("the momentum is cycled here only"),
        (None, Some(expected)) => {
            let kept = floats(expected)?;
            ensure!(kept.windows(2).all(|pair| pair[0] == pair[1]), "the momentum is cycled there");
            0.0
        }
        (None, None) => 0.0,
    };
    Ok(Verdict::Error(worst.max(momentum)))
}

/// The schedule of a kind; none if the kind is not known.
fn build(library: &str, kind: &str, config: &Config<'_>) -> Result<Option<Driven>> {
    Ok(match library {
        "keras" => keras::build(kind, config)?.map(Driven::from),
        "mxnet" => mxnet::build(kind, config)?.map(Driven::from),
        "optax" => optax::build(kind, config)?.map(Driven::from),
        "paper" => paper::build(kind, config)?.map(Driven::from),
        "timm" => timm::build(kind, config)?.map(Driven::from),
        "torch" => torch::build(kind, config)?,
        _ => None,
    })
}

/// A straight line from `begin` to `target`, then `schedule` from its own step 0.
fn warmed(steps: u32, begin: f32, target: f32, schedule: Built) -> Result<Built> {
    Ok(if steps == 0 {
        schedule
    } else {
        keep(Linear::new(begin, target, steps)?.then(steps, schedule))
    })
}

/// The worst error of the values at the listed steps, in units of the bound.
fn compare(case: &Case, key: &str, at: impl Fn(u32) -> f32) -> Result<f64> {
    let steps = case.inputs["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let steps: Vec<u64> = steps.iter().filter_map(Value::as_u64).collect();
    let found = steps.iter().map(|&step| Ok(at(u32::try_from(step)?)));
    worst_error(&found.collect::<Result<Vec<f32>>>()?, &floats(&case.expected[key])?)
}

/// The worst error of `found`, in units of the bound.
fn worst_error(found: &[f32], expected: &[f64]) -> Result<f64> {
    ensure!(!found.is_empty() && found.len() == expected.len(), "a value for each step");
    let (low, high) =
        expected.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
    let absolute = SHARE_OF_RANGE * (high - low);
    Ok(found.iter().zip(expected).fold(0.0, |worst: f64, (&found, &expected)| {
        let error = (f64::from(found) - expected).abs();
        let bound = (ULPS * ulp(expected)).max(absolute);
        let error = error / bound;
        if error.is_nan() { f64::INFINITY } else { worst.max(error) }
    }))
}

/// The distance of an f32 near `x` from the next.
fn ulp(x: f64) -> f64 {
    let x = (x as f32).abs();
    f64::from(x.next_up()) - f64::from(x)
}
