//! Optax: t = 0 is the first update, every schedule holds its last value.

use super::{Built, Config, config::count, keep};
use anyhow::{Context, Result, bail, ensure};
use thalweg::schedule::{
    Constant, Cosine, Curve, Exponential, Join, Linear, OneCycle, OneCycleOptions, OneCyclePhases,
    OneCycleSteps, PiecewiseConstant, PiecewiseCurve, Polynomial, Schedule, Shift,
    steps_after_warmup,
};
use thalweg_tests::vectors::number;

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    Ok(Some(match kind {
        "constant" => keep(Constant::new(config.f32("value")?)?),
        "linear_between" => {
            let ends = (config.f32("init_value")?, config.f32("end_value")?);
            later(config, Linear::new(ends.0, ends.1, config.steps("transition_steps")?)?)?
        }
        "polynomial_between" => {
            let ends = (config.f32("init_value")?, config.f32("end_value")?);
            let (power, steps) = (config.f32("power")?, config.steps("transition_steps")?);
            later(config, Polynomial::new(ends.0, ends.1, power, steps)?)?
        }
        "exponential_decay" => later(config, exponential(config, "init_value")?)?,
        "cosine_decay" => {
            let (init, alpha) = (config.f32("init_value")?, config.f32_or("alpha", 0.0)?);
            let cosine = Cosine::alpha(init, alpha, config.steps("decay_steps")?)?;
            keep(cosine.exponent(config.f32_or("exponent", 1.0)?)?)
        }
        "warmup_cosine_decay" => warmup_cosine_decay(config)?,
        "warmup_exponential_decay" => {
            let decay = later(config, exponential(config, "peak_value")?)?;
            warmed(config, decay)?
        }
        "warmup_constant" => warmed(config, keep(Constant::new(config.f32("peak_value")?)?))?,
        "cosine_onecycle" => one_cycle(config, Curve::Cosine, OneCyclePhases::Two)?,
        "linear_onecycle" => {
            let back = config.f32_or("pct_final", 0.85)?;
            one_cycle(config, Curve::Linear, OneCyclePhases::ThreeUntil(back))?
        }
        "piecewise_constant" => {
            let points = points(config)?;
            keep(PiecewiseConstant::<32>::from_slice(points[0].1, &points[1..])?)
        }
        "piecewise_interpolate" => {
            let curve = match config.word("interpolate")? {
                "linear" => Curve::Linear,
                "cosine" => Curve::Cosine,
                other => bail!("no interpolation {other}"),
            };
            keep(PiecewiseCurve::<32>::from_slice(curve, &points(config)?)?)
        }
        "sgdr_with_warmup" => {
            let cycles: Vec<Config<'_>> = config.list("cycles")?.iter().map(Config::new).collect();
            let parts = cycles.iter().map(warmup_cosine_decay).collect::<Result<Vec<_>>>()?;
            let mut boundaries = Vec::new();
            for cycle in &cycles[..cycles.len() - 1] {
                let length = cycle.steps("decay_steps")?;
                boundaries.push(boundaries.last().map_or(0, |last| *last) + length);
            }
            join(&parts, boundaries)?
        }
        "join" => {
            let build = |part: &serde_json::Value| -> Result<Built> {
                let kind = part["kind"].as_str().context("a part without kind")?;
                build(kind, &Config::new(&part["config"]))?.context("an unknown part")
            };
            let parts = config.list("schedules")?.iter().map(build).collect::<Result<Vec<_>>>()?;
            join(&parts, config.milestones("boundaries")?)?
        }
        _ => return Ok(None),
    }))
}

/// Begins `transition_begin` steps later.
fn later<S: Schedule + 'static>(config: &Config<'_>, schedule: S) -> Result<Built> {
    Ok(keep(schedule.offset(Shift::Later(config.steps_or("transition_begin", 0)?))))
}

fn exponential(config: &Config<'_>, init: &str) -> Result<Exponential> {
    let (init, rate) = (config.f32(init)?, config.f32("decay_rate")?);
    let decay = Exponential::new(init, rate, config.steps("transition_steps")?)?;
    let decay = if config.flag("staircase") { decay.staircase() } else { decay };
    Ok(match config.get("end_value") {
        Some(end) => decay.limit(number(end)? as f32)?,
        None => decay,
    })
}

/// A straight line from `init_value` to `peak_value`, then `decay`.
fn warmed(config: &Config<'_>, decay: Built) -> Result<Built> {
    let ends = (config.f32("init_value")?, config.f32("peak_value")?);
    super::warmed(config.steps("warmup_steps")?, ends.0, ends.1, decay)
}

fn warmup_cosine_decay(config: &Config<'_>) -> Result<Built> {
    let (peak, end) = (config.f32("peak_value")?, config.f32_or("end_value", 0.0)?);
    let steps = steps_after_warmup(config.steps("decay_steps")?, config.steps("warmup_steps")?)?;
    let cosine = Cosine::new(peak, end, steps)?.exponent(config.f32_or("exponent", 1.0)?)?;
    warmed(config, keep(cosine))
}

fn one_cycle(config: &Config<'_>, curve: Curve, phases: OneCyclePhases) -> Result<Built> {
    let settings = OneCycleOptions {
        pct_start: config.f32_or("pct_start", 0.3)?,
        div_factor: config.f32_or("div_factor", 25.0)?,
        final_div_factor: config.f32_or("final_div_factor", 1e4)?,
        phases,
        curve,
        steps: OneCycleSteps::AfterLast,
    };
    let steps = config.steps("transition_steps")?;
    Ok(keep(OneCycle::new(config.f32("peak_value")?, steps, &settings)?))
}

/// The start, and at each boundary the product of the scales so far.
fn points(config: &Config<'_>) -> Result<Vec<(u32, f32)>> {
    let mut changes = Vec::new();
    for pair in config.list("boundaries_and_scales")? {
        changes.push((count(&pair[0])?, number(&pair[1])?));
    }
    changes.sort_by_key(|change| change.0);
    let mut value = config.number("init_value")?;
    let mut points = vec![(0, value as f32)];
    for (boundary, scale) in changes {
        value *= scale;
        points.push((boundary, value as f32));
    }
    Ok(points)
}

fn join(parts: &[Built], boundaries: Vec<u32>) -> Result<Built> {
    ensure!(parts.len() == boundaries.len() + 1, "a boundary between two parts");
    let rest: Vec<(u32, Built)> = boundaries.into_iter().zip(parts[1..].iter().copied()).collect();
    Ok(keep(Join::new(parts[0], Vec::leak(rest))?))
}
