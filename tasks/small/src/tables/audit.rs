//! What looks wrong with samples, before a device learns from them.

use super::{Finding, Spoken, Vowel};
use crate::{
    Error,
    new_speaker::{self, COEFFICIENTS, FEATURES},
    vowels::{self, RATIOS, VOWELS},
};
extern crate std;
use core::ops::RangeInclusive;
use std::{borrow::ToOwned, format, string::String, vec::Vec};
use thalweg::data::{Fault, NameFault, Normalizer, audit, audit_names};

/// Among so many samples duplicates are looked for: each is compared with each.
const MOST: usize = 10_000;
/// Values further than so many deviations from the mean of those that a network knows are out of range.
const DEVIATIONS: f32 = 8.0;

// Statistics alone: a page that looks at samples carries no parameters besides.
const OF_VOWELS: Normalizer<RATIOS> = vowels::KNOWN.normalizer;
const OF_SPEAKERS: Normalizer<FEATURES> = new_speaker::KNOWN.normalizer;

/// Samples of one length, as a table holds them.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// What is measured, value by value.
    pub columns: Vec<String>,
    /// The values, sample by sample.
    pub values: Vec<f32>,
    /// The class of each sample.
    pub classes: Vec<usize>,
    /// The row at which each begins, from 1.
    pub rows: Vec<usize>,
}

impl Samples {
    /// What looks wrong with them; a sample is called so.
    ///
    /// # Errors
    /// Another number of ranges than of columns, of values, classes or rows than of samples.
    pub fn audit(
        &self,
        what: &'static str,
        ranges: &[RangeInclusive<f32>],
    ) -> Result<Vec<Finding>, Error> {
        let Self { columns, values, classes, rows } = self;
        let (features, samples) = (columns.len(), classes.len());
        let looked = samples.min(MOST);
        let row = |sample: usize| rows.get(sample).copied().unwrap_or_default();
        let column = |feature: usize| columns.get(feature).cloned().unwrap_or_default();
        let mut findings = Vec::new();
        let first = values.get(..looked * features).unwrap_or_default();
        let count = classes.iter().max().map_or(0, |most| most + 1);
        audit(first, classes.get(..looked).unwrap_or_default(), count, ranges, |fault| {
            findings.extend(match fault {
                Fault::NotFinite { sample, feature } => Some(Finding::OutOfRange {
                    row: row(sample),
                    what: column(feature),
                    value: f32::NAN,
                    usual: f32::MIN..=f32::MAX,
                }),
                Fault::OutOfRange { sample, feature, value } => Some(Finding::OutOfRange {
                    row: row(sample),
                    what: column(feature),
                    value,
                    usual: ranges.get(feature).cloned().unwrap_or(f32::MIN..=f32::MAX),
                }),
                Fault::Constant { feature, value } => {
                    Some(Finding::Constant { what: column(feature), value })
                }
                Fault::Duplicate { sample, of, classes_differ: labels_differ } => {
                    let (sample, of) = (row(sample), row(of));
                    Some(Finding::Duplicate { what, sample, of, labels_differ })
                }
                _ => None, // what is missing is said of a whole run
            });
        })?;
        if looked < samples {
            findings.push(Finding::NotAll { looked, samples });
        }
        Ok(findings)
    }
}

/// Where values lie as a rule, by the statistics of those that a network knows.
#[must_use]
pub fn usual<const F: usize>(normalizer: &Normalizer<F>) -> [RangeInclusive<f32>; F] {
    core::array::from_fn(|feature| {
        let mean = normalizer.mean.get(feature).copied().unwrap_or_default();
        let scale = normalizer.scale.get(feature).copied().unwrap_or_default();
        let wide = if scale > 0.0 { DEVIATIONS / scale } else { f32::MAX };
        (mean - wide).max(f32::MIN)..=(mean + wide).min(f32::MAX)
    })
}

