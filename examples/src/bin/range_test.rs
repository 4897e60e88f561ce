//! Which learning rate? Ask the data: a range test for three rules, and what training at the suggested
//! rate, far below and far above it comes to.
//!
//! `cargo run --release -p thalweg-examples --bin range_test` pre-trains on seven people while the
//! rate rises from 1e-5 to 10, prints the suggestion, then trains anew with a cosine from it, from a
//! thirtieth and from thirty times as much, and prints the accuracy (%) on the eighth person.

use anyhow::Result;
use thalweg::optimizer::{Adam, Momentum, Rule, Sgd};
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    range_test::{accuracy, range_test},
    training::Training,
};

/// Of the range test, and of each training that compares.
const EPOCHS: u32 = 5;

fn main() -> Result<()> {
    println!("| rule | max_lr | base_lr | max_lr / 30 | max_lr | 30 max_lr |");
    println!("|---|---|---|---|---|---|");
    compare("SGD", Sgd)?;
    compare("momentum", Momentum::DEFAULT)?;
    compare("Adam", Adam::DEFAULT)
}

fn compare(name: &str, rule: impl Rule) -> Result<()> {
    let people = dataset::load_all()?;
    let others = dataset::others(&people, NEW_PERSON - 1);
    let fresh = Training::new(&others, 1)?;
    let analysis = range_test(&mut fresh.clone(), rule, EPOCHS)?;
    let suggestion = analysis.suggest()?;
    print!("| {name} | {:.4} | {:.4} |", suggestion.max_lr, suggestion.base_lr_quarter());
    for factor in [1.0 / 30.0, 1.0, 30.0] {
        let max_lr = suggestion.max_lr * factor;
        match accuracy(fresh.clone(), rule, EPOCHS, max_lr, &people[NEW_PERSON - 1])? {
            Some(accuracy) => print!(" {accuracy:.1} |"),
            None => print!(" diverges |"),
        }
    }
    println!();
    Ok(())
}
