//! What a person sees while a device works: a bar that moves, and below it how things stand.

use super::{
    event::Event,
    log::Log,
    seen::{Seen, lines as table, score},
};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;
use thalweg_watch::{
    Score,
    wire::{Reply, Status},
};

/// What a person sees, of what happens or has happened.
pub(super) struct Show {
    bar: ProgressBar,
    log: Option<Log>,
    /// Why the log could not be written.
    failure: Option<anyhow::Error>,
    seen: Seen,
    status: Option<Status>,
}

impl Show {
    /// All that happens goes into the log as well, if there is one.
    pub(super) fn new(log: Option<Log>) -> Self {
        let bar = ProgressBar::new(0);
        let lines = "{spinner} {msg} {bar:32} {pos}/{len} ({elapsed}){prefix}";
        let style = ProgressStyle::with_template(lines);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, log, failure: None, seen: Seen::default(), status: None }
    }

    /// Something happens.
    pub(super) fn see(&mut self, event: Event) {
        if let Some(log) = &mut self.log
            && self.failure.is_none()
        {
            self.failure = log.write(&event).err();
        }
        self.seen.see(&event);
        match event {
            Event::Begin { phase, commands } => {
                self.bar.set_message(phase.to_string());
                self.bar.set_length(commands);
                self.bar.set_position(0);
            }
            Event::Told(commands) => self.bar.set_position(commands),
            Event::Heard(reply) => self.hear(&reply),
            Event::Note(line) => self.bar.suspend(|| eprintln!("{line}")),
            Event::End(_) => {}
        }
        self.bar.set_prefix(self.below());
    }

    /// A line of its own.
    pub(super) fn note(&mut self, line: impl Into<String>) {
        self.see(Event::Note(line.into()));
    }

    /// What the device saw in its tests.
    pub(super) const fn seen(&self) -> Seen {
        self.seen
    }

    /// Nothing more is to be seen.
    pub(super) fn end(self) -> Result<()> {
        self.bar.finish_and_clear();
        match self.failure {
            Some(failure) => Err(failure.context("the log cannot be written")),
            None => Ok(()),
        }
    }

    fn hear(&mut self, reply: &Reply) {
        match reply {
            Reply::Progress(progress) => {
                let (loss, rate) = (progress.loss, progress.learning_rate);
                self.bar.set_message(format!("fine-tuning: loss {loss:.4} at rate {rate:.5}"));
                self.bar.set_length(progress.steps.into());
                self.bar.set_position(u64::from(progress.step) + 1);
            }
            Reply::Status(status) => self.status = Some(*status),
            _ => {}
        }
    }

    /// What stands below the bar.
    fn below(&self) -> String {
        let mut lines = Vec::new();
        if let Some(Status { skipped, line, stepping, stack, .. }) = self.status {
            let a_step = stepping.mean();
            lines.push(format!(
                "\n  {skipped} steps skipped; frames: {} damaged, {} lost, {} doubled; \
                 {a_step} instructions a step, {stack} bytes of stack",
                line.damaged, line.lost, line.doubled
            ));
        }
        let (latest, score) = (self.seen.latest(), score(self.seen.latest()));
        if score.of > 0 {
            let accuracy = 100.0 * score.accuracy();
            let Score { right, of } = score;
            lines.push(format!("\n  {accuracy:.1} %: {right} of {of}\n{}", table(latest)));
        }
        lines.concat()
    }
}
