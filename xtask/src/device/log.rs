//! What happened, in a file: a line of JSON for each event, with when it was.

use super::{Report, event::Event, show::Show};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};
use thalweg_watch_study::files;

/// The most bytes of a log.
const LARGEST: u64 = 64 << 20;

/// An event, and how many milliseconds after the beginning it was.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    ms: u64,
    event: Event,
}

/// A log that is being written.
pub(super) struct Log {
    file: BufWriter<File>,
    start: Instant,
}

impl Log {
    pub(super) fn create(file: &Path) -> Result<Self> {
        let created = File::create(file).with_context(|| file.display().to_string())?;
        Ok(Self { file: BufWriter::new(created), start: Instant::now() })
    }

    pub(super) fn write(&mut self, event: &Event) -> Result<()> {
        let ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        serde_json::to_writer(&mut self.file, &Entry { ms, event: event.clone() })?;
        writeln!(self.file)?;
        // It is to hold all that happened, however we end.
        Ok(self.file.flush()?)
    }
}

/// Shows what happened once: at once, or so many times as fast as it was; how it ended.
pub(super) fn replay(file: &Path, speed: Option<f64>, show: &mut Show) -> Result<Report> {
    let context = || file.display().to_string();
    let bytes = files::read(file, LARGEST).with_context(context)?;
    let text = String::from_utf8_lossy(&bytes);
    let start = Instant::now();
    for (line, number) in text.lines().zip(1..) {
        let Entry { ms, event } = serde_json::from_str(line).map_err(|error| {
            anyhow::anyhow!(
                "{}: line {number}: {error}; allowed: what --save-log wrote",
                file.display()
            )
        })?;
        if let Some(speed) = speed {
            let at = Duration::from_secs_f64((ms as f64 / 1000.0 / speed).min(86400.0));
            thread::sleep(at.saturating_sub(start.elapsed()));
        }
        let end = if let Event::End(report) = &event { Some(report.clone()) } else { None };
        show.see(event);
        if let Some(report) = end {
            return Ok(*report);
        }
    }
    bail!("{}: the log ends before its device did", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{event::Phase, job::End};
    use thalweg_watch::{
        Exercise, Progress,
        wire::{Reply, Status},
    };

    #[test]
    fn what_is_replayed_is_what_was_seen() {
        let folder = std::env::temp_dir().join(format!("thalweg-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("log.jsonl");
        let mut show = Show::new(Some(Log::create(&file).unwrap()));
        let progress = Progress { step: 0, steps: 2, loss: 0.1, learning_rate: 3e-3, norm: 0.0 };
        for event in [
            Event::Begin { phase: Phase::TestBefore, commands: 9 },
            Event::Heard(Reply::Recognised {
                exercise: Exercise::Abduction,
                seen: Exercise::UprightRow,
            }),
            Event::Heard(Reply::Progress(progress)),
        ] {
            show.see(event);
        }
        let status = Status { parameters_hash: u64::MAX, windows: 28, ..Status::default() };
        let (end, seen) = (End::default(), show.seen());
        let report = Report { status, end, sizes: None, log: vec!["a".to_owned()], seen };
        show.see(Event::End(Box::new(report.clone())));
        show.end().unwrap();
        let mut again = Show::new(None);
        let found = replay(&file, None, &mut again).unwrap();
        assert_eq!(found.json(), report.json());
        assert_eq!(again.seen(), seen);
        let text = std::fs::read_to_string(&file).unwrap();
        let refusal = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let error = replay(&file, None, &mut Show::new(None)).unwrap_err();
            format!("{error:#}")
        };
        let short = refusal(text.lines().next().unwrap());
        assert!(short.ends_with("the log ends before its device did"), "{short}");
        let other = refusal("{\"ms\":0}\n");
        assert!(other.contains("line 1: missing field `event`"), "{other}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
