//! Few-shot: the mean of what a frozen network makes of a few samples of each class is a classifier, without a training step.
//!
//! `cargo run --release -p thalweg-examples --bin few_shot` meets a speaker of vowels whom the network does not know, and prints the
//! accuracy on his later vowels with one and with two of each, of the network itself, of prototypes, and of both fine-tuned layers.

use anyhow::Result;
use thalweg::nn::{Dense, Prototypes};
use thalweg_tasks::vowels::{KNOWN, NETWORK, PARAMETERS, VOWELS};
use thalweg_tasks_study::{Labelled, Recipe, Update, accuracy, of_class, train, vowels::Split};

const BODY: Dense = Dense::new(10, 24);
const TUNING: Recipe =
    Recipe { update: Update::Momentum, learning_rate: 0.03, epochs: 80, batch: 4, replayed: 0 };

fn main() -> Result<()> {
    let Split { first, later, .. } = Split::read()?;
    println!("| of each vowel | frozen, % | prototypes, % | fine-tuned, % |\n|---|---|---|---|");
    for shots in [1, 2] {
        let labelled = &first[..shots * VOWELS.len()];
        let mut prototypes = Prototypes::<{ VOWELS.len() }, 24>::new();
        for (x, class) in labelled {
            prototypes.push(*class, &embedding(x)?)?;
        }
        let right = later.iter().map(|(x, class)| -> Result<bool> {
            Ok(prototypes.predict(&embedding(x)?)? == Some(*class))
        });
        let right: Vec<bool> = right.collect::<Result<_>>()?;
        let shown = right.iter().filter(|right| **right).count() as f64 / right.len() as f64;
        let frozen = accuracy(&NETWORK, &KNOWN.parameters, &later)?;
        let tuned = tuned(labelled, &later)?;
        println!("| {shots} | {frozen:.1} | {:.1} | {tuned:.1} |", 100.0 * shown);
    }
    Ok(())
}

/// What the frozen first layer makes of a sample.
fn embedding(x: &[f32]) -> Result<[f32; 24]> {
    let mut y = [0.0; 24];
    BODY.forward(&KNOWN.parameters[..BODY.parameters()], x, &mut y)?;
    Ok(y.map(|y| y.max(0.0)))
}

fn tuned(labelled: &[Labelled<usize>], later: &[Labelled<usize>]) -> Result<f64> {
    let mut parameters = KNOWN.parameters;
    train(&NETWORK, &mut parameters, 0..PARAMETERS, labelled, &[], &TUNING, 1, of_class)?;
    Ok(accuracy(&NETWORK, &parameters, later)?)
}
