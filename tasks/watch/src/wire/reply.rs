//! What the watch tells a host.

use super::{
    Counters, Took,
    command::{LOG, VALUES},
};
use crate::{Audit, Exercise, Progress, Score};
use core::fmt;
use heapless::Vec;
use serde::{Deserialize, Serialize};

/// What the watch tells a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reply {
    /// The command was carried out.
    Taken,
    /// A frame is missing: send again from the one that is expected.
    Again,
    /// The watch trains: send again when it has ended, what it takes meanwhile only asks.
    Wait,
    /// The command was taken and not carried out; the watch goes on.
    Refused {
        /// Its number.
        number: u16,
        /// Why.
        why: Refusal,
    },
    /// How things stand.
    Status(Status),
    /// A step was done.
    Progress(Progress),
    /// A checkpoint is being saved: until it is, a line without flow control may lose what arrives.
    Saving,
    /// The checkpoint is in the flash.
    Saved {
        /// The how many-eth of this flash.
        generation: u32,
    },
    /// The checkpoint could not be saved: what was saved last is kept, and the watch goes on.
    NotSaved,
    /// The fine-tuning has ended.
    Trained,
    /// Some parameters, as they are now.
    Parameters {
        /// The first.
        offset: u16,
        /// As many as there are, at most [`VALUES`].
        values: Vec<f32, VALUES>,
    },
    /// The samples were taken, and with them a window was tested.
    Recognised {
        /// What the person does.
        exercise: Exercise,
        /// What the network sees.
        seen: Exercise,
    },
    /// What the windows that are remembered are like.
    Audit(Audit),
    /// No more samples of the sensor on the board are taken.
    Sensed {
        /// How many were.
        taken: u32,
        /// How many the sensor had to drop, as they were fetched too late; no window goes on behind such a gap.
        lost: u32,
    },
    /// What the board has logged, where nobody stands beside it with a probe: the next bytes of a stream of defmt's.
    Logged {
        /// At most [`LOG`].
        bytes: Vec<u8, LOG>,
    },
}

/// How things stand with a watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Status {
    /// [`VERSION`](super::VERSION) of the watch.
    pub version: u8,
    /// Labelled windows that are remembered.
    pub windows: u16,
    /// Steps done of the fine-tuning.
    pub step: u32,
    /// Steps it has; 0 if none has begun.
    pub steps: u32,
    /// Steps skipped, as their gradient was not finite.
    pub skipped: u32,
    /// Recognised before the fine-tuning, by the statistics of the population.
    pub before: Score,
    /// The same windows by those of the wearer, without labels; none of a fine-tuning that is not the first.
    pub calibrated: Score,
    /// After it.
    pub after: Score,
    /// Of the parameters as they are.
    pub parameters_hash: u64,
    /// At which step it went on, if it found a checkpoint when it started.
    pub resumed: Option<u32>,
    /// A checkpoint that it found and did not load; while it is kept nothing is saved.
    pub stranger: Option<Stranger>,
    /// Checkpoints that were saved in its flash, ever.
    pub generation: u32,
    /// Places in flash among which checkpoints go around.
    pub slots: u16,
    /// How often a page of the flash may be erased.
    pub erases_per_page: u32,
    /// What went wrong on the line.
    pub line: Counters,
    /// What the steps took since the start.
    pub stepping: Took,
    /// What the saves took since the start.
    pub saving: Took,
    /// Bytes of stack at its deepest.
    pub stack: u32,
}

/// What a checkpoint is of that is not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Stranger {
    /// Another factory model.
    Model,
    /// Other settings of the fine-tuning.
    Settings,
    /// Another version of the firmware, or something else.
    Other,
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Model => "another factory model",
            Self::Settings => "other settings of the fine-tuning",
            Self::Other => "another firmware",
        })
    }
}

/// Why the watch did not carry out a command; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Refusal {
    /// The host speaks another version of the protocol.
    Version,
    /// Samples before any recording.
    NoRecording,
    /// As many windows are remembered as there is room for.
    Full,
    /// A number is NaN or infinite.
    NotFinite,
    /// There is nothing to fine-tune on.
    NothingLearnt,
    /// A setting of the fine-tuning is out of its range.
    Settings,
    /// The loss or a parameter is not finite any more: the fine-tuning has ended.
    Diverged,
    /// There is no label to forget.
    NothingToForget,
    /// Parameters in another order, or more than there are.
    Misplaced,
    /// Not all parameters were told, or they hash to something else.
    Mismatch,
    /// The bytes are no recipe, or one that asks for what the watch does not do.
    Recipe,
    /// The flash cannot be erased.
    Flash,
    /// There is no sensor on the board, or it does not answer.
    NoSensor,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "the device speaks another version of the protocol: flash it anew",
            Self::NoRecording => "samples before any recording; allowed: after one has begun",
            Self::Full => return fmt::Display::fmt(&crate::LearnError::Full, f),
            Self::NotFinite => "a number is NaN or infinite; allowed: finite",
            Self::NothingLearnt => "nothing was learnt; allowed: after labelled windows",
            Self::Settings => "a setting of the fine-tuning is out of its range",
            Self::Diverged => {
                "the fine-tuning diverged and has ended; go back to parameters that were saved"
            }
            Self::NothingToForget => "no label is remembered; allowed: to forget one that is",
            Self::Misplaced => {
                "parameters in another order or more than there are; allowed: all, from 0"
            }
            Self::Mismatch => {
                "parameters are missing, or their hash is another one; nothing is adopted"
            }
            Self::Recipe => {
                "the bytes are no recipe, or it asks for what the watch does not do; the one before is followed"
            }
            Self::Flash => "the flash cannot be erased: a checkpoint may be left in it",
            Self::NoSensor => "no sensor on the board answers; allowed: samples from the host",
        })
    }
}
