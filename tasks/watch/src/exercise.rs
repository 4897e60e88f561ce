//! The seven exercises.

use serde::{Deserialize, Serialize};

/// A shoulder exercise; its number is the class of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Exercise {
    /// Pendulum.
    Pendulum,
    /// Abduction.
    Abduction,
    /// Forward elevation.
    ForwardElevation,
    /// Internal rotation.
    InternalRotation,
    /// External rotation.
    ExternalRotation,
    /// Trapezius extension.
    TrapeziusExtension,
    /// Upright row.
    UprightRow,
}

impl Exercise {
    /// Every exercise, in the order of the classes.
    pub const ALL: [Self; 7] = [
        Self::Pendulum,
        Self::Abduction,
        Self::ForwardElevation,
        Self::InternalRotation,
        Self::ExternalRotation,
        Self::TrapeziusExtension,
        Self::UprightRow,
    ];

    /// The short name in the data, such as `PEN`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pendulum => "PEN",
            Self::Abduction => "ABD",
            Self::ForwardElevation => "FEL",
            Self::InternalRotation => "IR",
            Self::ExternalRotation => "ER",
            Self::TrapeziusExtension => "TRAP",
            Self::UprightRow => "ROW",
        }
    }

    /// What a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pendulum => "pendulum",
            Self::Abduction => "abduction",
            Self::ForwardElevation => "forward elevation",
            Self::InternalRotation => "internal rotation",
            Self::ExternalRotation => "external rotation",
            Self::TrapeziusExtension => "trapezius extension",
            Self::UprightRow => "upright row",
        }
    }

    /// The exercise with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exercise| exercise.code() == code)
    }

    /// The exercise of this class.
    pub fn from_class(class: usize) -> Option<Self> {
        Self::ALL.get(class).copied()
    }

    /// The class of the network.
    pub const fn class(self) -> usize {
        self as usize
    }
}
