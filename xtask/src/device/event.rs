//! What happens while a host talks to a device: for the eye, for a log, and to be seen again.

use super::Report;
use serde::{Deserialize, Serialize};
use std::fmt;
use thalweg_watch::wire::Reply;

/// What happens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Event {
    /// A part of the work begins, of so many commands.
    Begin { phase: Phase, commands: u64 },
    /// So many of its commands are taken.
    Told(u64),
    /// The device says something.
    Heard(Reply),
    /// The host has something to say.
    Note(String),
    /// All is done.
    End(Box<Report>),
}

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Phase {
    Labels,
    TestBefore,
    FineTuning,
    TestAfter,
    Sensor,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Labels => "learning from labelled windows",
            Self::TestBefore => "testing the frozen model",
            Self::FineTuning => "fine-tuning",
            Self::TestAfter => "testing the adapted model",
            Self::Sensor => "listening to the sensor",
        })
    }
}
