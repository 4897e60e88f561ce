//! Averages of numbers and of parameters.

use crate::{Checked, Verdict};
use anyhow::{Result, bail, ensure};
use thalweg::average::{Ema, ParameterEma, Swa};
use thalweg_tests::vectors::{Case, number, rows};

/// Units of 2⁻²³ of the largest value so far that an average may be off, and as much again for every
/// step: each rounds.
const ULP: f64 = 1.0 / 8_388_608.0;

pub(crate) fn check(case: &Case) -> Checked {
    match case.kind.as_str() {
        "ema" => ema(case),
        "ema_params" => parameters(case),
        "swa_params" => columns(case, || {
            let mut average = Swa::<[f32; 1]>::new();
            Ok(move |x| {
                average.push(&[x])?;
                Ok(average.value()[0])
            })
        }),
        _ => Ok(Verdict::Unknown),
    }
}

fn ema(case: &Case) -> Checked {
    let decay = number(&case.config["decay"])? as f32;
    let debias = case.config["debias"] == true;
    columns(case, || {
        let mut average = Ema::new(decay)?;
        Ok(move |x| {
            average.push(x)?;
            Ok(if debias { average.corrected() } else { average.value() })
        })
    })
}

fn parameters(case: &Case) -> Checked {
    columns(case, || {
        let mut average = match case.convention.as_str() {
            "torch" => ParameterEma::<[f32; 1]>::new(number(&case.config["decay"])? as f32)?,
            "optax" => {
                let step_size = number(&case.config["step_size"])? as f32;
                ParameterEma::<[f32; 1]>::with_step_size(step_size)?
            }
            other => bail!("unknown convention {other}"),
        };
        Ok(move |x| {
            average.push(&[x])?;
            Ok(average.value()[0])
        })
    })
}

/// Runs every coordinate through an average of its own.
fn columns<F>(case: &Case, start: impl Fn() -> Result<F>) -> Checked
where
    F: FnMut(f32) -> Result<f32>,
{
    let (input, output) = (rows(&case.inputs["input"])?, rows(&case.expected["output"])?);
    ensure!(!input.is_empty() && input.len() == output.len(), "an output for each input");
    let mut worst: f64 = 0.0;
    for column in 0..input[0].len() {
        let mut after = start()?;
        let mut largest: f64 = 0.0;
        for (step, (x, expected)) in input.iter().zip(&output).enumerate() {
            let found = f64::from(after(x[column] as f32)?);
            largest = largest.max(expected[column].abs());
            let bound = largest * ULP * (step + 1) as f64;
            worst = worst.max((found - expected[column]).abs() / bound.max(f64::MIN_POSITIVE));
        }
    }
    Ok(Verdict::Error(worst))
}
