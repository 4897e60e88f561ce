//! What a person has recorded, from a file or the standard input: in our form, or in somebody else's.

use anyhow::{Context, Result, ensure};
use std::{
    io::{self, Cursor},
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_lines::{Form, Text, Units, silent_for};
use thalweg_watch::{
    CAPACITY, Exercise, Plan,
    recordings::{self, ReadError, Recording},
};
use thalweg_watch_study::{
    files,
    tables::{self, Told},
};

/// The most bytes of a file.
const LARGEST: u64 = 64 << 20;
/// How long the standard input may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Stands for the standard input.
const STDIN: &str = "-";

/// Whose recordings, and what is to be known of them.
#[derive(Debug, clap::Args)]
pub(super) struct Data {
    /// Raw recordings of another person, plain or gzipped, or - for the standard input: a table, or lines of a data forwarder
    /// or a serial plotter. What is not in the form of tasks/watch/data is taken as it comes; what is dropped is counted.
    #[arg(long, value_name = "FILE", group = "source")]
    data: Option<PathBuf>,
    #[command(flatten)]
    form: Described,
    /// Which exercise all of it is, where no column says so.
    #[arg(long, value_name = "NAME", value_parser = label, requires = "source")]
    pub(super) label: Option<Exercise>,
}

/// What a user says of readings that others have written.
#[derive(Debug, clap::Args)]
struct Described {
    /// The names of the columns, in their order, such as time,ax,ay,az,wx,wy,wz,label; - passes one over.
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        allow_hyphen_values = true,
        requires = "source"
    )]
    columns: Option<Vec<String>>,
    /// What the sensors measure in: g, m/s2 or mg, and rad/s or deg/s, such as m/s2,deg/s.
    #[arg(long, value_name = "UNITS", requires = "source")]
    units: Option<Units>,
    /// Readings a second: others than 50 are resampled.
    #[arg(long, value_name = "HZ", value_parser = rate, requires = "source")]
    rate: Option<f64>,
}

impl Described {
    fn form(&self) -> Form {
        Form { columns: self.columns.clone(), units: self.units, rate: self.rate }
    }
}

impl Data {
    /// The file that is named.
    pub(super) fn file(&self) -> Option<&Path> {
        self.data.as_deref()
    }

    /// Whether more is said of it than where it is.
    pub(super) fn is_described(&self) -> bool {
        self.is_formed() || self.label.is_some()
    }

    /// Whether the form of readings is said.
    pub(super) fn is_formed(&self) -> bool {
        let Described { columns, units, rate } = &self.form;
        columns.is_some() || units.is_some() || rate.is_some()
    }

    /// The recordings, or those of a file where none is named.
    pub(super) fn recordings(&self, otherwise: &Path) -> Result<Vec<Recording>> {
        let told = Told { form: self.form.form(), label: self.label };
        let file = self.data.as_deref().unwrap_or(otherwise);
        let context = || {
            if is_stdin(file) { "standard input".to_owned() } else { file.display().to_string() }
        };
        let bytes = if is_stdin(file) {
            files::all(silent_for(PATIENCE, io::stdin()), LARGEST)
        } else {
            files::read(file, LARGEST)
        };
        let recordings = bytes.and_then(|bytes| read(bytes, &told)).with_context(context)?;
        enough(&recordings).with_context(context)?;
        Ok(recordings)
    }

    /// What the user says of the text.
    pub(super) fn form(&self) -> Form {
        self.form.form()
    }
}

/// The recordings of a file in our form.
pub(super) fn of_file(file: &Path) -> Result<Vec<Recording>> {
    let context = || file.display().to_string();
    let file = files::open(file).with_context(context)?;
    let recordings = recordings::read(file).with_context(context)?;
    enough(&recordings).with_context(context)?;
    Ok(recordings)
}

/// In our form every line has to be right. Where the header is not ours, or the user has something to say, it is somebody
/// else's.
fn read(bytes: Vec<u8>, told: &Told) -> Result<Vec<Recording>> {
    let mut ours = None;
    if *told == Told::default() {
        match recordings::read(bytes.as_slice()) {
            Err(error @ ReadError::Header { .. }) => ours = Some(error),
            read => return Ok(read?),
        }
    }
    let mut text = Text::new(Cursor::new(bytes))?;
    match (tables::read(&mut text, told, &Plan::DEFAULT)?, ours) {
        (Some((recordings, tally)), _) => {
            eprintln!("note: {tally}");
            Ok(recordings)
        }
        (None, Some(error)) => Err(error.into()),
        (None, None) => Err(ReadError::Empty.into()),
    }
}

/// There are enough for the plan, and not too many for the watch.
fn enough(recordings: &[Recording]) -> Result<()> {
    recordings::check(recordings, &Plan::DEFAULT)?;
    let windows = recordings.len() * Plan::DEFAULT.tuning().windows();
    ensure!(
        windows <= CAPACITY,
        "{} recordings give {windows} windows to tune; allowed: {CAPACITY}, as many as the watch remembers",
        recordings.len(),
    );
    Ok(())
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new(STDIN)
}

fn label(text: &str) -> Result<Exercise> {
    tables::exercise(text)
}

fn rate(text: &str) -> Result<f64> {
    let rate: f64 = text.parse()?;
    ensure!((1.0..=10_000.0).contains(&rate), "allowed: 1 to 10000 readings a second");
    Ok(rate)
}
