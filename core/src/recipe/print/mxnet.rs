//! A recipe as MXNet.

use super::{
    common, fine_tuning,
    formula::{self, Formula},
    mxnet_rule,
    python::{Argument, Call, Gaps, Number},
    pytorch::constant,
};
use crate::{
    recipe::{AnyLoss, AnyRule, Clip, Recipe},
    schedule::AnySchedule,
};
use core::fmt::{self, Display, Formatter};

/// See [`Recipe::mxnet`].
#[derive(Clone, Copy, Debug)]
pub struct Mxnet<'a, const N: usize, const G: usize>(
    pub(super) &'a Recipe<AnyRule, AnySchedule<N>, G>,
);

impl<const N: usize, const G: usize> Display for Mxnet<'_, N, G> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (recipe, mut gaps) = (self.0, Gaps::default());
        let constant = constant(&recipe.schedule);
        let decay = recipe.decay.map_or(0.0, |decay| decay.weight_decay);
        let call = mxnet_rule::call(&recipe.rule, constant.unwrap_or(1.0), decay, &mut gaps);
        let call = call.map(|call| match (constant, recipe.clip) {
            (None, _) => call.with("lr_scheduler", Argument::Name("Schedule()")),
            _ => call,
        });
        let call = call.map(|call| match recipe.clip {
            Some(Clip::ByValue { max }) => call.with("clip_gradient", max),
            _ => call,
        });
        common::note_gaps(recipe, &mut gaps);
        formula::note_gaps(recipe.schedule.tree(), &mut gaps);
        let loss = loss(&recipe.loss, &mut gaps);
        note_clip(recipe, &mut gaps);
        gaps.note(recipe.ema.is_some(), "ema", "MXNet averages no parameters");
        fine_tuning::note_all(recipe, &mut gaps, "grad_req = \"null\" of what is frozen");
        gaps.note(
            recipe.l2_sp.is_some(),
            "l2_sp",
            "add half alpha times the squared way to the loss",
        );
        gaps.note(recipe.wise.is_some(), "wise", "go back a part of the way after the training");

        write!(f, "import mxnet\nimport numpy as np\n\n{gaps}")?;
        common::write_numbers(f, recipe)?;
        if let Some(loss) = loss {
            writeln!(f, "loss = {loss}")?;
        }
        if constant.is_none() {
            f.write_str("\n\nclass Schedule(mxnet.lr_scheduler.LRScheduler):\n")?;
            f.write_str("    def __call__(self, num_update):\n")?;
            f.write_str("        t = num_update - 1  # MXNet's first update is 1\n")?;
            writeln!(f, "        return float({})\n\n", Formula(recipe.schedule.tree()))?;
        }
        if let Some(call) = call {
            writeln!(f, "optimizer = {call}")?;
        }
        match recipe.clip {
            Some(Clip::ByGlobalNorm { max_norm, .. }) => write!(
                f,
                "\n\ndef clip(gradients):\n    \
                 mxnet.gluon.utils.clip_global_norm(gradients, {})\n",
                Number(max_norm)
            ),
            _ => Ok(()),
        }
    }
}

fn loss(loss: &AnyLoss, gaps: &mut Gaps) -> Option<Call> {
    Some(match loss {
        AnyLoss::MeanSquaredError => {
            gaps.note(true, "loss", "MXNet's L2Loss is half the mean of the squares: weight=2");
            Call::of("mxnet.gluon.loss.L2Loss").with("weight", 2.0)
        }
        AnyLoss::MeanAbsoluteError => Call::of("mxnet.gluon.loss.L1Loss"),
        AnyLoss::SmoothL1(it) if it.beta > 0.0 => {
            Call::of("mxnet.gluon.loss.HuberLoss").with("rho", it.beta)
        }
        AnyLoss::BinaryCrossEntropy => Call::of("mxnet.gluon.loss.SigmoidBinaryCrossEntropyLoss"),
        AnyLoss::SoftmaxCrossEntropy(it) if it.label_smoothing == 0.0 => {
            Call::of("mxnet.gluon.loss.SoftmaxCrossEntropyLoss")
        }
        _ => {
            gaps.note(true, "loss", "MXNet has none with its formula");
            return None;
        }
    })
}

fn note_clip<R, S, const G: usize>(recipe: &Recipe<R, S, G>, gaps: &mut Gaps) {
    match recipe.clip {
        Some(Clip::ByValue { .. }) => {
            let decays = recipe.decay.is_some();
            gaps.note(decays, "clip", "MXNet adds the decay first, and clips what comes of it");
        }
        Some(Clip::ByGlobalNorm { epsilon, .. }) => {
            gaps.note(epsilon != 1e-8, "clip.epsilon", "MXNet has 1e-8 beside the norm");
        }
        Some(_) => gaps.note(true, "clip", "MXNet clips by value, or by the norm of all"),
        None => {}
    }
}
