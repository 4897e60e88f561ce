//! The watch wholly in integers: the windows, the network, the recipe and the order of the [watch](thalweg_watch) in floats,
//! for a core without an FPU.
//!
//! A feature beyond 16 deviations of those that others have is taken for one of 16, and counted. The rule is Adam without a
//! division, as such a core has none. Nothing is augmented, as nothing is in floats.

use crate::{
    Factory, Keeps, Progress, Refusal, State, Task, Verdict,
    integers::{self, Features, OneHidden, Plan, numbers},
    kept,
    task::only,
    training::shuffle,
};
use oorandom::Rand32;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Saver},
    fixed::{Activation, AdamInverseRoot, gradient::ClipByGlobalNorm},
    valid,
};
use thalweg_watch::{
    CAPACITY, CHANNELS, CLASSES, FEATURES, HIDDEN, IntegerFeature, IntegerRate, Integers, Model,
    PARAMETERS, PLAIN, Sample, Settings, WINDOW, Windows,
};

/// The integers have neither statistics of the wearer nor replay.
const SETTINGS: Settings = Settings::PLAIN;
const CLIP: ClipByGlobalNorm = valid!(ClipByGlobalNorm::new(SETTINGS.max_norm));

/// Hidden values up to ±64, slopes up to ±2 and ±8: while they were trained on, two of eight people met the end of ±16, and one
/// that of ±32.
type Network = OneHidden<FEATURES, HIDDEN, CLASSES, 9, 14, 12>;
/// Fraction bits of a sum of gradients, which is up to ±256.
const SUM: u32 = 23;
type Course<'m> = integers::Course<
    'm,
    Network,
    AdamInverseRoot,
    IntegerRate,
    SUM,
    FEATURES,
    PARAMETERS,
    CAPACITY,
>;

/// What a device knows from the factory, in integers.
pub type Known = integers::Known<FEATURES, PARAMETERS>;

/// Of the numbers of [`PLAIN`], each rounded once, when this is built.
pub static KNOWN: Known = valid!(known(&PLAIN));

/// A model in integers, for features in integers.
///
/// # Errors
/// A number beyond its format.
pub const fn known(model: &Model) -> Result<Known, Error> {
    let Model { normalizer, parameters, .. } = model;
    let normalizer = Integers::statistics(normalizer);
    Known::of(&crate::Known { normalizer, parameters: *parameters })
}

/// What is lent to the task.
pub type Memory = integers::CourseMemory<AdamInverseRoot, SUM, FEATURES, PARAMETERS, CAPACITY>;

/// The task on a device.
#[derive(Debug)]
pub struct IntegerWatch<'m> {
    course: Course<'m>,
    seed: u64,
    windows: Windows,
    heard: Option<Features<FEATURES>>,
    saturated: u32,
}

impl<'m> IntegerWatch<'m> {
    /// One that knows others than the factory's, and takes windows in another order.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn knowing(memory: &'m mut Memory, known: &'m Known, seed: u64) -> Result<Self, Error> {
        let course = Course::lend(AdamInverseRoot::DEFAULT, known, memory)?;
        Ok(Self { course, seed, windows: Windows::new(WINDOW), heard: None, saturated: 0 })
    }

    /// How many features were beyond their range, in the windows since it began.
    pub const fn saturated(&self) -> u32 {
        self.saturated
    }

    /// Takes in samples; of those that are refused, some may have been taken in.
    fn take_in(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        let (samples, rest) = values.as_chunks::<CHANNELS>();
        if samples.is_empty() || !rest.is_empty() {
            return Err(Refusal::Length);
        }
        numbers::finite(values)?;
        if first {
            self.restart();
        }
        for values in samples {
            let mut sample: Sample = [0; CHANNELS];
            for (to, &value) in sample.iter_mut().zip(values) {
                *to = numbers::integer(value)?;
            }
            if let Some(features) = self.windows.push_in::<Integers>(sample) {
                self.heard = Some(self.normalized(&features)?);
            }
        }
        Ok(())
    }

    fn normalized(
        &mut self,
        features: &[IntegerFeature; FEATURES],
    ) -> Result<Features<FEATURES>, Error> {
        let mut x = [Activation::default(); FEATURES];
        let beyond = self.course.known().normalizer.apply(features, &mut x)?;
        let saturated = beyond.saturating_add(Integers::saturated(features)) as u32;
        self.saturated = self.saturated.saturating_add(saturated);
        Ok(x)
    }

    /// No window goes on behind what was heard.
    fn restart(&mut self) {
        self.windows.restart();
        self.heard = None;
    }
}

/// What a training on so many windows follows.
fn plan(windows: usize, seed: u64) -> Result<Plan<IntegerRate>, Error> {
    let (schedule, steps) = (SETTINGS.schedule_in_integers(windows)?, SETTINGS.steps(windows));
    Ok(Plan { schedule, steps, batch: SETTINGS.batch, clip: CLIP, seed, order })
}

