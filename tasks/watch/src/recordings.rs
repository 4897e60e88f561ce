//! A person's recordings, read from the raw CSV: for the host and the browser (feature `recordings`).
//!
//! `wrist,exercise,sample,ax,ay,az,wx,wy,wz`, plain or gzipped: 50 Hz, accelerometer in g, gyroscope
//! in rad/s, three decimals; `sample` counts from 0 in each recording, and recordings may be mixed line
//! by line. See `tasks/watch/data/README.md`.

extern crate std;

use crate::{
    Adapter, CHANNELS, Exercise, FEATURES, Part, Plan, Sample, Score, WINDOW, Windows,
    wire::{BATCH, Command, Purpose},
};
use core::fmt;
use std::{
    format,
    io::{BufRead, BufReader, Read},
    string::{String, ToString},
    vec::Vec,
};

/// The first line of every file.
pub const HEADER: [&str; 3 + CHANNELS] =
    ["wrist", "exercise", "sample", "ax", "ay", "az", "wx", "wy", "wz"];

/// One exercise of one wrist, from beginning to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Which wrist wore the watch: `L` or `R`.
    pub wrist: String,
    /// What the person did.
    pub exercise: Exercise,
    /// 50 a second.
    pub samples: Vec<Sample>,
}

/// Why a file was refused.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be read to its end, for instance because its gzip stream is cut.
    Unreadable(std::io::Error),
    /// A line is not what the form demands.
    Line {
        /// Its number, from 1.
        line: u64,
        /// What was found and what is allowed.
        what: String,
    },
    /// A header and nothing else.
    Empty,
    /// A recording gives fewer windows than tuning and testing need.
    TooShort {
        /// Which recording: wrist and exercise.
        recording: String,
        /// How many samples it has.
        samples: usize,
        /// The division it must allow.
        plan: Plan,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read to its end: {error}"),
            Self::Line { line, what } => write!(f, "line {line}: {what}"),
            Self::Empty => write!(f, "holds no sample; allowed: lines of {}", HEADER.join(",")),
            Self::TooShort { recording, samples, plan } => write!(
                f,
                "too few windows: recording {recording} has {samples} samples ({} windows of \
                 {WINDOW}); {} samples are needed: {} windows to tune, a gap of {}, and 1 to test",
                samples / WINDOW,
                plan.samples_needed(),
                plan.tuning_windows,
                plan.gap,
            ),
        }
    }
}

impl core::error::Error for ReadError {}

impl Recording {
    /// The features of the windows of one part.
    pub fn features(&self, part: Part) -> impl Iterator<Item = [f32; FEATURES]> {
        let mut windows = Windows::new(part.hop);
        self.samples(part).iter().filter_map(move |&sample| windows.push(sample))
    }

    /// The samples of one part, as far as the recording reaches.
    pub fn samples(&self, part: Part) -> &[Sample] {
        let end = part.end.min(self.samples.len());
        self.samples.get(part.start.min(end)..end).unwrap_or_default()
    }

    fn name(&self) -> String {
        format!("{} {}", self.wrist, self.exercise.code())
    }
}

/// Reads every recording of a file, plain or gzipped.
///
/// # Errors
/// See [`ReadError`]: each names the line, what was found and what is allowed.
pub fn read(file: impl Read) -> Result<Vec<Recording>, ReadError> {
    let mut file = BufReader::new(file);
    let gzipped = file.fill_buf().map_err(ReadError::Unreadable)?.starts_with(&[0x1f, 0x8b]);
    // Several gzip streams in a row are one file.
    if gzipped { parse(flate2::bufread::MultiGzDecoder::new(file)) } else { parse(file) }
}

/// Every recording is long enough for `plan`.
///
/// # Errors
/// [`ReadError::TooShort`] for the first that is not; [`ReadError::Empty`] without any.
pub fn check(recordings: &[Recording], plan: &Plan) -> Result<(), ReadError> {
    if recordings.is_empty() {
        return Err(ReadError::Empty);
    }
    match recordings.iter().find(|recording| recording.samples.len() < plan.samples_needed()) {
        None => Ok(()),
        Some(short) => Err(ReadError::TooShort {
            recording: short.name(),
            samples: short.samples.len(),
            plan: *plan,
        }),
    }
}

fn parse(text: impl Read) -> Result<Vec<Recording>, ReadError> {
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().map_err(unreadable)?;
    if header != HEADER.as_slice() {
        let found: Vec<&str> = header.iter().collect();
        let what = format!("the header is {:?}; allowed: {}", found.join(","), HEADER.join(","));
        return Err(ReadError::Line { line: 1, what });
    }
    let mut recordings: Vec<Recording> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        append(&mut recordings, &row).map_err(|what| ReadError::Line { line, what })?;
    }
    if recordings.is_empty() { Err(ReadError::Empty) } else { Ok(recordings) }
}

