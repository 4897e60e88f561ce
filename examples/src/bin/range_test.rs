//! Which learning rate? Ask the data: a range test for three rules, and what training at the suggested
//! rate, far below and far above it comes to.
//!
//! `cargo run --release -p thalweg-examples --bin range_test` pre-trains on seven people while the
//! rate rises from 1e-5 to 10, prints the suggestion, then trains anew with a cosine from it, from a
//! thirtieth and from thirty times as much, and prints the accuracy (%) on the eighth person.

use anyhow::Result;
use indicatif::ProgressBar;
use std::fmt::Write;
use thalweg::optimizer::{Adam, Momentum, Rule, Sgd};
use thalweg_examples::task::progress;
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    range_test::{accuracy, range_test},
    training::Training,
};

/// Of the range test, and of each training that compares.
const EPOCHS: u32 = 5;

/// Of the suggested rate, what is trained at beside it.
const FACTORS: [f32; 3] = [1.0 / 30.0, 1.0, 30.0];

fn main() -> Result<()> {
    println!("| rule | max_lr | base_lr | max_lr / 30 | max_lr | 30 max_lr |");
    println!("|---|---|---|---|---|---|");
    let bar = progress("training", 3 * (1 + FACTORS.len()));
    compare("SGD", Sgd, &bar)?;
    compare("momentum", Momentum::DEFAULT, &bar)?;
    compare("Adam", Adam::DEFAULT, &bar)?;
    bar.finish_and_clear();
    Ok(())
}

fn compare(name: &str, rule: impl Rule, bar: &ProgressBar) -> Result<()> {
    let people = dataset::load_all()?;
    let others = dataset::others(&people, NEW_PERSON - 1);
    let fresh = Training::new(&others, 1)?;
    let analysis = range_test(&mut fresh.clone(), rule, EPOCHS)?;
    bar.inc(1);
    let suggestion = analysis.suggest()?;
    let (max, base) = (suggestion.max_lr, suggestion.base_lr_quarter());
    let mut row = format!("| {name} | {max:.4} | {base:.4} |");
    for factor in FACTORS {
        let new = &people[NEW_PERSON - 1];
        match accuracy(fresh.clone(), rule, EPOCHS, max * factor, new)? {
            Some(accuracy) => write!(row, " {accuracy:.1} |")?,
            None => row.push_str(" diverges |"),
        }
        bar.inc(1);
    }
    bar.suspend(|| println!("{row}"));
    Ok(())
}