impl Checkpoint for IntegerWatch<'_> {
    fn length(&self) -> u32 {
        self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.course.load(from, |windows| plan(windows, self.seed))?;
        if from.commits() {
            self.restart();
            self.saturated = 0;
        }
        Ok(())
    }
}

impl<'m> MaxLength for IntegerWatch<'m> {
    const MAX_LENGTH: u32 = Course::<'m>::MAX_LENGTH;
}

impl<'m> Factory<'m> for IntegerWatch<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory::ZERO;

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        Self::knowing(memory, &KNOWN, SETTINGS.seed)
    }
}

/// The order of the watch in floats, which takes each epoch from the end of a fresh shuffle.
fn order(numbers: &mut [u16], random: &mut Rand32) {
    numbers.iter_mut().zip(0..).for_each(|(place, number)| *place = number);
    shuffle(numbers, random);
    numbers.reverse();
}

impl Keeps for IntegerWatch<'_> {
    fn identity(&self) -> Identity {
        let Settings { learning_rate, warmup_steps, epochs, batch, max_norm, .. } = SETTINGS;
        let [rate, norm] = [learning_rate, max_norm].map(f32::to_bits);
        let settings = [rate, norm, warmup_steps, epochs, batch as u32].into_iter();
        kept::identity(self.course.known().bits(), settings.chain(kept::halves(self.seed)))
    }
}

impl Task for IntegerWatch<'_> {
    fn steps(&self) -> [u32; 2] {
        self.course.steps()
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        self.course.forget();
        self.restart();
        self.saturated = 0;
        Ok(())
    }

    /// Samples of the watch, in thousandths.
    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        let heard = self.take_in(first, values);
        if heard.is_err() {
            self.restart();
        }
        heard
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let class = numbers::class(label, CLASSES)?;
        self.course.learn(self.heard.ok_or(Refusal::Order)?, class)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        self.course.begin(plan(self.course.learnt(), self.seed)?)
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        self.course.step()
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        self.course.judge(&self.heard.ok_or(Refusal::Order)?)
    }

    fn state(&self) -> State {
        self.course.state()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg_watch::{Adapter, Exercise};

    /// Windows of a movement, a class each.
    fn movement(class: usize, window: usize) -> impl Iterator<Item = Sample> {
        (0..WINDOW).map(move |t| {
            core::array::from_fn(|c| {
                let x = (t * (class + 2) + 31 * c + 13 * window + 7 * class) % 101;
                let amplitude = if c < 3 { 2 + class as i16 } else { 20 };
                (x as i16 - 50) * amplitude
            })
        })
    }

    /// Equal windows in the order of the watch: losses of the first two epochs are those of floats, batch by batch.
    #[test]
    fn batches_are_those_of_the_watch() {
        let mut watch = Adapter::new(&PLAIN, SETTINGS).unwrap();
        let mut memory = IntegerWatch::ZERO;
        let mut task = IntegerWatch::factory(&mut memory).unwrap();
        task.begin(0).unwrap();
        for (number, exercise) in Exercise::ALL.into_iter().cycle().take(18).enumerate() {
            let mut windows = Windows::new(WINDOW);
            for (t, sample) in movement(exercise.class(), number).enumerate() {
                task.hear(t == 0, &sample.map(f32::from)).unwrap();
                if let Some(features) = windows.push(sample) {
                    watch.learn(&features, exercise).unwrap();
                }
            }
            task.learn(exercise.class() as f32).unwrap();
        }
        watch.begin().unwrap();
        task.adapt().unwrap();
        for step in 0..10 {
            let (float, integer) = (watch.step().unwrap().unwrap(), task.step().unwrap().unwrap());
            assert_eq!((float.step, float.steps), (integer.step, integer.steps));
            let apart = (float.loss - integer.loss).abs();
            assert!(apart < 0.05 * float.loss.max(0.2), "{step}: {float:?} {integer:?}");
        }
        assert_eq!((task.state().skipped, task.saturated()), (0, 0));
    }

    #[test]
    fn what_is_beyond_the_range_is_taken_for_its_end_and_counted() {
        let mut memory = IntegerWatch::ZERO;
        let mut task = IntegerWatch::factory(&mut memory).unwrap();
        task.begin(0).unwrap();
        for t in 0..WINDOW {
            let far = if t.is_multiple_of(2) { 32_767.0 } else { -32_768.0 };
            task.hear(t == 0, &[far; CHANNELS]).unwrap();
        }
        assert!(task.saturated() > 0);
        assert!(task.judge(0).unwrap().frozen < CLASSES as f32);
        // Whole thousandths of 16 bits, six a sample.
        for (values, refusal) in [
            (&[0.5; CHANNELS][..], Refusal::Range),
            (&[40_000.0; CHANNELS], Refusal::Range),
            (&[f32::NAN; CHANNELS], Refusal::NotFinite),
            (&[1.0; 5], Refusal::Length),
        ] {
            assert_eq!(task.hear(false, values), Err(refusal));
            assert_eq!(task.judge(0), Err(Refusal::Order));
        }
    }
}
