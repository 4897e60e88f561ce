//! What the program on the device prints about one measured step.

use anyhow::{Context, Result, ensure};
use std::collections::HashMap;

/// A line of the program's output.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) rule: String,
    pub(super) by: String,
    pub(super) state: String,
    pub(super) backend: String,
    pub(super) guard: bool,
    pub(super) n: usize,
    pub(super) instructions: u64,
    /// What the guard in C takes, for lines about C.
    pub(super) guard_instructions: u64,
    /// Which of the program's countings this was.
    pub(super) counting: usize,
    pub(super) stack: u64,
    pub(super) state_bytes: f64,
    pub(super) bits: String,
}

/// What the program printed about rules.
pub(super) fn lines(output: &str) -> Result<Vec<Counted>> {
    output.lines().filter(|line| line.starts_with("rule=")).map(Counted::parse).collect()
}

impl Counted {
    fn parse(line: &str) -> Result<Self> {
        let values: HashMap<_, _> =
            line.split(' ').filter_map(|word| word.split_once('=')).collect();
        let text = |name| values.get(name).copied().unwrap_or_default().to_owned();
        let number = |name: &str| -> Result<u64> {
            let value = values.get(name).copied().unwrap_or("0");
            value.parse().with_context(|| format!("{name} in {line:?}"))
        };
        ensure!(values.contains_key("rule"), "the program printed {line:?}");
        Ok(Self {
            rule: text("rule"),
            by: text("by"),
            state: text("state"),
            backend: text("backend"),
            guard: text("guard") == "true",
            n: usize::try_from(number("n")?)?,
            instructions: number("instructions")?,
            guard_instructions: number("guard_instructions")?,
            counting: usize::try_from(number("counting")?)?,
            stack: number("stack")?,
            state_bytes: text("state_bytes").parse().unwrap_or(0.0),
            bits: text("bits"),
        })
    }

    /// Both lines are of one rule and length; C has no state or backend of its own.
    pub(super) fn same_work(&self, other: &Self) -> bool {
        self.rule == other.rule && self.n == other.n
    }

    /// The other backend gives the same bits, as the rule calls no function.
    pub(super) fn same_but_backend(&self, other: &Self) -> bool {
        self.same_work(other)
            && self.state == other.state
            && self.backend == "libm"
            && self.bits == other.bits
    }

    /// This line of C beside one of ours: with a guard where ours has one.
    pub(super) fn beside(&self, ours: &Self) -> f64 {
        let guard = if ours.guard { self.guard_instructions } else { 0 };
        self.per_parameter() + guard as f64 / self.n as f64
    }

    /// Under which name the table of sizes has this optimizer.
    pub(super) fn key(&self) -> String {
        format!("{}.{}", self.rule, self.state)
    }

    pub(super) fn per_parameter(&self) -> f64 {
        self.instructions as f64 / self.n as f64
    }
}
