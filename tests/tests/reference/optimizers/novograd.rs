//! NovoGrad: Optax'.

use super::{config::Config, run::Run};
use crate::{Checked, Verdict};
use thalweg::optimizer::rules::NovoGrad;
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    if config.convention != "optax" {
        return Ok(Verdict::Unknown);
    }
    let rule = NovoGrad {
        beta1: config.beta(1)?,
        beta2: config.beta(2)?,
        epsilon: config.epsilon()?,
        epsilon_root: config.or_zero(&["eps_root"])?,
        weight_decay: config.weight_decay()?,
    };
    let run = Run::new(case, config)?;
    run.check_with_memory(rule, (), |s| Ok((s.slots(["mu"])?, s.number("nu")?.sqrt())))
}