/// Names that differ from one before them in capitals or blanks only, each once.
pub fn spellings<'n>(names: impl IntoIterator<Item = (usize, &'n str)>) -> Vec<Finding> {
    let (mut met, mut findings) = (Vec::<&str>::new(), Vec::new());
    for (row, name) in names {
        if met.contains(&name) {
            continue;
        }
        audit_names([name], &met, |fault| {
            if let NameFault::Spelling { meant, .. } = fault {
                let like = met.get(meant).copied().unwrap_or_default().to_owned();
                findings.push(Finding::Spelling { row, name: name.to_owned(), like });
            }
        });
        met.push(name);
    }
    findings
}

/// What looks wrong with vowels, of speakers of whom the device's network was trained on `known`.
///
/// # Errors
/// None: a table of vowels has as many values as it should.
pub fn audit_vowels(found: &[Vowel], known: &[Vowel]) -> Result<Vec<Finding>, Error> {
    let samples = Samples {
        columns: (0..RATIOS).map(|ratio| format!("lar_{ratio}")).collect(),
        values: found.iter().flat_map(|vowel| vowel.ratios).collect(),
        classes: found.iter().map(|vowel| vowel.class).collect(),
        rows: (1..=found.len()).collect(),
    };
    let mut findings = samples.audit("row", &usual(&OF_VOWELS))?;
    let rows = || (1..).zip(found.iter().map(|vowel| vowel.speaker.as_str()));
    findings.extend(spellings(rows()));
    let is_known = |vowel: &Vowel| known.iter().any(|other| other.ratios == vowel.ratios);
    findings.extend(known_ones(found.iter().map(|v| (v.speaker.as_str(), is_known(v)))));
    Ok(Finding::first(findings))
}

/// What looks wrong with utterances, of speakers of whom the device's network was trained on `known`.
///
/// # Errors
/// A sum beyond the largest number.
pub fn audit_utterances(found: &[Spoken], known: &[Spoken]) -> Result<Vec<Finding>, Error> {
    let columns = ["the mean", "the deviation"].into_iter();
    let columns =
        columns.flat_map(|of| (0..COEFFICIENTS).map(move |lpc| format!("{of} of lpc_{lpc}")));
    let mut samples = Samples { columns: columns.collect(), ..Samples::default() };
    let mut speakers = Vec::<&str>::new();
    for spoken in found {
        let features: [f32; FEATURES] = spoken.features()?;
        let known = speakers.iter().position(|name| *name == spoken.speaker);
        samples.values.extend(features);
        samples.classes.push(known.unwrap_or(speakers.len()));
        samples.rows.push(spoken.row);
        if known.is_none() {
            speakers.push(&spoken.speaker);
        }
    }
    let ranges = usual(&OF_SPEAKERS);
    let mut findings = samples.audit("the utterance from row", &ranges)?;
    findings.extend(spellings(found.iter().map(|of| (of.row, of.speaker.as_str()))));
    let is_known = |spoken: &Spoken| known.iter().any(|other| other.frames == spoken.frames);
    findings.extend(known_ones(found.iter().map(|s| (s.speaker.as_str(), is_known(s)))));
    Ok(Finding::first(findings))
}

/// Of the speakers those of whom a sample is known, each once.
fn known_ones<'n>(samples: impl Iterator<Item = (&'n str, bool)>) -> Vec<Finding> {
    let mut met = Vec::new();
    for (name, _) in samples.filter(|(_, is_known)| *is_known) {
        let who = format!("speaker {name}");
        if !met.contains(&who) {
            met.push(who);
        }
    }
    met.into_iter().map(|who| Finding::Known { who }).collect()
}

