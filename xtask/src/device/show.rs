//! What a person sees while a device works: a bar that moves.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;
use thalweg_watch::wire::Reply;

/// A bar that moves.
pub(super) struct Show {
    bar: ProgressBar,
}

impl Show {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style =
            ProgressStyle::with_template("{spinner} {msg} {bar:32} {pos}/{len} ({elapsed})");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }

    /// A part of the work begins, of so many commands.
    pub(super) fn begin(&self, doing: &'static str, commands: usize) {
        self.bar.set_message(doing);
        self.bar.set_length(commands as u64);
        self.bar.set_position(0);
    }

    /// Of these commands so many are taken.
    pub(super) fn told(&self, commands: usize) {
        self.bar.set_position(commands as u64);
    }

    /// What the device says by itself.
    pub(super) fn heard(&self, reply: &Reply) {
        if let Reply::Progress(progress) = reply {
            let (loss, rate) = (progress.loss, progress.learning_rate);
            self.bar.set_message(format!("fine-tuning: loss {loss:.4} at rate {rate:.5}"));
            self.bar.set_length(progress.steps.into());
            self.bar.set_position(u64::from(progress.step) + 1);
        }
    }

    /// A line of its own.
    pub(super) fn note(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
