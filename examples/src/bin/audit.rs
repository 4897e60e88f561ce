//! An audit: what is wrong with a data set, before anything is trained on it.
//!
//! `cargo run --release -p thalweg-examples --bin audit` looks through the vowels of eleven speakers as they are, and then with faults
//! put into them, and through boxes of a detector.

use anyhow::Result;
use thalweg::data::{DetectionBox, audit, audit_boxes, audit_names};
use thalweg_tasks::vowels::{RATIOS, VOWELS};
use thalweg_tasks_study::vowels::Split;

fn main() -> Result<()> {
    let known = Split::read()?.known;
    let mut samples: Vec<f32> = known.iter().flat_map(|(x, _)| x.iter().copied()).collect();
    let mut classes: Vec<usize> = known.iter().map(|(_, class)| *class).collect();
    println!("As they are, {} samples of {RATIOS} normalised ratios:", classes.len());
    look(&samples, &classes)?;
    samples[3 * RATIOS + 2] = f32::NAN;
    samples[7 * RATIOS] = 40.0;
    samples.copy_within(5 * RATIOS..6 * RATIOS, 20 * RATIOS);
    classes[20] = 99;
    println!("\nWith a NaN, a value of 40, a sample twice, and a label that is none:");
    look(&samples, &classes)?;
    println!("\nLabels as words:");
    let labels = ["hid", "HAD", "had ", "head"];
    audit_names(labels, &VOWELS, |fault| println!("  {fault:?}"));
    println!("\nBoxes in a picture of 320 × 240:");
    let right = DetectionBox { x: 10.0, y: 10.0, w: 50.0, h: 40.0, label: 0 };
    let boxes = [
        right,
        DetectionBox { x: -4.0, ..right },
        DetectionBox { x: 300.0, ..right },
        DetectionBox { w: 2.0, label: 9, ..right },
    ];
    audit_boxes(&boxes, [320.0, 240.0], 4.0, 2, |fault| println!("  {fault:?}"));
    Ok(())
}

/// Normalised values beyond six deviations are suspect.
fn look(samples: &[f32], classes: &[usize]) -> Result<()> {
    let (ranges, mut found) = ([const { -6.0..=6.0 }; RATIOS], 0);
    audit(samples, classes, VOWELS.len(), &ranges, |fault| {
        found += 1;
        println!("  {fault:?}");
    })?;
    println!("  {found} faults");
    Ok(())
}
