//! timm: a warmup in front of the schedule or, without `warmup_prefix`, over its first steps.

use super::{Built, Config, keep, warmed};
use anyhow::{Result, bail};
use thalweg::schedule::{
    Boundary, Curve, MultiStep, PeakDecay, Plateau, Schedule, Shift, StepDecay, WarmRestarts,
    WarmupStableDecay,
};

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    let base_lr = config.f32("base_lr")?;
    let schedule = match kind {
        "timm_cosine" => restarts(config, Curve::Cosine)?,
        "timm_poly" => restarts(config, Curve::Polynomial(config.f32("power")?))?,
        "timm_tanh" => {
            let (lower, upper) = (config.f32("lb")?, config.f32("ub")?);
            restarts(config, Curve::Tanh { lower, upper })?
        }
        "timm_step" => {
            let (rate, period) = (config.f32("decay_rate")?, config.steps("decay_t")?);
            keep(StepDecay::new(base_lr, rate, period, 0.0)?)
        }
        "timm_multi_step" => {
            let (rate, milestones) = (config.f32("decay_rate")?, config.milestones("decay_t")?);
            let steps = MultiStep::<32>::from_slice(base_lr, rate, &milestones)?;
            keep(steps.boundary(Boundary::Before))
        }
        "timm_wsd" => return Ok(Some(warmup_stable_decay(config)?)),
        _ => return Ok(None),
    };
    let (steps, begin) = (config.steps("warmup_t")?, config.f32("warmup_lr_init")?);
    if config.flag("warmup_prefix") {
        return warmed(steps, begin, base_lr, schedule).map(Some);
    }
    // The curve has moved on under the warmup; only the tanh one is warmed up to where it has got.
    let running = keep(schedule.offset(Shift::Earlier(steps)));
    let target = if kind == "timm_tanh" { schedule.at(steps) } else { base_lr };
    warmed(steps, begin, target, running).map(Some)
}

fn restarts(config: &Config<'_>, curve: Curve) -> Result<Built> {
    let (base_lr, min_lr) = (config.f32("base_lr")?, config.f32("lr_min")?);
    let restarts = WarmRestarts::new(base_lr, min_lr, config.steps("t_initial")?)?
        .t_mult(config.f32("cycle_mul")?)?
        .peak_decay(PeakDecay::Peak(config.f32("cycle_decay")?))?
        .cycles(config.steps("cycle_limit")?)
        .curve(curve)?
        .k_decay(config.f32_or("k_decay", 1.0)?)?;
    Ok(keep(restarts))
}

fn warmup_stable_decay(config: &Config<'_>) -> Result<Built> {
    let warmup = config.steps("warmup_t")?;
    let decay_steps = config.steps("decay_t")?;
    let Some(stable_steps) = config.steps("t_initial")?.checked_sub(decay_steps) else {
        bail!("decay_t is longer than t_initial");
    };
    let timescale = config.f32_or("stable_timescale", warmup as f32)?;
    let stable = match config.word("stable_fn")? {
        "constant" => Plateau::Constant,
        "rsqrt" => Plateau::Power { timescale, power: 0.5 },
        "power" => Plateau::Power { timescale, power: config.f32("stable_power")? },
        other => bail!("no stable_fn {other}"),
    };
    let decay = match config.word("decay_fn")? {
        "linear" => Curve::Linear,
        "1-sqrt" => Curve::ONE_MINUS_SQRT,
        "cosine" => Curve::Cosine,
        "power" => Curve::OneMinusPower(config.f32("decay_power")?),
        "exp" => Curve::Exponential(config.f32("decay_ratio")?),
        other => bail!("no decay_fn {other}"),
    };
    let (peak, min_lr) = (config.f32("base_lr")?, config.f32("lr_min")?);
    let schedule = WarmupStableDecay::new(peak, min_lr, warmup, stable_steps, decay_steps)?;
    Ok(keep(schedule.start(config.f32("warmup_lr_init")?)?.plateau(stable)?.decay(decay)?))
}
