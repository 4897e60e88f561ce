//! Who gains: each of the eight people is left out of the pre-training in turn and met anew.
//!
//! `cargo run --release -p thalweg-examples --bin people` prints the table of the README: accuracy on
//! the later windows of each recording as the device finds them: before, by statistics half the person's own (no labels), and
//! after fine-tuning on its first windows, over three seeds of everything random; and what the tuning windows alone teach a
//! network from scratch.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_watch::{Plan, Settings};
use thalweg_watch_study::{Accuracies, dataset, factory, meet, training::from_scratch};

const SEEDS: [u64; 3] = [1, 2, 3];
/// A network that starts from nothing is given three times the rate and the epochs, and knows nobody to go back to.
const FROM_SCRATCH: Settings =
    Settings { learning_rate: 1e-2, epochs: 24, replayed: 0, share: 1.0, ..Settings::DEFAULT };

/// Accuracies in per cent.
#[derive(Clone, Copy, Default)]
struct Row {
    met: Accuracies,
    scratch: f64,
}

fn main() -> Result<()> {
    let people = dataset::load_all()?;
    println!(
        "| person | frozen | calibrated | fine-tuned | gain | from scratch |\n|---|---|---|---|---|---|"
    );
    let bar = progress("meeting", people.len() * SEEDS.len());
    let mut mean = Row::default();
    for (index, person) in people.iter().enumerate() {
        let others = dataset::others(&people, index);
        let mut row = Row::default();
        for seed in SEEDS {
            let model = factory(&others, seed)?;
            let settings = Settings { seed, ..Settings::DEFAULT };
            let met = meet(&model, person, settings, &Plan::DEFAULT)?;
            let untrained = from_scratch(&model, seed);
            let settings = Settings { seed, ..FROM_SCRATCH };
            let scratch = meet(&untrained, person, settings, &Plan::DEFAULT)?.after;
            add(&mut row, Row { met, scratch }, SEEDS.len());
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
    sum.met.before += row.met.before / of;
    sum.met.calibrated += row.met.calibrated / of;
    sum.met.after += row.met.after / of;
    sum.scratch += row.scratch / of;
}

fn print(name: &str, Row { met: Accuracies { before, calibrated, after }, scratch }: Row) {
    let gain = after - before;
    println!("| {name} | {before:.1} | {calibrated:.1} | {after:.1} | {gain:+.1} | {scratch:.1} |");
}
