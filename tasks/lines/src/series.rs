//! From readings to recordings of an even rate.

use crate::{
    columns::Channels,
    form::Form,
    parser::{Parser, Reading},
    tally::Tally,
    text::Text,
};
use anyhow::{Result, bail, ensure};

/// The most readings of a text, and the most numbers in them.
const MOST: usize = 4 << 20;
/// A pause of so many seconds ends a recording.
const PAUSE: f64 = 1.0;

/// The readings of one recording, in the order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its label, if it has one.
    pub label: Option<String>,
    /// What else tells it from others.
    pub group: String,
    /// How many numbers a reading has.
    pub width: usize,
    /// The numbers, reading by reading.
    pub values: Vec<f64>,
    /// When each reading was taken, in seconds; empty if nobody says.
    pub times: Vec<f64>,
    /// The count of the row that was taken last.
    count: Option<f64>,
}

/// All that a text holds.
#[derive(Clone, Debug)]
pub struct Collected {
    /// Recordings, in the order in which they begin.
    pub series: Vec<Series>,
    /// Readings a second, where the user or a comment says so.
    pub rate: Option<f64>,
    /// What was dropped.
    pub tally: Tally,
}

/// Takes all readings of a text. A recording goes on as long as its label and what else tells it from others are the same, rows
/// mixed or not; it ends where its count or its time goes back, and where nothing was measured for a second.
///
/// `None` if no line is anything like a reading.
///
/// # Errors
/// A text without any reading, or one without an end; a line that is too long; what cannot be read.
pub fn collect(text: &mut Text, form: Form, channels: Channels) -> Result<Option<Collected>> {
    let mut parser = Parser::new(form, channels);
    let (mut series, mut numbers) = (Vec::<Series>::new(), 0);
    while let Some(line) = text.line()? {
        let Some(reading) = parser.line(&line) else { continue };
        numbers += reading.values.len();
        ensure!(numbers <= MOST, "more than {MOST} numbers; allowed: fewer");
        take(&mut series, reading, parser.seconds());
    }
    if series.is_empty() {
        return parser.nothing().map_or(Ok(None), |why| bail!("{why}"));
    }
    if parser.seconds().is_none() {
        series = in_seconds(series);
    }
    Ok(Some(Collected { series, rate: parser.rate(), tally: parser.tally().clone() }))
}

fn take(series: &mut Vec<Series>, reading: Reading, seconds: Option<f64>) {
    let time = reading.time.map(|time| time * seconds.unwrap_or(1.0));
    let same = |open: &&mut Series| open.label == reading.label && open.group == reading.group;
    let open = series.iter_mut().rfind(same);
    let goes_on = |open: &&mut Series| open.goes_on(&reading, time, seconds.is_some());
    let open = if let Some(open) = open.filter(goes_on) {
        open
    } else {
        let (label, group) = (reading.label.clone(), reading.group.clone());
        let width = reading.values.len();
        series.push(Series { label, group, width, ..Series::default() });
        let last = series.len() - 1;
        &mut series[last]
    };
    open.values.extend(reading.values);
    open.times.extend(time);
    open.count = reading.count;
}

/// Times whose unit nobody says: whole numbers are milliseconds, as data forwarders write them, others seconds.
fn in_seconds(series: Vec<Series>) -> Vec<Series> {
    let whole = series.iter().flat_map(|series| &series.times).all(|time| time.fract() == 0.0);
    let unit = if whole { 1e-3 } else { 1.0 };
    let mut cut = Vec::new();
    for mut series in series {
        series.times.iter_mut().for_each(|time| *time *= unit);
        cut.extend(series.without_pauses());
    }
    cut
}

impl Series {
    /// How many readings it has.
    #[must_use]
    pub fn readings(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Readings a second, of the times; `None` without times.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let mut steps: Vec<f64> = self.times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.sort_by(f64::total_cmp);
        let middle = *steps.get(steps.len() / 2)?;
        (middle > 0.0).then(|| 1.0 / middle)
    }

