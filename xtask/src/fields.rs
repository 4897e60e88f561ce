//! What programs on a board and on the host print about themselves: lines of `name=value`, among other
//! text.

use anyhow::{Context, Result};
use std::{collections::HashMap, fmt::Display, str::FromStr};

/// The values of a line, by their names.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: HashMap<String, String>,
    /// For messages only.
    line: String,
}

impl Fields {
    /// The values of one line.
    #[must_use]
    pub fn of(line: &str) -> Self {
        let mut fields = Self::default();
        fields.take("", line);
        fields
    }

    /// The lines of an output that begin with the value of `name`.
    #[must_use]
    pub fn lines(output: &str, name: &str) -> Vec<Self> {
        let begins = |line: &&str| line.split_once('=').is_some_and(|(first, _)| first == name);
        output.lines().filter(begins).map(Self::of).collect()
    }

    /// Takes the values of one more line, in place of older ones of the same name; each name gets
    /// `prefix` in front.
    pub fn take(&mut self, prefix: &str, line: &str) {
        for (name, value) in line.split(' ').filter_map(|word| word.split_once('=')) {
            self.values.insert(format!("{prefix}{name}"), value.to_owned());
        }
        line.clone_into(&mut self.line);
    }

    /// A value as it was printed, if it was.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether a value was printed, and is this one.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// A value that must have been printed.
    pub fn text(&self, name: &str) -> Result<&str> {
        self.get(name)
            .with_context(|| format!("no {name} was printed; the last line: {:?}", self.line))
    }

    /// The same as a number.
    pub fn number<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T> {
        let text = self.text(name)?;
        text.parse().map_err(|error| anyhow::anyhow!("{name} is {text:?}: {error}"))
    }

    /// Whether both are of one rule and length.
    #[must_use]
    pub fn same_work(&self, other: &Self) -> bool {
        ["rule", "n"].iter().all(|name| self.get(name) == other.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn values_are_found_by_name_and_missing_ones_are_named() {
        let fields = Fields::of("after right=383 of=398 hash=3022fff5");
        assert_eq!(fields.number::<u32>("right").unwrap(), 383);
        assert_eq!(fields.get("after"), None);
        let message = |name| fields.number::<u32>(name).unwrap_err().to_string();
        assert!(message("steps").starts_with("no steps was printed"), "{}", message("steps"));
        assert_eq!(message("hash"), "hash is \"3022fff5\": invalid digit found in string");
    }

    #[test]
    fn a_later_line_replaces_what_has_the_same_name() {
        let mut fields = Fields::of("step=1 loss=2.5");
        fields.take("", "step=2");
        fields.take("after.", "step=9");
        assert_eq!(fields.number::<u32>("step").unwrap(), 2);
        assert_eq!(fields.number::<u32>("after.step").unwrap(), 9);
        assert_eq!(fields.get("loss"), Some("2.5"));
    }

    #[test]
    fn other_lines_are_passed_over() {
        let lines = Fields::lines("Listening\nrule=adam n=4\nerror=x rule=sgd\n", "rule");
        assert_eq!(lines.len(), 1);
        assert!(lines[0].is("rule", "adam") && lines[0].same_work(&Fields::of("n=4 rule=adam")));
    }
}
