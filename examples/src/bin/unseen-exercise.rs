//! An exercise never seen: an autoencoder that knows six of the watch's seven exercises rebuilds the other less well.
//!
//! `cargo run --release -p thalweg-examples --bin unseen-exercise` prints the area under the ROC curve by which it tells a
//! person's later windows of the unseen exercise, over eight people, seven exercises and three seeds. The recipe is chosen
//! for each person by the others, of networks that know neither. `--data FILE` meets the person of another file, in the form
//! of `tasks/watch/data`; `--json` prints one line.

use anyhow::Result;
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
    let new = options.data.as_deref().map(unseen_exercise::read).transpose()?;
    let findings = options.findings(unseen_exercise::audit)?;
    let people = unseen_exercise::everyone()?;
    let bar = progress("choosing", people.len() * (people.len() - 1) / 2);
    let choices = unseen_exercise::choose(&people, || bar.inc(1))?;
    bar.finish_and_clear();
    // Somebody new is met by a network of seven, by the recipe of whom it does not know.
    let last = people.len() - 1;
    let met: Vec<_> = match &new {
        Some(new) => vec![(last, new, &choices[last])],
        None => (0..).zip(&people).zip(&choices).map(|((i, of), by)| (i, of, by)).collect(),
    };
    let bar = progress("meeting", met.len() * EXERCISES);
    let mut rows = Vec::new();
    for (index, person, recipe) in met {
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
        let Areas { frozen, tuned, .. } = all;
        println!(
            "{{\"metric\":\"auc\",\"before\":{frozen:.4},\"after\":{tuned:.4},\"findings\":{findings}}}"
        );
        return Ok(());
    }
    println!("| person | frozen | tuned | from scratch |\n|---|---|---|---|");
    let line = |name: &str, row: &Areas| {
        println!("| {name} | {:.3} | {:.3} | {:.3} |", row.frozen, row.tuned, row.scratch);
    };
    if new.is_some() {
        line("new", &all);
        return Ok(());
    }
    rows.iter().enumerate().for_each(|(index, row)| line(&format!("{:02}", index + 1), row));
    line("mean", &all);
    Ok(())
}

/// The means.
fn of(all: &[Areas]) -> Areas {
    let of = |value: fn(&Areas) -> f64| mean(&all.iter().map(value).collect::<Vec<_>>()).mean;
    Areas { frozen: of(|a| a.frozen), tuned: of(|a| a.tuned), scratch: of(|a| a.scratch) }
}
