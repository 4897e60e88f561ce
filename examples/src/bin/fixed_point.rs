//! What fixed point costs on the real task: nothing that a person would notice.
//!
//! `cargo run --release -p thalweg-examples --bin fixed_point` fine-tunes for each of the eight
//! people, left out of the pre-training in turn, with three seeds, in floats and in fixed point. It
//! prints accuracy, how far the float run moved its parameters, and how far the two runs ended apart;
//! the last column is against a float run that saw its gradient quantised, which leaves the arithmetic
//! alone. At the end the mean accuracies of each rule, over people and seeds.

use anyhow::Result;
use indicatif::ProgressBar;
use thalweg::{fixed, optimizer};
use thalweg_examples::task::progress;
use thalweg_watch::Settings;
use thalweg_watch_study::fine_tuning::{FineTuning, everyone, largest_difference};

const SEEDS: [u64; 3] = [1, 2, 3];

fn main() -> Result<()> {
    println!("| rule | frozen | float | fixed | moved | apart | apart, same gradients |");
    println!("|---|---|---|---|---|---|---|");
    let everyone = everyone(&SEEDS)?;
    let bar = progress("fine-tuning", 5 * everyone.len());
    let momentum = (optimizer::Momentum::DEFAULT, fixed::Momentum::DEFAULT);
    let nesterov = (optimizer::Nesterov::DEFAULT, fixed::Nesterov::DEFAULT);
    let adam = <optimizer::Adam>::DEFAULT;
    let means = [
        compare(&everyone, &bar, "SGD", optimizer::Sgd, fixed::Sgd, 0.1)?,
        compare(&everyone, &bar, "momentum", momentum.0, momentum.1, 0.02)?,
        compare(&everyone, &bar, "Nesterov", nesterov.0, nesterov.1, 0.02)?,
        compare(&everyone, &bar, "Adam", adam, fixed::Adam::DEFAULT, ADAM)?,
        compare(
            &everyone,
            &bar,
            "Adam, inverse root",
            adam,
            fixed::AdamInverseRoot::DEFAULT,
            ADAM,
        )?,
    ];
    bar.finish_and_clear();
    println!("\n| rule | float | fixed | better | worse | by at most |\n|---|---|---|---|---|---|");
    means.iter().for_each(|mean| println!("{mean}"));
    Ok(())
}

const ADAM: f32 = Settings::PLAIN.learning_rate;

/// Prints every run of a rule; a row of their means.
fn compare(
    everyone: &[(FineTuning, Settings)],
    bar: &ProgressBar,
    name: &str,
    float: impl optimizer::Rule,
    fixed: impl fixed::Rule,
    learning_rate: f32,
) -> Result<String> {
    let mut accuracies = Vec::new();
    for (task, settings) in everyone {
        let settings = Settings { learning_rate, ..*settings };
        let quantised = task.run_float_quantised(float, &settings)?;
        let float = task.run_float(float, &settings)?;
        let fixed = task.run_fixed(fixed, &settings)?;
        let found = (task.accuracy(&float), task.accuracy(&fixed.parameters));
        let row = format!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.4} | {:.5} | {:.5} |",
            task.accuracy(task.start()),
            found.0,
            found.1,
            largest_difference(task.start(), &float),
            largest_difference(&float, &fixed.parameters),
            largest_difference(&quantised, &fixed.parameters),
        );
        bar.suspend(|| println!("{row}"));
        bar.inc(1);
        accuracies.push(found);
    }
    let count = accuracies.len() as f64;
    let sums = accuracies.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let differences = || accuracies.iter().map(|(float, fixed)| fixed - float);
    Ok(format!(
        "| {name} | {:.3} | {:.3} | {} | {} | {:.2} |",
        sums.0 / count,
        sums.1 / count,
        differences().filter(|difference| *difference > 0.0).count(),
        differences().filter(|difference| *difference < 0.0).count(),
        differences().fold(0.0, |most: f64, difference| most.max(difference.abs())),
    ))
}
