//! At which level the compiler optimised.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The optimisation level of what is measured.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    clap::ValueEnum,
)]
pub(crate) enum OptLevel {
    /// As fast as the compiler knows: that of figures of speed.
    #[default]
    #[value(name = "3")]
    #[serde(rename = "3")]
    Fast,
    /// Small.
    #[serde(rename = "s")]
    S,
    /// As small as the compiler knows.
    #[serde(rename = "z")]
    Z,
}

impl OptLevel {
    /// Every level.
    pub(crate) const ALL: [Self; 3] = [Self::Fast, Self::S, Self::Z];

    /// Which profile of the workspace has it.
    pub(crate) const fn profile(self) -> &'static str {
        match self {
            Self::Fast => "release",
            Self::S => "small",
            Self::Z => "smallest",
        }
    }
}

impl fmt::Display for OptLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fast => "3",
            Self::S => "s",
            Self::Z => "z",
        })
    }
}
