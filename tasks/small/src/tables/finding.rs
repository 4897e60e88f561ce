//! What looks wrong with a table that can be read.

extern crate std;
use core::{fmt, mem::discriminant, ops::RangeInclusive};
use std::{string::String, vec::Vec};

/// The most findings of a kind that are told one by one.
const TOLD: usize = 20;

/// Something that looks wrong with a table that can be read. None of it is refused, as it may be meant. Rows are counted from
/// 1, below the header.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// A value is far from those that the device's network knows.
    OutOfRange {
        /// The row, or the first of those that make up the sample.
        row: usize,
        /// What is measured.
        what: String,
        /// The value.
        value: f32,
        /// Where it lies as a rule.
        usual: RangeInclusive<f32>,
    },
    /// What is measured is the same in every sample.
    Constant {
        /// What is measured.
        what: String,
        /// The value.
        value: f32,
    },
    /// A sample has the values of one before it.
    Duplicate {
        /// What a sample is called that is counted: a row, an utterance that begins at a row, a recording.
        what: &'static str,
        /// Its number, from 1.
        sample: usize,
        /// That of the first that it is like.
        of: usize,
        /// Whether their labels differ: one of them is wrong.
        labels_differ: bool,
    },
    /// Duplicates were not looked for among all samples.
    NotAll {
        /// Among the first so many.
        looked: usize,
        /// How many there are.
        samples: usize,
    },
    /// Somebody whom the device's network was trained on.
    Known {
        /// A person, a speaker or a station.
        who: String,
    },
    /// Two names differ in capitals or in the blanks around them only.
    Spelling {
        /// The row of the second.
        row: usize,
        /// The second.
        name: String,
        /// The first.
        like: String,
    },
    /// Rows do not say what is measured.
    Blank {
        /// What is measured, and where.
        what: String,
        /// In how many rows.
        rows: usize,
        /// The first of them.
        first: usize,
        /// What becomes of them.
        taken: &'static str,
    },
    /// Values as another unit has them.
    Unit {
        /// What is measured, and where.
        what: String,
        /// The middle one of the values.
        median: f32,
        /// The unit that they may be in, and how they are converted.
        remedy: &'static str,
    },
    /// What the watch finds in labelled windows.
    Windows(thalweg_watch::Finding),
    /// So many more are as the one before this.
    More(usize),
}

impl Finding {
    /// The findings, of each kind the first 20, and of the others how many they are.
    #[must_use]
    pub fn first(findings: Vec<Self>) -> Vec<Self> {
        let mut kinds: Vec<(Vec<Self>, usize)> = Vec::new();
        for finding in findings {
            let same = |(told, _): &&mut (Vec<Self>, usize)| {
                told.first().map(discriminant) == Some(discriminant(&finding))
            };
            match kinds.iter_mut().find(same) {
                Some((told, _)) if told.len() < TOLD => told.push(finding),
                Some((_, more)) => *more += 1,
                None => kinds.push((std::vec![finding], 0)),
            }
        }
        let told = kinds.into_iter();
        told.flat_map(|(told, more)| told.into_iter().chain((more > 0).then_some(Self::More(more))))
            .collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange { row, what, value, usual } => {
                let (least, most) = (usual.start(), usual.end());
                write!(f, "row {row}: {what} is {value}; usually {least:.2} to {most:.2}")
            }
            Self::Constant { what, value } => {
                write!(f, "{what} is {value} in every sample: is the sensor dead?")
            }
            Self::Duplicate { what, sample, of, labels_differ: false } => {
                write!(f, "{what} {sample} is {what} {of} once more")
            }
            Self::Duplicate { what, sample, of, labels_differ: true } => write!(
                f,
                "{what} {sample} has the values of {what} {of} and another label: one of them is wrong"
            ),
            Self::NotAll { looked, samples } => {
                write!(
                    f,
                    "duplicates were looked for among the first {looked} of {samples} samples"
                )
            }
            Self::Known { who } => write!(
                f,
                "the device's network was trained on {who}: the figures say nothing of somebody new"
            ),
            Self::Spelling { row, name, like } => write!(
                f,
                "row {row}: {name:?} and {like:?} differ in capitals or blanks only: are they two?"
            ),
            Self::Blank { what, rows, first, taken } => {
                write!(f, "{what} is blank in {rows} rows, the first of them row {first}: {taken}")
            }
            Self::Unit { what, median, remedy } => {
                write!(f, "the median of {what} is {median}: {remedy}")
            }
            Self::Windows(finding) => finding.fmt(f),
            Self::More(1) => f.write_str("and one more as the one before"),
            Self::More(count) => write!(f, "and {count} more as the one before"),
        }
    }
}