/// Whether a label differs from a vowel in capitals or blanks only.
pub(super) fn is_misspelt(label: &str) -> bool {
    let mut misspelt = false;
    audit_names([label], &VOWELS, |fault| {
        misspelt = matches!(fault, NameFault::Spelling { .. });
    });
    misspelt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{utterances, vowels};

    fn lines(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(std::string::ToString::to_string).collect()
    }

    /// A header with so many columns of a name.
    fn header(first: &str, name: &str, count: usize) -> String {
        let columns = (0..count).map(|place| format!(",{name}_{place}"));
        first.to_owned() + &columns.collect::<Vec<_>>().concat()
    }

    fn table(rows: &[(&str, &str, f32)]) -> Vec<Vowel> {
        let rows = rows.iter().enumerate().map(|(number, (speaker, vowel, first))| {
            let others = (1..RATIOS).map(|ratio| format!(",0.{}", (number + ratio) % 10));
            format!("\n{speaker},0,{vowel},{first}{}", others.collect::<Vec<_>>().concat())
        });
        let text =
            header("speaker,repetition,vowel", "lar", RATIOS) + &rows.collect::<Vec<_>>().concat();
        vowels(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_looks_wrong_with_vowels_is_said_with_its_row() {
        let sound = table(&[("Ann", "hid", -3.0), ("Ann", "hId", -2.9), ("Ben", "hid", -3.1)]);
        assert_eq!(lines(&audit_vowels(&sound, &[]).unwrap()), [""; 0]);
        let mut wrong =
            table(&[("Ann", "hid", -3.0), ("ann", "hId", -300.0), ("Ben", "hid", -3.1)]);
        wrong[2].ratios = wrong[0].ratios;
        wrong[2].class = 4;
        let found = lines(&audit_vowels(&wrong, &sound).unwrap());
        assert!(found[0].starts_with("row 2: lar_0 is -300; usually -"), "{found:?}");
        assert_eq!(
            found[1..],
            [
                "row 3 has the values of row 1 and another label: one of them is wrong",
                "row 2: \"ann\" and \"Ann\" differ in capitals or blanks only: are they two?",
                "the device's network was trained on speaker Ann: the figures say nothing of somebody new",
                "the device's network was trained on speaker Ben: the figures say nothing of somebody new",
            ]
        );
        let mut dead = sound;
        dead.iter_mut().for_each(|vowel| vowel.ratios[9] = 0.0);
        let found = lines(&audit_vowels(&dead, &[]).unwrap());
        assert_eq!(found, ["lar_9 is 0 in every sample: is the sensor dead?"]);
    }

    #[test]
    fn of_many_that_are_alike_the_first_are_told() {
        let mut wrong = table(&[("Ann", "hid", 900.0); 30]);
        (0_u8..).zip(&mut wrong).for_each(|(i, vowel)| vowel.ratios[1] = f32::from(i) / 100.0);
        let found = lines(&audit_vowels(&wrong, &[]).unwrap());
        assert_eq!(found.iter().filter(|line| line.contains("lar_0 is 900; usually")).count(), 20);
        assert_eq!(found[20], "and 10 more as the one before");
    }

    #[test]
    fn an_utterance_that_comes_twice_is_named_by_its_first_row() {
        let row = |(speaker, utterance, shift): (&str, u8, f32), frame: u8| {
            let values = (0_u8..12).map(|lpc| shift + 0.01 * f32::from(lpc * frame));
            let values = values.map(|value| format!(",{value}")).collect::<Vec<_>>().concat();
            format!("\n{speaker},train,{utterance}{values}")
        };
        let spoken = [("7", 0, 0.0), ("7", 1, 0.05), ("8", 0, 0.0)];
        let rows = spoken.into_iter().flat_map(|of| [row(of, 0), row(of, 1)]);
        let text = header("speaker,part,utterance", "lpc", COEFFICIENTS)
            + &rows.collect::<Vec<_>>().concat();
        let found = lines(&audit_utterances(&utterances(text.as_bytes()).unwrap(), &[]).unwrap());
        let twice = "the utterance from row 5 has the values of the utterance from row 1 and another label: one of them is wrong";
        assert!(found.contains(&twice.to_owned()), "{found:?}");
    }

    #[test]
    fn a_label_in_other_capitals_is_refused_with_a_hint() {
        let text = header("speaker,repetition,vowel", "lar", RATIOS);
        let refused = |label: &str| {
            let row = format!("{text}\n1,0,{label},0,0,0,0,0,0,0,0,0,0");
            std::string::ToString::to_string(&vowels(row.as_bytes()).unwrap_err())
        };
        let hint = "row 1: vowel is \"HID\"; allowed: one of the eleven, whose capitals count: hid and hId are two";
        assert_eq!(refused("HID"), hint);
        assert!(refused("Vowel A").contains("allowed: one of the eleven: hid, hId"));
    }
}
