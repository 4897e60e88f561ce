//! What a device reached at a task, as a table and as a line for a script.

use crate::{confusion::Confusion, device, elf::Sizes, shell, summary::Summary};
use anyhow::{Context, Result, ensure};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use serde_json::{Value, json};
use std::fs;
use thalweg::checkpoint::store::Wear;
use thalweg_app::saved_every;
use thalweg_tasks::{
    State,
    wire::{Cost, Counted, Kept, Resumed},
};
use thalweg_tasks_study::script::{Counts, Judged, Problem, Score};
use thalweg_watch::wire::Counters;

/// What a device reached at a task.
#[derive(Clone, Debug)]
pub struct Report {
    /// The mean over everybody.
    pub score: Score,
    /// Who was met, in order, and how things stood with each in the end.
    pub met: Vec<(String, State)>,
    /// What was said of every sample.
    pub judged: Vec<Judged>,
    /// What the device counts: what the steps and the saves took, all together, and what went wrong on the line.
    pub counted: Counted,
    /// What it went on with, if it was to.
    pub resumed: Option<Resumed>,
    /// What the firmware takes; nothing if there is none.
    pub sizes: Option<Sizes>,
    /// Frames that were sent once more.
    pub again: u32,
    /// Frames of the device that arrived damaged.
    pub damaged_answers: u32,
    /// Whether it adapts after it has learnt.
    pub(super) adapts: bool,
    /// What the classes are called.
    pub(super) classes: Vec<String>,
    /// What was taken for what before and after; nothing where no class is named.
    pub(super) confusion: Option<[Counts; 2]>,
    /// The classes that were neither learnt nor tested.
    pub(super) unseen: Vec<String>,
    /// What looks wrong with the data.
    pub(super) findings: Vec<String>,
}

impl Report {
    /// The hash of the parameters in the end, of each who was met.
    #[must_use]
    pub fn parameters_hash(&self) -> String {
        let hashes = self.met.iter().map(|(_, state)| format!("{:016x}", state.parameters_hash));
        hashes.collect::<Vec<_>>().join(" ")
    }

    /// Fails if it ended on other bits than those of `tests/tasks.json`.
    pub fn is_golden(&self, problem: Problem) -> Result<()> {
        let name = problem.name();
        let golden = fs::read_to_string(shell::root().join("tests/tasks.json"))?;
        let golden: Value = serde_json::from_str(&golden)?;
        let golden = golden.get(name).with_context(|| format!("no {name} in tests/tasks.json"))?;
        let found = json!({
            "before": format!("{:.6}", self.score.before),
            "after": format!("{:.6}", self.score.after),
            "learnt": self.sum(|state| state.learnt),
            "tested": self.judged.len(),
            "steps": self.counted.cost.steps,
            "parameters_hash": self.parameters_hash(),
        });
        ensure!(found == *golden, "{name} ended on {found}, not {golden}");
        Ok(())
    }

    fn sum(&self, of: fn(&State) -> u32) -> u32 {
        self.met.iter().map(|(_, state)| of(state)).sum()
    }

    /// RAM in all, if there is a firmware.
    #[must_use]
    pub fn ram_bytes(&self) -> Option<u64> {
        self.sizes.map(|sizes| sizes.ram + u64::from(self.counted.cost.stack))
    }

    /// Instructions of a step of the optimizer, of whatever belongs to it; 0 where nobody counts.
    #[must_use]
    pub fn instructions_per_step(&self) -> u64 {
        let Cost { steps, instructions, .. } = self.counted.cost;
        instructions / u64::from(steps.max(1))
    }

    /// Questions that never arrived: of those that were sent once more, the ones that were neither damaged nor heard twice.
    fn lost(&self) -> u32 {
        self.again
            .saturating_sub(self.counted.line.damaged)
            .saturating_sub(self.counted.line.doubled)
    }

