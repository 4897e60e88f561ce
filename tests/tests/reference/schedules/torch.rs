//! PyTorch: t = 0 is the first update, a change comes at its boundary.

use super::{Built, Config, Driven, keep, worst_error};
use crate::{Checked, Verdict};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use thalweg::feedback::{Feedback, Goal, PlateauOptions, ReduceOnPlateau, Threshold};
use thalweg::schedule::{
    Amplitude, ConstantFactor, Cosine, Curve, Cyclic, Exponential, Join, Linear, MultiStep,
    OneCycle, OneCycleOptions, OneCyclePhases, PastEnd, Polynomial, Schedule, StepDecay,
    WarmRestarts,
};
use thalweg_tests::vectors::{Case, floats};

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Driven>> {
    let schedule = match kind {
        "cyclic" => return cyclic(config).map(Some),
        "one_cycle" => return one_cycle(config).map(Some),
        "sequential" => sequential(config)?,
        "chained" => chained(config)?,
        _ => match simple(kind, config)? {
            Some(schedule) => schedule,
            None => return Ok(None),
        },
    };
    Ok(Some(schedule.into()))
}

fn simple(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    let base_lr = config.f32("base_lr")?;
    Ok(Some(match kind {
        "step" => {
            keep(StepDecay::new(base_lr, config.f32("gamma")?, config.steps("step_size")?, 0.0)?)
        }
        "multi_step" => {
            let milestones = config.milestones("milestones")?;
            keep(MultiStep::<32>::from_slice(base_lr, config.f32("gamma")?, &milestones)?)
        }
        "constant_factor" => {
            let (factor, steps) = (config.f32("factor")?, config.steps("total_iters")?);
            keep(ConstantFactor::new(base_lr, factor, steps)?)
        }
        "linear" => {
            let end = |factor: &str| -> Result<f32> {
                Ok((f64::from(base_lr) * config.number(factor)?) as f32)
            };
            let (start, end) = (end("start_factor")?, end("end_factor")?);
            keep(Linear::new(start, end, config.steps("total_iters")?)?)
        }
        "exponential" => keep(Exponential::new(base_lr, config.f32("gamma")?, 1)?),
        "polynomial" => {
            let (power, steps) = (config.f32("power")?, config.steps("total_iters")?);
            keep(Polynomial::new(base_lr, 0.0, power, steps)?)
        }
        "cosine_annealing" => {
            let cosine = Cosine::new(base_lr, config.f32("eta_min")?, config.steps("t_max")?)?;
            keep(cosine.past_end(PastEnd::RiseAgain))
        }
        "sgdr" => {
            let (min_lr, first_cycle) = (config.f32("eta_min")?, config.steps("t_0")?);
            let restarts = WarmRestarts::new(base_lr, min_lr, first_cycle)?;
            keep(restarts.t_mult(config.f32("t_mult")?)?)
        }
        _ => return Ok(None),
    }))
}

fn cyclic(config: &Config<'_>) -> Result<Driven> {
    let (up, down) = (config.steps("step_size_up")?, config.steps("step_size_down")?);
    let gamma = config.f32_or("gamma", 1.0)?;
    let amplitude = match config.word("mode")? {
        "triangular" => Amplitude::Full,
        "triangular2" => Amplitude::Halving,
        "exp_range" => Amplitude::ByStep(Exponential::new(1.0, gamma, 1)?),
        other => bail!("no mode {other}"),
    };
    let cyclic = Cyclic::new(config.f32("base")?, config.f32("max")?, up, down)?;
    let cyclic = cyclic.amplitude(amplitude);
    let momentum = if config.flag("cycle_momentum") {
        let (base, max) = (config.f32("base_momentum")?, config.f32("max_momentum")?);
        Some(keep(cyclic.momentum(base, max)?))
    } else {
        None
    };
    Ok(Driven { learning_rate: keep(cyclic), momentum })
}

fn one_cycle(config: &Config<'_>) -> Result<Driven> {
    let settings = OneCycleOptions {
        pct_start: config.f32("pct_start")?,
        div_factor: config.f32("div_factor")?,
        final_div_factor: config.f32("final_div_factor")?,
        phases: if config.flag("three_phase") {
            OneCyclePhases::Three
        } else {
            OneCyclePhases::Two
        },
        curve: match config.word("anneal")? {
            "cos" => Curve::Cosine,
            "linear" => Curve::Linear,
            other => bail!("no anneal {other}"),
        },
        ..OneCycleOptions::DEFAULT
    };
    let cycle = OneCycle::new(config.f32("max_lr")?, config.steps("total_steps")?, &settings)?;
    let momentum = cycle.momentum(config.f32("base_momentum")?, config.f32("max_momentum")?)?;
    Ok(Driven { learning_rate: keep(cycle), momentum: Some(keep(momentum)) })
}

/// The parts of a composition, each with its share of the base rate.
fn parts(config: &Config<'_>, base_lr: impl Fn(usize) -> f32) -> Result<Vec<Built>> {
    let build = |(index, part): (usize, &Value)| -> Result<Built> {
        let kind = part["kind"].as_str().context("a part without kind")?;
        simple(kind, &Config::part(&part["config"], base_lr(index)))?
            .with_context(|| format!("unknown part {kind}"))
    };
    config.list("schedules")?.iter().enumerate().map(build).collect()
}

fn sequential(config: &Config<'_>) -> Result<Built> {
    let base_lr = config.f32("base_lr")?;
    let parts = parts(config, |_| base_lr)?;
    let rest = config.milestones("milestones")?.into_iter().zip(parts.iter().skip(1).copied());
    let rest: &'static [(u32, Built)] = Vec::leak(rest.collect());
    Ok(keep(Join::new(*parts.first().context("no parts")?, rest)?))
}

fn chained(config: &Config<'_>) -> Result<Built> {
    let base_lr = config.f32("base_lr")?;
    let parts = parts(config, |index| if index == 0 { base_lr } else { 1.0 })?;
    parts.into_iter().reduce(|product, part| keep(product.product(part))).context("no parts")
}

pub(super) fn plateau(case: &Case) -> Checked {
    let config = Config::new(&case.config);
    let threshold = config.f32("threshold")?;
    let options = PlateauOptions {
        goal: match config.word("mode")? {
            "min" => Goal::Minimize,
            "max" => Goal::Maximize,
            other => bail!("no mode {other}"),
        },
        factor: config.f32("factor")?,
        patience: config.steps("patience")?,
        threshold: match config.word("threshold_mode")? {
            "rel" => Threshold::Relative(threshold),
            "abs" => Threshold::Absolute(threshold),
            other => bail!("no threshold_mode {other}"),
        },
        cooldown: config.steps("cooldown")?,
        min_lr: config.f32("min_lr")?,
        eps: config.f32("eps")?,
    };
    let mut plateau = ReduceOnPlateau::new(config.f32("base_lr")?, options)?;
    let metrics = floats(&case.inputs["metric"])?;
    let mut found = vec![plateau.value()];
    found.extend(metrics.iter().map(|&metric| plateau.observe(metric as f32)));
    Ok(Verdict::Error(worst_error(&found, &floats(&case.expected["lr"])?)?))
}
