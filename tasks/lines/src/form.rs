//! What a user says of a text.

use std::{fmt, str::FromStr};

/// What a user says of a text, in place of what its header says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The names of its columns, in their order; `-` passes one over.
    pub columns: Option<Vec<String>>,
    /// What its sensors measure in.
    pub units: Option<Units>,
    /// Readings a second.
    pub rate: Option<f64>,
}

/// What an accelerometer and a gyroscope measure in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// The accelerometer.
    pub acceleration: Acceleration,
    /// The gyroscope.
    pub rotation: Rotation,
}

/// What an accelerometer measures in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acceleration {
    /// g, 9.80665 m/s².
    #[default]
    G,
    /// Metres a second squared.
    MetresPerSecondSquared,
    /// Thousandths of g.
    MilliG,
}

/// What a gyroscope measures in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rotation {
    /// Radians a second.
    #[default]
    RadiansPerSecond,
    /// Degrees a second.
    DegreesPerSecond,
}

impl Acceleration {
    /// How many g its unit is.
    #[must_use]
    pub const fn in_g(self) -> f64 {
        match self {
            Self::G => 1.0,
            Self::MetresPerSecondSquared => 1.0 / 9.80665,
            Self::MilliG => 1e-3,
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "g" => Self::G,
            "m/s2" | "m/s²" | "m/s^2" | "ms-2" => Self::MetresPerSecondSquared,
            "mg" => Self::MilliG,
            _ => return None,
        })
    }
}

impl Rotation {
    /// How many radians a second its unit is.
    #[must_use]
    pub const fn in_radians(self) -> f64 {
        match self {
            Self::RadiansPerSecond => 1.0,
            Self::DegreesPerSecond => std::f64::consts::PI / 180.0,
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "rad/s" => Self::RadiansPerSecond,
            "deg/s" | "°/s" | "dps" => Self::DegreesPerSecond,
            _ => return None,
        })
    }
}

impl FromStr for Units {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (acceleration, rotation) = text.split_once(',').unwrap_or((text, "rad/s"));
        let units = Acceleration::named(acceleration).zip(Rotation::named(rotation));
        let (acceleration, rotation) =
            units.ok_or("allowed: g, m/s2 or mg, a comma, and rad/s or deg/s")?;
        Ok(Self { acceleration, rotation })
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let acceleration = match self.acceleration {
            Acceleration::G => "g",
            Acceleration::MetresPerSecondSquared => "m/s2",
            Acceleration::MilliG => "mg",
        };
        let rotation = match self.rotation {
            Rotation::RadiansPerSecond => "rad/s",
            Rotation::DegreesPerSecond => "deg/s",
        };
        write!(f, "{acceleration},{rotation}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_in_pairs() {
        for text in ["g,rad/s", "m/s2,deg/s", "mg,rad/s"] {
            assert_eq!(text.parse::<Units>().unwrap().to_string(), text);
        }
        assert_eq!("m/s2".parse::<Units>().unwrap().to_string(), "m/s2,rad/s");
        assert!("deg/s,g".parse::<Units>().unwrap_err().starts_with("allowed: g, m/s2"));
    }
}
