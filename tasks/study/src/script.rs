//! What somebody new does with a device: samples that are labelled, and samples that it is asked about.

use crate::statistics::area;
use anyhow::{Result, ensure};
use std::path::Path;
use thalweg_tasks::{Verdict, general::Shape, tables::Finding};

/// One person, speaker or station.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The name in the file.
    pub name: String,
    /// What a task that can be told is told to be.
    pub shape: Option<Shape>,
    /// Parameters that it starts from; none for its own.
    pub given: Vec<f32>,
    /// The bytes of a recipe of its training; none for its own.
    pub recipe: Vec<u8>,
    /// Which of the factory's networks does not know it.
    pub model: u8,
    /// What the classes are called, by their numbers; none where a label is a value.
    pub classes: Vec<String>,
    /// What happens, in order.
    pub acts: Vec<Act>,
}

impl Script {
    /// Of a task that is what it was built as.
    #[must_use]
    pub const fn of(name: String, model: u8, classes: Vec<String>, acts: Vec<Act>) -> Self {
        Self { name, shape: None, given: Vec::new(), recipe: Vec::new(), model, classes, acts }
    }
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A sample and its label.
    Learn(Vec<f32>, f32),
    /// The device adapts to what was learnt.
    Adapt,
    /// A sample that every network is asked about.
    Judge {
        /// What is measured.
        values: Vec<f32>,
        /// How many networks are asked.
        networks: u8,
        /// The class by its number, or the value.
        label: f32,
        /// It is of somebody whom the factory's network knows.
        known: bool,
    },
}

/// What a network said of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Its number.
    pub network: u8,
    /// What it said.
    pub verdict: Verdict,
    /// What would have been right.
    pub label: f32,
    /// As the [`Act`] has it.
    pub known: bool,
}

/// How often each class, by rows, was taken for each, by columns.
pub type Counts = Vec<Vec<u32>>;

/// The classes that nobody of some scripts learns or asks about.
#[must_use]
pub fn unseen(scripts: &[Script]) -> Vec<String> {
    let acts = || scripts.iter().flat_map(|script| &script.acts);
    let is_seen = |class: usize| {
        acts().any(|act| match act {
            Act::Learn(_, label) | Act::Judge { label, .. } => *label == class as f32,
            Act::Adapt => false,
        })
    };
    let classes = scripts.first().map(|script| script.classes.iter()).unwrap_or_default();
    let unseen = classes.enumerate().filter(|(class, _)| !is_seen(*class));
    unseen.map(|(_, name)| name.clone()).collect()
}

/// A task of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Vowels by a new speaker.
    Vowels,
    /// The same wholly in integers.
    IntegerVowels,
    /// The watch wholly in integers.
    IntegerWatch,
    /// A new speaker as a new class.
    NewSpeaker,
    /// A humidity sensor for a station that has none.
    Humidity,
    /// An exercise never seen.
    UnseenExercise,
    /// Somebody's own sensor and classes.
    General,
}

/// What a device reached, as a share, an area, or an error in %RH.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// What is measured.
    pub metric: &'static str,
    /// By the factory's network.
    pub before: f64,
    /// By the tuned one.
    pub after: f64,
    /// What else is said.
    pub besides: Vec<(&'static str, f64)>,
}

impl Score {
    /// The mean of some of one metric; zeros of none.
    #[must_use]
    pub fn mean(scores: &[Self]) -> Self {
        let Some(first) = scores.first() else { return Self::default() };
        let mean =
            |of: &dyn Fn(&Self) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
        let besides = first.besides.iter().enumerate();
        let besides = besides.map(|(number, (name, _))| (*name, mean(&|s| s.besides[number].1)));
        Self {
            metric: first.metric,
            before: mean(&|s| s.before),
            after: mean(&|s| s.after),
            besides: besides.collect(),
        }
    }
}

