//! Adafactor: PyTorch's and Optax'.

use super::{
    config::Config,
    run::{Run, State},
    sides,
};
use crate::{Checked, Verdict};
use anyhow::{Context, Result, bail, ensure};
use thalweg::optimizer::{
    Adafactor,
    rules::{RowsAndColumns, TorchAdafactor},
};
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case, config: &Config<'_>) -> Checked {
    match config.convention {
        "torch" => torch(case, config),
        "optax" => optax(case, config),
        _ => Ok(Verdict::Unknown),
    }
}

fn torch(case: &Case, config: &Config<'_>) -> Checked {
    let [epsilon1, epsilon2] = config.list(&["eps"])?[..] else { bail!("eps is not a pair") };
    let rule = TorchAdafactor::<64, 64> {
        decay_exponent: -config.number(&["beta2_decay"])?,
        clipping_threshold: config.number(&["d"])?,
        // Null is the machine epsilon of the parameters, which are float64 in `params`.
        epsilon1: epsilon1.unwrap_or(f64::EPSILON as f32),
        epsilon2: epsilon2.context("no second eps")?,
        weight_decay: config.weight_decay()?,
    };
    let matrix = config.shape()?.len() == 2;
    let memory = |s: &State<'_>| -> Result<RowsAndColumns<64, 64>> {
        if matrix {
            sides(&s.vector("row_var")?, &s.vector("col_var")?)
        } else {
            sides(&[], &s.vector("variance")?)
        }
    };
    let run = Run::new(case, config)?;
    run.check_with_memory(rule, (), |s| Ok((vec![[]; s.parameters()], memory(s)?)))
}

fn optax(case: &Case, config: &Config<'_>) -> Checked {
    ensure!(
        config.or_zero(&["decay_offset"])? == 0.0,
        "decay_offset: an optimizer starts at t = 1"
    );
    let scaled = config.flag("multiply_by_parameter_scale")?;
    let momentum = config.optional(&["momentum"])?;
    let rule = Adafactor::<64, 64, 1> {
        decay_exponent: config.number(&["decay_rate"])?,
        clipping_threshold: config.optional(&["clipping_threshold"])?,
        epsilon1: config.epsilon()?,
        epsilon2: scaled.then_some(1e-3),
        momentum: momentum.unwrap_or(0.0),
        weight_decay: config.weight_decay()?,
    };
    let shape = config.shape()?;
    let least = config.number(&["min_dim_size_to_factor"])?;
    let factored = config.flag("factored")?
        && shape.len() == 2
        && shape.iter().all(|&length| length as f32 >= least);
    let memory = |s: &State<'_>| -> Result<RowsAndColumns<64, 64>> {
        match shape[..] {
            // Optax calls the means over the longer side the row.
            [rows, columns] if factored && rows > columns => {
                sides(&s.vector("v_col")?, &s.vector("v_row")?)
            }
            _ if factored => sides(&s.vector("v_row")?, &s.vector("v_col")?),
            _ => sides(&[], &s.vector("0/v")?),
        }
    };
    let mut run = Run::new(case, config)?;
    if config.learning_rate()?.is_none() {
        run = run.learning_rate(1.0);
    }
    if !factored {
        run = run.flat();
    }
    run.check_with_memory(rule, (), |s| {
        let state = match momentum {
            Some(_) => s.slots(["ema"])?,
            None => vec![[0.0]; s.parameters()],
        };
        Ok((state, memory(s)?))
    })
}
