//! Muon: PyTorch's, with the iteration in float64, and Optax'.

use super::{config::Config, run::Run};
use crate::{Checked, Verdict};
use anyhow::{Context, bail, ensure};
use thalweg::optimizer::{
    Decoupled,
    rules::{Muon, MuonScale},
};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    let coefficients = config.list(&["ns_coefficients", "ns_coeffs"])?;
    let [Some(a), Some(b), Some(c)] = coefficients[..] else { bail!("not three coefficients") };
    let rule = Muon::<64, 64> {
        momentum: config.number(&["momentum", "beta"])?,
        nesterov: config.flag("nesterov")?,
        coefficients: [a, b, c],
        iterations: config.number(&["ns_steps"])? as u32,
        epsilon: config.epsilon()?,
        ..Muon::DEFAULT
    };
    let weight_decay = config.weight_decay()?;
    let run = Run::new(case, config)?;
    match config.convention {
        "torch" => {
            let scale = match config.word("adjust_lr_fn") {
                None | Some("original") => MuonScale::Outputs,
                Some("match_rms_adamw") => MuonScale::MatchRms,
                Some(other) => bail!("adjust_lr_fn {other:?}"),
            };
            let rule = Decoupled { rule: Muon { scale, ..rule }, weight_decay };
            run.check(rule, (), |s| s.slots(["momentum_buffer"]))
        }
        "optax" => {
            let norm = config.word("preconditioning").context("no preconditioning")?;
            ensure!(norm == "frobenius", "preconditioning {norm:?}; allowed: frobenius");
            // What Optax hands to Adam is what has no two dimensions; these have.
            for name in ["adam_b1", "adam_b2", "adam_eps_root", "adam_weight_decay"] {
                config.number(&[name])?;
            }
            let rule = Muon {
                bias_correction: true,
                scale: MuonScale::Inputs,
                dual_norm: config.flag("adaptive")?,
                ..rule
            };
            run.check(Decoupled { rule, weight_decay }, (), |s| s.slots(["/mu"]))
        }
        _ => Ok(Verdict::Unknown),
    }
}
