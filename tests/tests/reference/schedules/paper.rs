//! Formulas written straight from papers and tutorials.

use super::{Built, Config, keep};
use anyhow::{Context, Result, bail};
use thalweg::schedule::{
    Cosine, Curve, CycleShape, Cyclic, CyclicalDecay, InverseSqrt, Noam, OneCycle, RangeTest,
    Schedule, Shift, WarmupStableDecay,
};

pub(super) fn build(kind: &str, config: &Config<'_>) -> Result<Option<Built>> {
    let ends = || -> Result<(f32, f32)> { Ok((config.f32("min_lr")?, config.f32("max_lr")?)) };
    Ok(Some(match kind {
        "triangular" => {
            let (min, max) = ends()?;
            let (length, inc) = (config.steps("cycle_length")?, config.f32("inc_fraction")?);
            let cyclic = Cyclic::asymmetric(min, max, length, inc)?;
            keep(if config.flag("wrap") { cyclic } else { cyclic.cycles(1) })
        }
        "cosine_cycle" => {
            let (min, max) = ends()?;
            keep(Cosine::new(max, min, config.steps("cycle_length")?)?)
        }
        "cyclical_decay" => cyclical_decay(config, ends()?)?,
        "linear_warmup_then" => {
            let then = config.get("then").context("nothing after the warmup")?;
            let kind = then["kind"].as_str().context("a part without kind")?;
            let Some(next) = build(kind, &Config::new(&then["config"]))? else {
                bail!("unknown part {kind}");
            };
            keep(next.warmup(config.steps("warmup_steps")?, config.f32("start_lr")?)?)
        }
        "one_cycle_cooldown" => keep(OneCycle::with_cooldown(
            config.f32("start_lr")?,
            config.f32("max_lr")?,
            config.steps("cycle_length")?,
            config.steps("cooldown_length")?,
            config.f32("finish_lr")?,
        )?),
        "constant_then_cosine" => {
            let (start, end) = (config.steps("start_cosine")?, config.steps("end_cosine")?);
            let steps = end.checked_sub(start).context("the cosine ends before it starts")?;
            let cosine = Cosine::new(config.f32("base_lr")?, config.f32("final_lr")?, steps)?;
            keep(cosine.offset(Shift::Later(start)))
        }
        "noam" => {
            let (dim, warmup) = (config.steps("model_dim")?, config.steps("warmup_steps")?);
            keep(Noam::new(config.f32("scale")?, dim, warmup)?)
        }
        "inverse_sqrt" => {
            keep(InverseSqrt::new(config.f32("peak")?, config.steps("warmup_steps")?)?)
        }
        "warmup_stable_decay" => {
            let curve = match config.word("decay")? {
                "linear" => Curve::Linear,
                "cosine" => Curve::Cosine,
                "one_minus_sqrt" => Curve::ONE_MINUS_SQRT,
                other => bail!("no decay {other}"),
            };
            let steps = |name: &str| config.steps(name);
            let schedule = WarmupStableDecay::new(
                config.f32("peak")?,
                config.f32("min_lr")?,
                steps("warmup_steps")?,
                steps("stable_steps")?,
                steps("decay_steps")?,
            )?;
            keep(schedule.decay(curve)?)
        }
        "knee" => {
            let (warmup, explore) = (config.steps("warmup_steps")?, config.steps("explore_steps")?);
            let (peak, total) = (config.f32("peak")?, config.steps("total_steps")?);
            keep(WarmupStableDecay::knee(peak, warmup, explore, total)?)
        }
        "lr_range_test" => {
            let ((min, max), steps) = (ends()?, config.steps("steps")?);
            keep(match config.word("mode")? {
                "linear" => RangeTest::linear(min, max, steps)?,
                "exponential" => RangeTest::exponential(min, max, steps)?,
                other => bail!("no mode {other}"),
            })
        }
        _ => return Ok(None),
    }))
}

fn cyclical_decay(config: &Config<'_>, (min, max): (f32, f32)) -> Result<Built> {
    let shape = match config.word("shape")? {
        "triangular" => CycleShape::Triangular { inc_fraction: config.f32("inc_fraction")? },
        "cosine" => CycleShape::Cosine,
        other => bail!("no shape {other}"),
    };
    let schedule = CyclicalDecay::new(min, max, shape, config.steps("cycle_length")?)?
        .length_decay(config.f32("cycle_length_decay")?)?
        .magnitude_decay(config.f32("cycle_magnitude_decay")?)?;
    Ok(keep(schedule))
}
