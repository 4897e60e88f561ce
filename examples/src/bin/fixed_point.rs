//! What fixed point costs on the real task: nothing that a person would notice.
//!
//! `cargo run --release -p thalweg-examples --bin fixed_point` fine-tunes for each of the eight
//! people, left out of the pre-training in turn, in floats and in fixed point, and prints accuracy,
//! how far the float run moved its parameters, and how far the two runs ended apart; the last column
//! is against a float run that saw its gradient quantised, which leaves the arithmetic alone.

use anyhow::Result;
use thalweg::{fixed, optimizer};
use thalweg_watch::Settings;
use thalweg_watch_study::{
    dataset,
    fine_tuning::{FineTuning, largest_difference},
    training::pretrain,
};

const MOMENTUM: Settings = Settings { learning_rate: 0.02, ..Settings::DEFAULT };
const SGD: Settings = Settings { learning_rate: 0.1, ..Settings::DEFAULT };

fn main() -> Result<()> {
    println!("| person | rule | frozen | float | fixed | moved | apart | apart, same gradients |");
    println!("|---|---|---|---|---|---|---|---|");
    let people = dataset::load_all()?;
    for (index, person) in people.iter().enumerate() {
        let others = dataset::others(&people, index);
        let task = FineTuning::new(&pretrain(&others, 1)?, person);
        let name = |rule| format!("{:02} | {rule}", index + 1);
        compare(&task, &name("SGD"), optimizer::Sgd, fixed::Sgd, &SGD)?;
        let (float, fixed) = (optimizer::Momentum::DEFAULT, fixed::Momentum::DEFAULT);
        compare(&task, &name("momentum"), float, fixed, &MOMENTUM)?;
        let (float, fixed) = (optimizer::Nesterov::DEFAULT, fixed::Nesterov::DEFAULT);
        compare(&task, &name("Nesterov"), float, fixed, &MOMENTUM)?;
        let (float, fixed) = (optimizer::Adam::DEFAULT, fixed::Adam::DEFAULT);
        compare(&task, &name("Adam"), float, fixed, &Settings::DEFAULT)?;
    }
    Ok(())
}

fn compare(
    task: &FineTuning,
    name: &str,
    float: impl optimizer::Rule,
    fixed: impl fixed::Rule,
    settings: &Settings,
) -> Result<()> {
    let quantised = task.run_float_quantised(float, settings)?;
    let float = task.run_float(float, settings)?;
    let fixed = task.run_fixed(fixed, settings)?;
    println!(
        "| {name} | {:.1} | {:.1} | {:.1} | {:.4} | {:.5} | {:.5} |",
        task.accuracy(task.start()),
        task.accuracy(&float),
        task.accuracy(&fixed.parameters),
        largest_difference(task.start(), &float),
        largest_difference(&float, &fixed.parameters),
        largest_difference(&quantised, &fixed.parameters),
    );
    Ok(())
}
