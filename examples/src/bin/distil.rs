//! Distillation: a small network learns what a large one gives, and not only which class is right.
//!
//! `cargo run --release -p thalweg-examples --bin distil` trains a network of 64 hidden units on eleven speakers' vowels, then one of
//! 8 by labels and by what the large one says, and prints their accuracy on a speaker whom none of them knows, over five seeds.

use anyhow::Result;
use thalweg::{
    loss::{Distillation, SoftmaxCrossEntropy},
    nn::{Dense, Relu, Sequential},
    sequential,
};
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    Recipe, Update, accuracy, initial, mean, of_class, outputs, train, vowels::Split,
};

type Network = Sequential<(Dense, Relu, Dense)>;
const LARGE: Network = sequential!(Dense::new(10, 64), Relu::new(64), Dense::new(64, 11));
const SMALL: Network = sequential!(Dense::new(10, 8), Relu::new(8), Dense::new(8, 11));
const N: usize = SMALL.parameters();
const SOFT: Distillation = Distillation { temperature: 3.0 };
const RECIPE: Recipe =
    Recipe { update: Update::Adam, learning_rate: 5e-3, epochs: 40, batch: 16, replayed: 0 };

fn main() -> Result<()> {
    let Split { known, first, later } = Split::read()?;
    let new = [first, later].concat();
    let (mut rows, bar) = ([const { Vec::new() }; 3], progress("training", 15));
    for seed in 1..=5 {
        const M: usize = LARGE.parameters();
        let mut large: [f32; M] = initial(&[(0..704, 10), (704..M, 64)], seed)?;
        train(&LARGE, &mut large, 0..M, &known, &[], &RECIPE, seed, of_class)?;
        rows[0].push(accuracy(&LARGE, &large, &new)?);
        bar.inc(1);
        let start: [f32; N] = initial(&[(0..88, 10), (88..N, 8)], seed)?;
        let mut small = start;
        train(&SMALL, &mut small, 0..N, &known, &[], &RECIPE, seed, of_class)?;
        rows[1].push(accuracy(&SMALL, &small, &new)?);
        bar.inc(1);
        // Nine parts of what the large one says, one part of the label.
        let both = |z: &mut [f32], x: &Vec<f32>, class: &usize| {
            let mut soft = z.to_vec();
            let loss = SOFT.value_and_grad(&mut soft, &outputs(&LARGE, &large, x)?)?;
            let hard = SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, *class)?;
            z.iter_mut().zip(&soft).for_each(|(z, soft)| *z = 0.1 * *z + 0.9 * soft);
            Ok(0.1 * hard + 0.9 * loss)
        };
        let mut student = start;
        train(&SMALL, &mut student, 0..N, &known, &[], &RECIPE, seed, both)?;
        rows[2].push(accuracy(&SMALL, &student, &new)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("| | parameters | accuracy, % | ± |\n|---|---|---|---|");
    let names = ["the large one", "the small one, by labels", "the small one, distilled"];
    for ((name, row), parameters) in names.iter().zip(&rows).zip([LARGE.parameters(), N, N]) {
        let of = mean(row);
        println!("| {name} | {parameters} | {:.1} | {:.1} |", of.mean, of.error);
    }
    Ok(())
}
