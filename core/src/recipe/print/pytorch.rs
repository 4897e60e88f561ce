//! A recipe as PyTorch.

use super::{
    common, fine_tuning,
    formula::{self, Formula},
    python::{Call, Gaps, Number},
    pytorch_rule,
};
use crate::{
    gradient::NormType,
    recipe::{AnyLoss, AnyRule, Clip, Recipe},
    schedule::{AnySchedule, Family, Node},
};
use core::fmt::{self, Display, Formatter};

/// See [`Recipe::pytorch`].
#[derive(Clone, Copy, Debug)]
pub struct PyTorch<'a, const N: usize, const G: usize>(
    pub(super) &'a Recipe<AnyRule, AnySchedule<N>, G>,
);

impl<const N: usize, const G: usize> Display for PyTorch<'_, N, G> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (recipe, mut gaps) = (self.0, Gaps::default());
        let constant = constant(&recipe.schedule);
        let decay = recipe.decay.map_or(0.0, |decay| decay.weight_decay);
        // A schedule that is a function of the step multiplies a rate of 1.
        let call = pytorch_rule::call(&recipe.rule, constant.unwrap_or(1.0), decay, &mut gaps);
        common::note_gaps(recipe, &mut gaps);
        formula::note_gaps(recipe.schedule.tree(), &mut gaps);
        let loss = loss(&recipe.loss, &mut gaps);
        note_clip(recipe.clip, &mut gaps);
        fine_tuning::note_pytorch(recipe, &mut gaps);
        gaps.note(recipe.ema.is_some_and(|ema| ema.warmup), "ema.warmup", "the decay is constant");
        let later = recipe.ema.is_some_and(|ema| ema.start_after > 0);
        gaps.note(later, "ema.start_after", "begin to call update_parameters then");

        f.write_str("import numpy as np\nimport torch\n")?;
        write_packages(f, &recipe.rule)?;
        write!(f, "\n{gaps}")?;
        common::write_numbers(f, recipe)?;
        if let Some(loss) = loss {
            writeln!(f, "loss = {loss}")?;
        }
        writeln!(
            f,
            "\n\ndef schedule(t):\n    return float({})\n",
            Formula(recipe.schedule.tree())
        )?;
        let Some(call) = call else { return fine_tuning::write_pytorch(f, recipe) };
        writeln!(f, "\ndef make(params):\n    optimizer = {call}")?;
        match constant {
            Some(_) => f.write_str("    return optimizer\n")?,
            None => f.write_str(
                "    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)\n",
            )?,
        }
        write_clip(f, recipe.clip)?;
        match recipe.ema {
            None => {}
            Some(ema) => write!(
                f,
                "\n\ndef average(model):\n    \
                 return torch.optim.swa_utils.AveragedModel(\n        \
                 model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - {})\n    )\n",
                Number(ema.step_size)
            )?,
        }
        fine_tuning::write_pytorch(f, recipe)
    }
}

/// The rate of a schedule that is one.
pub(super) fn constant<const N: usize>(schedule: &AnySchedule<N>) -> Option<f32> {
    match schedule.tree().root() {
        Some((Node::Family(Family::Constant(it)), _)) => Some(it.value),
        _ => None,
    }
}

/// The packages that the authors of a rule wrote for PyTorch.
fn write_packages(f: &mut Formatter<'_>, rule: &AnyRule) -> fmt::Result {
    f.write_str(match rule {
        AnyRule::ScheduleFreeSgd(_) | AnyRule::ScheduleFreeAdamW(_) => "import schedulefree\n",
        AnyRule::Prodigy(_) => "import prodigyopt\n",
        _ => "",
    })
}

fn loss(loss: &AnyLoss, gaps: &mut Gaps) -> Option<Call> {
    Some(match loss {
        AnyLoss::MeanSquaredError => Call::of("torch.nn.MSELoss"),
        AnyLoss::MeanAbsoluteError => Call::of("torch.nn.L1Loss"),
        AnyLoss::Huber(it) => Call::of("torch.nn.HuberLoss").with("delta", it.delta),
        AnyLoss::SmoothL1(it) => Call::of("torch.nn.SmoothL1Loss").with("beta", it.beta),
        AnyLoss::BinaryCrossEntropy => Call::of("torch.nn.BCEWithLogitsLoss"),
        AnyLoss::SoftmaxCrossEntropy(it) => {
            let call = Call::of("torch.nn.CrossEntropyLoss");
            call.with("label_smoothing", it.label_smoothing)
        }
        AnyLoss::Distillation(_) | AnyLoss::DistillationWithLabels(_) => {
            gaps.note(
                true,
                "loss",
                "PyTorch has no distillation, whose formula is in thalweg's docs",
            );
            return None;
        }
    })
}

fn note_clip(clip: Option<Clip>, gaps: &mut Gaps) {
    match clip {
        Some(Clip::ByGlobalNorm { epsilon, .. } | Clip::ByNorm { epsilon, .. }) => {
            gaps.note(epsilon != 1e-6, "clip.epsilon", "PyTorch has 1e-6 beside the norm");
        }
        Some(Clip::ByBlockRms { .. } | Clip::Adaptive { .. }) => {
            gaps.note(true, "clip", "PyTorch clips by value, or by the norm of all");
        }
        _ => {}
    }
}

fn write_clip(f: &mut Formatter<'_>, clip: Option<Clip>) -> fmt::Result {
    let norm = |f: &mut Formatter<'_>, max_norm: f32, kind: &dyn Display| {
        write!(
            f,
            "\n\ndef clip(params):\n    \
             torch.nn.utils.clip_grad_norm_(params, max_norm={}, norm_type={kind})\n",
            Number(max_norm)
        )
    };
    match clip {
        Some(Clip::ByValue { max }) => write!(
            f,
            "\n\ndef clip(params):\n    torch.nn.utils.clip_grad_value_(params, clip_value={})\n",
            Number(max)
        ),
        Some(Clip::ByGlobalNorm { max_norm, .. }) => norm(f, max_norm, &Number(2.0)),
        Some(Clip::ByNorm { norm_type, max_norm, .. }) => {
            let p = match norm_type {
                NormType::L1 => 1.0,
                NormType::L2 => 2.0,
                NormType::LInfinity => f32::INFINITY,
                NormType::Lp(p) => p,
            };
            norm(f, max_norm, &Number(p))
        }
        _ => Ok(()),
    }
}
