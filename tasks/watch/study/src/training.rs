//! Pre-training on the host: many people, many epochs, the same layers and optimizer as the watch.

use oorandom::Rand32;
use thalweg::{
    Error,
    data::Normalizer,
    loss::SoftmaxCrossEntropy,
    nn::Dense,
    optimizer::{Adam, Optimizer, Rule},
    schedule::{Cosine, Schedule},
};
use thalweg_watch::{
    CLASSES, FEATURES, HIDDEN, Model, NETWORK, PARAMETERS, Part, Replay, WINDOW,
    recordings::Recording,
};

const EPOCHS: u32 = 40;
const BATCH: usize = 32;
const LEARNING_RATE: f32 = 4e-3;

/// The features of a window, and the class of its exercise.
pub type Labelled = ([f32; FEATURES], usize);

/// A model trained on `people`, reproducible from `seed`: on their windows as they are, by the statistics of all, without any to
/// replay; what optimizers and number formats are compared with.
///
/// # Errors
/// No recording, or a training that diverged.
pub fn pretrain(people: &[&[Recording]], seed: u64) -> Result<Model, Error> {
    pretrained(Training::new(people, seed)?)
}

/// What a training comes to.
pub(crate) fn pretrained(mut training: Training) -> Result<Model, Error> {
    let schedule = Cosine::new(LEARNING_RATE, 0.0, training.steps(EPOCHS))?;
    training.run(Adam::DEFAULT, EPOCHS, |step, _| Ok(Some(schedule.at(step))))?;
    Ok(training.model())
}

/// A fresh network and the normalised windows that it is trained on.
#[derive(Clone, Debug)]
pub struct Training {
    samples: Vec<Labelled>,
    normalizer: Normalizer<FEATURES>,
    parameters: [f32; PARAMETERS],
    random: Rand32,
}

impl Training {
    /// On `people`, reproducible from `seed`.
    ///
    /// # Errors
    /// Statistics that no [`Normalizer`] has.
    pub fn new(people: &[&[Recording]], seed: u64) -> Result<Self, Error> {
        let mut samples = windows(people);
        let normalizer = statistics(&samples)?;
        samples.iter_mut().for_each(|(x, _)| *x = normalizer.apply(x));
        Ok(Self::on(samples, normalizer, seed))
    }

    /// On windows that are normalised.
    pub(crate) fn on(samples: Vec<Labelled>, normalizer: Normalizer<FEATURES>, seed: u64) -> Self {
        let mut random = Rand32::new(seed);
        let parameters = initial(&mut random);
        Self { samples, normalizer, parameters, random }
    }

    /// Optimizer steps of this many epochs.
    #[must_use]
    pub fn steps(&self, epochs: u32) -> u32 {
        epochs * self.samples.len().div_ceil(BATCH) as u32
    }

    /// Trains for `epochs`, or until `rate` gives none; it is asked with the step and the mean loss
    /// of its batch.
    ///
    /// # Errors
    /// No recording, a hyper-parameter out of its range, or what `rate` reports.
    pub fn run(
        &mut self,
        rule: impl Rule,
        epochs: u32,
        mut rate: impl FnMut(u32, f32) -> Result<Option<f32>, Error>,
    ) -> Result<(), Error> {
        let mut optimizer = Optimizer::<_, [f32; PARAMETERS]>::new(rule)?;
        for _ in 0..epochs {
            shuffle(&mut self.samples, &mut self.random);
            for batch in self.samples.chunks(BATCH) {
                let (loss, gradient) = loss_and_gradient(&self.parameters, batch)?;
                let Some(learning_rate) = rate(optimizer.steps(), loss)? else { return Ok(()) };
                optimizer.step(&mut self.parameters, &gradient, learning_rate)?;
            }
        }
        Ok(())
    }

    /// The model as it stands.
    #[must_use]
    pub fn model(&self) -> Model {
        let Self { normalizer, parameters, .. } = *self;
        Model { normalizer, parameters, replay: Replay::NONE }
    }
}

/// A model that has learnt nothing, with the statistics of `model`: to compare with.
#[must_use]
pub fn from_scratch(model: &Model, seed: u64) -> Model {
    Model { parameters: initial(&mut Rand32::new(seed)), ..model.clone() }
}

/// Every window of every recording, one a second.
pub(crate) fn windows(people: &[&[Recording]]) -> Vec<Labelled> {
    let everything = Part { start: 0, end: usize::MAX, hop: WINDOW / 2 };
    let recordings = people.iter().flat_map(|person| person.iter());
    recordings.flat_map(|r| r.features(everything).map(|x| (x, r.exercise.class()))).collect()
}

pub(crate) fn statistics(samples: &[Labelled]) -> Result<Normalizer<FEATURES>, Error> {
    let mean_of = |f: &dyn Fn(&Labelled) -> f64| {
        samples.iter().map(f).sum::<f64>() / samples.len().max(1) as f64
    };
    let mean: [f32; FEATURES] = std::array::from_fn(|i| mean_of(&|(x, _)| x[i].into()) as f32);
    let scale = std::array::from_fn(|i| {
        let variance = mean_of(&|(x, _)| f64::from(x[i] - mean[i]).powi(2));
        (1.0 / variance.sqrt().max(1e-6)) as f32
    });
    Normalizer::new(mean, scale)
}

/// He's uniform initialisation (2015): weights within ±√(6 / inputs), biases 0.
fn initial(random: &mut Rand32) -> [f32; PARAMETERS] {
    let mut parameters = [0.0; PARAMETERS];
    let (hidden, output) = parameters.split_at_mut(NETWORK.hidden().parameters());
    for (layer, parameters) in [(NETWORK.hidden(), hidden), (NETWORK.output(), output)] {
        fill(layer, parameters, random);
    }
    parameters
}

fn fill(layer: &Dense, parameters: &mut [f32], random: &mut Rand32) {
    let limit = (6.0 / layer.inputs() as f32).sqrt();
    for row in parameters.chunks_exact_mut(layer.inputs() + 1) {
        row[..layer.inputs()].fill_with(|| (2.0 * random.rand_float() - 1.0) * limit);
    }
}

/// Fisher and Yates.
pub(crate) fn shuffle(samples: &mut [Labelled], random: &mut Rand32) {
    for last in (1..samples.len()).rev() {
        samples.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
}

/// The gradient of the mean loss of a batch.
pub(crate) fn backward(parameters: &[f32], batch: &[Labelled]) -> Result<[f32; PARAMETERS], Error> {
    Ok(loss_and_gradient(parameters, batch)?.1)
}

/// The mean loss of a batch, and its gradient.
fn loss_and_gradient(
    parameters: &[f32],
    batch: &[Labelled],
) -> Result<(f32, [f32; PARAMETERS]), Error> {
    let (mut loss, mut gradient) = (0.0, [0.0; PARAMETERS]);
    for (x, class) in batch {
        let (mut hidden, mut z) = ([0.0; HIDDEN], [0.0; CLASSES]);
        NETWORK.forward(parameters, x, &mut hidden, &mut z)?;
        loss += SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, *class)?;
        NETWORK.backward(parameters, x, &mut hidden, &z, &mut gradient)?;
    }
    let count = batch.len() as f32;
    Ok((loss / count, gradient.map(|g| g / count)))
}
