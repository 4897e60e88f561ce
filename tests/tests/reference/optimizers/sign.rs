//! Rules that follow the sign of a gradient: signSGD, Signum, Lion, Rprop.

use super::{
    config::Config,
    run::{Decay, Run},
};
use crate::{Checked, Verdict};
use anyhow::bail;
use thalweg::{
    math::sign,
    optimizer::{
        Decoupled, Lion,
        rules::{Rprop, SignSgd, Signum},
    },
};
use thalweg_tests::vectors::Case;

pub(crate) fn sign_sgd(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    run.check_decayed(SignSgd, Decay::L2, |s| Ok((vec![[]; s.parameters()], ())))
}

pub(crate) fn signum(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    match config.convention {
        "mxnet" => {
            let momentum = config.momentum()?;
            let weight_decay = config.or_zero(&["wd_lh"])?;
            if momentum == 0.0 {
                // Another kernel, which decays the parameter.
                return run.check_decayed(SignSgd, Decay::Decoupled, |s| {
                    Ok((vec![[]; s.parameters()], ()))
                });
            }
            let rule = Decoupled { rule: Signum { momentum }, weight_decay };
            run.check_decayed(rule, Decay::L2, |s| {
                // Its average points downhill.
                Ok((s.slots(["mom"])?.iter().map(|[m]| [-m]).collect(), ()))
            })
        }
        "optax" => {
            let rule = Signum { momentum: config.number(&["beta"])? };
            run.check_decayed(rule, Decay::L2, |s| Ok((s.slots(["ema"])?, ())))
        }
        _ => Ok(Verdict::Unknown),
    }
}

pub(crate) fn lion(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let name = match config.convention {
        "optax" => "mu",
        "keras" => "momentum",
        _ => return Ok(Verdict::Unknown),
    };
    let rule = Lion { beta1: config.beta(1)?, beta2: config.beta(2)? };
    run.check_decayed(rule, Decay::Decoupled, |s| Ok((s.slots([name])?, ())))
}

pub(crate) fn rprop(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    if config.convention != "torch" {
        return Ok(Verdict::Unknown);
    }
    let pair = |name: &str| match config.list(&[name])?[..] {
        [Some(low), Some(high)] => Ok([low, high]),
        _ => bail!("{name} is not a pair"),
    };
    let ([eta_minus, eta_plus], [step_min, step_max]) = (pair("etas")?, pair("step_sizes")?);
    let rule = Rprop { eta_minus, eta_plus, step_min, step_max };
    run.check_decayed(rule, Decay::L2, |s| {
        let slots = s.slots(["prev", "step_size"])?;
        Ok((slots.iter().map(|&[last, step]| [sign(last), step]).collect(), ()))
    })
}
