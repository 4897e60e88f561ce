//! Online and averaged methods: FTRL, ASGD, optimistic descent, schedule-free SGD and `AdamW`.

use super::{
    config::Config,
    run::{Decay, Run, State},
};
use crate::{Checked, Verdict};
use anyhow::{Result, ensure};
use thalweg::optimizer::{
    EvalParams, L2, ScheduleFreeAdamW, ScheduleFreeSgd,
    rules::{Accumulator, Asgd, Ftrl, Optimistic, Power, SquareRoot, Weighting, Weights},
};
use thalweg_tests::vectors::Case;

pub(crate) fn ftrl(case: &Case, config: &Config<'_>) -> Checked {
    match config.convention {
        "mxnet" => {
            let run = Run::new(case, config)?;
            let rule = Ftrl {
                l1: config.number(&["lambda1", "lamda1"])?,
                l2: config.weight_decay()?,
                beta: config.number(&["beta"])?,
                ..Ftrl::DEFAULT
            };
            run.check(rule, config.clip_gradient()?, |s| s.slots(["z", "n"]))
        }
        "keras" => {
            let power = -config.number(&["learning_rate_power"])?;
            if power == 0.5 {
                keras_ftrl(case, config, SquareRoot)
            } else {
                keras_ftrl(case, config, Power(power))
            }
        }
        _ => Ok(Verdict::Unknown),
    }
}

fn keras_ftrl<P: Accumulator>(case: &Case, config: &Config<'_>, power: P) -> Checked {
    let run = Run::new(case, config)?;
    let rule = Ftrl {
        l1: config.number(&["l1_regularization_strength"])?,
        l2: 2.0 * config.number(&["l2_regularization_strength"])?,
        beta: config.number(&["beta"])?,
        initial: config.number(&["initial_accumulator_value"])?,
        shrinkage: 2.0 * config.number(&["l2_shrinkage_regularization_strength"])?,
        power,
    };
    run.check_decayed(rule, config.decay()?, |s| Ok((s.slots(["linear", "accumulator"])?, ())))
}

pub(crate) fn asgd(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "torch" {
        return Ok(Verdict::Unknown);
    }
    let rule = Asgd {
        lambda: config.number(&["lambd"])?,
        alpha: config.number(&["alpha"])?,
        start: config.number(&["t0"])? as u32,
    };
    let rule = L2 { rule, weight_decay: config.weight_decay()? };
    run.check_averaged(rule, (), |s| Ok((s.slots(["ax"])?, ())), "ax")
}

pub(crate) fn optimistic(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let rule = Optimistic { alpha: config.number(&["alpha"])?, beta: config.number(&["beta"])? };
    run.check_decayed(rule, Decay::L2, |s| Ok((s.slots(["previous_gradient"])?, ())))
}

pub(crate) fn schedule_free_sgd(case: &Case, config: &Config<'_>) -> Checked {
    let rule = ScheduleFreeSgd {
        beta: match config.convention {
            "optax" => config.beta(1)?,
            _ => config.momentum()?,
        },
        weighting: weighting(config)?,
    };
    let rule = L2 { rule, weight_decay: config.weight_decay()? };
    averaged(case, config, rule, |s| Ok(differences(s)?.into_iter().map(|d| [d]).collect()))
}

pub(crate) fn schedule_free_adamw(case: &Case, config: &Config<'_>) -> Checked {
    let rule = ScheduleFreeAdamW {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        epsilon: config.epsilon()?,
        weight_decay: config.weight_decay()?,
        weighting: weighting(config)?,
    };
    let square = if config.convention == "optax" { "nu" } else { "exp_avg_sq" };
    averaged(case, config, rule, |s| {
        let pairs = differences(s)?.into_iter().zip(s.vector(square)?);
        Ok(pairs.map(|(d, v)| [d, v]).collect())
    })
}

/// z − y, which is what the rule keeps.
fn differences(s: &State<'_>) -> Result<Vec<f32>> {
    Ok(s.exact("z")?.iter().zip(s.w).map(|(z, y)| (z - y) as f32).collect())
}

fn weighting(config: &Config<'_>) -> Result<Weighting> {
    let learning_rate_power = config.number(&["weight_lr_power"])?;
    Ok(Weighting { r: config.or_zero(&["r"])?, learning_rate_power })
}

fn averaged<R: EvalParams<Tensor = (Weights, ())>>(
    case: &Case,
    config: &Config<'_>,
    rule: R,
    state: impl Fn(&State<'_>) -> Result<Vec<R::State>>,
) -> Checked {
    let warmup = config.or_zero(&["warmup_steps"])?;
    let known = config.convention == "schedulefree" || warmup == 0.0;
    ensure!(known, "Optax' warmup counts the update from 0 and its weight from 1");
    let full = f64::from(config.number(&["lr", "learning_rate"])?);
    let rate = move |k: usize| full * ((k + 1) as f64 / f64::from(warmup)).min(1.0);
    let weighting = weighting(config)?;
    let run = Run::new(case, config)?.learning_rates(move |k| rate(k) as f32);
    let memory = |steps: u32| {
        let weight = |k: u32| {
            let power = f64::from(weighting.learning_rate_power);
            f64::from(k + 1).powf(f64::from(weighting.r)) * rate(k as usize).powf(power)
        };
        let sum = (0..steps).map(weight).sum::<f64>();
        let largest = rate(steps.saturating_sub(1) as usize) as f32;
        Weights { sum: sum as f32, rest: 0.0, largest }
    };
    run.check_averaged(rule, (), |s| Ok((state(s)?, memory(s.steps))), "x")
}
