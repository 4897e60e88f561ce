//! What a task on a device is.

use crate::{
    Progress,
    general::Shape,
    training::{OF_BEFORE, OF_SAMPLES},
};
use serde::{Deserialize, Serialize};
use thalweg::{
    Error,
    checkpoint::{Checkpoint, Identity, MaxLength},
    nn::{Layer, LayerList, Pass, Sequential},
};

/// How a task is made: what is large is lent to it, a static on a device, so that nothing of it crosses the stack.
pub trait Factory<'m>: Keeps + MaxLength + Sized {
    /// What is large.
    type Memory;
    /// Before it is lent.
    const ZERO: Self::Memory;

    /// A task as it leaves the factory.
    ///
    /// # Errors
    /// A setting out of its range.
    fn factory(memory: &'m mut Self::Memory) -> Result<Self, Error>;
}

/// A task that keeps what it has learnt when the power fails.
///
/// Its [`Checkpoint`] holds what was learnt and how far a training has come, which goes on from there to the same bits; a
/// sample that was heard and not learnt is not in it. It is loaded where no training has begun. A host that only plays a
/// [`Task`] links nothing of it.
pub trait Keeps: Task + Checkpoint {
    /// What a checkpoint must be of: the factory's numbers, and how they are tuned.
    fn identity(&self) -> Identity;
}

/// A task on a device. A sample is [heard](Self::hear) first, and then learnt from or judged.
pub trait Task {
    /// The next step of the training that has begun, and how many there are; zeros if none has.
    fn steps(&self) -> [u32; 2];

    /// Whether a training has begun and not come to its end.
    fn trains(&self) -> bool {
        let [step, steps] = self.steps();
        step < steps
    }

    /// What it measures, and what is to be told apart, for a task that can be told so; it starts from scratch, by
    /// its own recipe.
    ///
    /// # Errors
    /// A number out of its range; a task that is what it is.
    fn shape(&mut self, _shape: Shape) -> Result<(), Refusal> {
        Err(Refusal::Settled)
    }

    /// Parameters to start from, from this one on, in place of its own.
    ///
    /// # Errors
    /// More than it has, one that is not finite; something was learnt already; a task whose start is the factory's.
    fn given(&mut self, _first: u16, _values: &[f32]) -> Result<(), Refusal> {
        Err(Refusal::Settled)
    }

    /// Bytes of a [recipe](thalweg_watch::training) of its training, from this one on, in order from 0.
    ///
    /// # Errors
    /// Bytes that are not the next, or are too many; a task whose training is the factory's.
    fn recipe(&mut self, _first: u16, _bytes: &[u8]) -> Result<(), Refusal> {
        Err(Refusal::Settled)
    }

    /// Follows the recipe that was told from the next training on; if none was, its own.
    ///
    /// # Errors
    /// Bytes that are no recipe, or one that asks for what it does not do: the one before is followed on. A training has begun,
    /// which is kept with its own.
    fn follow(&mut self) -> Result<(), Refusal> {
        Err(Refusal::Settled)
    }

    /// Somebody new: what was learnt is forgotten, and the network is the factory's of this number.
    ///
    /// # Errors
    /// No network of this number.
    fn begin(&mut self, model: u8) -> Result<(), Refusal>;

    /// Takes in values as they are measured; the `first` of a sample, or more of it.
    ///
    /// # Errors
    /// Another number of values than the sample has, one that is not finite: nothing is heard then, not even what was before.
    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal>;

    /// What was heard is of this class, by its number, or this value. [`step`](Self::step) does what follows at once.
    ///
    /// # Errors
    /// Nothing was heard, no class of this number, no room.
    fn learn(&mut self, label: f32) -> Result<(), Refusal>;

    /// Begins to adapt to what was learnt.
    ///
    /// # Errors
    /// Nothing was learnt; it has adapted already.
    fn adapt(&mut self) -> Result<(), Refusal>;

    /// The next step of what has begun; `None` after the last.
    ///
    /// # Errors
    /// A training that diverges.
    fn step(&mut self) -> Result<Option<Progress>, Refusal>;

    /// What it takes the heard sample for, by the network of this number.
    ///
    /// # Errors
    /// Nothing was heard, no network of this number.
    fn judge(&self, network: u8) -> Result<Verdict, Refusal>;

    /// How things stand.
    fn state(&self) -> State;
}

/// What a sample is taken for: a class by its number, a value, or how far it is from what is rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// By the network of the factory.
    pub frozen: f32,
    /// By the tuned one.
    pub tuned: f32,
    /// Beyond the threshold that is kept.
    pub alarm: bool,
}

