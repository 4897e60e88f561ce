//! One cycle of learning rate, momentum and weight decay: each number of a step from its own schedule.
//!
//! `cargo run --release -p thalweg-examples --bin one_cycle` fine-tunes for each of the eight people,
//! left out of the pre-training in turn, over three seeds: with the watch's warmup and cosine, with the
//! learning rate from a one-cycle policy, with momentum (or β₁) cycled against it, and with a weight
//! decay that fades as well. It prints the mean accuracy on the later windows.

use anyhow::Result;
use indicatif::ProgressBar;
use std::fmt::Write;
use thalweg::{
    group::Hyperparams,
    optimizer::{Adam, AdamW, Decoupled, Momentum, Optimizer, Rule},
    schedule::{Cosine, OneCycle, OneCycleOptions, Schedule},
};
use thalweg_examples::task::progress;
use thalweg_watch::{PARAMETERS, Settings};
use thalweg_watch_study::fine_tuning::{FineTuning, everyone};

const SEEDS: [u64; 3] = [1, 2, 3];
const WEIGHT_DECAY: f32 = 0.05;

type Runs = [(FineTuning, Settings)];

fn main() -> Result<()> {
    let runs = everyone(&SEEDS)?;
    println!("| rule | warmup, cosine | one cycle | and momentum | and weight decay |");
    println!("|---|---|---|---|---|");
    let bar = progress("fine-tuning", 2 * 4 * runs.len());
    let decoupled = Decoupled { rule: Momentum::DEFAULT, weight_decay: 0.0 };
    compare("momentum", decoupled, 0.02, &runs, &bar)?;
    let decoupled = AdamW { rule: Adam::DEFAULT, weight_decay: 0.0 };
    compare("Adam", decoupled, Settings::PLAIN.learning_rate, &runs, &bar)?;
    bar.finish_and_clear();
    Ok(())
}

fn compare(name: &str, rule: impl Rule, max_lr: f32, runs: &Runs, bar: &ProgressBar) -> Result<()> {
    let mut row = format!("| {name} |");
    for scheduled in 0..4 {
        let mut sum = 0.0;
        for (task, settings) in runs {
            let settings = Settings { learning_rate: max_lr, ..*settings };
            sum += tune(task, rule, &settings, scheduled)?;
            bar.inc(1);
        }
        write!(row, " {:.2} |", sum / runs.len() as f64)?;
    }
    bar.suspend(|| println!("{row}"));
    Ok(())
}

/// Accuracy after a fine-tuning in which the first `scheduled` of rate, momentum and decay are cycled.
fn tune(task: &FineTuning, rule: impl Rule, settings: &Settings, scheduled: u32) -> Result<f64> {
    let steps = task.steps(settings);
    let rate = OneCycle::new(settings.learning_rate, steps, &OneCycleOptions::DEFAULT)?;
    let momentum = rate.momentum(0.85, 0.95)?;
    let decay = Cosine::new(WEIGHT_DECAY, 0.0, steps)?;
    let plain = task.schedule(settings)?;
    let mut optimizer = Optimizer::<_, [f32; PARAMETERS]>::new(rule)?;
    let tuned = task.run(settings, |step, parameters, gradient| {
        let rates = Hyperparams {
            learning_rate: if scheduled > 0 { rate.at(step) } else { plain.at(step) },
            momentum: (scheduled > 1).then(|| momentum.at(step)),
            weight_decay: (scheduled > 2).then(|| decay.at(step)),
        };
        optimizer.step(parameters, gradient, rates)?;
        Ok(())
    })?;
    Ok(task.accuracy(&tuned))
}
