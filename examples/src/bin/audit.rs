//! Looks through a data set before anything is trained on it: which sample is wrong, and why.
//!
//! `cargo run -p thalweg-examples --bin audit` prints what is wrong with the committed vowels, then with a copy into which six
//! mistakes were put that happen to people, and with the boxes of a picture.

use anyhow::Result;
use std::{fs, ops::RangeInclusive};
use thalweg::data::{DetectionBox, audit, audit_boxes, audit_names};
use thalweg_tasks::{
    tables,
    vowels::{RATIOS, VOWELS},
};
use thalweg_tasks_study::vowels;

/// What a log area ratio can be.
const RANGE: RangeInclusive<f32> = -10.0..=10.0;

fn main() -> Result<()> {
    let rows = tables::vowels(&fs::read(vowels::file())?)?;
    let mut samples: Vec<f32> = rows.iter().flat_map(|row| row.ratios).collect();
    let mut classes: Vec<usize> = rows.iter().map(|row| row.class).collect();
    let mut labels: Vec<&str> = classes.iter().map(|class| VOWELS[*class]).collect();
    println!("| data | finding |\n|---|---|");
    look("committed", &samples, &classes, &labels)?;
    samples[17 * RATIOS + 3] = f32::NAN;
    samples[40 * RATIOS] *= 100.0;
    samples.copy_within(5 * RATIOS..6 * RATIOS, 300 * RATIOS);
    (0..rows.len()).for_each(|sample| samples[sample * RATIOS + 9] = 0.0);
    classes[7] = VOWELS.len();
    labels[12] = "HID ";
    look("damaged", &samples, &classes, &labels)?;
    let right = DetectionBox { x: 20.0, y: 30.0, w: 64.0, h: 48.0, label: 0 };
    let boxes = [
        right,
        DetectionBox { x: -4.0, ..right },
        DetectionBox { x: 300.0, ..right },
        DetectionBox { w: 2.0, ..right },
        right,
    ];
    audit_boxes(&boxes, [320.0, 240.0], 4.0, 2, |fault| println!("| boxes | {fault} |"))?;
    Ok(())
}

fn look(name: &str, samples: &[f32], classes: &[usize], labels: &[&str]) -> Result<()> {
    let mut count = 0;
    let mut say = |finding: String| {
        println!("| {name} | {finding} |");
        count += 1;
    };
    let ranges = [const { RANGE }; RATIOS];
    audit(samples, classes, VOWELS.len(), &ranges, |fault| say(fault.to_string()))?;
    audit_names(labels.iter().copied(), &VOWELS, |fault| say(fault.to_string()));
    println!("| {name} | {count} findings in {} samples |", classes.len());
    Ok(())
}
