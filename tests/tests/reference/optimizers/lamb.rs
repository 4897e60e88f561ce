//! LAMB: MXNet's, Optax' and Keras'.

use super::{config::Config, run::Run};
use crate::{Checked, Verdict};
use thalweg::optimizer::{Decoupled, rules::Lamb};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let run = Run::new(case, config)?;
    let rule = Lamb {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        epsilon: config.epsilon()?,
        epsilon_root: config.or_zero(&["eps_root"])?,
        weight_decay: 0.0,
        ..Lamb::DEFAULT
    };
    let weight_decay = config.weight_decay()?;
    match config.convention {
        "mxnet" => {
            let rule = Lamb {
                weight_decay,
                lower_bound: config.optional(&["lower_bound"])?,
                upper_bound: config.optional(&["upper_bound"])?,
                bias_correction: config.flag("bias_correction")?,
                ..rule
            };
            let clip = config.clip_gradient()?;
            run.check(rule, clip, |s| s.slots(["mean", "var"]))
        }
        "optax" => run.check(Lamb { weight_decay, ..rule }, (), |s| s.slots(["mu", "nu"])),
        "keras" => {
            let rule = Decoupled { rule, weight_decay };
            run.check(rule, (), |s| s.slots(["momentum", "velocity"]))
        }
        _ => Ok(Verdict::Unknown),
    }
}