    /// What a person sees.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(["on the device", "before", "after"]);
        let Score { metric, before, after, besides } = &self.score;
        let row =
            |name: &str, before: &str, after: String| [name.to_owned(), before.to_owned(), after];
        table.add_row(row(metric, &format!("{before:.3}"), format!("{after:.3}")));
        for (name, value) in besides {
            table.add_row(row(&name.replace('_', " "), "", format!("{value:.3}")));
        }
        for finding in &self.findings {
            table.add_row(row("looks wrong", "", finding.clone()));
        }
        if !self.unseen.is_empty() {
            table.add_row(row("neither learnt nor tested", "", self.unseen.join(", ")));
        }
        let names: Vec<_> = self.met.iter().map(|(name, _)| name.as_str()).collect();
        table.add_row(row("met", "", names.join(", ")));
        let Cost { steps, stack, .. } = self.counted.cost;
        let skipped = self.sum(|state| state.skipped);
        table.add_row(row("labelled samples", "", self.sum(|state| state.learnt).to_string()));
        table.add_row(row("optimizer steps", "", format!("{steps}, {skipped} skipped")));
        table.add_row(row("instructions a step", "", self.instructions_per_step().to_string()));
        let saving = self.counted.kept.saving;
        table.add_row(row("instructions a save", "", saving.mean().to_string()));
        if let (Some(sizes), Some(ram)) = (self.sizes, self.ram_bytes()) {
            let ram = format!(
                "{ram} bytes ({} static, {stack} stack at its deepest), no heap",
                sizes.ram
            );
            table.add_row(row("RAM", "", ram));
            table.add_row(row("flash", "", format!("{} bytes", sizes.flash)));
        }
        table.add_row(row("frames", "", self.frames()));
        table.add_row(row("saves", "", self.saves()));
        table.add_row(row("hash of the parameters", "", self.parameters_hash()));
        table
    }

    /// How often it was saved, and how often a day it may adapt, by the flash; a task that learns as it goes is saved when
    /// nobody says anything.
    fn saves(&self) -> String {
        let Kept { generation, slots, erases_per_page, .. } = self.counted.kept;
        let steps = self.met.last().map_or(0, |(_, state)| state.steps[1]);
        if !self.adapts {
            return generation.to_string();
        }
        // When labels have arrived, when it begins, every so many steps, and at the end.
        let saves_per_adaptation = 2 + steps.div_ceil(saved_every(steps));
        device::borne(
            generation,
            Wear { erases_per_page, slots: slots.into(), saves_per_adaptation },
        )
    }

    /// What the line lost, doubled or damaged, and was told again.
    fn frames(&self) -> String {
        let Counters { damaged, doubled, .. } = self.counted.line;
        let (lost, again, answers) = (self.lost(), self.again, self.damaged_answers);
        format!(
            "{lost} lost, {damaged} damaged, {doubled} doubled, {again} sent again; {answers} damaged answers"
        )
    }

    /// What was taken for what in the tests, as text; none where no class is named.
    pub(super) fn confusion(&self) -> String {
        let parts = ["before", "after"].into_iter().zip(self.confusion.iter().flatten());
        let lines = parts
            .map(|(name, rows)| format!("{name}\n{}\n", Confusion { names: &self.classes, rows }));
        lines.collect::<Vec<_>>().concat()
    }

    /// The report as one line.
    #[must_use]
    pub fn json(&self) -> Value {
        json!(self.summary())
    }

    pub(crate) fn summary(&self) -> Summary {
        let Score { metric, before, after, besides } = &self.score;
        let (learnt, Counted { cost, line, kept }) = (self.sum(|state| state.learnt), self.counted);
        let [confusion_before, confusion_after] = match &self.confusion {
            Some(both) => both.clone().map(Some),
            None => [None, None],
        };
        Summary {
            metric,
            before: *before,
            calibrated: None,
            after: *after,
            met: self.met.len(),
            learnt,
            windows: learnt,
            tested: self.judged.len() as u32,
            steps: cost.steps,
            skipped: self.sum(|state| state.skipped),
            damaged: line.damaged,
            damaged_answers: self.damaged_answers,
            lost: self.lost(),
            doubled: line.doubled,
            again: self.again,
            refused: 0, // what is refused ends the run
            findings: self.findings.clone(),
            unseen: self.unseen.clone(),
            saves: kept.generation,
            resumed: self.resumed.map(|resumed| resumed.step),
            ram_bytes: self.ram_bytes(),
            stack_bytes: cost.stack,
            flash_bytes: self.sizes.map(|sizes| sizes.flash),
            confusion_before,
            confusion_after,
            instructions_per_step: self.instructions_per_step(),
            instructions_per_save: kept.saving.mean(),
            parameters_hash: self.parameters_hash(),
            besides: besides.iter().copied().collect(),
        }
    }
}
