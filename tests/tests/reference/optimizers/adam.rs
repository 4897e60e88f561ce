//! Adam and its family: where ε stands, what is corrected, and what replaces v.

use super::{
    config::Config,
    run::{Decay, Run},
};
use crate::{Checked, Verdict};
use anyhow::{Context, Result};
use thalweg::optimizer::{
    Adam, AmsGrad, NAdam, RAdam,
    epsilon::{Both, Epsilon, Uncorrected},
    rules::{AdaBelief, Adamax, Adan, Ftml, Maximum, Yogi},
};
use thalweg_tests::vectors::Case;

/// Adam, `AdamW` and `AMSGrad`, each library with its ε.
pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let epsilon = config.epsilon()?;
    match config.convention {
        "torch" | "d2l" => adam(case, config, epsilon),
        "mxnet" | "keras" => adam(case, config, Uncorrected(epsilon)),
        "optax" => adam(case, config, both(config)?),
        _ => Ok(Verdict::Unknown),
    }
}

fn adam<E: Epsilon>(case: &Case, config: &Config<'_>, epsilon: E) -> Checked {
    let run = Run::new(case, config)?;
    let (beta1, beta2) = (config.beta(1)?, config.beta(2)?);
    if config.flag("amsgrad")? || case.kind == "amsgrad" {
        return amsgrad(
            &run,
            case,
            AmsGrad { beta1, beta2, epsilon, maximum: Maximum::Raw, bias_correction: true },
        );
    }
    if config.flag("nesterov")? {
        let rule = NAdam { beta1, beta2, epsilon, momentum_decay: None };
        return nesterov(&run, case, rule);
    }
    let rule = Adam { beta1, beta2, epsilon };
    run.check_decayed(rule, decay(case, config)?, |s| Ok((s.slots(moments(config)?)?, ())))
}

fn amsgrad<E: Epsilon>(run: &Run<'_>, case: &Case, rule: AmsGrad<E>) -> Checked {
    let config = run.config;
    let [m, v] = moments(config)?;
    let largest = match config.convention {
        "torch" => "max_exp_avg_sq",
        "keras" => "velocity_hat",
        _ => "nu_max",
    };
    let mut rule = rule;
    if config.convention == "optax" {
        rule.bias_correction = config.flag_or("bias_correction_mu", true)?;
        let corrected = config.flag_or("bias_correction_nu", true)?;
        rule.maximum = if corrected { Maximum::Corrected } else { Maximum::Uncorrected };
    }
    run.check_decayed(rule, decay(case, config)?, |s| Ok((s.slots([m, v, largest])?, ())))
}

pub(crate) fn nadam(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let (beta1, beta2) = (config.beta(1)?, config.beta(2)?);
    let epsilon = config.epsilon()?;
    let momentum_decay = match config.convention {
        "torch" | "mxnet" => Some(config.number(&["momentum_decay", "schedule_decay"])?),
        "keras" => Some(1.0),
        "optax" if config.flag("nesterov")? => {
            let rule = NAdam { beta1, beta2, epsilon: both(config)?, momentum_decay: None };
            return nesterov(&run, case, rule);
        }
        "optax" => {
            let rule = Adam { beta1, beta2, epsilon: both(config)? };
            let decay = decay(case, config)?;
            return run.check_decayed(rule, decay, |s| Ok((s.slots(moments(config)?)?, ())));
        }
        _ => return Ok(Verdict::Unknown),
    };
    nesterov(&run, case, NAdam { beta1, beta2, epsilon, momentum_decay })
}

/// With the sum of NAdam's weights, worked out from the momentum of each step so far.
fn nesterov<E: Epsilon>(run: &Run<'_>, case: &Case, rule: NAdam<E>) -> Checked {
    let momentum = |t: u32| {
        let grown = rule
            .momentum_decay
            .map_or(1.0, |decay| 1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * f64::from(decay)));
        f64::from(rule.beta1) * grown
    };
    run.check_decayed(rule, decay(case, run.config)?, |s| {
        let sum = 1.0 - (1..=s.steps).map(momentum).product::<f64>();
        Ok((s.slots(moments(run.config)?)?, sum as f32))
    })
}

