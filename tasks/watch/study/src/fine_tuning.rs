//! The watch's plain fine-tuning as a loop of one's own, so that any optimizer can be put into it: the same
//! windows, batches, clipping and schedule, in floats or in fixed point.

use crate::{
    dataset,
    training::{Labelled, backward, pretrain, shuffle},
};
use anyhow::Result;
use oorandom::Rand32;
use thalweg::{
    fixed::{self, Gradient, Weight, quantize, schedule::Schedule as _},
    gradient::{SkipNonFinite, clip_by_global_norm},
    optimizer::{self, state::Precision},
    schedule::Schedule,
};
use thalweg_watch::{
    CLASSES, HIDDEN, Model, NETWORK, PARAMETERS, Plan, Settings, recordings::Recording,
};

/// The parameters of the network.
pub type Parameters = [f32; PARAMETERS];

/// The windows of one person, normalised: those that tune, and the later ones that test.
#[derive(Clone, Debug)]
pub struct FineTuning {
    tuning: Vec<Labelled>,
    test: Vec<Labelled>,
    start: Parameters,
}

/// Each of the eight people, met by a model of the other seven, with every seed, and the settings to
/// start from.
///
/// # Errors
/// Recordings that cannot be read.
pub fn everyone(seeds: &[u64]) -> Result<Vec<(FineTuning, Settings)>> {
    let people = dataset::load_all()?;
    let mut tasks = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let others = dataset::others(&people, index);
        for &seed in seeds {
            let task = FineTuning::new(&pretrain(&others, seed)?, person);
            tasks.push((task, Settings { seed, ..Settings::PLAIN }));
        }
    }
    Ok(tasks)
}

/// A fine-tuning in fixed point.
#[derive(Clone, Copy, Debug)]
pub struct FixedRun {
    /// The parameters at its end.
    pub parameters: Parameters,
    /// How many elements of gradients saturated.
    pub gradients_saturated: usize,
    /// How many updates of parameters saturated.
    pub parameters_saturated: u32,
}

impl FineTuning {
    /// A person who meets a model.
    #[must_use]
    pub fn new(model: &Model, person: &[Recording]) -> Self {
        let plan = Plan::APART;
        let labelled = |r: &Recording, x| (model.normalizer.apply(&x), r.exercise.class());
        let (mut tuning, mut test) = (Vec::new(), Vec::new());
        for r in person {
            tuning.extend(r.features(plan.tuning()).map(|x| labelled(r, x)));
            test.extend(r.features(plan.test(r.samples.len())).map(|x| labelled(r, x)));
        }
        Self { tuning, test, start: model.parameters }
    }

    /// The share of the test windows that parameters classify rightly, in per cent.
    #[must_use]
    pub fn accuracy(&self, parameters: &Parameters) -> f64 {
        let right = self.test.iter().filter(|(x, class)| {
            let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
            NETWORK.forward(parameters, x, &mut hidden, &mut z).is_ok()
                && z.iter().all(|other| *other <= z[*class])
        });
        100.0 * right.count() as f64 / self.test.len().max(1) as f64
    }

    /// How many steps a fine-tuning has.
    #[must_use]
    pub fn steps(&self, settings: &Settings) -> u32 {
        settings.steps(self.tuning.len())
    }

    /// The watch's schedule of a fine-tuning.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn schedule(&self, settings: &Settings) -> Result<impl Schedule + use<>> {
        Ok(settings.schedule(self.tuning.len())?)
    }

    /// The parameters before the fine-tuning.
    #[must_use]
    pub fn start(&self) -> &Parameters {
        &self.start
    }

    /// Fine-tunes: `update` gets the step, the parameters and their clipped gradient.
    ///
    /// # Errors
    /// What `update` or the gradient reports.
    pub fn run(
        &self,
        settings: &Settings,
        mut update: impl FnMut(u32, &mut Parameters, &Parameters) -> Result<()>,
    ) -> Result<Parameters> {
        let mut parameters = self.start;
        let mut random = Rand32::new(settings.seed);
        let mut windows = self.tuning.clone();
        let mut step = 0;
        for _ in 0..settings.epochs {
            shuffle(&mut windows, &mut random);
            for batch in windows.chunks(settings.batch) {
                let mut gradient = backward(&parameters, batch)?;
                clip_by_global_norm(&mut gradient, settings.max_norm)?;
                update(step, &mut parameters, &gradient)?;
                step += 1;
            }
        }
        Ok(parameters)
    }

    /// Fine-tunes with a float rule.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn run_float(&self, rule: impl optimizer::Rule, settings: &Settings) -> Result<Parameters> {
        self.run_float_in::<f32>(rule, settings)
    }

    /// Fine-tunes with a float rule that keeps its state in another precision.
    ///
    /// # Errors
    /// A setting out of its range, too few blocks.
    pub fn run_float_in<P: Precision>(
        &self,
        rule: impl optimizer::Rule,
        settings: &Settings,
    ) -> Result<Parameters> {
        self.float::<P>(rule, settings, |gradient| Ok(*gradient))
    }

    /// Fine-tunes with a float rule on the gradient that the fixed-point run sees.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn run_float_quantised(
        &self,
        rule: impl optimizer::Rule,
        settings: &Settings,
    ) -> Result<Parameters> {
        self.float::<f32>(rule, settings, |gradient| {
            let mut quantised = [Gradient::<12>::default(); PARAMETERS];
            quantize(gradient, &mut quantised)?;
            Ok(quantised.map(Gradient::to_f32))
        })
    }

    fn float<P: Precision>(
        &self,
        rule: impl optimizer::Rule,
        settings: &Settings,
        seen: impl Fn(&Parameters) -> Result<Parameters>,
    ) -> Result<Parameters> {
        let mut optimizer = optimizer::Optimizer::<_, [P; PARAMETERS], SkipNonFinite>::new(rule)?;
        let schedule = self.schedule(settings)?;
        self.run(settings, |step, parameters, gradient| {
            optimizer.step(parameters, &seen(gradient)?, schedule.at(step))?;
            Ok(())
        })
    }

    /// Fine-tunes with a fixed-point rule and a fixed-point schedule, in the default formats; the
    /// gradient is computed in floats and quantised.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn run_fixed(&self, rule: impl fixed::Rule, settings: &Settings) -> Result<FixedRun> {
        let mut optimizer = fixed::Optimizer::<_, [Weight; PARAMETERS]>::new(rule)?;
        let schedule = settings.schedule_in_integers(self.tuning.len())?;
        let mut weights = self.start.map(Weight::saturating_from_f32);
        let mut quantised = [Gradient::default(); PARAMETERS];
        let mut gradients_saturated = 0;
        let parameters = self.run(settings, |step, parameters, gradient| {
            gradients_saturated += quantize(gradient, &mut quantised)?;
            optimizer.step(&mut weights, &quantised, schedule.at(step))?;
            *parameters = weights.map(Weight::to_f32);
            Ok(())
        })?;
        Ok(FixedRun {
            parameters,
            gradients_saturated,
            parameters_saturated: optimizer.saturated(),
        })
    }
}

/// The largest difference of two parameters.
#[must_use]
pub fn largest_difference(a: &Parameters, b: &Parameters) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// The root of the mean square of the difference of two parameters.
#[must_use]
pub fn typical_difference(a: &Parameters, b: &Parameters) -> f32 {
    let squares: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (squares / PARAMETERS as f32).sqrt()
}
