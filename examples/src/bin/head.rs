//! A head on the features of a frozen network: the layers below lie in flash as integers of 8 bits, and only the last one is
//! trained.
//!
//! `cargo run --release -p thalweg-examples --bin head` meets a speaker of vowels whom the network does not know, and prints what
//! tuning the head, and all of it, takes and gains.

use anyhow::Result;
use thalweg::nn::{Dense, Int8, Relu, Sequential, quantize_rows};
use thalweg_tasks::vowels::{KNOWN, NETWORK, PARAMETERS};
use thalweg_tasks_study::{Recipe, Update, accuracy, of_class, train, vowels::Split};

const BODY: Dense = Dense::new(10, 24);
const HEAD: Dense = Dense::new(24, 11);
const TUNING: Recipe =
    Recipe { update: Update::Momentum, learning_rate: 0.03, epochs: 80, batch: 4, replayed: 0 };

fn main() -> Result<()> {
    let Split { first, later, .. } = Split::read()?;
    let (body, head) = KNOWN.parameters.split_at(BODY.parameters());
    let (mut weights, mut scales, mut biases) = ([0; 240], [0.0; 24], [0.0; 24]);
    quantize_rows(10, body, &mut weights, &mut scales, &mut biases)?;
    let frozen = Int8::new(BODY, &weights, &scales, &biases);
    let network = Sequential::new((frozen, Relu::new(24), HEAD))?;
    let mut head: [f32; HEAD.parameters()] = head.try_into()?;
    let before = accuracy(&network, &head, &later)?;
    train(&network, &mut head, 0..HEAD.parameters(), &first, &[], &TUNING, 1, of_class)?;
    let mut all = KNOWN.parameters;
    train(&NETWORK, &mut all, 0..PARAMETERS, &first, &[], &TUNING, 1, of_class)?;
    println!(
        "| | flash, bytes | RAM to train, bytes | before, % | after, % |\n|---|---|---|---|---|"
    );
    line("head on int8", 4 * 48 + 240, ram(&network), before, accuracy(&network, &head, &later)?);
    let frozen = accuracy(&NETWORK, &KNOWN.parameters, &later)?;
    line("all layers", 4 * PARAMETERS, ram(&NETWORK), frozen, accuracy(&NETWORK, &all, &later)?);
    Ok(())
}

/// Parameters, their gradient, a moment, and what backward keeps.
fn ram<T>(network: &Sequential<T>) -> usize {
    4 * (3 * network.parameters() + network.memory())
}

fn line(name: &str, flash: usize, ram: usize, before: f64, after: f64) {
    println!("| {name} | {flash} | {ram} | {before:.1} | {after:.1} |");
}
