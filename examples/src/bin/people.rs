//! Who gains: each of the eight people is left out of the pre-training in turn and met anew.
//!
//! `cargo run --release -p thalweg-examples --bin people` prints the table of the README: accuracy on
//! the later windows of each recording, before and after fine-tuning on its first windows, over three
//! seeds of everything random, and what the tuning windows alone teach a network from scratch.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_watch::Settings;
use thalweg_watch_study::{
    dataset, meet,
    training::{from_scratch, pretrain},
};

const SEEDS: [u64; 3] = [1, 2, 3];
/// A network that starts from nothing is given three times the rate and the epochs it needs.
const FROM_SCRATCH: Settings = Settings { learning_rate: 1e-2, epochs: 60, ..Settings::DEFAULT };

/// Accuracies in per cent.
#[derive(Clone, Copy, Default)]
struct Row {
    before: f64,
    after: f64,
    scratch: f64,
}

fn main() -> Result<()> {
    let people = dataset::load_all()?;
    println!("| person | frozen | fine-tuned | gain | from scratch |\n|---|---|---|---|---|");
    let bar = progress("meeting", people.len() * SEEDS.len());
    let mut mean = Row::default();
    for (index, person) in people.iter().enumerate() {
        let others = dataset::others(&people, index);
        let mut row = Row::default();
        for seed in SEEDS {
            let model = pretrain(&others, seed)?;
            let [before, after] = meet(&model, person, Settings { seed, ..Settings::DEFAULT })?;
            let untrained = from_scratch(&model, seed);
            let [_, scratch] = meet(&untrained, person, Settings { seed, ..FROM_SCRATCH })?;
            add(&mut row, Row { before, after, scratch }, SEEDS.len());
            bar.inc(1);
        }
        bar.suspend(|| print(&format!("{:02}", index + 1), row));
        add(&mut mean, row, people.len());
    }
    bar.finish_and_clear();
    print("mean", mean);
    Ok(())
}

fn add(sum: &mut Row, row: Row, of: usize) {
    let of = of as f64;
    sum.before += row.before / of;
    sum.after += row.after / of;
    sum.scratch += row.scratch / of;
}

fn print(name: &str, Row { before, after, scratch }: Row) {
    println!("| {name} | {before:.1} | {after:.1} | {:+.1} | {scratch:.1} |", after - before);
}