fn unreadable(error: csv::Error) -> ReadError {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Unreadable(error),
        csv::ErrorKind::UnequalLengths { len, expected_len, .. } => {
            ReadError::Line { line, what: format!("{len} columns; allowed: {expected_len}") }
        }
        _ => ReadError::Line { line, what: "bytes that are no text; allowed: UTF-8".to_string() },
    }
}

/// Adds one line to the latest recording of its wrist and exercise, or to a new one.
fn append(recordings: &mut Vec<Recording>, row: &csv::StringRecord) -> Result<(), String> {
    let field = |column: usize| row.get(column).unwrap_or_default().trim();
    let exercise = Exercise::from_code(field(1)).ok_or_else(|| {
        let codes = Exercise::ALL.map(Exercise::code).join(", ");
        format!("exercise is {:?}; allowed: {codes}", field(1))
    })?;
    let number: usize = field(2)
        .parse()
        .map_err(|_| format!("sample is {:?}; allowed: a count from 0", field(2)))?;
    let mut sample: Sample = [0; CHANNELS];
    for (column, value) in sample.iter_mut().enumerate() {
        let name = HEADER.get(3 + column).copied().unwrap_or_default();
        *value = thousandths(field(3 + column)).map_err(|why| format!("{name} is {why}"))?;
    }
    let continued = recordings
        .iter_mut()
        .rfind(|open| open.exercise == exercise && open.wrist == field(0))
        .map(|open| &mut open.samples);
    match continued {
        _ if number == 0 => {
            let (wrist, samples) = (field(0).to_string(), [sample].into());
            recordings.push(Recording { wrist, exercise, samples });
        }
        Some(samples) if samples.len() == number => samples.push(sample),
        continued => {
            let next = continued.map_or(0, |samples| samples.len());
            return Err(format!(
                "sample is {number}; allowed: {next}, the next of {} {}, or 0, which begins a recording",
                field(0),
                exercise.code()
            ));
        }
    }
    Ok(())
}

/// The largest magnitude that a sensor of a watch measures: 2000 degrees a second, in rad/s.
const FULL_SCALE: f64 = 35.0;

/// A number of the sensor's unit as thousandths; beyond 32.767 it stays there, as a sensor of that
/// range would.
fn thousandths(text: &str) -> Result<i16, String> {
    let value: f64 = text.parse().map_err(|_| format!("{text:?}; allowed: a number"))?;
    // NaN fails the comparison.
    if value.abs() <= FULL_SCALE {
        let scaled = value * 1000.0;
        // Half is rounded away from zero: the cast cuts, and holds what is too large at the end.
        Ok(((scaled + f64::copysign(0.5, scaled)) as i16).max(-i16::MAX))
    } else {
        Err(format!("{text}; allowed: -{FULL_SCALE} to {FULL_SCALE}"))
    }
}

/// Teaches the watch the tuning part of every recording.
///
/// # Errors
/// The watch's memory is full.
pub fn learn(
    watch: &mut Adapter<'_>,
    recordings: &[Recording],
    plan: &Plan,
) -> Result<(), crate::LearnError> {
    for recording in recordings {
        for features in recording.features(plan.tuning()) {
            watch.learn(&features, recording.exercise)?;
        }
    }
    Ok(())
}

/// What the watch recognises in the test part of every recording.
pub fn test(watch: &Adapter<'_>, recordings: &[Recording], plan: &Plan) -> Score {
    let mut score = Score::default();
    for recording in recordings {
        for features in recording.features(plan.test(recording.samples.len())) {
            score.count(watch.classify(&features) == Some(recording.exercise));
        }
    }
    score
}

/// Everything a host tells the watch to do the main job: tuning windows, test windows, fine-tuning,
/// the same test windows again.
pub fn commands(recordings: &[Recording], plan: &Plan) -> Vec<Command> {
    let mut commands = Vec::new();
    say(&mut commands, recordings, Purpose::Tune, |_| plan.tuning());
    say(&mut commands, recordings, Purpose::Test, |samples| plan.test(samples));
    commands.push(Command::Adapt);
    say(&mut commands, recordings, Purpose::Test, |samples| plan.test(samples));
    commands.push(Command::Finish);
    commands
}