pub(crate) fn radam(case: &Case, config: &Config<'_>) -> Checked {
    let epsilon = config.epsilon()?;
    match config.convention {
        "torch" => rectified(case, config, Uncorrected(epsilon), 5.0),
        "optax" => rectified(case, config, both(config)?, config.number(&["threshold"])?),
        _ => Ok(Verdict::Unknown),
    }
}

fn rectified<E: Epsilon>(case: &Case, config: &Config<'_>, epsilon: E, threshold: f32) -> Checked {
    let run = Run::new(case, config)?;
    let (beta1, beta2) = (config.beta(1)?, config.beta(2)?);
    let nesterov = config.flag("nesterov")?;
    let rule = RAdam { beta1, beta2, epsilon, threshold, nesterov };
    run.check_decayed(rule, decay(case, config)?, |s| Ok((s.slots(moments(config)?)?, ())))
}

pub(crate) fn adamax(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let (epsilon, names) = match config.convention {
        "torch" => (Both { inside: config.epsilon()?, outside: 0.0 }, ["exp_avg", "exp_inf"]),
        "optax" => (Both { inside: config.epsilon()?, outside: 0.0 }, ["mu", "nu"]),
        "keras" => (Both { inside: 0.0, outside: config.epsilon()? }, ["momentum", "norm"]),
        "mxnet" => (Both { inside: 0.0, outside: 0.0 }, ["m", "u"]),
        _ => return Ok(Verdict::Unknown),
    };
    let rule = Adamax { beta1: config.beta(1)?, beta2: config.beta(2)?, epsilon };
    run.check_decayed(rule, decay(case, config)?, |s| Ok((s.slots(names)?, ())))
}

pub(crate) fn yogi(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let rule = Yogi {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        epsilon: config.epsilon()?,
        ..Yogi::DEFAULT
    };
    run.check_decayed(rule, Decay::L2, |s| Ok((s.slots(["mu", "nu"])?, ())))
}

pub(crate) fn adabelief(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let rule = AdaBelief {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        epsilon: config.epsilon()?,
        epsilon_root: config.number(&["eps_root"])?,
        nesterov: config.flag("nesterov")?,
    };
    run.check_decayed(rule, Decay::L2, |s| Ok((s.slots(["mu", "nu"])?, ())))
}

pub(crate) fn adan(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let (beta1, beta2, beta3) = (config.beta(1)?, config.beta(2)?, config.beta(3)?);
    let rule = Adan { beta1, beta2, beta3, epsilon: both(config)?, lookahead: 1.0 - beta2 };
    run.check_decayed(rule, Decay::Decoupled, |s| Ok((s.slots(["/m", "/v", "/n", "/g"])?, ())))
}

pub(crate) fn ftml(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "mxnet" {
        return Ok(Verdict::Unknown);
    }
    let (beta1, beta2, epsilon) = (config.beta(1)?, config.beta(2)?, config.epsilon()?);
    let rule = Ftml { beta1, beta2, epsilon };
    run.check_decayed(rule, Decay::Clipped, |s| Ok((s.slots(["v"])?, ())))
}

/// A kind whose name ends in w decays the parameter, whoever defines it.
fn decay(case: &Case, config: &Config<'_>) -> Result<Decay> {
    let decoupled = case.kind.trim_end_matches("_scheduled").ends_with('w');
    Ok(if decoupled { Decay::Decoupled } else { config.decay()? })
}

/// Optax' two ε.
fn both(config: &Config<'_>) -> Result<Both> {
    Ok(Both { inside: config.or_zero(&["eps_root"])?, outside: config.epsilon()? })
}

/// What each library calls m and v.
fn moments(config: &Config<'_>) -> Result<[&'static str; 2]> {
    Ok(match config.convention {
        "torch" => ["exp_avg", "exp_avg_sq"],
        "optax" => ["mu", "nu"],
        "keras" => ["momentum", "velocity"],
        "d2l" => ["s0", "s1"],
        "mxnet" => {
            // Its Adam and its Nadam name them differently.
            return Ok(if config.is_set("schedule_decay") { ["m", "v"] } else { ["mean", "var"] });
        }
        other => None.with_context(|| format!("no names of the moments of {other:?}"))?,
    })
}
