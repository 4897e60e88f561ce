//! Who loses by a fine-tuning, and whether it can be seen without labels.
//!
//! `cargo run --release -p thalweg-examples --bin signs` prints, of the watch over eight people and three seeds: the rank correlation of four
//! signs with what the fine-tuning gained on the later windows; and what becomes of the accuracy if the calibrated start comes back where a
//! sign says so, on the side of a threshold that the other seven choose, of networks that know neither.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    mean,
    watch::{
        self, PLAIN, POOL, ROBUST,
        signs::{Gate, Run, SIGNS, Study},
    },
};
use thalweg_watch::CLASSES;

const SEEDS: [u32; 3] = [1, 2, 3];
/// Of what is chosen by.
const CHOOSING: [u32; 2] = [11, 12];

fn main() -> Result<()> {
    let people = watch::everyone()?;
    let pairs = people.len() * (people.len() - 1) / 2;
    let bar = progress("looking", 3 * pairs);
    println!(
        "| what is met, and the sign | rank correlation with the gain | always tuned | behind the gate | gone back | runs that lose |"
    );
    println!("|---|---|---|---|---|---|");
    for (name, start, tuning, labelled) in [
        ("plain", PLAIN, POOL[0], CLASSES),
        ("fixed recipe", ROBUST, POOL[1], CLASSES),
        ("fixed recipe, 4 of 7 exercises labelled", ROBUST, POOL[1], 4),
    ] {
        let study = Study { people: &people, start, tuning };
        let exercises = |person: usize, seed: u32| {
            watch::some_of((0..CLASSES).collect(), labelled, seed + 100 * person as u32)
        };
        let others = study.of_others(&CHOOSING, exercises, || bar.inc(1))?;
        let runs = study.reported(&SEEDS, exercises)?;
        for (sign, what) in SIGNS.iter().enumerate() {
            bar.suspend(|| println!("| {name}: {what} | {} |", row(sign, &runs, &others)));
        }
    }
    bar.finish_and_clear();
    Ok(())
}

fn row(sign: usize, runs: &[Vec<Run>], others: &[Vec<Run>]) -> String {
    let (mut gated, mut back, mut lost_before, mut lost) = (Vec::new(), 0, 0, 0);
    for (runs, others) in runs.iter().zip(others) {
        let gate = Gate::chosen(sign, others);
        gated.push(mean(&runs.iter().map(|run| gate.accuracy(run)).collect::<Vec<_>>()).mean);
        back += runs.iter().filter(|run| !gate.keeps(run)).count();
        lost_before += runs.iter().filter(|run| run.gain() < 0.0).count();
        lost += runs.iter().filter(|run| gate.keeps(run) && run.gain() < 0.0).count();
    }
    let always: Vec<_> = runs
        .iter()
        .map(|runs| mean(&runs.iter().map(|r| r.tuned).collect::<Vec<_>>()).mean)
        .collect();
    let (always, gated) = (mean(&always), mean(&gated));
    let all: Vec<_> = runs.concat();
    let correlation = rank_correlation(all.iter().map(|run| (run.signs[sign], run.gain())));
    format!(
        "{correlation:+.2} | {:.1} ± {:.1} | {:.1} ± {:.1} | {back} of {} | {lost_before} → {lost}",
        always.mean,
        always.error,
        gated.mean,
        gated.error,
        all.len()
    )
}

/// Spearman's: the correlation of the ranks; equal values share the mean of theirs.
fn rank_correlation(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (x, y): (Vec<_>, Vec<_>) = pairs.unzip();
    let (x, y) = (ranks(&x), ranks(&y));
    let middle = (x.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
    };
    product(&x, &y) / (product(&x, &x) * product(&y, &y)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|other| **other < value).count();
    let equal = |value: f64| values.iter().filter(|other| **other == value).count();
    values.iter().map(|&v| below(v) as f64 + (equal(v) as f64 - 1.0) / 2.0).collect()
}
