//! An exercise never seen: an autoencoder that knows six of the watch's seven exercises rebuilds the other less well.
//!
//! `cargo run --release -p thalweg-examples --bin unseen-exercise` prints the area under the ROC curve by which it tells a
//! person's later windows of the unseen exercise, over eight people, seven exercises and three seeds. The recipe is chosen
//! for each person by the others, of networks that know neither. `--json` prints one line.

use anyhow::{Result, ensure};
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks::unseen_exercise::EXERCISES;
use thalweg_tasks_study::{
    mean,
    unseen_exercise::{self, Areas, Model},
};

const SEEDS: [u32; 3] = [1, 2, 3];

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    ensure!(options.data.is_none(), "--data is not known here; allowed: --json");
    let people = unseen_exercise::everyone()?;
    let bar = progress("choosing", people.len() * (people.len() - 1) / 2);
    let choices = unseen_exercise::choose(&people, || bar.inc(1))?;
    bar.finish_and_clear();
    let bar = progress("meeting", people.len() * EXERCISES);
    let mut rows = Vec::new();
    for (index, (person, recipe)) in people.iter().zip(&choices).enumerate() {
        let others: Vec<_> =
            (0..people.len()).filter(|i| *i != index).map(|i| &people[i]).collect();
        let mut all = Vec::new();
        for unseen in 0..EXERCISES {
            for seed in SEEDS {
                all.push(Model::new(&others, unseen, seed)?.meet(person, recipe, seed)?);
            }
            bar.inc(1);
        }
        rows.push(of(&all));
    }
    bar.finish_and_clear();
    let all = of(&rows);
    if options.json {
        println!("{{\"metric\":\"auc\",\"before\":{:.4},\"after\":{:.4}}}", all.frozen, all.tuned);
        return Ok(());
    }
    println!("| person | frozen | tuned | from scratch |\n|---|---|---|---|");
    let line = |name: &str, row: &Areas| {
        println!("| {name} | {:.3} | {:.3} | {:.3} |", row.frozen, row.tuned, row.scratch);
    };
    rows.iter().enumerate().for_each(|(index, row)| line(&format!("{:02}", index + 1), row));
    line("mean", &all);
    Ok(())
}

/// The means.
fn of(all: &[Areas]) -> Areas {
    let of = |value: fn(&Areas) -> f64| mean(&all.iter().map(value).collect::<Vec<_>>()).mean;
    Areas { frozen: of(|a| a.frozen), tuned: of(|a| a.tuned), scratch: of(|a| a.scratch) }
}
