//! LARS: MXNet's and Optax'.

use super::{config::Config, run::Run};
use crate::{Checked, Verdict};
use anyhow::{Context, ensure};
use thalweg::optimizer::{
    L2,
    rules::{HeavyBall, HeavyBallNesterov, Lars, LarsDenominator},
};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let rule = Lars {
        momentum: config.momentum()?,
        trust_coefficient: config.number(&["eta", "trust_coefficient"])?,
        epsilon: config.epsilon()?,
        weight_decay: config.weight_decay()?,
        nesterov: config.flag("nesterov")?,
        ..Lars::DEFAULT
    };
    match config.convention {
        "mxnet" => {
            // MXNet measures the gradient before it clips it: a transformation comes too early.
            ensure!(config.clip_gradient()?.is_none(), "clip_gradient with LARS");
            let rule = Lars { momentum_correction: config.flag("momentum_correction")?, ..rule };
            let rate = config.learning_rate()?.context("no learning rate")?;
            let inside = if rule.momentum_correction { rate } else { 1.0 };
            run.check(rule, (), |s| {
                if rule.momentum == 0.0 {
                    return Ok(vec![[0.0]; s.parameters()]); // MXNet keeps none
                }
                Ok(s.slots(["mom"])?.iter().map(|[v]| [v / inside]).collect())
            })
        }
        "optax" if config.flag("trust_ratio_mask")? => {
            let rule = Lars { denominator: LarsDenominator::Joined, ..rule };
            run.check(rule, (), |s| s.slots(["trace"]))
        }
        // Masked out, a tensor's ratio is 1: momentum with η in the velocity.
        "optax" if rule.nesterov => {
            let (momentum, weight_decay) = (rule.momentum, rule.weight_decay);
            let rule = L2 { rule: HeavyBallNesterov { momentum }, weight_decay };
            run.check(rule, (), |s| s.slots(["trace"]))
        }
        "optax" => {
            let (momentum, weight_decay) = (rule.momentum, rule.weight_decay);
            let rule = L2 { rule: HeavyBall { momentum }, weight_decay };
            run.check(rule, (), |s| s.slots(["trace"]))
        }
        _ => Ok(Verdict::Unknown),
    }
}