impl Problem {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Vowels,
        Self::IntegerVowels,
        Self::IntegerWatch,
        Self::NewSpeaker,
        Self::Humidity,
        Self::UnseenExercise,
        Self::General,
    ];

    /// As a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vowels => "vowels",
            Self::IntegerVowels => "integer-vowels",
            Self::IntegerWatch => "integer-watch",
            Self::NewSpeaker => "new-speaker",
            Self::Humidity => "humidity",
            Self::UnseenExercise => "unseen-exercise",
            Self::General => "general",
        }
    }

    /// Whether nothing of it calculates in floats.
    #[must_use]
    pub const fn is_in_integers(self) -> bool {
        matches!(self, Self::IntegerVowels | Self::IntegerWatch)
    }

    /// Everybody in a file; without one, the one of the committed data whom the device does not know.
    ///
    /// # Errors
    /// A file that cannot be read, or that holds too little.
    pub fn scripts(self, file: Option<&Path>) -> Result<Vec<Script>> {
        match self {
            Self::Vowels => crate::vowels::scripts(file),
            Self::IntegerVowels => crate::integer_vowels::scripts(file),
            Self::IntegerWatch => crate::integer_watch::scripts(file),
            Self::NewSpeaker => crate::new_speaker::scripts(file),
            Self::Humidity => crate::humidity::scripts(file),
            Self::UnseenExercise => crate::unseen_exercise::scripts(file),
            Self::General => crate::general::scripts(file, &crate::general::Form::DEFAULT),
        }
    }

    /// What looks wrong with a file that [`scripts`](Self::scripts) reads; without one, with the committed data of the one
    /// whom the device does not know.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn audit(self, file: Option<&Path>) -> Result<Vec<Finding>> {
        match self {
            Self::Vowels | Self::IntegerVowels => crate::vowels::audit(file),
            Self::IntegerWatch | Self::UnseenExercise => crate::wearer::audit(file),
            Self::NewSpeaker => crate::new_speaker::audit(file),
            Self::Humidity => crate::humidity::audit(file),
            Self::General => crate::general::audit(file, &crate::general::Form::DEFAULT),
        }
    }

    /// What was taken for what, before and after; nothing where a verdict is no class.
    #[must_use]
    pub fn confusion(self, judged: &[Judged], classes: usize) -> Option<[Counts; 2]> {
        if matches!(self, Self::Humidity | Self::UnseenExercise) {
            return None;
        }
        let of = |of: Of| {
            let mut counts = vec![vec![0; classes]; classes];
            for Judged { verdict, label, .. } in judged {
                let row = counts.get_mut(*label as usize);
                if let Some(count) = row.and_then(|row| row.get_mut(of(verdict) as usize)) {
                    *count += 1;
                }
            }
            counts
        };
        Some([of(FROZEN), of(TUNED)])
    }

    /// What was reached.
    ///
    /// # Errors
    /// Nothing was asked, or nothing of what a figure is of.
    pub fn score(self, judged: &[Judged]) -> Result<Score> {
        ensure!(!judged.is_empty(), "nothing was asked");
        Ok(match self {
            Self::Vowels | Self::IntegerVowels | Self::IntegerWatch | Self::General => {
                accuracy(judged)
            }
            Self::NewSpeaker => enrolment(judged)?,
            Self::Humidity => error(judged),
            Self::UnseenExercise => areas(judged)?,
        })
    }
}

/// One of the verdicts.
type Of = fn(&Verdict) -> f32;
const FROZEN: Of = |verdict| verdict.frozen;
const TUNED: Of = |verdict| verdict.tuned;

/// The share of those that a condition holds for.
fn share<'j>(judged: impl Iterator<Item = &'j Judged>, holds: impl Fn(&Judged) -> bool) -> f64 {
    let (mut right, mut all) = (0.0, 0.0);
    for judged in judged {
        right += f64::from(u8::from(holds(judged)));
        all += 1.0;
    }
    right / f64::max(all, 1.0)
}

fn accuracy(judged: &[Judged]) -> Score {
    let of = |of: Of| share(judged.iter(), |judged| of(&judged.verdict) == judged.label);
    let (before, after) = (of(FROZEN), of(TUNED));
    Score { metric: "accuracy", before, after, besides: Vec::new() }
}