/// How things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How many samples were learnt.
    pub learnt: u32,
    /// Steps of optimizers that were skipped, as their gradient was not finite.
    pub skipped: u32,
    /// [`Task::steps`].
    pub steps: [u32; 2],
    /// The hash of all tuned parameters.
    pub parameters_hash: u64,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// A sample of another length.
    Length,
    /// A value that is not finite.
    NotFinite,
    /// No class or network of this number.
    Number,
    /// No room for another sample.
    Full,
    /// What has to be told first was not.
    Order,
    /// The training has diverged, or a setting is out of its range.
    Diverged,
    /// The task is what it was built as.
    Settled,
    /// Bytes of no recipe that it can follow.
    Recipe,
    /// A value beyond what its numbers in fixed point hold.
    Range,
    /// The flash cannot be erased.
    Flash,
    /// The loss of a sample is not finite; its number among those that were learnt, from 0.
    Loss(u16),
    /// The same of one that the factory remembers.
    LossOfBefore(u16),
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let text = match self {
            Self::Loss(sample) => {
                return write!(to, "the loss of labelled sample {sample}, from 0, is not finite");
            }
            Self::LossOfBefore(sample) => {
                return write!(to, "the loss of remembered sample {sample}, from 0, is not finite");
            }
            Self::Length => "a sample of another length",
            Self::NotFinite => "a value that is not finite",
            Self::Number => "no class or network of this number",
            Self::Full => "no room for another sample",
            Self::Order => "what has to be told first was not",
            Self::Diverged => "the training has diverged",
            Self::Settled => "this task is what it was built as",
            Self::Recipe => "no recipe that this task can follow",
            Self::Range => "a value beyond what this task's integers hold",
            Self::Flash => "the flash cannot be erased: a checkpoint may be left in it",
        };
        to.write_str(text)
    }
}

impl core::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Length { .. } => Self::Length,
            Error::NotFinite { what: OF_SAMPLES, index } => Self::Loss(place(index)),
            Error::NotFinite { what: OF_BEFORE, index } => Self::LossOfBefore(place(index)),
            // What a step has left.
            Error::NotFinite { what: "parameters", .. } => Self::Diverged,
            Error::NotFinite { .. } => Self::NotFinite,
            Error::Capacity { .. } => Self::Full,
            Error::Count { .. } => Self::Number,
            _ => Self::Diverged,
        }
    }
}

/// The number of a sample, as the line has it.
fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// What a network gives for one sample.
pub(crate) fn outputs<T: LayerList, const M: usize, const O: usize>(
    network: &Sequential<T>,
    parameters: &[f32],
    x: &[f32],
) -> Result<[f32; O], Error> {
    let (mut memory, mut y) = ([0.0; M], [0.0; O]);
    network.forward(parameters, x, &mut y, &mut memory, Pass::Inference)?;
    Ok(y)
}

/// The class that a label names.
pub(crate) fn class(label: f32, classes: usize) -> Result<usize, Refusal> {
    let class = label as usize;
    if class as f32 == label && class < classes { Ok(class) } else { Err(Refusal::Number) }
}

/// Only the network of this number is there.
pub(crate) fn only(number: u8) -> Result<(), Refusal> {
    if number == 0 { Ok(()) } else { Err(Refusal::Number) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        humidity::Humidity, integer_vowels::IntegerVowels, integer_watch::IntegerWatch,
        new_speaker::NewSpeaker, unseen_exercise::UnseenExercise, vowels::Vowels,
    };

    /// What is refused, and what was heard before it, cannot be learnt.
    fn forgets(task: &mut dyn Task, good: &[f32], bad: &[f32]) {
        for first in [true, false] {
            task.begin(0).unwrap();
            task.hear(true, good).unwrap();
            assert!(task.hear(first, bad).is_err());
            assert_eq!(task.learn(0.0), Err(Refusal::Order));
        }
        task.hear(true, good).unwrap();
        task.learn(0.0).unwrap();
    }

    #[test]
    fn a_refused_sample_leaves_none_to_be_learnt() {
        let mut memory = Vowels::ZERO;
        forgets(&mut Vowels::factory(&mut memory).unwrap(), &[0.5; 10], &[f32::NAN; 10]);
        let mut memory = IntegerVowels::ZERO;
        let task = &mut IntegerVowels::factory(&mut memory).unwrap();
        forgets(task, &[0.5; 10], &[f32::NAN; 10]);
        assert_eq!(task.learn(0.5), Err(Refusal::Number));
        assert_eq!(task.learn(11.0), Err(Refusal::Number));
        let mut memory = Humidity::ZERO;
        forgets(&mut Humidity::factory(&mut memory).unwrap(), &[0.5; 10], &[0.5; 9]);
        // Frames: two that are whole, and one that is not.
        let mut frames = [0.5; 36];
        frames[35] = f32::NAN;
        let mut memory = NewSpeaker::ZERO;
        forgets(&mut NewSpeaker::factory(&mut memory).unwrap(), &[0.5; 24], &frames);
        // Samples of the watch are whole thousandths.
        let mut memory = UnseenExercise::ZERO;
        let task = &mut UnseenExercise::factory(&mut memory).unwrap();
        forgets(task, &[100.0; 600], &[0.5; 6]);
        let mut memory = IntegerWatch::ZERO;
        forgets(&mut IntegerWatch::factory(&mut memory).unwrap(), &[100.0; 600], &[0.5; 6]);
    }
}
