//! Readings of a user's own sensor while they are measured: the device learns from them, or is tested.

use super::{
    Conversation,
    event::{Event, Phase},
    show::Show,
};
use anyhow::{Context, Result, ensure};
use std::{
    io::Read,
    time::{Duration, Instant},
};
use thalweg_lines::{Form, Parser, Series, Text, silent_for};
use thalweg_watch::{
    Exercise, RATE_HZ, Sample,
    wire::{BATCH, Command, Purpose},
};
use thalweg_watch_study::tables::{AXES, in_range, on_earth, sample};

/// How long a sensor may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many readings are looked at before the first is sent.
const FIRST: usize = 25;
/// So many lines without a single reading are those of no sensor.
const STRANGE: u64 = 1000;

/// What is done with the readings of a sensor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    /// What the person does.
    pub(super) exercise: Exercise,
    /// Whether it is learnt or tested.
    pub(super) purpose: Purpose,
    /// For how long.
    pub(super) seconds: u32,
}

impl Live {
    /// Streams readings to a device, for as long as is wanted; what was taken and dropped, in one line.
    pub(super) fn run(
        self,
        sensor: &mut Sensor,
        talk: &mut Conversation<'_>,
        show: &mut Show,
    ) -> Result<String> {
        let Self { exercise, purpose, seconds } = self;
        let wanted = (seconds * RATE_HZ) as usize;
        talk.carry_out(vec![Command::Recording { purpose, exercise }])?;
        show.see(Event::Begin { phase: Phase::Sensor, commands: wanted as u64 });
        let (start, mut sent, refused) = (Instant::now(), 0, talk.refused.len());
        while sent < wanted {
            let ready = sensor.ready(sent)?;
            for batch in ready[..ready.len().min(wanted - sent)].chunks(BATCH) {
                let samples = batch.iter().copied().collect();
                talk.tell(vec![Command::Samples(samples)], |_, reply| {
                    show.see(Event::Heard(reply.clone()));
                })?;
                ensure!(talk.refused.len() == refused, "{}", talk.refused[refused]);
                sent += batch.len();
                show.see(Event::Told(sent as u64));
            }
        }
        Ok(sensor.summary(start.elapsed()))
    }

    /// Lets the device listen to the sensor on its board; what was taken and lost, in one line.
    pub(super) fn on_the_board(
        self,
        talk: &mut Conversation<'_>,
        show: &mut Show,
    ) -> Result<String> {
        let Self { exercise, purpose, seconds } = self;
        let samples = u16::try_from(seconds * RATE_HZ).context("so long it cannot listen")?;
        show.see(Event::Begin { phase: Phase::Sensor, commands: samples.into() });
        let (taken, lost) = talk.sense(purpose, exercise, samples, |reply| {
            show.see(Event::Heard(reply.clone()));
        })?;
        Ok(format!("{taken} samples of its own sensor, {lost} lost"))
    }
}

/// A sensor that sends lines.
pub(super) struct Sensor {
    text: Text,
    parser: Parser,
    rate: Option<f64>,
    series: Series,
    lines: u64,
}

impl Sensor {
    /// A sensor of whose lines the user says this.
    pub(super) fn new(source: impl Read + Send + 'static, form: Form) -> Result<Self> {
        let rate = form.rate.filter(|rate| (rate - f64::from(RATE_HZ)).abs() > 0.5);
        let text = Text::new(silent_for(PATIENCE, source)).context("the sensor")?;
        let (parser, series) = (Parser::new(form, AXES), Series::default());
        Ok(Self { text, parser, rate, series, lines: 0 })
    }

    /// Listens until there are samples behind the first `sent`, at the watch's rate.
    fn ready(&mut self, sent: usize) -> Result<Vec<Sample>> {
        loop {
            // At a high rate not for each of them.
            for _ in 0..=(self.rate.unwrap_or(1.0) / 10.0) as usize {
                self.listen()?;
            }
            if self.series.readings() < FIRST {
                continue;
            }
            on_earth(std::slice::from_ref(&self.series))?;
            let samples = self.samples();
            if samples.len() > sent {
                return Ok(samples[sent..].to_vec());
            }
        }
    }

    /// Takes the next line.
    fn listen(&mut self) -> Result<()> {
        let line = self.text.line().context("the sensor")?;
        let line =
            line.with_context(|| format!("the sensor has ended: {}", self.parser.tally()))?;
        self.lines += 1;
        match self.parser.line(&line) {
            Some(reading) if in_range(&reading.values) => {
                self.series.width = reading.values.len();
                self.series.values.extend(reading.values);
            }
            Some(_) => self.parser.drop_latest(&line, "beyond the range of a watch (--units)"),
            None => {}
        }
        let tally = self.parser.tally();
        let none = tally.readings == 0 && self.lines >= STRANGE;
        ensure!(
            !none,
            "the sensor: {}",
            self.parser.nothing().unwrap_or_else(|| tally.to_string())
        );
        Ok(())
    }

    /// All samples that are complete.
    fn samples(&self) -> Vec<Sample> {
        let Some(rate) = self.rate else { return self.series.rows().map(sample).collect() };
        let rows = self.series.at_rate(Some(rate), RATE_HZ.into());
        let mut samples: Vec<_> = rows.chunks_exact(self.series.width).map(sample).collect();
        samples.pop(); // readings that are still to come may join it
        samples
    }

    fn summary(&self, took: Duration) -> String {
        let rate = self.rate.unwrap_or(RATE_HZ.into());
        let found = self.series.readings() as f64 / took.as_secs_f64();
        // What the port had kept comes faster.
        let hint = if took > Duration::from_secs(2) && found < 0.8 * rate {
            format!("; {found:.0} readings a second came, not {rate} (--rate)")
        } else {
            String::new()
        };
        format!("{}{hint}", self.parser.tally())
    }
}
