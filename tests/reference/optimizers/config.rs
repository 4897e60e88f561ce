//! The hyper-parameters of a case, under whichever name its library has for them.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thalweg_tests::vectors::{Case, number};

/// The `config` of a case.
pub(crate) struct Config<'a> {
    values: &'a Value,
    /// Whose formula it is.
    pub(crate) convention: &'a str,
}

impl<'a> Config<'a> {
    pub(crate) fn new(case: &'a Case) -> Self {
        Self { values: &case.config, convention: &case.convention }
    }

    fn find(&self, names: &[&str]) -> Option<&'a Value> {
        names.iter().find_map(|&name| self.values.get(name)).filter(|value| !value.is_null())
    }

    /// A number that must be there.
    pub(crate) fn number(&self, names: &[&str]) -> Result<f32> {
        self.optional(names)?.with_context(|| format!("the config has none of {names:?}"))
    }

    /// A number, if it is there and not null.
    pub(crate) fn optional(&self, names: &[&str]) -> Result<Option<f32>> {
        self.find(names).map(|value| Ok(number(value)? as f32)).transpose()
    }

    /// A number; 0 if it is not there.
    pub(crate) fn or_zero(&self, names: &[&str]) -> Result<f32> {
        Ok(self.optional(names)?.unwrap_or(0.0))
    }

    /// A switch; off if it is not there.
    pub(crate) fn flag(&self, name: &str) -> Result<bool> {
        match self.find(&[name]) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => bail!("{name} is {other}; allowed: true, false"),
        }
    }

    /// A word, if it is there.
    pub(crate) fn word(&self, name: &str) -> Option<&'a str> {
        self.find(&[name]).and_then(Value::as_str)
    }

    /// The learning rate where it is constant; a scheduled one stands in what is expected.
    pub(crate) fn learning_rate(&self) -> Result<Option<f32>> {
        self.optional(&["lr", "learning_rate"])
    }

    pub(crate) fn momentum(&self) -> Result<f32> {
        self.or_zero(&["momentum"])
    }

    pub(crate) fn weight_decay(&self) -> Result<f32> {
        self.or_zero(&["weight_decay", "weight_decay_rate"])
    }

    /// β number 1, 2 or 3.
    pub(crate) fn beta(&self, which: usize) -> Result<f32> {
        if let Some(betas) = self.find(&["betas"]) {
            let beta = betas.get(which - 1).with_context(|| format!("no beta {which}"))?;
            return Ok(number(beta)? as f32);
        }
        let names = [format!("beta{which}"), format!("b{which}"), format!("beta_{which}")];
        self.number(&names.each_ref().map(String::as_str))
    }

    pub(crate) fn epsilon(&self) -> Result<f32> {
        self.number(&["eps", "epsilon"])
    }

    /// The shape of the parameters as a tensor, row-major.
    pub(crate) fn shape(&self) -> Result<Vec<usize>> {
        let shape = self.find(&["shape"]).and_then(Value::as_array).context("no shape")?;
        let lengths = shape.iter().map(|length| length.as_u64().map(|length| length as usize));
        lengths.collect::<Option<_>>().context("a shape is a list of lengths")
    }
}
