//! What a device reported, as a table and as a line for a script.

use super::{
    job::End,
    seen::{Confusion, Seen, lines as table, score},
};
use crate::{elf, summary::Summary};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use serde::{Deserialize, Serialize};
use thalweg::checkpoint::store::Wear;
use thalweg_watch::{Exercise, Finding, Score, wire::Status};

/// What the device reported, and what its firmware takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// What it said in the end.
    pub status: Status,
    /// What the host's end says of the line.
    pub end: End,
    /// What its firmware takes, if we have built it.
    pub sizes: Option<elf::Sizes>,
    /// What it logged.
    pub log: Vec<String>,
    /// What it saw in the tests, as far as the line let us hear.
    pub(super) seen: Seen,
}

impl Report {
    /// Of a device that has done nothing.
    #[cfg(test)]
    pub(crate) fn of_nothing() -> Self {
        let (status, end, seen) = (Status::default(), End::default(), Seen::default());
        Self { status, end, sizes: None, log: Vec::new(), seen }
    }

    /// RAM in all, if we have built its firmware.
    #[must_use]
    pub fn ram_bytes(&self) -> Option<u64> {
        self.sizes.map(|sizes| sizes.ram + u64::from(self.status.stack))
    }

    /// The hash of the parameters in the end.
    #[must_use]
    pub fn parameters_hash(&self) -> String {
        format!("{:016x}", self.status.parameters_hash)
    }

    /// What the line lost, doubled or damaged, and was told again.
    fn line(&self) -> String {
        let line = self.status.line;
        let (again, refused) = (self.end.again, self.end.refused);
        format!(
            "{} lost, {} damaged, {} doubled, {again} sent again; {} damaged answers; {refused} commands refused",
            line.lost, line.damaged, line.doubled, self.end.damaged
        )
    }

    fn ram(&self) -> String {
        let stack = self.status.stack;
        match self.sizes.zip(self.ram_bytes()) {
            Some((sizes, all)) => {
                format!("{all} bytes ({} static, {stack} stack at its deepest), no heap", sizes.ram)
            }
            None => format!("{stack} bytes of stack at its deepest, no heap"),
        }
    }

    /// What was taken for what in the tests, as text; none if nothing was tested.
    pub(super) fn confusion(&self) -> String {
        let parts = [("before", &self.seen.before), ("after", &self.seen.after)];
        let parts = parts.into_iter().filter(|(_, confusion)| score(confusion).of > 0);
        let lines = parts.map(|(name, confusion)| format!("{name}\n{}\n", table(confusion)));
        lines.collect::<Vec<_>>().concat()
    }

    /// What looks wrong with the windows, and what was neither tuned nor tested, if anything.
    fn findings(&self) -> Vec<(&'static str, String)> {
        let unseen: Vec<_> = self.unseen().map(Exercise::name).collect();
        let found = self.end.audit.findings().map(|found| ("looks wrong", with_remedy(found)));
        let unseen = (!unseen.is_empty()).then(|| ("neither tuned nor tested", unseen.join(", ")));
        found.chain(unseen).collect()
    }

