//! The hyper-parameters of a schedule.

use anyhow::{Context, Result};
use serde_json::Value;
use thalweg_tests::vectors::{floats, number};

/// The `config` of a case or of a part of it.
#[derive(Clone, Copy)]
pub(super) struct Config<'a> {
    values: &'a Value,
    /// In place of a `base_lr` that a part of a composition does not have.
    base_lr: Option<f32>,
}

impl<'a> Config<'a> {
    pub(super) fn new(values: &'a Value) -> Self {
        Self { values, base_lr: None }
    }

    /// A part of a composition, which shares the base rate of the whole.
    pub(super) fn part(values: &'a Value, base_lr: f32) -> Self {
        Self { values, base_lr: Some(base_lr) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    fn need(&self, name: &str) -> Result<&'a Value> {
        self.get(name).with_context(|| format!("the config has no {name}"))
    }

    pub(super) fn number(&self, name: &str) -> Result<f64> {
        match self.base_lr {
            Some(base_lr) if name == "base_lr" => Ok(f64::from(base_lr)),
            _ => number(self.need(name)?),
        }
    }

    pub(super) fn f32(&self, name: &str) -> Result<f32> {
        Ok(self.number(name)? as f32)
    }

    /// The number, or what the library takes if none is given.
    pub(super) fn f32_or(&self, name: &str, default: f32) -> Result<f32> {
        self.get(name).map_or(Ok(default), |value| Ok(number(value)? as f32))
    }

    pub(super) fn steps(&self, name: &str) -> Result<u32> {
        count(self.need(name)?)
    }

    pub(super) fn steps_or(&self, name: &str, default: u32) -> Result<u32> {
        self.get(name).map_or(Ok(default), count)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn word(&self, name: &str) -> Result<&'a str> {
        self.need(name)?.as_str().with_context(|| format!("{name} is no word"))
    }

    pub(super) fn list(&self, name: &str) -> Result<&'a [Value]> {
        Ok(self.need(name)?.as_array().with_context(|| format!("{name} is no list"))?)
    }

    /// Steps in a list.
    pub(super) fn milestones(&self, name: &str) -> Result<Vec<u32>> {
        self.list(name)?.iter().map(count).collect()
    }

    /// Rates in a list.
    pub(super) fn rates(&self, name: &str) -> Result<Vec<f32>> {
        Ok(floats(self.need(name)?)?.iter().map(|&x| x as f32).collect())
    }
}

/// A number of steps.
pub(super) fn count(value: &Value) -> Result<u32> {
    // Some libraries take 5.0 for 5.
    let steps = number(value)?;
    anyhow::ensure!(
        steps >= 0.0 && steps <= f64::from(u32::MAX) && steps.fract() == 0.0,
        "{value}"
    );
    Ok(steps as u32)
}
