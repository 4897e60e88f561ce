//! A humidity sensor for a station that has none: a network of other stations, tuned by one reference every six hours.

use crate::{
    Factory, Keeps, Known, Progress, Refusal, State, Task, Verdict,
    kept::{self, STATE},
    task::{only, outputs},
    training::{OF_SAMPLES, of_sample},
};
use heapless::Deque;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Plain, Saver},
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    group::Whole,
    loss::MeanSquaredError,
    nn::{Dense, Layer, Pass, Sequential, Tanh, Trace},
    optimizer::{self, Optimizer, Outcome, Sgd},
    sequential, valid,
};
use thalweg_watch::{diverged, parameters_hash};

/// What an hour says: temperature, pressure, wind speed, visibility; wind, hour and day as sine and cosine.
pub const FEATURES: usize = 10;
/// The network: 193 parameters.
pub const NETWORK: Sequential<(Dense, Tanh, Dense)> =
    sequential!(Dense::new(FEATURES, 16), Tanh::new(16), Dense::new(16, 1));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
/// Of them those of the first layer.
pub const HIDDEN: usize = 16 * (FEATURES + 1);
/// Hours from one reference to the next.
pub const REFERENCE: u32 = 6;
/// The most references that are remembered.
pub const MOST: usize = 28;
/// How it is tuned, as was best the other way round: at the station that [`KNOWN`] begins with.
pub const TUNING: Tuning = Tuning { learning_rate: 0.03, remembered: 4 };
/// The norm beyond which a gradient is clipped.
pub const MAX_NORM: f32 = 2.0;

/// The network gives (humidity − 60) / 20.
const CENTRE: f32 = 60.0;
const SPREAD: f32 = 20.0;
const FILE: &[u8] = include_bytes!("../../humidity/model.bin");

/// A network of JFK and one of both stations, by `cargo run --release -p thalweg-tasks-study --bin pretrain`.
pub static KNOWN: [Known<FEATURES, PARAMETERS>; 2] = [
    valid!(Known::from_bytes(FILE, 0)),
    valid!(Known::from_bytes(FILE, 2 * FEATURES + PARAMETERS)),
];

/// How a network is tuned at a new station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The learning rate of gradient descent, constant.
    pub learning_rate: f32,
    /// How many of the last references are gone through again at each, at most [`MOST`].
    pub remembered: usize,
}

/// What a network is asked for, of a humidity in %RH.
#[must_use]
pub fn scaled(humidity: f32) -> f32 {
    (humidity - CENTRE) / SPREAD
}

/// Squared error.
///
/// # Errors
/// Another number of outputs.
pub fn squared(y: &mut [f32], target: f32) -> Result<f32, Error> {
    MeanSquaredError.value_and_grad(y, &[target])
}

type Chain = (SkipNonFinite, ClipByGlobalNorm);
/// References, the oldest first.
type References = Deque<Reference, MOST>;
type Reference = ([f32; FEATURES], f32);
type Tuner<'m> = Optimizer<Sgd, &'m mut [f32; PARAMETERS], Chain>;

/// What is lent to a [`Sensor`].
#[derive(Debug)]
pub struct Memory {
    parameters: [f32; PARAMETERS],
    gradient: [f32; PARAMETERS],
    optimizer: optimizer::Memory<Sgd, [f32; PARAMETERS]>,
    references: References,
}

impl Memory {
    /// As it is before it is lent.
    pub const ZERO: Self = Self {
        parameters: [0.0; PARAMETERS],
        gradient: [0.0; PARAMETERS],
        optimizer: optimizer::Memory::ZERO,
        references: Deque::new(),
    };
}

/// A network that goes on to learn: every reference goes through the last ones again.
#[derive(Debug)]
pub struct Sensor<'m> {
    parameters: &'m mut [f32; PARAMETERS],
    gradient: &'m mut [f32; PARAMETERS],
    tuning: Tuning,
    optimizer: Tuner<'m>,
    references: &'m mut References,
    /// The parameters from this one on are tuned.
    first: usize,
    /// References that are still to be gone through.
    open: usize,
    /// References that are remembered no more.
    forgotten: usize,
}

