//! The hyper-parameters of a case, under whichever name its library has for them.

use super::run::Decay;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeSet};
use thalweg::gradient::ClipByValue;
use thalweg_tests::vectors::{Case, number};

/// The `config` of a case; it remembers what was read, as what was not read was not checked.
pub(crate) struct Config<'a> {
    values: &'a Value,
    read: RefCell<BTreeSet<String>>,
    /// Whose formula it is.
    pub(crate) convention: &'a str,
}

impl<'a> Config<'a> {
    pub(crate) fn new(case: &'a Case) -> Self {
        Self { values: &case.config, read: RefCell::default(), convention: &case.convention }
    }

    /// The fields that nothing has asked for: the reader does not know what they do.
    pub(crate) fn unread(&self) -> Vec<&'a str> {
        let read = self.read.borrow();
        let fields = self.values.as_object().into_iter().flat_map(|map| map.keys());
        fields.map(String::as_str).filter(|&field| !read.contains(field)).collect()
    }

    /// Fields that change nothing here, for a reason that stands where it is said.
    pub(crate) fn unused(&self, names: &[&str]) {
        self.read.borrow_mut().extend(names.iter().map(|&name| name.to_owned()));
    }

    fn find(&self, names: &[&str]) -> Option<&'a Value> {
        self.unused(names);
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

    /// A list of numbers, each of which may be null.
    pub(crate) fn list(&self, names: &[&str]) -> Result<Vec<Option<f32>>> {
        let list = self.find(names).and_then(Value::as_array);
        let list = list.with_context(|| format!("the config has no list of {names:?}"))?;
        let one =
            |value: &Value| Ok(if value.is_null() { None } else { Some(number(value)? as f32) });
        list.iter().map(one).collect()
    }

    /// A number; 0 if it is not there.
    pub(crate) fn or_zero(&self, names: &[&str]) -> Result<f32> {
        Ok(self.optional(names)?.unwrap_or(0.0))
    }

    /// Whether a field is there and not null.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.find(&[name]).is_some()
    }

    /// A switch; off if it is not there.
    pub(crate) fn flag(&self, name: &str) -> Result<bool> {
        self.flag_or(name, false)
    }

    /// A switch; `default` if it is not there.
    pub(crate) fn flag_or(&self, name: &str, default: bool) -> Result<bool> {
        match self.find(&[name]) {
            None => Ok(default),
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

    /// MXNet's `clip_gradient`, which 0 and less switch off.
    pub(crate) fn clip_gradient(&self) -> Result<Option<ClipByValue>> {
        let max = self.optional(&["clip_gradient"])?.filter(|&max| max > 0.0);
        Ok(max.map(ClipByValue::new))
    }

    /// Where weight decay acts in this convention, if the kind does not say otherwise.
    pub(crate) fn decay(&self) -> Result<Decay> {
        let decoupled = self.flag("decoupled_weight_decay")?;
        Ok(match self.convention {
            "keras" => Decay::Decoupled,
            "mxnet" => Decay::Clipped,
            _ if decoupled => Decay::Decoupled,
            _ => Decay::L2,
        })
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