    /// The numbers of each reading.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width.max(1))
    }

    /// Keeps the readings of which this holds; how many are gone.
    pub fn retain(&mut self, keep: impl Fn(&[f64]) -> bool) -> usize {
        let kept: Vec<bool> = self.rows().map(keep).collect();
        let rows = self.rows().zip(&kept).filter(|(_, kept)| **kept);
        self.values = rows.flat_map(|(row, _)| row.iter().copied()).collect();
        let mut kept_times = kept.iter();
        self.times.retain(|_| kept_times.next().copied().unwrap_or(false));
        kept.iter().filter(|kept| !**kept).count()
    }

    /// The same at `to` readings a second, taken evenly at a rate, or when its times tell: the mean of the readings that fall into a
    /// period, or where there are none, on the line between its neighbours.
    #[must_use]
    pub fn at_rate(&self, rate: Option<f64>, to: f64) -> Vec<f64> {
        let times = self.times_from_zero(rate);
        let Some(end) = times.last() else { return Vec::new() };
        let (mut values, mut next) = (Vec::new(), 0);
        for period in 0..=(end * to + 1e-6).floor() as usize {
            let at = period as f64 / to;
            let from = |start: usize, time: f64| {
                (start..times.len()).find(|&i| times[i] >= time).unwrap_or(times.len())
            };
            let start = from(next, at - 0.5 / to);
            next = from(start, at + 0.5 / to);
            // One reading alone is not where the period's middle is.
            if next > start + 1 {
                values.extend(self.mean(start, next));
            } else {
                let right = from(start.saturating_sub(1), at).min(times.len() - 1);
                let left = right.saturating_sub(1);
                let span = times[right] - times[left];
                let share =
                    if span > 0.0 { ((at - times[left]) / span).clamp(0.0, 1.0) } else { 1.0 };
                values.extend(self.between(left, right, share));
            }
        }
        values
    }

    /// When each reading was taken, from the first on.
    fn times_from_zero(&self, rate: Option<f64>) -> Vec<f64> {
        match (rate, self.times.first()) {
            (None, Some(first)) => self.times.iter().map(|time| time - first).collect(),
            (rate, _) => {
                (0..self.readings()).map(|i| i as f64 / rate.unwrap_or(f64::INFINITY)).collect()
            }
        }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.width..(i + 1) * self.width]
    }

    fn mean(&self, start: usize, end: usize) -> impl Iterator<Item = f64> {
        let count = (end - start) as f64;
        (0..self.width).map(move |c| (start..end).map(|i| self.row(i)[c]).sum::<f64>() / count)
    }

    fn between(&self, left: usize, right: usize, share: f64) -> impl Iterator<Item = f64> {
        let pairs = self.row(left).iter().zip(self.row(right));
        pairs.map(move |(left, right)| left + share * (right - left))
    }

    /// Whether a reading belongs to it.
    fn goes_on(&self, reading: &Reading, time: Option<f64>, in_seconds: bool) -> bool {
        let counts = self.count.zip(reading.count).is_none_or(|(last, next)| next > last);
        let last = self.times.last().copied();
        let times = last
            .zip(time)
            .is_none_or(|(last, next)| next >= last && (!in_seconds || next - last <= PAUSE));
        counts && times && self.width == reading.values.len()
    }

    /// Its parts between pauses.
    fn without_pauses(self) -> Vec<Self> {
        let ends = self.times.windows(2).zip(1..).filter(|(pair, _)| pair[1] - pair[0] > PAUSE);
        let mut ends: Vec<usize> = ends.map(|(_, end)| end).collect();
        ends.push(self.readings());
        let (mut parts, mut start) = (Vec::new(), 0);
        for end in ends {
            let values = self.values[start * self.width..end * self.width].to_vec();
            let times = self.times.get(start..end).unwrap_or_default().to_vec();
            let (label, group) = (self.label.clone(), self.group.clone());
            parts.push(Self { label, group, width: self.width, values, times, count: None });
            start = end;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const ONE: Channels = Channels::Named(&[&["a"]]);

    fn all(text: &str) -> Result<Option<Collected>> {
        let mut text = Text::new(Cursor::new(text.as_bytes().to_vec()))?;
        collect(&mut text, Form::default(), ONE)
    }

    fn lengths(text: &str) -> Vec<usize> {
        all(text).unwrap().unwrap().series.iter().map(Series::readings).collect()
    }

    #[test]
    fn labels_groups_counts_and_pauses_part_recordings() {
        assert_eq!(lengths("a,label\n1,x\n2,x\n3,y\n4,x\n"), [3, 1], "rows may be mixed");
        assert_eq!(lengths("a,wrist,label\n1,L,x\n2,R,x\n3,L,x\n"), [2, 1]);
        assert_eq!(lengths("a,sample\n1,0\n2,1\n3,0\n"), [2, 1]);
        assert_eq!(lengths("a,timestamp\n1,0\n2,20\n3,0\n"), [2, 1]);
        assert_eq!(lengths("a,time\n1,0.00\n2,0.02\n3,9.5\n4,9.52\n"), [2, 2]);
        assert_eq!(lengths("a,ms\n1,0\n2,20\n3,5000\n"), [2, 1]);
    }

    #[test]
    fn times_tell_the_rate() {
        for text in [
            "a,timestamp\n1,0\n2,10\n3,20\n",
            "a,time\n1,0.00\n2,0.01\n3,0.02\n",
            "a,time [us]\n1,0\n2,10000\n3,20000\n",
        ] {
            let rate = all(text).unwrap().unwrap().series[0].rate().unwrap();
            assert!((rate - 100.0).abs() < 1e-6, "{rate} for {text:?}");
        }
        assert_eq!(all("a\n1\n2\n").unwrap().unwrap().series[0].rate(), None);
    }

    #[test]
    fn a_line_stays_a_line_at_any_rate() {
        let series = |rate: f64, times: bool| {
            let values: Vec<f64> = (0..=200).map(|i| f64::from(i) / rate).collect();
            let times = if times { values.iter().map(|time| time + 7.0).collect() } else { vec![] };
            Series { width: 1, values, times, ..Series::default() }
        };
        for rate in [20.0, 50.0, 62.5, 100.0, 400.0] {
            for times in [false, true] {
                let found = series(rate, times).at_rate((!times).then_some(rate), 50.0);
                let seconds = 200.0 / rate;
                assert_eq!(found.len(), (seconds * 50.0_f64).floor() as usize + 1, "{rate}");
                for (i, value) in found.iter().enumerate() {
                    // At the ends a period lacks half of its readings.
                    let error = (value - i as f64 / 50.0).abs();
                    assert!(error <= 0.5 / 50.0, "{value} at {i} of {rate}");
                    let inside = i > 0 && i + 1 < found.len();
                    assert!(!inside || error < 0.5 / rate + 1e-9, "{value} at {i} of {rate}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        let error = all("b,c\n1,2\n").unwrap_err().to_string();
        assert!(error.starts_with("no column a in \"b,c\""), "{error}");
        assert!(all("").unwrap().is_none() && all("hello\n").unwrap().is_none());
        assert!(Series::default().at_rate(Some(100.0), 50.0).is_empty());
    }
}