impl<'m> Sensor<'m> {
    /// One that starts with these parameters, and tunes those from `first` on.
    ///
    /// # Errors
    /// None: the settings of the rule are its defaults.
    pub fn new(
        start: &[f32; PARAMETERS],
        tuning: Tuning,
        first: usize,
        memory: &'m mut Memory,
    ) -> Result<Self, Error> {
        let Memory { parameters, gradient, optimizer, references } = memory;
        let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(MAX_NORM));
        let optimizer = Optimizer::lend_grouped(Sgd, chain, Whole, optimizer)?;
        parameters.copy_from_slice(start);
        references.clear();
        Ok(Self {
            parameters,
            gradient,
            tuning,
            optimizer,
            references,
            first,
            open: 0,
            forgotten: 0,
        })
    }

    /// Starts once more, with these parameters and no reference.
    pub fn restart(&mut self, start: &[f32; PARAMETERS]) {
        self.parameters.copy_from_slice(start);
        self.optimizer.reset();
        self.references.clear();
        (self.open, self.forgotten) = (0, 0);
    }

    /// The humidity in %RH.
    ///
    /// # Errors
    /// A value that is not finite.
    pub fn predict(&self, x: &[f32; FEATURES]) -> Result<f32, Error> {
        predict(self.parameters, x)
    }

    /// A reference in %RH, which [`step`](Self::step) learns.
    pub fn refer(&mut self, x: [f32; FEATURES], humidity: f32) {
        if self.references.len() >= self.tuning.remembered.min(MOST) {
            let forgotten = usize::from(self.references.pop_front().is_some());
            self.forgotten = self.forgotten.saturating_add(forgotten);
        }
        // There is room: the oldest has gone.
        let _ = self.references.push_back((x, scaled(humidity)));
        self.again();
    }

    /// How many references were told.
    fn learnt(&self) -> usize {
        self.forgotten.saturating_add(self.references.len())
    }

    /// Opens the references once more, for steps on all of them.
    pub fn again(&mut self) {
        self.open = self.references.len();
    }

    /// One step on the next of the references, the oldest first; `None` after the last.
    ///
    /// # Errors
    /// A rate out of its range; a loss that is not finite, with the number of its reference among all that were told; what a
    /// step leaves that is not finite.
    pub fn step(&mut self) -> Result<Option<Progress>, Error> {
        let steps = self.references.len();
        let number = steps - self.open;
        let Some((x, target)) = self.references.iter().nth(number) else { return Ok(None) };
        let loss = slope(self.parameters, x, *target, self.gradient)
            .map_err(|error| of_sample(OF_SAMPLES, self.forgotten.saturating_add(number), error))?;
        self.gradient.iter_mut().take(self.first).for_each(|g| *g = 0.0);
        let rate = self.tuning.learning_rate;
        if self.optimizer.step(self.parameters, self.gradient, rate)? == Outcome::Diverged {
            return Err(diverged(self.parameters));
        }
        self.open -= 1;
        Ok(Some(Progress { step: number as u32, steps: steps as u32, loss }))
    }
}

/// How many are remembered no more, how many are open, and how many there are.
type Counts = [u32; 3];

/// Bytes of the body: the counts, then each reference, the oldest first.
const fn body(references: usize) -> u32 {
    Counts::BYTES + Reference::BYTES * references as u32
}