fn say(
    commands: &mut Vec<Command>,
    recordings: &[Recording],
    purpose: Purpose,
    part: impl Fn(usize) -> Part,
) {
    for recording in recordings {
        commands.push(Command::Recording { purpose, exercise: recording.exercise });
        let samples = recording.samples(part(recording.samples.len()));
        commands.extend(
            samples.chunks(BATCH).map(|batch| Command::Samples(batch.iter().copied().collect())),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "R,ROW,0,-0.980,0.5,1,32.767,-32.767,0\n";

    fn file(lines: &str) -> Result<Vec<Recording>, ReadError> {
        read(format!("{}\n{lines}", HEADER.join(",")).as_bytes())
    }

    fn message(lines: &str) -> String {
        file(lines).unwrap_err().to_string()
    }

    #[test]
    fn samples_are_exact_thousandths() {
        let recordings = file(LINE).unwrap();
        assert_eq!(recordings[0].samples, [[-980, 500, 1000, 32767, -32767, 0]]);
    }

    #[test]
    fn what_is_too_fast_for_the_watch_is_held_at_its_range() {
        let fast = LINE.replace("32.767,-32.767", "34.9,-34.9").replace("0.5", "32.7675");
        assert_eq!(file(&fast).unwrap()[0].samples, [[-980, 32767, 1000, 32767, -32767, 0]]);
        assert!(message(&LINE.replace("0.5", "-35.001")).contains("allowed: -35 to 35"));
    }

    #[test]
    fn recordings_may_be_mixed_line_by_line() {
        let mixed = |i: usize| {
            [("R", "ROW"), ("L", "ROW"), ("R", "PEN")]
                .map(|(wrist, exercise)| format!("{wrist},{exercise},{i},0,0,{i},0,0,0\n"))
                .concat()
        };
        let recordings = file(&[mixed(0), mixed(1), mixed(2)].concat()).unwrap();
        assert_eq!(recordings.len(), 3);
        for recording in recordings {
            assert_eq!(recording.samples.iter().map(|s| s[2]).collect::<Vec<_>>(), [0, 1000, 2000]);
        }
    }

    #[test]
    fn a_new_count_is_a_new_recording() {
        let second = LINE.replace("R,ROW,0", "R,ROW,1");
        let recordings = file(&[LINE, &second, LINE].concat()).unwrap();
        assert_eq!(recordings.iter().map(|r| r.samples.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn bad_lines_say_where_and_what_is_allowed() {
        let cases = [
            ("", "holds no sample; allowed: lines of wrist"),
            ("R,ROW,0,1,1,1,1,1\n", "line 2: 8 columns; allowed: 9"),
            (&LINE.replace("ROW", "RUN"), "line 2: exercise is \"RUN\"; allowed: PEN, ABD"),
            (&LINE.replace("0.5", "NaN"), "line 2: ay is NaN; allowed: -35 to 35"),
            (&LINE.replace("0.5", "40"), "line 2: ay is 40; allowed: -35 to 35"),
            (&LINE.replace("0.5", "x"), "line 2: ay is \"x\"; allowed: a number"),
            (&LINE.replace("ROW,0", "ROW,7"), "line 2: sample is 7; allowed: 0, the next of R ROW"),
            (
                &[LINE, LINE.replace("ROW,0", "ROW,2").as_str()].concat(),
                "line 3: sample is 2; allowed: 1",
            ),
        ];
        for (lines, expected) in cases {
            let message = message(lines);
            assert!(message.starts_with(expected), "{message:?} for {lines:?}");
        }
        assert!(read(&b"a,b\n"[..]).unwrap_err().to_string().starts_with("line 1: the header is"));
        let error = read(&b"\xff\xfe\n"[..]).unwrap_err().to_string();
        assert_eq!(error, "line 1: bytes that are no text; allowed: UTF-8");
    }

    fn gzip(text: &str) -> Vec<u8> {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn a_gzip_file_is_read_to_its_end() {
        let first = gzip(&format!("{}\n{LINE}", HEADER.join(",")));
        let second = gzip(LINE);
        assert_eq!(read(&[&first[..], &second[..]].concat()[..]).unwrap().len(), 2);
        let behind = read(&[&first[..], b"something"].concat()[..]).unwrap_err();
        assert!(matches!(behind, ReadError::Unreadable(_)), "{behind}");
    }

    #[test]
    fn a_cut_gzip_stream_is_refused() {
        let whole = gzip(&format!("{}\n{LINE}", HEADER.join(",")));
        assert_eq!(read(&whole[..]).unwrap().len(), 1);
        let cut = read(&whole[..whole.len() / 2]).unwrap_err();
        assert!(matches!(cut, ReadError::Unreadable(_)), "{cut}");
    }

    #[test]
    fn too_few_windows_are_counted() {
        let error = check(&file(LINE).unwrap(), &Plan::DEFAULT).unwrap_err().to_string();
        assert!(error.contains("R ROW has 1 samples") && error.contains("400 samples are needed"));
    }
}
