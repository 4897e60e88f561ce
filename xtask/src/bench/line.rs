//! What the measuring programs print: lines of `name=value`, among other text.

use anyhow::{Context, Result};
use std::collections::HashMap;

/// One measured contestant.
pub(super) struct Line<'a>(HashMap<&'a str, &'a str>);

/// The lines of a program's output that are about a rule.
pub(super) fn lines(output: &str) -> Vec<Line<'_>> {
    output.lines().filter(|line| line.starts_with("rule=")).map(Line::parse).collect()
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Self {
        Self(line.split(' ').filter_map(|word| word.split_once('=')).collect())
    }

    /// A value as it was printed; empty if it was not.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).copied().unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Result<f64> {
        let value = self.text(name);
        value.parse().with_context(|| format!("{name} is {value:?} in {:?}", self.0))
    }

    /// Both are of one rule and length.
    pub(super) fn same_work(&self, other: &Self) -> bool {
        ["rule", "n"].iter().all(|name| self.text(name) == other.text(name))
    }
}
