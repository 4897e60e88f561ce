//! What state in fewer bits costs on the real task, and what steps without root and division do.
//!
//! `cargo run --release -p thalweg-examples --bin precision` fine-tunes for each of the eight people,
//! left out of the pre-training in turn, over three seeds, with the state of momentum and Adam in every
//! precision, and with Adam by approximate inverse roots (`Micromath`). It prints bytes of state a parameter, the mean accuracy on the later windows, the worst
//! change of a person's against `f32`, and how far the runs ended from that of `f32`, relative to how
//! far that one moved.

use anyhow::Result;
use indicatif::ProgressBar;
use thalweg::optimizer::{
    Adam, Memory, Micromath, Momentum, Rule,
    state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, blocks},
};
use thalweg_examples::task::progress;
use thalweg_watch::{PARAMETERS, Settings};
use thalweg_watch_study::fine_tuning::{FineTuning, Parameters, everyone, typical_difference};

const SEEDS: [u64; 3] = [1, 2, 3];
type Eighth<C> = Blockwise8<{ blocks(PARAMETERS) }, C>;

type Run = (FineTuning, Settings);

fn main() -> Result<()> {
    let runs = everyone(&SEEDS)?;
    let frozen = mean(runs.iter().map(|(task, _)| task.accuracy(task.start())));
    println!("Frozen: {frozen:.2} %.\n");
    println!("| rule | state | bytes | accuracy | worst change of one run | apart |");
    println!("|---|---|---|---|---|---|");
    // Of two tables the exact run and five rows, and of one row beside them.
    let bar = progress("fine-tuning", 14 * runs.len());
    table("momentum", Momentum::DEFAULT, 0.02, &runs, &bar)?;
    let rate = Settings::PLAIN.learning_rate;
    table("Adam", Adam::DEFAULT, rate, &runs, &bar)?;
    let exact = tuned::<f32>(<Adam>::DEFAULT, rate, &runs, &bar)?;
    let approximate = (Micromath { rule: <Adam>::DEFAULT }, rate);
    row::<_, f32>("`Micromath` of Adam | `f32`", approximate, &runs, &exact, &bar)?;
    bar.finish_and_clear();
    Ok(())
}

fn table<R: Rule>(name: &str, rule: R, rate: f32, runs: &[Run], bar: &ProgressBar) -> Result<()> {
    let exact = tuned::<f32>(rule, rate, runs, bar)?;
    let rule = (rule, rate);
    row::<R, f32>(&format!("{name} | `f32`"), rule, runs, &exact, bar)?;
    row::<R, Bf16>(&format!("{name} | `Bf16`"), rule, runs, &exact, bar)?;
    row::<R, F16>(&format!("{name} | `F16`"), rule, runs, &exact, bar)?;
    row::<R, Eighth<DynamicMap>>(
        &format!("{name} | `Blockwise8`, `Dynamic`"),
        rule,
        runs,
        &exact,
        bar,
    )?;
    row::<R, Eighth<LinearMap>>(
        &format!("{name} | `Blockwise8`, `LinearMap`"),
        rule,
        runs,
        &exact,
        bar,
    )
}

fn tuned<P: Precision>(
    rule: impl Rule,
    rate: f32,
    runs: &[Run],
    bar: &ProgressBar,
) -> Result<Vec<Parameters>> {
    let tune = |(task, settings): &Run| {
        bar.inc(1);
        task.run_float_in::<P>(rule, &Settings { learning_rate: rate, ..*settings })
    };
    runs.iter().map(tune).collect()
}

/// Fine-tunes in one precision and prints its row.
fn row<R: Rule, P: Precision>(
    name: &str,
    (rule, rate): (R, f32),
    runs: &[Run],
    exact: &[Parameters],
    bar: &ProgressBar,
) -> Result<()> {
    let found = tuned::<P>(rule, rate, runs, bar)?;
    let accuracies = |all: &[Parameters]| -> Vec<f64> {
        runs.iter().zip(all).map(|((task, _), w)| task.accuracy(w)).collect()
    };
    let (accuracy, before) = (accuracies(&found), accuracies(exact));
    let changes = accuracy.iter().zip(&before).map(|(a, b)| a - b);
    let worst = changes.fold(0.0, |worst: f64, x| if x.abs() > worst.abs() { x } else { worst });
    let apart = mean(runs.iter().zip(&found).zip(exact).map(|(((task, _), found), exact)| {
        f64::from(typical_difference(found, exact) / typical_difference(task.start(), exact))
    }));
    let bytes = size_of::<Memory<R, [P; PARAMETERS]>>() as f64 / PARAMETERS as f64;
    let accuracy = mean(accuracy.into_iter());
    let apart = 100.0 * apart;
    bar.suspend(|| {
        println!("| {name} | {bytes:.2} | {accuracy:.2} | {worst:+.1} | {apart:.1} % |");
    });
    Ok(())
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}