impl Checkpoint for Sensor<'_> {
    fn length(&self) -> u32 {
        let references = Saver::HEAD + body(self.references.len());
        self.parameters.length() + self.optimizer.length() + references
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.parameters.save(to)?;
        self.optimizer.save(to)?;
        let count = self.references.len();
        to.section(STATE, body(count))?;
        [self.forgotten, self.open, count].map(|count| count as u32).put(to)?;
        for (index, reference) in self.references.iter().enumerate() {
            if !reference.is_finite() {
                return Err(to.refuse(not_finite(index)));
            }
            reference.put(to)?;
        }
        Ok(())
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.parameters.load(from)?;
        self.optimizer.load(from)?;
        from.section_of_any_length(STATE)?;
        let [forgotten, open, count] = Counts::get(from)?;
        let most = self.tuning.remembered.min(MOST) as u32;
        kept::below("references", count, most + 1, "as many as are remembered", from)?;
        kept::below("open", open, count + 1, "up to the references", from)?;
        if from.commits() {
            self.references.clear();
        }
        for index in 0..count {
            let reference = Reference::get(from)?;
            if !reference.is_finite() {
                return Err(from.refuse(not_finite(index as usize)));
            }
            if from.commits() {
                // There are no more than there is room for.
                let _never_full = self.references.push_back(reference);
            }
        }
        if from.commits() {
            (self.forgotten, self.open) = (forgotten as usize, open as usize);
        }
        Ok(())
    }
}

const fn not_finite(index: usize) -> Error {
    Error::NotFinite { what: "references", index }
}

impl<'m> MaxLength for Sensor<'m> {
    const MAX_LENGTH: u32 =
        <[f32; PARAMETERS]>::MAX_LENGTH + Tuner::<'m>::MAX_LENGTH + Saver::HEAD + body(MOST);
}

fn predict(parameters: &[f32; PARAMETERS], x: &[f32; FEATURES]) -> Result<f32, Error> {
    const MEMORY: usize = NETWORK.inference_memory();
    let [y] = outputs::<_, MEMORY, 1>(&NETWORK, parameters, x)?;
    Ok(y * SPREAD + CENTRE)
}

/// The loss of a reference and, in `gradient`, its gradient.
fn slope(
    parameters: &[f32; PARAMETERS],
    x: &[f32; FEATURES],
    target: f32,
    gradient: &mut [f32; PARAMETERS],
) -> Result<f32, Error> {
    let (mut memory, mut y, pass) = ([0.0; NETWORK.memory()], [0.0], Pass::Training(0));
    gradient.fill(0.0);
    NETWORK.forward(parameters, x, &mut y, &mut memory, pass)?;
    let loss = squared(&mut y, target)?;
    let trace = Trace { x, y: &[], dy: &y, memory: &mut memory, pass };
    NETWORK.backward(parameters, trace, Some(gradient), None)?;
    Ok(loss)
}

/// The task on a device.
#[derive(Debug)]
pub struct Humidity<'m> {
    /// The number of the factory's network, and it.
    known: (u8, &'static Known<FEATURES, PARAMETERS>),
    sensor: Sensor<'m>,
    heard: Option<[f32; FEATURES]>,
}

/// A network of the factory.
fn known(number: u8) -> Option<(u8, &'static Known<FEATURES, PARAMETERS>)> {
    KNOWN.get(usize::from(number)).map(|known| (number, known))
}

/// Behind which of the factory's networks it is, the sensor.
impl Checkpoint for Humidity<'_> {
    fn length(&self) -> u32 {
        Saver::HEAD + u8::BYTES + self.sensor.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(STATE, u8::BYTES)?;
        self.known.0.put(to)?;
        self.sensor.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(STATE, u8::BYTES)?;
        let number = u8::get(from)?;
        kept::below("network", number.into(), KNOWN.len() as u32, "0, 1", from)?;
        self.sensor.load(from)?;
        if let (true, Some(known)) = (from.commits(), known(number)) {
            (self.known, self.heard) = (known, None);
        }
        Ok(())
    }
}

impl<'m> MaxLength for Humidity<'m> {
    const MAX_LENGTH: u32 = Saver::HEAD + u8::BYTES + Sensor::<'m>::MAX_LENGTH;
}

impl<'m> Factory<'m> for Humidity<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory::ZERO;

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        let known = (0, &KNOWN[0]);
        let sensor = Sensor::new(&known.1.parameters, TUNING, 0, memory)?;
        Ok(Self { known, sensor, heard: None })
    }
}

impl Keeps for Humidity<'_> {
    fn identity(&self) -> Identity {
        let Tuning { learning_rate, remembered } = TUNING;
        let [rate, norm] = [learning_rate, MAX_NORM].map(f32::to_bits);
        let settings = [rate, norm, remembered as u32];
        kept::identity(KNOWN.iter().flat_map(Known::bits), settings.into_iter())
    }
}

