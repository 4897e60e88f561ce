//! Recordings of others: from data forwarders, serial plotters and tables, in their units and at their rates.

use anyhow::{Result, bail, ensure};
use thalweg_lines::{Channels, Collected, Form, Series, Tally, Text, collect, quoted};
use thalweg_watch::{CHANNELS, Exercise, Plan, RATE_HZ, Sample, recordings::Recording};

/// What the axes are called: accelerometer, then gyroscope.
pub const AXES: Channels = Channels::Named(&[
    &["ax", "accx", "accelx", "accelerometerx", "accelerationx"],
    &["ay", "accy", "accely", "accelerometery", "accelerationy"],
    &["az", "accz", "accelz", "accelerometerz", "accelerationz"],
    &["wx", "gx", "gyrx", "gyrox", "gyroscopex", "rotx", "rotationratex"],
    &["wy", "gy", "gyry", "gyroy", "gyroscopey", "roty", "rotationratey"],
    &["wz", "gz", "gyrz", "gyroz", "gyroscopez", "rotz", "rotationratez"],
]);
/// The largest magnitude that a sensor of a watch measures, in g and rad/s.
const FULL_SCALE: f64 = 35.0;
/// Between these lies the median acceleration of somebody on Earth, in g.
const GRAVITY: std::ops::RangeInclusive<f64> = 0.4..=2.5;
/// What a message says of units.
const UNITS: &str = "(--units says what it is in: g, m/s2 or mg, and rad/s or deg/s)";
/// A rate that is so close to the watch's is taken for it.
const CLOSE: f64 = 0.02;

/// What a user says of somebody else's readings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Of their text.
    pub form: Form,
    /// The exercise of all of them.
    pub label: Option<Exercise>,
}

/// An exercise by its code or its name, in capitals or not.
///
/// # Errors
/// It is none; the message says which there are.
pub fn exercise(text: &str) -> Result<Exercise> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let same = |exercise: &Exercise| {
        [exercise.code(), exercise.name()].iter().any(|name| plain(name) == plain(text))
    };
    let codes = Exercise::ALL.map(Exercise::code).join(", ");
    let found = Exercise::ALL.into_iter().find(same);
    found.ok_or_else(|| anyhow::anyhow!("the label is {}; allowed: {codes}", quoted(text)))
}

/// The recordings of a text that are long enough for a plan, at the watch's rate, and what was dropped of it; `None` if no line
/// is anything like a reading.
///
/// # Errors
/// No reading, none with a label that is an exercise, other units than are told, a text without an end.
pub fn read(text: &mut Text, told: &Told, plan: &Plan) -> Result<Option<(Vec<Recording>, Tally)>> {
    let Some(Collected { mut series, rate, mut tally }) = collect(text, told.form.clone(), AXES)?
    else {
        return Ok(None);
    };
    within_range(&mut series, &mut tally)?;
    let mut recordings = Vec::new();
    let (mut short, mut strange) = (0, 0);
    for series in &series {
        let Some(exercise) = label(series, told.label)? else {
            strange += 1;
            continue;
        };
        let samples = samples(series, told.form.rate, rate, &mut tally);
        if samples.len() < plan.samples_needed() {
            short += 1;
        } else {
            let wrist = series.group.trim().to_owned();
            recordings.push(Recording { wrist, exercise, samples });
        }
    }
    for (count, what) in [(short, "too short"), (strange, "of another label")] {
        if count > 0 {
            tally.note(format!("{count} of {} recordings left out: {what}", series.len()));
        }
    }
    if short == 0 && recordings.is_empty() {
        exercise(series.iter().find_map(|series| series.label.as_deref()).unwrap_or_default())?;
    }
    let needed = plan.samples_needed();
    ensure!(
        !recordings.is_empty(),
        "no recording has the {needed} samples that are needed; found: {tally}"
    );
    Ok(Some((recordings, tally)))
}

/// The exercise of a recording; `None` if its label is none.
fn label(series: &Series, told: Option<Exercise>) -> Result<Option<Exercise>> {
    match (told, &series.label) {
        (Some(label), _) => Ok(Some(label)),
        (None, Some(label)) => Ok(exercise(label).ok()),
        (None, None) => bail!("no label; allowed: a column label, or --label NAME"),
    }
}