fn enrolment(judged: &[Judged]) -> Result<Score> {
    let known = judged.iter().filter(|judged| judged.known).count();
    let new = judged.len() - known;
    ensure!(
        known > 0 && new > 0,
        "asked about {new} samples of the new speaker and {known} of the known ones; allowed: 1 or more of both"
    );
    let of = |known: bool, of: Of| {
        let those = judged.iter().filter(|judged| judged.known == known);
        share(those, |judged| of(&judged.verdict) == judged.label)
    };
    let besides = vec![("known_before", of(true, FROZEN)), ("known_after", of(true, TUNED))];
    let (before, after) = (of(false, FROZEN), of(false, TUNED));
    Ok(Score { metric: "new speaker", before, after, besides })
}

fn error(judged: &[Judged]) -> Score {
    let of = |of: Of| {
        let square = |judged: &Judged| f64::from(of(&judged.verdict) - judged.label).powi(2);
        (judged.iter().map(square).sum::<f64>() / judged.len() as f64).sqrt()
    };
    let (before, after) = (of(FROZEN), of(TUNED));
    Score { metric: "RMSE in %RH", before, after, besides: Vec::new() }
}

/// The mean over networks; each has not seen the exercise of its own number.
fn areas(judged: &[Judged]) -> Result<Score> {
    let networks = judged.iter().map(|judged| judged.network).max().unwrap_or_default() + 1;
    for network in 0..networks {
        let those = || judged.iter().filter(|judged| judged.network == network);
        let (all, unseen) = (those().count(), those().filter(|judged| is_unseen(judged)).count());
        ensure!(
            unseen > 0 && unseen < all,
            "network {network} was asked about {unseen} samples that it has not seen the like of and {} others; allowed: 1 or more of both",
            all - unseen
        );
    }
    let of = |of: Of| {
        let one = |network: u8| {
            let those = judged.iter().filter(move |judged| judged.network == network);
            let (unseen, known): (Vec<&Judged>, Vec<&Judged>) = those.partition(|j| is_unseen(j));
            let distances = |of_them: &[&Judged]| -> Vec<f32> {
                of_them.iter().map(|judged| of(&judged.verdict)).collect()
            };
            area(&distances(&known), &distances(&unseen))
        };
        (0..networks).map(one).sum::<f64>() / f64::from(networks)
    };
    let alarms = |unseen: bool| {
        let those = judged.iter().filter(move |judged| is_unseen(judged) == unseen);
        share(those, |judged| judged.verdict.alarm)
    };
    let besides = vec![("alarms_unseen", alarms(true)), ("alarms_known", alarms(false))];
    let (before, after) = (of(FROZEN), of(TUNED));
    Ok(Score { metric: "area under the ROC curve", before, after, besides })
}

fn is_unseen(judged: &Judged) -> bool {
    f32::from(judged.network) == judged.label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(network: u8, label: f32, known: bool) -> Judged {
        let verdict = Verdict { frozen: 1.0, tuned: 1.0, alarm: false };
        Judged { network, verdict, label, known }
    }

    #[test]
    fn a_figure_of_nothing_is_an_error() {
        let unseen = [judged(0, 0.0, false), judged(0, 1.0, false), judged(1, 0.0, false)];
        let error = Problem::UnseenExercise.score(&unseen).unwrap_err().to_string();
        assert!(error.starts_with("network 1 was asked about 0 samples"), "{error}");
        let error = Problem::UnseenExercise.score(&[judged(0, 0.0, false)]).unwrap_err();
        assert!(error.to_string().ends_with("and 0 others; allowed: 1 or more of both"), "{error}");
        let error = Problem::NewSpeaker.score(&[judged(0, 0.0, true)]).unwrap_err().to_string();
        assert!(error.starts_with("asked about 0 samples of the new speaker and 1 of"), "{error}");
        assert!(Problem::NewSpeaker.score(&[judged(0, 0.0, true), judged(0, 1.0, false)]).is_ok());
    }
}
