//! Vowels by a new speaker, wholly in integers: the network, the samples and the recipe of [`vowels`](crate::vowels),
//! for a core without an FPU.
//!
//! The data hold ten log area ratios of each vowel, which are its features: nothing is extracted on a device, in floats or
//! here. A ratio is rounded once where it is heard, and everything after that is in integers.

use crate::{
    Factory, Keeps, Progress, Recipe, Refusal, State, Task, Verdict,
    integers::{self, Features, OneHidden, Plan, numbers},
    kept,
    task::only,
    training::shuffle,
    vowels::{self, CAPACITY, CLASSES, PARAMETERS, RATIOS, RECIPE},
};
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Saver},
    fixed::{Activation, Momentum, Q, gradient::ClipByGlobalNorm, schedule::Cosine},
    valid,
};

const HIDDEN: usize = 24;
const CLIP: ClipByGlobalNorm = valid!(ClipByGlobalNorm::new(Recipe::MAX_NORM));

/// A log area ratio as it is heard: up to ±8 in steps of 2.4e-4, where the data have three decimals.
type Ratio = Q<i16, 12>;
/// Hidden values up to ±16, slopes up to ±4.
type Network = OneHidden<RATIOS, HIDDEN, CLASSES, 11, 13, 13>;
/// Fraction bits of a sum of gradients, which is up to ±128.
const SUM: u32 = 24;
type Course<'m> =
    integers::Course<'m, Network, Momentum, Cosine, SUM, RATIOS, PARAMETERS, CAPACITY>;

/// What a device knows from the factory, in integers.
pub type Known = integers::Known<RATIOS, PARAMETERS>;

/// Of the numbers of [`vowels::KNOWN`], each rounded once, when this is built.
pub static KNOWN: Known = valid!(Known::of(&vowels::KNOWN));

/// What is lent to the task.
pub type Memory = integers::CourseMemory<Momentum, SUM, RATIOS, PARAMETERS, CAPACITY>;

/// The task on a device.
#[derive(Debug)]
pub struct IntegerVowels<'m> {
    course: Course<'m>,
    seed: u64,
    heard: Option<Features<RATIOS>>,
}

impl<'m> IntegerVowels<'m> {
    /// One that knows others than the factory's, and takes samples in another order.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn knowing(memory: &'m mut Memory, known: &'m Known, seed: u64) -> Result<Self, Error> {
        Ok(Self { course: Course::lend(Momentum::DEFAULT, known, memory)?, seed, heard: None })
    }
}

/// What a training on so many samples follows.
fn plan(samples: usize, seed: u64) -> Result<Plan<Cosine>, Error> {
    let steps = RECIPE.steps(samples);
    let schedule = Cosine::new(RECIPE.learning_rate, 0.0, steps.max(1))?;
    Ok(Plan { schedule, steps, batch: RECIPE.batch, clip: CLIP, seed, order: shuffle })
}

impl Checkpoint for IntegerVowels<'_> {
    fn length(&self) -> u32 {
        self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.course.load(from, |samples| plan(samples, self.seed))?;
        if from.commits() {
            self.heard = None;
        }
        Ok(())
    }
}

impl<'m> MaxLength for IntegerVowels<'m> {
    const MAX_LENGTH: u32 = Course::<'m>::MAX_LENGTH;
}

impl<'m> Factory<'m> for IntegerVowels<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory::ZERO;

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        Self::knowing(memory, &KNOWN, 1)
    }
}

impl Keeps for IntegerVowels<'_> {
    fn identity(&self) -> Identity {
        let settings = RECIPE.bits().into_iter().chain(kept::halves(self.seed));
        kept::identity(self.course.known().bits(), settings)
    }
}

impl Task for IntegerVowels<'_> {
    fn steps(&self) -> [u32; 2] {
        self.course.steps()
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        self.course.forget();
        self.heard = None;
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        self.heard = None;
        let values = <[f32; RATIOS]>::try_from(values).map_err(|_| Refusal::Length)?;
        if !first {
            return Err(Refusal::Length);
        }
        numbers::finite(&values)?;
        let (mut ratios, mut x) = ([Ratio::default(); RATIOS], [Activation::default(); RATIOS]);
        for (ratio, value) in ratios.iter_mut().zip(values) {
            *ratio = Ratio::from_f32(value).map_err(|_| Refusal::Range)?;
        }
        if self.course.known().normalizer.apply(&ratios, &mut x)? > 0 {
            return Err(Refusal::Range);
        }
        self.heard = Some(x);
        Ok(())
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
    use thalweg::fixed::{Weight, nn::Dense};

    const FIRST: Dense = Dense::new(RATIOS, HIDDEN);

    #[test]
    fn a_step_of_what_has_saturated_changes_nothing() {
        let mut known = KNOWN.clone();
        for weight in known.parameters.iter_mut().skip(FIRST.parameters()) {
            *weight = Weight::saturating_from_f32(500.0);
        }
        let mut memory = IntegerVowels::ZERO;
        let mut task = IntegerVowels::knowing(&mut memory, &known, 1).unwrap();
        task.begin(0).unwrap();
        task.hear(true, &[0.5; RATIOS]).unwrap();
        task.learn(1.0).unwrap();
        let before = task.state();
        task.adapt().unwrap();
        task.step().unwrap().unwrap();
        assert_eq!(task.state(), State { skipped: 1, steps: [1, 80], ..before });
    }

    #[test]
    fn a_value_that_has_no_place_is_refused_and_not_learnt() {
        let mut memory = IntegerVowels::ZERO;
        let mut task = IntegerVowels::factory(&mut memory).unwrap();
        task.begin(0).unwrap();
        // Beyond ±8; then a place in the ratios, but more than 16 deviations off.
        for far in [1e30, -8.1, 7.9] {
            assert_eq!(task.hear(true, &[far; RATIOS]), Err(Refusal::Range), "{far}");
            assert_eq!(task.learn(1.0), Err(Refusal::Order), "{far}");
        }
        assert_eq!(task.hear(true, &[f32::NAN; RATIOS]), Err(Refusal::NotFinite));
    }
}