/// Whether a sensor of a watch measures that much, in g and rad/s.
#[must_use]
pub fn in_range(row: &[f64]) -> bool {
    row.iter().all(|value| value.abs() <= FULL_SCALE)
}

/// Whether the accelerations are those of somebody on Earth.
///
/// # Errors
/// They are not: the message says what to do.
pub fn on_earth(series: &[Series]) -> Result<()> {
    let length = |row: &[f64]| row[..3].iter().map(|a| a * a).sum::<f64>().sqrt();
    let mut lengths: Vec<f64> = series.iter().flat_map(Series::rows).map(length).collect();
    lengths.sort_by(f64::total_cmp);
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(1.0);
    ensure!(GRAVITY.contains(&median), "the median acceleration is {median:.3} g, not 1 {UNITS}");
    Ok(())
}

/// Drops what no sensor of a watch measures, and refuses what is in other units.
fn within_range(series: &mut [Series], tally: &mut Tally) -> Result<()> {
    let all: usize = series.iter().map(Series::readings).sum();
    let beyond: usize = series.iter_mut().map(|series| series.retain(in_range)).sum();
    ensure!(
        beyond <= all / 2,
        "{beyond} readings of {all} are beyond {FULL_SCALE} g or rad/s {UNITS}"
    );
    if beyond > 0 {
        tally.note(format!("{beyond} readings beyond {FULL_SCALE} g or rad/s left out"));
    }
    on_earth(series)
}

/// Samples of the watch at its rate: from that which the user tells, that of the times, or that of a comment.
fn samples(
    series: &Series,
    told: Option<f64>,
    comment: Option<f64>,
    tally: &mut Tally,
) -> Vec<Sample> {
    let to = f64::from(RATE_HZ);
    let even = told.or(comment.filter(|_| series.rate().is_none()));
    let rate = even.or_else(|| series.rate());
    let close = rate.is_none_or(|rate| (rate / to - 1.0).abs() <= CLOSE);
    match rate {
        None => tally.note(format!("taken for {RATE_HZ} Hz, as nothing tells the rate (--rate)")),
        Some(_) if close => {}
        Some(rate) => tally.note(format!("resampled from {rate:.1} to {RATE_HZ} Hz")),
    }
    let values = if close { series.values.clone() } else { series.at_rate(even, to) };
    values.chunks_exact(CHANNELS).map(sample).collect()
}

