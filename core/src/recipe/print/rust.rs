//! A recipe as the Rust that builds it: a static composition, of which only what is chosen is linked.

use super::{chain::ChainSource, imports::Imports, schedule::ScheduleSource};
use crate::{
    group::Group,
    literal::{Literal, Shown},
    recipe::{AnyLoss, AnyRule, Recipe, StatePrecision, Trained},
    schedule::AnySchedule,
};
use core::fmt::{self, Display, Formatter};

/// See [`Recipe::rust`].
#[derive(Clone, Copy, Debug)]
pub struct Rust<'a, const N: usize, const G: usize>(
    pub(super) &'a Recipe<AnyRule, AnySchedule<N>, G>,
);

impl<const N: usize, const G: usize> Display for Rust<'_, N, G> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let body = Body(self.0);
        write!(f, "{}\n{body}", Imports::of(&body))
    }
}

/// All but the imports.
struct Body<'a, const N: usize, const G: usize>(&'a Recipe<AnyRule, AnySchedule<N>, G>);

impl<const N: usize, const G: usize> Display for Body<'_, N, G> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Recipe { rule, schedule, .. } = self.0;
        f.write_str("/// The rule and its hyper-parameters.\n")?;
        writeln!(f, "pub const RULE: {} = {};", rule.type_name(), rule.source())?;
        self.write_numbers(f)?;
        self.write_loss(f)?;
        self.write_groups(f)?;
        self.write_options(f)?;
        f.write_str("\n/// The learning rate of each step, from 0.\n")?;
        f.write_str("pub fn schedule() -> Result<impl Schedule + Copy, Error> {\n")?;
        writeln!(f, "    Ok({})\n}}\n", ScheduleSource(schedule.tree()))?;
        self.write_optimizer(f)
    }
}

