//! Keras: t = 0 is the first update, a warmup comes in front, a change comes after its boundary.

use super::{Built, Config, keep};
use anyhow::{Context, Result};
use thalweg::schedule::{
    Boundary, Cosine, Exponential, InverseTime, PeakDecay, PiecewiseConstant, Polynomial, Schedule,
    WarmRestarts,
};
use thalweg_tests::vectors::number;

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    let initial = || config.f32("initial_learning_rate");
    let steps = || config.steps("decay_steps");
    Ok(Some(match kind {
        "keras_cosine" => {
            let (initial, alpha) = (initial()?, config.f32_or("alpha", 0.0)?);
            match config.get("warmup_target") {
                None => keep(Cosine::alpha(initial, alpha, steps()?)?),
                Some(target) => {
                    let cosine = Cosine::alpha(number(target)? as f32, alpha, steps()?)?;
                    keep(cosine.warmup(config.steps("warmup_steps")?, initial)?)
                }
            }
        }
        "keras_cosine_restarts" => {
            let (initial, alpha) = (initial()?, config.f32_or("alpha", 0.0)?);
            let first_cycle = config.steps("first_decay_steps")?;
            let restarts = WarmRestarts::new(initial, initial * alpha, first_cycle)?
                .t_mult(config.f32_or("t_mul", 2.0)?)?
                .peak_decay(PeakDecay::Span(config.f32_or("m_mul", 1.0)?))?;
            keep(restarts)
        }
        "keras_exponential" => {
            let decay = Exponential::new(initial()?, config.f32("decay_rate")?, steps()?)?;
            keep(if config.flag("staircase") { decay.staircase() } else { decay })
        }
        "inverse_time" => {
            let decay = InverseTime::new(initial()?, config.f32("decay_rate")?, steps()?)?;
            keep(if config.flag("staircase") { decay.staircase() } else { decay })
        }
        "keras_polynomial" => {
            let (end, power) = (config.f32("end_learning_rate")?, config.f32("power")?);
            let polynomial = Polynomial::new(initial()?, end, power, steps()?)?;
            keep(if config.flag("cycle") { polynomial.cycle() } else { polynomial })
        }
        "keras_piecewise" => {
            let values = config.rates("values")?;
            let (first, rest) = values.split_first().context("no values")?;
            let boundaries = config.milestones("boundaries")?;
            let changes: Vec<_> = boundaries.into_iter().zip(rest.iter().copied()).collect();
            let piecewise = PiecewiseConstant::<32>::from_slice(*first, &changes)?;
            keep(piecewise.boundary(Boundary::After))
        }
        _ => return Ok(None),
    }))
}