/// In thousandths; what is beyond the range of 16 bits is held there, as a sensor would.
#[must_use]
pub fn sample(row: &[f64]) -> Sample {
    let thousandth = |value: &f64| (value * 1000.0).round().clamp(-32767.0, 32767.0) as i16;
    std::array::from_fn(|c| row.get(c).map_or(0, thousandth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{self, NEW_PERSON};
    use std::{fmt::Write, io::Cursor};

    fn read(text: impl Into<Vec<u8>>, told: &Told) -> Result<(Vec<Recording>, Tally)> {
        let mut text = Text::new(Cursor::new(text.into()))?;
        super::read(&mut text, told, &Plan::DEFAULT)?.ok_or_else(|| anyhow::anyhow!("nothing"))
    }

    /// Two recordings of the new person, and a line of text of each of their samples.
    fn two(line: impl Fn(&Recording, usize, [f64; 6]) -> String) -> (Vec<Recording>, String) {
        let mut recordings = dataset::load(NEW_PERSON).unwrap()[..2].to_vec();
        let mut text = String::new();
        for recording in &mut recordings {
            recording.samples.truncate(450);
            for (i, sample) in recording.samples.iter().enumerate() {
                let row = sample.map(|value| f64::from(value) / 1000.0);
                writeln!(text, "{}", line(recording, i, row)).unwrap();
            }
        }
        (recordings, text)
    }

    fn same(found: &[Recording], expected: &[Recording]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!((found.exercise, &found.samples), (expected.exercise, &expected.samples));
        }
    }

    #[test]
    fn the_same_samples_in_the_forms_of_others() {
        let (expected, text) = two(|recording, i, [ax, ay, az, wx, wy, wz]| {
            let (time, name) = (20 * i, recording.exercise.name());
            format!("{time},{name},{wz},{wy},{wx},{az},{ay},{ax},99")
        });
        let header = "timestamp,Activity,gyrZ,gyrY,gyrX,accZ,accY,accX,battery\n";
        let (found, tally) = read(format!("{header}{text}"), &Told::default()).unwrap();
        same(&found, &expected);
        assert_eq!(tally.to_string(), "900 readings; passed over: \"battery\"");

        let (expected, text) = two(|recording, _, row| {
            let row = row.map(|value| value.to_string().replace('.', ",")).join(";");
            format!("{row};{}", recording.exercise.code())
        });
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (found, tally) = read(utf16, &Told::default()).unwrap();
        same(&found, &expected);
        assert!(
            tally.to_string().contains("taken for 50 Hz, as nothing tells the rate"),
            "{tally}"
        );
    }

    #[test]
    fn units_are_converted_and_wrong_ones_refused() {
        let (expected, text) = two(|recording, i, [ax, ay, az, wx, wy, wz]| {
            let [ax, ay, az] = [ax, ay, az].map(|a| a * 9.80665);
            let [wx, wy, wz] = [wx, wy, wz].map(f64::to_degrees);
            let code = recording.exercise.code();
            format!("{i},{code},{ax},{ay},{az},{wx},{wy},{wz}")
        });
        let ours = format!("sample,label,ax,ay,az,wx,wy,wz\n{text}");
        let units = Some("m/s2,deg/s".parse().unwrap());
        let told = Told { form: Form { units, ..Form::default() }, label: None };
        same(&read(ours.as_str(), &told).unwrap().0, &expected);
        let named = "sample,label,ax [m/s2],ay [m/s2],az [m/s2],wx (deg/s),wy (deg/s),wz (deg/s)\n";
        same(&read(format!("{named}{text}"), &Told::default()).unwrap().0, &expected);
        let error = read(ours, &Told::default()).unwrap_err().to_string();
        assert!(error.contains("--units") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn another_rate_is_resampled() {
        let (expected, text) = two(|recording, i, row| {
            let row = row.map(|value| value.to_string()).join("\t");
            format!("{}\t{row}\t{}", 10 * i, recording.exercise.code())
        });
        let columns =
            ["ms", "ax", "ay", "az", "wx", "wy", "wz", "label"].map(str::to_owned).to_vec();
        let form = Form { columns: Some(columns), ..Form::default() };
        let told = Told { form, label: None };
        // Twice as fast as they were: half as many samples, too few of them.
        let error = read(text.as_str(), &told).unwrap_err().to_string();
        assert!(error.starts_with("no recording has the 400 samples that are needed"), "{error}");
        let slower =
            Told { form: Form { rate: Some(25.0), ..told.form }, label: Some(Exercise::Pendulum) };
        let (found, tally) = read(text, &slower).unwrap();
        assert!(tally.to_string().ends_with("resampled from 25.0 to 50 Hz"), "{tally}");
        assert_eq!(found[0].exercise, Exercise::Pendulum);
        let doubled: Vec<_> = found[0].samples.iter().step_by(2).copied().collect();
        assert_eq!(doubled, expected[0].samples);
    }

    #[test]
    fn a_label_is_needed_and_known() {
        let (_, text) = two(|_, _, row| row.map(|value| value.to_string()).join(","));
        let error = read(text.as_str(), &Told::default()).unwrap_err().to_string();
        assert_eq!(error, "no label; allowed: a column label, or --label NAME");
        let label = Some(exercise("upright row").unwrap());
        assert_eq!(read(text.as_str(), &Told { label, ..Told::default() }).unwrap().0.len(), 1);
        let walks = text.replace('\n', ",walk\n");
        let error = read(walks, &Told::default()).unwrap_err().to_string();
        assert_eq!(error, "the label is \"walk\"; allowed: PEN, ABD, FEL, IR, ER, TRAP, ROW");
    }
}
