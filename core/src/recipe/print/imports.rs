//! Which names a text of Rust uses, and where they come from.

use core::fmt::{self, Display, Formatter, Write};

/// Modules in order, each with the names that a recipe's Rust may use of it.
const MODULES: [(&str, &[&str]); 12] = [
    ("thalweg", &["Error"]),
    ("thalweg::average", &["ParameterEma", "ParameterEmaOptions", "Swa"]),
    ("thalweg::feedback", &["EarlyStopping", "EarlyStoppingOptions", "Goal", "Threshold"]),
    (
        "thalweg::gradient",
        &[
            "Accumulate",
            "AdaptiveClip",
            "AddDecayedWeights",
            "ClipByBlockRms",
            "ClipByGlobalNorm",
            "ClipByNorm",
            "ClipByValue",
            "NormType",
            "SkipNonFinite",
            "Unit",
        ],
    ),
    ("thalweg::group", &["Group", "Groups", "Layers"]),
    (
        "thalweg::loss",
        &[
            "BinaryCrossEntropy",
            "Distillation",
            "DistillationWithLabels",
            "Huber",
            "L2Sp",
            "MeanAbsoluteError",
            "MeanSquaredError",
            "SmoothL1",
            "SoftmaxCrossEntropy",
        ],
    ),
    (
        "thalweg::optimizer",
        &[
            "AdaGrad",
            "Adafactor",
            "Adam",
            "AdamW",
            "AmsGrad",
            "Clamped",
            "Decoupled",
            "L2",
            "Lion",
            "Micromath",
            "Momentum",
            "NAdam",
            "Nesterov",
            "Optimizer",
            "RAdam",
            "RmsProp",
            "ScheduleFreeAdamW",
            "ScheduleFreeSgd",
            "Sgd",
        ],
    ),
    ("thalweg::optimizer::epsilon", &["Both", "Inside", "Uncorrected"]),
    (
        "thalweg::optimizer::rules",
        &[
            "AdaBelief",
            "AdaDelta",
            "Adamax",
            "AdamaxW",
            "Adan",
            "Asgd",
            "CenteredRmsProp",
            "CenteredRmsPropMomentum",
            "DampenedMomentum",
            "Ftml",
            "Ftrl",
            "HeavyBall",
            "HeavyBallNesterov",
            "Lamb",
            "Lars",
            "LarsDenominator",
            "LearningRate",
            "Maximum",
            "Muon",
            "MuonScale",
            "MxnetNesterov",
            "NAdamW",
            "NovoGrad",
            "Optimistic",
            "Power",
            "Prodigy",
            "RmsPropMomentum",
            "Rprop",
            "SignSgd",
            "Signum",
            "Sm3",
            "SquareRoot",
            "TorchAdafactor",
            "Velocity",
            "Weighting",
            "Yogi",
        ],
    ),
    (
        "thalweg::optimizer::state",
        &["Bf16", "Blockwise8", "DynamicMap", "F16", "LinearMap", "blocks"],
    ),
    ("thalweg::recipe", &["Lora", "SwaOptions", "Trained", "Unfreezing", "WiseFt"]),
    (
        "thalweg::schedule",
        &[
            "Amplitude",
            "Boundary",
            "Constant",
            "ConstantFactor",
            "Cosine",
            "CosineWithHardRestarts",
            "Curve",
            "CycleShape",
            "Cyclic",
            "CyclicalDecay",
            "Epochs",
            "Exponential",
            "Horizon",
            "InverseSqrt",
            "InverseTime",
            "Linear",
            "MultiStep",
            "Noam",
            "OneCycle",
            "OneCycleOptions",
            "OneCyclePhases",
            "OneCycleSteps",
            "PastEnd",
            "PeakDecay",
            "PiecewiseConstant",
            "PiecewiseCurve",
            "Plateau",
            "Polynomial",
            "Ramp",
            "RangeTest",
            "Repeat",
            "Schedule",
            "Shift",
            "StepDecay",
            "WarmRestarts",
            "WarmupStableDecay",
        ],
    ),
];

const fn names() -> usize {
    let (mut modules, mut count) = (MODULES.as_slice(), 0);
    while let [(_, names), rest @ ..] = modules {
        (modules, count) = (rest, count + names.len());
    }
    count
}

/// The longest name.
const LONGEST: usize = 24;

/// The names that a text uses: it is written here first.
pub(super) struct Imports {
    used: [bool; names()],
    /// The word that is being written.
    word: heapless::String<LONGEST>,
    state: Reading,
}

/// Where in the text.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    /// Between words.
    Between,
    /// In a word that may be a name.
    Word,
    /// In one that is none: too long, or behind `::`, where it belongs to what stands before.
    Other,
    /// Behind `:`, and behind `::`.
    Colon,
    Path,
}

impl Imports {
    pub(super) fn of(text: &dyn Display) -> Self {
        let mut imports =
            Self { used: [false; names()], word: heapless::String::new(), state: Reading::Between };
        // Nothing here fails.
        let _always_ok = write!(imports, "{text} ");
        imports
    }

    /// A name ends here, if it is one.
    fn mark(&mut self) {
        let all = MODULES.iter().flat_map(|(_, names)| *names);
        for (used, name) in self.used.iter_mut().zip(all) {
            *used |= self.state == Reading::Word && *name == self.word.as_str();
        }
        self.word.clear();
    }

    fn read(&mut self, letter: char) -> Reading {
        if letter.is_alphanumeric() || letter == '_' {
            return match self.state {
                Reading::Path | Reading::Other => Reading::Other,
                _ if self.word.push(letter).is_err() => Reading::Other,
                _ => Reading::Word,
            };
        }
        let colon = self.state == Reading::Colon;
        self.mark();
        match letter {
            ':' if colon => Reading::Path,
            ':' => Reading::Colon,
            _ => Reading::Between,
        }
    }
}

impl Write for Imports {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().for_each(|letter| self.state = self.read(letter));
        Ok(())
    }
}

impl Display for Imports {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut used = self.used.iter();
        for (module, names) in MODULES {
            let mut of_module = heapless::Vec::<&str, 48>::new();
            for (name, _) in names.iter().zip(&mut used).filter(|(_, used)| **used) {
                let _fits = of_module.push(name);
            }
            match of_module.as_slice() {
                [] => {}
                [name] => writeln!(f, "use {module}::{name};")?,
                [first, others @ ..] => {
                    write!(f, "use {module}::{{{first}")?;
                    others.iter().try_for_each(|name| write!(f, ", {name}"))?;
                    writeln!(f, "}};")?;
                }
            }
        }
        Ok(())
    }
}
