//! A recipe as Optax.

use super::{
    common, fine_tuning,
    formula::{self, Formula},
    optax_rule,
    python::{Call, Gaps, Number},
    pytorch::constant,
};
use crate::{
    recipe::{AnyLoss, AnyRule, Clip, Recipe},
    schedule::AnySchedule,
};
use core::fmt::{self, Display, Formatter};

/// See [`Recipe::optax`].
#[derive(Clone, Copy, Debug)]
pub struct Optax<'a, const N: usize, const G: usize>(
    pub(super) &'a Recipe<AnyRule, AnySchedule<N>, G>,
);

impl<const N: usize, const G: usize> Display for Optax<'_, N, G> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (recipe, mut gaps) = (self.0, Gaps::default());
        let call = optax_rule::call(&optax_rule::inner(&recipe.rule), &mut gaps);
        let averages =
            matches!(recipe.rule, AnyRule::ScheduleFreeSgd(_) | AnyRule::ScheduleFreeAdamW(_));
        let changes = constant(&recipe.schedule).is_none();
        let weighs =
            "Optax weighs a step by another step's rate, which is the same while it is constant";
        gaps.note(averages && changes, "schedule", weighs);
        common::note_gaps(recipe, &mut gaps);
        formula::note_gaps(recipe.schedule.tree(), &mut gaps);
        let loss = loss(&recipe.loss, &mut gaps);
        note_clip(recipe.clip, &mut gaps);
        gaps.note(recipe.ema.is_some_and(|ema| ema.warmup), "ema.warmup", "the decay is constant");
        let later = recipe.ema.is_some_and(|ema| ema.start_after > 0);
        gaps.note(later, "ema.start_after", "begin to average then");
        let frozen = "optax.multi_transform, with optax.set_to_zero for what is frozen";
        fine_tuning::note_all(recipe, &mut gaps, frozen);

        write!(f, "import jax.numpy as np\nimport optax\n\n{gaps}")?;
        common::write_numbers(f, recipe)?;
        if let Some(loss) = loss {
            writeln!(f, "loss = {loss}")?;
        }
        match constant(&recipe.schedule) {
            Some(rate) => writeln!(f, "schedule = {}", Number(rate))?,
            None => writeln!(
                f,
                "\n\ndef schedule(t):\n    return {}\n\n",
                Formula(recipe.schedule.tree())
            )?,
        }
        let Some(call) = call else { return fine_tuning::write_optax(f, recipe) };
        f.write_str("optimizer = optax.chain(\n")?;
        write_clip(f, recipe.clip)?;
        for decay in
            [recipe.decay.map_or(0.0, |decay| decay.weight_decay), optax_rule::joined(&recipe.rule)]
        {
            if decay != 0.0 {
                writeln!(f, "    optax.add_decayed_weights({}),", Number(decay))?;
            }
        }
        writeln!(f, "    {call},\n)")?;
        if recipe.accumulation != 1 {
            let every = recipe.accumulation;
            writeln!(f, "optimizer = optax.MultiSteps(optimizer, every_k_schedule={every})")?;
        }
        if let Some(ema) = recipe.ema {
            let step_size = Number(ema.step_size);
            f.write_str("\n\ndef average(params, averaged):\n")?;
            writeln!(f, "    return optax.incremental_update(params, averaged, {step_size})")?;
        }
        fine_tuning::write_optax(f, recipe)
    }
}

fn loss(loss: &AnyLoss, gaps: &mut Gaps) -> Option<&'static str> {
    Some(match loss {
        AnyLoss::MeanSquaredError => "optax.losses.squared_error  # and its mean",
        AnyLoss::Huber(it) if it.delta == 1.0 => "optax.losses.huber_loss  # and its mean",
        AnyLoss::BinaryCrossEntropy => "optax.losses.sigmoid_binary_cross_entropy  # and its mean",
        AnyLoss::SoftmaxCrossEntropy(it) => {
            let smoothed = it.label_smoothing != 0.0;
            gaps.note(
                smoothed,
                "loss.label_smoothing",
                "optax.losses.smooth_labels does it to the labels",
            );
            if smoothed {
                "optax.losses.softmax_cross_entropy"
            } else {
                "optax.losses.softmax_cross_entropy_with_integer_labels"
            }
        }
        _ => {
            gaps.note(true, "loss", "Optax has none with its formula");
            return None;
        }
    })
}

fn note_clip(clip: Option<Clip>, gaps: &mut Gaps) {
    match clip {
        Some(Clip::ByGlobalNorm { epsilon, .. }) => {
            gaps.note(epsilon != 0.0, "clip.epsilon", "Optax has none beside the norm");
        }
        Some(Clip::ByNorm { .. }) => {
            gaps.note(true, "clip", "Optax knows the Euclidean norm of all");
        }
        Some(Clip::Adaptive { .. }) => {
            gaps.note(true, "clip.unit", "Optax' units are columns, as its matrices are in × out");
        }
        _ => {}
    }
}

fn write_clip(f: &mut Formatter<'_>, clip: Option<Clip>) -> fmt::Result {
    match clip {
        Some(Clip::ByValue { max }) => writeln!(f, "    optax.clip({}),", Number(max)),
        Some(Clip::ByGlobalNorm { max_norm, .. }) => {
            writeln!(f, "    optax.clip_by_global_norm({}),", Number(max_norm))
        }
        Some(Clip::ByBlockRms { threshold }) => {
            writeln!(f, "    optax.clip_by_block_rms({}),", Number(threshold))
        }
        Some(Clip::Adaptive { clipping, epsilon }) => {
            let call = Call::of("optax.adaptive_grad_clip").with("clipping", clipping);
            writeln!(f, "    {},", call.with("eps", epsilon))
        }
        Some(Clip::ByNorm { .. }) | None => Ok(()),
    }
}