    /// The exercises of which the device remembers no window, and of which none was tested.
    fn unseen(&self) -> impl Iterator<Item = Exercise> + '_ {
        let Seen { before, after, .. } = &self.seen;
        let tested = [before, after].into_iter();
        Exercise::ALL.into_iter().filter(move |exercise| {
            let class = exercise.class();
            let mut tested = tested.clone().map(|confusion| confusion[class].iter().sum::<u32>());
            self.end.audit.windows[class] == 0 && tested.all(|windows| windows == 0)
        })
    }

    /// How often it was saved, and how often a day it may be, by the flash.
    fn saves(&self) -> String {
        let Status { generation, slots, erases_per_page, .. } = self.status;
        let (slots, saves) = (u32::from(slots), self.saves_per_adaptation());
        borne(generation, Wear { erases_per_page, slots, saves_per_adaptation: saves })
    }

    /// When labels have arrived, when the fine-tuning begins, every so many steps, and at the end.
    fn saves_per_adaptation(&self) -> u32 {
        2 + self.status.steps.div_ceil(thalweg_app::SAVED_EVERY)
    }

    /// What a person sees.
    pub(super) fn table(&self) -> Table {
        let Status { before, calibrated, after, windows, skipped, steps, .. } = self.status;
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(["on the device", "before", "calibrated, no labels", "after"]);
        let accuracy = |score: Score| match score.of {
            0 => "not tested".to_owned(),
            _ => format!("{:.1} %", 100.0 * score.accuracy()),
        };
        let recognised = |score: Score| format!("{} of {}", score.right, score.of);
        let scores = [before, calibrated, after];
        for (name, [before, calibrated, after]) in [
            ("accuracy on the new person", scores.map(accuracy)),
            ("windows recognised", scores.map(recognised)),
        ] {
            table.add_row([name.to_owned(), before, calibrated, after]);
        }
        for (name, value) in self.findings() {
            table.add_row([name.to_owned(), String::new(), String::new(), value]);
        }
        for (name, value) in [
            ("labelled windows", format!("{windows} of 2 s")),
            ("optimizer steps", format!("{steps}, {skipped} skipped")),
            ("instructions a step", self.status.stepping.mean().to_string()),
            ("instructions a save", self.status.saving.mean().to_string()),
            ("RAM", self.ram()),
            ("flash", self.sizes.map_or("not known".to_owned(), |s| format!("{} bytes", s.flash))),
            ("frames", self.line()),
            ("saves", self.saves()),
            ("hash of the parameters", self.parameters_hash()),
        ] {
            table.add_row([name.to_owned(), String::new(), String::new(), value]);
        }
        table
    }

    /// The report as one line.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!(self.summary())
    }

    pub(crate) fn summary(&self) -> Summary {
        let Status { before, calibrated, after, windows, steps, skipped, line, stack, .. } =
            self.status;
        let share = |score: Score| f64::from(score.right) / f64::from(score.of.max(1));
        let rows = |confusion: &Confusion| Some(confusion.map(|row| row.to_vec()).to_vec());
        Summary {
            metric: "accuracy",
            before: share(before),
            calibrated: Some(share(calibrated)),
            after: share(after),
            met: 1,
            learnt: windows.into(),
            windows: windows.into(),
            tested: after.of,
            steps,
            skipped,
            damaged: line.damaged,
            damaged_answers: self.end.damaged,
            lost: line.lost,
            doubled: line.doubled,
            again: self.end.again,
            refused: self.end.refused,
            findings: self.end.audit.findings().map(|of| of.to_string()).collect(),
            unseen: self.unseen().map(|exercise| exercise.code().to_owned()).collect(),
            saves: self.status.generation,
            resumed: self.status.resumed,
            ram_bytes: self.ram_bytes(),
            stack_bytes: stack,
            flash_bytes: self.sizes.map(|sizes| sizes.flash),
            confusion_before: rows(&self.seen.before),
            confusion_after: rows(&self.seen.after),
            instructions_per_step: self.status.stepping.mean(),
            instructions_per_save: self.status.saving.mean(),
            parameters_hash: self.parameters_hash(),
            ..Summary::default()
        }
    }
}

/// How often was saved, and how often a day there may be an adaptation, by the flash.
pub(crate) fn borne(generation: u32, wear: Wear) -> String {
    wear.adaptations_per_day().map_or_else(
        |error| error.to_string(),
        |adaptations| {
            format!("{generation}; the flash bears {adaptations:.1} adaptations a day for 5 years")
        },
    )
}

/// What looks wrong, and the flag that converts it, where there is one.
fn with_remedy(finding: Finding) -> String {
    let flag = match finding {
        Finding::MetresPerSecondSquared { .. } => "; --units m/s2 converts",
        Finding::Rate { .. } => "; --rate HZ resamples",
        _ => "",
    };
    format!("{finding}{flag}")
}
