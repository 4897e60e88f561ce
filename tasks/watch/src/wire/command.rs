//! What a host tells the watch.

use crate::{CHANNELS, Exercise, Sample};
use heapless::Vec;
use serde::{Deserialize, Serialize};

/// How many samples a frame holds at most.
pub const BATCH: usize = 8;
/// How many parameters a frame holds at most.
pub const VALUES: usize = 32;
/// How many bytes of a recipe a frame holds at most.
pub const CHUNK: usize = 128;
/// How many bytes of a log a frame holds at most.
pub const LOG: usize = 64;
const _: () = assert!(CHUNK <= 3 * CHANNELS * BATCH, "the samples decide how long a frame is");
const _: () = assert!(LOG <= CHUNK, "the samples decide how long a frame is");
const _: () = assert!(4 * VALUES <= 3 * CHANNELS * BATCH, "the samples decide how long a frame is");

/// What to do with the samples that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Purpose {
    /// Remember their windows: the watch is told which exercise it is.
    Tune,
    /// Classify their windows and compare: one a second.
    Test,
}

/// What a host tells the watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Command {
    /// A conversation begins: numbers are counted from here. Answered by a [`Status`](super::Status).
    Hello {
        /// [`VERSION`](super::VERSION) of the host.
        version: u8,
    },
    /// A recording begins.
    Recording {
        /// What its samples are for.
        purpose: Purpose,
        /// What the person does.
        exercise: Exercise,
    },
    /// The next samples of the recording.
    Samples(Vec<Sample, BATCH>),
    /// Fine-tune on everything remembered.
    Adapt,
    /// Tell the [`Status`](super::Status).
    Finish,
    /// Tell the parameters from this one on, as many as a frame holds.
    Report {
        /// The first.
        offset: u16,
    },
    /// Parameters for the watch to adopt, in order from 0; they take effect with [`Adopt`](Self::Adopt).
    Parameters {
        /// The first.
        offset: u16,
        /// At most [`VALUES`].
        values: Vec<f32, VALUES>,
    },
    /// All parameters were told: adopt them if [`parameters_hash`](crate::parameters_hash) of them is this.
    Adopt {
        /// Of all of them.
        hash: u64,
    },
    /// Forget the windows of the recording that was labelled last.
    ForgetLast,
    /// Forget all labelled windows.
    ForgetAll,
    /// Forget everything, checkpoints included: be as the factory made it.
    Factory,
    /// The bytes of a [recipe](crate::training), in order from 0; it is followed from [`Follow`](Self::Follow) on.
    Recipe {
        /// The first.
        offset: u16,
        /// At most [`CHUNK`].
        bytes: Vec<u8, CHUNK>,
    },
    /// Follow the recipe that was told, or if none was, the watch's own again.
    Follow,
    /// Tell what the windows that are remembered are [like](crate::Audit).
    Audit,
    /// Take the samples of a recording from a sensor on the board, from now on.
    Sense {
        /// What they are for. Those that test are also taken while the watch trains.
        purpose: Purpose,
        /// What the person does.
        exercise: Exercise,
        /// How many, 50 a second; 0 ends it at once.
        samples: u16,
    },
}

impl Command {
    /// Whether it brings labels, which are saved when all have come.
    pub const fn labels(&self) -> bool {
        match self {
            Self::Recording { purpose, .. } | Self::Sense { purpose, .. } => {
                matches!(purpose, Purpose::Tune)
            }
            Self::Samples(_) => true,
            _ => false,
        }
    }

    /// Whether it only asks: then it is carried out while the watch trains.
    pub const fn only_asks(&self) -> bool {
        matches!(self, Self::Hello { .. } | Self::Finish | Self::Report { .. } | Self::Audit)
    }
}
