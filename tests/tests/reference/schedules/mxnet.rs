//! MXNet: t is `num_update`, a change comes after its boundary, a warmup lies inside the horizon.

use super::{Built, Config, keep};
use anyhow::{Result, bail};
use thalweg::schedule::{
    Boundary, Cosine, Horizon, MultiStep, Polynomial, Ramp, Schedule, StepDecay, Warmup,
    steps_after_warmup,
};

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    let base_lr = config.f32("base_lr")?;
    let warmup = config.steps("warmup_steps")?;
    let steps = || -> Result<u32> { Ok(steps_after_warmup(config.steps("max_update")?, warmup)?) };
    Ok(Some(match kind {
        "factor" => {
            let (factor, floor) = (config.f32("factor")?, config.f32("stop_factor_lr")?);
            let schedule = StepDecay::new(base_lr, factor, config.steps("step")?, floor)?;
            warmed(config, Horizon::Inside, schedule.boundary(Boundary::After))?
        }
        "multi_factor" => {
            let milestones = config.milestones("steps")?;
            let schedule =
                MultiStep::<32>::from_slice(base_lr, config.f32("factor")?, &milestones)?;
            warmed(config, Horizon::Inside, schedule.boundary(Boundary::After))?
        }
        "poly" => {
            let (final_lr, power) = (config.f32("final_lr")?, config.f32("power")?);
            let schedule = Polynomial::new(base_lr, final_lr, power, steps()?)?;
            warmed(config, Horizon::InFront, schedule)?
        }
        "cosine" => {
            let schedule = Cosine::new(base_lr, config.f32("final_lr")?, steps()?)?;
            warmed(config, Horizon::InFront, schedule)?
        }
        _ => return Ok(None),
    }))
}

fn warmed<S: Schedule + Copy + 'static>(
    config: &Config<'_>,
    horizon: Horizon,
    schedule: S,
) -> Result<Built> {
    let (steps, begin) = (config.steps("warmup_steps")?, config.f32("warmup_begin_lr")?);
    let ramp = match config.word("warmup_mode")? {
        "linear" => Ramp::Linear,
        "constant" => Ramp::Constant,
        other => bail!("no warmup_mode {other}"),
    };
    Ok(keep(Warmup::linear(steps, begin, schedule)?.ramp(ramp)?.horizon(horizon)))
}
