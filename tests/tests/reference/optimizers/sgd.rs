//! SGD, momentum and Nesterov, with the learning rate outside or inside the velocity.

use super::{config::Config, run::Run};
use crate::{Checked, Verdict};
use thalweg::optimizer::{
    Decoupled, L2, Momentum, Nesterov, Sgd,
    rules::{DampenedMomentum, HeavyBall, HeavyBallNesterov, MxnetNesterov},
};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let (momentum, weight_decay) = (config.momentum()?, config.weight_decay()?);
    let nesterov = config.flag("nesterov")?;
    let clip = config.clip_gradient()?;
    let dampening = config.or_zero(&["dampening"])?;
    match config.convention {
        "keras" if momentum == 0.0 => {
            run.check(Decoupled { rule: Sgd, weight_decay }, (), |s| Ok(vec![[]; s.parameters()]))
        }
        _ if momentum == 0.0 => {
            run.check(L2 { rule: Sgd, weight_decay }, clip, |s| Ok(vec![[]; s.parameters()]))
        }
        "torch" | "optax" => {
            let torch = config.convention == "torch";
            let name = if torch { "momentum_buffer" } else { "trace" };
            if nesterov {
                let rule = L2 { rule: Nesterov { momentum }, weight_decay };
                return run.check(rule, (), |s| s.slots([name]));
            }
            if dampening > 0.0 {
                let rule = L2 { rule: DampenedMomentum { momentum, dampening }, weight_decay };
                return run.check(rule, (), |s| s.slots([name]));
            }
            let rule = L2 { rule: Momentum { momentum }, weight_decay };
            run.check(rule, (), |s| s.slots([name]))
        }
        "d2l" => run.check(HeavyBall { momentum }, (), |s| {
            // Its velocity points uphill.
            Ok(s.slots(["s0"])?.iter().map(|[v]| [-v]).collect())
        }),
        "mxnet" if nesterov => {
            let rule = MxnetNesterov { momentum, weight_decay };
            run.check(rule, clip, |s| s.slots(["mom"]))
        }
        "mxnet" => {
            let rule = L2 { rule: HeavyBall { momentum }, weight_decay };
            run.check(rule, clip, |s| s.slots(["mom"]))
        }
        "keras" if nesterov => {
            let rule = Decoupled { rule: HeavyBallNesterov { momentum }, weight_decay };
            run.check(rule, (), |s| s.slots(["momentum"]))
        }
        "keras" => {
            let rule = Decoupled { rule: HeavyBall { momentum }, weight_decay };
            run.check(rule, (), |s| s.slots(["momentum"]))
        }
        _ => Ok(Verdict::Unknown),
    }
}
