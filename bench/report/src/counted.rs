//! What the program on the device prints about one measured step.

use anyhow::Result;
use xtask::fields::Fields;

/// The ways in which a rule is written in C.
pub(crate) const BASELINES: [&str; 4] = ["fused", "unrolled", "contracted", "multipass"];

/// A line of the program's output.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) rule: String,
    pub(crate) by: String,
    pub(crate) state: String,
    pub(crate) backend: String,
    pub(crate) guard: bool,
    pub(crate) n: usize,
    pub(crate) instructions: u64,
    /// What the guard in C takes, for lines about C.
    pub(crate) guard_instructions: u64,
    /// Which of the program's countings this was.
    pub(crate) counting: usize,
    pub(crate) stack: u64,
    pub(crate) state_bytes: f64,
    pub(crate) bits: String,
}

/// What the program printed about rules.
pub(crate) fn lines(output: &str) -> Result<Vec<Counted>> {
    Fields::lines(output, "rule").iter().map(Counted::of).collect()
}

impl Counted {
    fn of(fields: &Fields) -> Result<Self> {
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        // Each kind of line has some of the numbers.
        let number = |name| fields.get(name).map_or(Ok(0), |_| fields.number(name));
        Ok(Self {
            rule: fields.text("rule")?.to_owned(),
            by: text("by"),
            state: text("state"),
            backend: text("backend"),
            guard: fields.is("guard", "true"),
            n: usize::try_from(number("n")?)?,
            instructions: number("instructions")?,
            guard_instructions: number("guard_instructions")?,
            counting: usize::try_from(number("counting")?)?,
            stack: number("stack")?,
            state_bytes: fields
                .get("state_bytes")
                .map_or(Ok(0.0), |_| fields.number("state_bytes"))?,
            bits: text("bits"),
        })
    }

    /// Both lines are of one rule and length; C has no state or backend of its own.
    pub(crate) fn same_work(&self, other: &Self) -> bool {
        self.rule == other.rule && self.n == other.n
    }

    /// The other backend gives the same bits, as the rule calls no function.
    pub(crate) fn same_but_backend(&self, other: &Self) -> bool {
        self.same_work(other)
            && self.state == other.state
            && self.backend == "libm"
            && self.bits == other.bits
    }

    /// This line of C beside one of ours: with a guard where ours has one.
    pub(crate) fn beside(&self, ours: &Self) -> f64 {
        let guard = if ours.guard { self.guard_instructions } else { 0 };
        self.per_parameter() + guard as f64 / self.n as f64
    }

    /// Under which name the table of sizes has this optimizer.
    pub(crate) fn key(&self) -> String {
        format!("{}.{}", self.rule, self.state)
    }

    pub(crate) fn per_parameter(&self) -> f64 {
        self.instructions as f64 / self.n as f64
    }
}