impl<const N: usize, const G: usize> Body<'_, N, G> {
    fn write_numbers(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Recipe { accumulation, batch, epochs, seed, .. } = *self.0;
        writeln!(f, "/// Samples of a batch.\npub const BATCH: u32 = {batch};")?;
        writeln!(f, "/// Batches of a step.\npub const ACCUMULATION: u32 = {accumulation};")?;
        writeln!(f, "/// How often each sample is seen.\npub const EPOCHS: u32 = {epochs};")?;
        writeln!(f, "/// Of the order of the samples.\npub const SEED: u64 = {seed};")
    }

    fn write_loss(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (name, value): (&str, &dyn Literal) = match &self.0.loss {
            AnyLoss::MeanSquaredError => return write_plain_loss(f, "MeanSquaredError"),
            AnyLoss::MeanAbsoluteError => return write_plain_loss(f, "MeanAbsoluteError"),
            AnyLoss::BinaryCrossEntropy => return write_plain_loss(f, "BinaryCrossEntropy"),
            AnyLoss::Huber(loss) => ("Huber", loss),
            AnyLoss::SmoothL1(loss) => ("SmoothL1", loss),
            AnyLoss::SoftmaxCrossEntropy(loss) => ("SoftmaxCrossEntropy", loss),
            AnyLoss::Distillation(loss) => ("Distillation", loss),
            AnyLoss::DistillationWithLabels(loss) => ("DistillationWithLabels", loss),
        };
        writeln!(f, "/// What is minimised.\npub const LOSS: {name} = {};", Shown(value))
    }

    fn write_groups(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let groups = self.0.groups.as_slice();
        if groups.is_empty() {
            return Ok(());
        }
        f.write_str("/// Parameters by groups, in order.\n")?;
        writeln!(f, "pub const GROUPS: [Group; {}] = [", groups.len())?;
        groups.iter().try_for_each(|group| writeln!(f, "    {},", Shown(group)))?;
        writeln!(f, "];\n/// All of them together.")?;
        writeln!(f, "pub const PARAMETERS: usize = {};", parameters(groups))
    }

    /// Averages, and when to stop.
    fn write_options(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(ema) = &self.0.ema {
            f.write_str("/// Of the average of the parameters after each step.\n")?;
            writeln!(f, "pub const EMA: ParameterEmaOptions = {};", Shown(ema))?;
        }
        if let Some(swa) = &self.0.swa {
            f.write_str("/// When parameters are collected for their mean.\n")?;
            writeln!(f, "pub const SWA: SwaOptions = {};", Shown(swa))?;
        }
        if let Some(stop) = &self.0.early_stopping {
            f.write_str("/// When the training ends early.\n")?;
            writeln!(f, "pub const EARLY_STOPPING: EarlyStoppingOptions = {};", Shown(stop))?;
        }
        self.write_fine_tuning(f)
    }

    /// What is trained, and how the start is kept.
    fn write_fine_tuning(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Recipe { trained, unfreezing, l2_sp, wise, lora, replay, .. } = self.0;
        if *trained != Trained::All {
            f.write_str("/// Which parameters are trained: a `Selection` picks them.\n")?;
            writeln!(f, "pub const TRAINED: Trained = {};", Shown(trained))?;
        }
        if let Some(unfreezing) = unfreezing {
            f.write_str("/// When layers begin to be trained.\n")?;
            writeln!(f, "pub const UNFREEZING: Unfreezing = {};", Shown(unfreezing))?;
        }
        if let Some(l2_sp) = l2_sp {
            f.write_str("/// What is added to each gradient, of parameters and their start.\n")?;
            writeln!(f, "pub const L2_SP: L2Sp = {};", Shown(l2_sp))?;
        }
        if let Some(wise) = wise {
            f.write_str("/// The share that `average::interpolate` keeps after the training.\n")?;
            writeln!(f, "pub const WISE: WiseFt = {};", Shown(wise))?;
        }
        if let Some(lora) = lora {
            f.write_str("/// The adapters that are trained beside frozen layers.\n")?;
            writeln!(f, "pub const LORA: Lora = {};", Shown(lora))?;
        }
        if *replay > 0 {
            f.write_str("/// Samples of before that a batch has besides.\n")?;
            writeln!(f, "pub const REPLAY: u32 = {replay};")?;
        }
        Ok(())
    }

    fn write_optimizer(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Recipe { rule, precision, .. } = self.0;
        let groups = self.0.groups.as_slice().len();
        let in_blocks = matches!(precision, StatePrecision::Dynamic8 | StatePrecision::Linear8);
        let (about, generics, parameters, blocks) = match (groups, in_blocks) {
            (0, false) => ("a model of N parameters", "<const N: usize>", "N", ""),
            (0, true) => (
                "a model of N parameters, of which B is `optimizer::state::blocks(N)`",
                "<const N: usize, const B: usize>",
                "N",
                "B",
            ),
            _ => ("these groups", "", "PARAMETERS", "BLOCKS"),
        };
        if groups > 0 && in_blocks {
            f.write_str("/// Of 64 parameters or less, each in one group.\n")?;
            let more = groups.wrapping_sub(1);
            writeln!(f, "pub const BLOCKS: usize = blocks(PARAMETERS) + {more};\n")?;
        }
        if *precision == StatePrecision::Fixed {
            f.write_str(
                "// The state in f32: in integers an optimizer of `thalweg::fixed` keeps it.\n",
            )?;
        }
        let whole = self.0.refuse_selection().is_ok();
        let about = if whole || groups > 0 { about } else { "the N parameters that are trained" };
        if self.0.unfreezing.is_some() {
            f.write_str(
                "// Each layer that thaws is a group of it: see `Selection::groups_at`.\n",
            )?;
        }
        let chain = ChainSource::new(self.0, parameters);
        writeln!(f, "/// The optimizer of {about}.\npub fn optimizer{generics}() -> Result<")?;
        write!(f, "    Optimizer<{}, [", rule.type_name())?;
        match precision {
            StatePrecision::F32 | StatePrecision::Fixed => f.write_str("f32"),
            StatePrecision::Bf16 => f.write_str("Bf16"),
            StatePrecision::F16 => f.write_str("F16"),
            StatePrecision::Dynamic8 => write!(f, "Blockwise8<{blocks}, DynamicMap>"),
            StatePrecision::Linear8 => write!(f, "Blockwise8<{blocks}, LinearMap>"),
        }?;
        write!(f, "; {parameters}], ")?;
        chain.write_type(f)?;
        if groups == 0 {
            f.write_str(">,\n    Error,\n> {\n    Optimizer::with_transform(RULE, ")?;
            chain.write_value(f)?;
            return f.write_str(")\n}\n");
        }
        let biases = self.0.groups.as_slice().iter().any(|group| group.bias_weight_decay.is_some());
        let layout = if biases { "Layers" } else { "Groups" };
        write!(f, ", {layout}<{groups}>>,\n    Error,\n> {{\n    Optimizer::grouped(RULE, ")?;
        chain.write_value(f)?;
        writeln!(f, ", {layout}(GROUPS))\n}}")
    }
}

fn write_plain_loss(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    writeln!(f, "/// What is minimised.\npub const LOSS: {name} = {name};")
}

/// How many parameters the groups have.
fn parameters(groups: &[Group]) -> usize {
    groups.iter().fold(0, |sum, group| sum.saturating_add(group.length))
}
