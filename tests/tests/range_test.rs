//! The learning-rate range test on the real task: what it suggests is a rate that trains well.

use anyhow::{Context, Result, ensure};
use thalweg::optimizer::{Adam, Momentum, Rule, Sgd};
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    range_test::{RATES, accuracy, range_test},
    training::Training,
};

const EPOCHS: u32 = 5;

#[test]
fn the_suggested_rate_beats_far_smaller_and_far_larger_ones() -> Result<()> {
    better_than_its_neighbours(Sgd).context("SGD")?;
    better_than_its_neighbours(Momentum::DEFAULT).context("momentum")?;
    better_than_its_neighbours(Adam::DEFAULT).context("Adam")
}

fn better_than_its_neighbours(rule: impl Rule) -> Result<()> {
    let people = dataset::load_all()?;
    let others = dataset::others(&people, NEW_PERSON - 1);
    let fresh = Training::new(&others, 1)?;
    let suggestion = range_test(&mut fresh.clone(), rule, EPOCHS)?.suggest()?;
    let [low, high] = RATES;
    ensure!(suggestion.turned && suggestion.max_lr > 10.0 * low && suggestion.max_lr < high / 10.0);
    let reached = |factor: f32| {
        let max_lr = suggestion.max_lr * factor;
        accuracy(fresh.clone(), rule, EPOCHS, max_lr, &people[NEW_PERSON - 1])
    };
    let suggested = reached(1.0)?.context("the suggested rate diverges")?;
    let small = reached(1.0 / 30.0)?.context("a thirtieth diverges")?;
    let large = reached(30.0)?.unwrap_or(0.0);
    println!(
        "{suggestion:?}: {suggested:.1} %, a thirtieth {small:.1} %, thirty times {large:.1} %"
    );
    ensure!(suggested > small + 3.0 && suggested > large + 3.0);
    Ok(())
}
