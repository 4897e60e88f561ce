//! A number that may be infinite, where "no bound" is meant: `null` in JSON, which has no infinity.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
pub(crate) fn serialize<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        value.is_finite().then_some(*value).serialize(serializer)
    } else {
        value.serialize(serializer)
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    if deserializer.is_human_readable() {
        Ok(Option::deserialize(deserializer)?.unwrap_or(f32::INFINITY))
    } else {
        f32::deserialize(deserializer)
    }
}
