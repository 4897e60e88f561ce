//! A range test, then cyclical rates between the two that it suggests, beside a cosine from the higher one.
//!
//! `cargo run --release -p thalweg-examples --bin clr` draws the losses of the test, trains the watch's network on seven people, and
//! prints its accuracy (%) on the eighth after each cycle.

use anyhow::{Context, Result};
use thalweg::{
    feedback::{RangeAnalysis, RangeOptions, RangeProgress},
    optimizer::Sgd,
    schedule::{Cosine, Cyclic, RangeTest, Schedule},
};
use thalweg_examples::task::progress;
use thalweg_watch_study::{
    dataset::{self, NEW_PERSON},
    fine_tuning::FineTuning,
    range_test::RATES,
    training::Training,
};

const EPOCHS: u32 = 8;
/// Epochs of a cycle.
const CYCLE: u32 = 2;

fn main() -> Result<()> {
    let people = dataset::load_all()?;
    let (new, _) = people.split_last().context("nobody")?;
    let fresh = Training::new(&dataset::others(&people, NEW_PERSON - 1), 1)?;
    let mut analysis = RangeAnalysis::new(RangeOptions::LOSS)?;
    let [low, high] = RATES;
    let bar = progress("range test", fresh.steps(CYCLE) as usize);
    let (rates, mut losses) = (RangeTest::exponential(low, high, fresh.steps(CYCLE))?, Vec::new());
    fresh.clone().run(Sgd, CYCLE, |step, loss| {
        losses.push((rates.at(step), loss));
        bar.inc(1);
        let goes_on = analysis.observe(rates.at(step), loss)? == RangeProgress::Continue;
        Ok(goes_on.then_some(rates.at(step)))
    })?;
    bar.finish_and_clear();
    for part in losses.chunks(losses.len().div_ceil(16)) {
        let mean = part.iter().map(|(_, loss)| loss).sum::<f32>() / part.len() as f32;
        println!("{:>9.5} {} {mean:.2}", part[0].0, "█".repeat((20.0 * mean).min(60.0) as usize));
    }
    let suggestion = analysis.suggest()?;
    let (base, max) = (suggestion.base_lr_quarter(), suggestion.max_lr);
    println!(
        "\ncycles between {base:.4} and {max:.4}\n\n| epochs | cyclical | cosine |\n|---|---|---|"
    );
    let rows = (CYCLE..=EPOCHS).step_by(CYCLE as usize);
    let bar = progress("training", 2 * rows.clone().count());
    for epochs in rows {
        let cyclic = Cyclic::new(base, max, fresh.steps(1), fresh.steps(1))?;
        let cosine = Cosine::new(max, 0.0, fresh.steps(epochs))?;
        let [cyclic, cosine] = [&cyclic as &dyn Schedule, &cosine].map(|rate| -> Result<f64> {
            let mut training = fresh.clone();
            training.run(Sgd, epochs, |step, _| Ok(Some(rate.at(step))))?;
            bar.inc(1);
            let model = training.model();
            Ok(FineTuning::new(&model, new).accuracy(&model.parameters))
        });
        let (cyclic, cosine) = (cyclic?, cosine?);
        bar.suspend(|| println!("| {epochs} | {cyclic:.1} | {cosine:.1} |"));
    }
    bar.finish_and_clear();
    Ok(())
}