impl Task for Humidity<'_> {
    fn steps(&self) -> [u32; 2] {
        let Sensor { references, open, .. } = &self.sensor;
        [references.len() - open, references.len()].map(|number| number as u32)
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        self.known = known(model).ok_or(Refusal::Number)?;
        self.sensor.restart(&self.known.1.parameters);
        self.heard = None;
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        self.heard = None;
        let x = <[f32; FEATURES]>::try_from(values).map_err(|_| Refusal::Length)?;
        if !first || !x.iter().all(Plain::is_finite) {
            return Err(if first { Refusal::NotFinite } else { Refusal::Length });
        }
        self.heard = Some(self.known.1.normalizer.apply(&x));
        Ok(())
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        if !(0.0..=100.0).contains(&label) {
            return Err(Refusal::Number);
        }
        self.sensor.refer(self.heard.ok_or(Refusal::Order)?, label);
        Ok(())
    }

    /// Every reference is learnt when it is told.
    fn adapt(&mut self) -> Result<(), Refusal> {
        Err(Refusal::Order)
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        Ok(self.sensor.step()?)
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        let x = self.heard.ok_or(Refusal::Order)?;
        let frozen = predict(&self.known.1.parameters, &x)?;
        Ok(Verdict { frozen, tuned: self.sensor.predict(&x)?, alarm: false })
    }

    fn state(&self) -> State {
        State {
            learnt: self.sensor.learnt() as u32,
            skipped: self.sensor.optimizer.skipped(),
            steps: self.steps(),
            parameters_hash: parameters_hash(self.sensor.parameters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::checkpoint::{self, Buffer};

    fn sensor(tuning: Tuning, memory: &mut Memory) -> Sensor<'_> {
        Sensor::new(&KNOWN[0].parameters, tuning, 0, memory).unwrap()
    }

    #[test]
    fn a_step_that_diverges_is_an_error() {
        let mut memory = Memory::ZERO;
        let mut sensor = sensor(Tuning { learning_rate: f32::MAX, remembered: 1 }, &mut memory);
        // All of the clipped gradient is the last bias'.
        sensor.restart(&[0.0; PARAMETERS]);
        sensor.refer([0.0; FEATURES], 0.0);
        let error = sensor.step().unwrap_err();
        assert!(matches!(error, Error::NotFinite { what: "parameters", .. }), "{error}");
    }

    #[test]
    fn what_could_not_be_loaded_is_not_saved() {
        let mut memory = Memory::ZERO;
        let mut sensor = sensor(TUNING, &mut memory);
        sensor.refer([0.5; FEATURES], 50.0);
        sensor.refer([f32::NAN; FEATURES], 50.0);
        let (mut image, identity) = ([0; 2048], Identity::default());
        let saved = checkpoint::save(&sensor, identity, &mut Buffer::new(&mut image));
        let error = CheckpointError::Value { section: "state", error: not_finite(1) };
        assert_eq!(saved, Err(error));
    }

    #[test]
    fn a_loss_that_is_none_names_its_reference() {
        let mut memory = Memory::ZERO;
        let mut sensor = sensor(TUNING, &mut memory);
        sensor.refer([0.0; FEATURES], 50.0);
        sensor.refer([f32::NAN; FEATURES], 50.0);
        assert!(sensor.step().unwrap().is_some());
        assert_eq!(sensor.step().unwrap_err(), Error::NotFinite { what: OF_SAMPLES, index: 1 });
        // Its number among all that were told, not among those that are remembered.
        let mut memory = Memory::ZERO;
        let mut sensor = Sensor::new(&KNOWN[0].parameters, TUNING, 0, &mut memory).unwrap();
        (0..9).for_each(|_| sensor.refer([0.0; FEATURES], 50.0));
        sensor.refer([f32::NAN; FEATURES], 50.0);
        while sensor.step().is_ok() {}
        assert_eq!(Refusal::from(sensor.step().unwrap_err()), Refusal::Loss(9));
    }
}
