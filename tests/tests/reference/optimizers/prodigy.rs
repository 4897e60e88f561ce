//! Prodigy: prodigyopt's and Optax'.

use super::{
    config::Config,
    run::{Run, State},
};
use crate::{Checked, Verdict};
use anyhow::{Context, Result};
use thalweg::optimizer::{
    L2,
    rules::{Distance, Prodigy},
};
use thalweg_tests::vectors::{Case, floats, number};

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let rule = Prodigy {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        beta3: config.optional(&["beta3"])?,
        epsilon: config.epsilon()?,
        weight_decay: 0.0,
        d0: config.number(&["d0", "estim_lr0"])?,
        d_coefficient: config.number(&["d_coef", "estim_lr_coef"])?,
        growth_rate: config.optional(&["growth_rate"])?.unwrap_or(f32::INFINITY),
        bias_correction: config.convention == "optax" || config.flag("use_bias_correction")?,
        safeguard_warmup: config.flag("safeguard_warmup")?,
    };
    let weight_decay = config.weight_decay()?;
    let run = Run::new(case, config)?;
    match config.convention {
        "prodigyopt" if config.flag("decouple")? => {
            let rule = Prodigy { weight_decay, ..rule };
            run.check_with_memory(rule, (), |s| {
                Ok((state(case, s, "s", rule.d0)?, replayed(case, config, &rule, 0.0, s.steps)?))
            })
        }
        "prodigyopt" => {
            let decay = f64::from(weight_decay);
            run.check_with_memory(L2 { rule, weight_decay }, (), |s| {
                Ok((state(case, s, "s", rule.d0)?, replayed(case, config, &rule, decay, s.steps)?))
            })
        }
        "optax" => {
            let rule = Prodigy { weight_decay, ..rule };
            run.check_with_memory(rule, (), |s| {
                let d = s.number("estim_lr")?;
                let numerator = rule.d0 * s.number("numerator_weighted")?;
                Ok((state(case, s, "grad_sum", rule.d0)?, Distance { d, largest: d, numerator }))
            })
        }
        _ => Ok(Verdict::Unknown),
    }
}

/// m, v, s and the way from the start, which the libraries keep as the start; their s is divided by d₀.
fn state(case: &Case, library: &State<'_>, sum: &str, d0: f32) -> Result<Vec<[f32; 4]>> {
    let start = floats(&case.inputs["params"])?;
    let slots = library.slots(["exp_avg", "exp_avg_sq", sum])?;
    let ways = start.iter().zip(library.w).map(|(start, now)| (start - now) as f32);
    Ok(slots.iter().zip(ways).map(|(&[m, v, s], way)| [m, v, d0 * s, way]).collect())
}

/// What prodigyopt keeps beside its tensors and does not show, from its own parameters and estimates.
fn replayed(
    case: &Case,
    config: &Config<'_>,
    rule: &Prodigy,
    decay: f64,
    steps: u32,
) -> Result<Distance> {
    let beta = |name: usize| config.beta(name).map(f64::from);
    let beta3 = rule.beta3.map_or(beta(2)?.sqrt(), f64::from);
    let (d0, coefficient) = (f64::from(rule.d0), f64::from(rule.d_coefficient));
    let rate = f64::from(config.learning_rate()?.context("no learning rate")?);
    let start = floats(&case.inputs["params"])?;
    let mut w = start.clone();
    let mut sums = vec![0.0; start.len()];
    let (mut d, mut largest, mut numerator) = (d0, d0, 0.0);
    for k in 0..steps as usize {
        let correction = if rule.bias_correction {
            let power = k as i32 + 1;
            (1.0 - beta(2)?.powi(power)).sqrt() / (1.0 - beta(1)?.powi(power))
        } else {
            1.0
        };
        let gamma = d * rate * correction;
        let share = d * if rule.safeguard_warmup { d } else { gamma };
        numerator *= beta3;
        for (i, g) in floats(&case.inputs["grads"][k])?.iter().enumerate() {
            let g = g + decay * w[i];
            numerator += d * gamma * g * (start[i] - w[i]);
            sums[i] = beta3 * sums[i] + share * g;
        }
        largest = f64::max(
            largest,
            coefficient * numerator / sums.iter().map(|s: &f64| s.abs()).sum::<f64>(),
        );
        d = number(&case.expected["d"][k])?;
        w = floats(&case.expected["params"][k])?;
    }
    Ok(Distance { d: d as f32, largest: largest as f32, numerator: numerator as f32 })
}
