//! Configurations that are written, changed and read.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::fmt::Debug;

/// Read from text and from bytes as it was written.
///
/// # Panics
/// It is another, or none.
pub fn comes_back<T: Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    let bytes = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value, "{text}");
}

/// Puts `number` in the place of the number of that index, if there is one.
pub fn tamper(value: &mut Value, index: &mut usize, number: &Value) -> bool {
    match value {
        Value::Number(_) if *index == 0 => {
            *value = number.clone();
            true
        }
        Value::Number(_) => {
            *index -= 1;
            false
        }
        Value::Array(items) => items.iter_mut().any(|item| tamper(item, index, number)),
        Value::Object(fields) => fields.values_mut().any(|field| tamper(field, index, number)),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
