//! In floats and wholly in integers, side by side: vowels by new speakers, each of twelve left out of the pre-training in turn
//! and tuned on his first two repetitions, and the watch, met so by each of eight people; by the recipes of the devices.
//!
//! `cargo run --release -p thalweg-examples --bin integers` prints both tables: accuracy in per cent on what came later, over
//! three seeds. Both start from the same network, which integers round once, and see the same samples in the same order.
//! `--data FILE` meets the speakers of another file alone, `--json` prints a line for each table.

use anyhow::Result;
use indicatif::ProgressBar;
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks_study::{integer_vowels, integer_watch, mean, twins::Twins, vowels};
use thalweg_watch_study::{dataset, training::pretrain};

const SEEDS: [u32; 3] = [1, 2, 3];
/// Floats and integers before, floats and integers after, and how far the integers are behind.
const COLUMNS: usize = 5;

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let speakers = vowels::read(&vowels::file())?;
    let new = options.data.as_deref().map(vowels::read).transpose()?;
    let met = new.as_ref().unwrap_or(&speakers);
    let mut table = Table::of("speaker", met.len());
    for (index, speaker) in met.iter().enumerate() {
        let is_other = |other: &usize| new.is_some() || *other != index;
        let others: Vec<_> =
            (0..speakers.len()).filter(is_other).map(|other| &speakers[other]).collect();
        table.push(speaker.name.clone(), |seed| integer_vowels::meet(&others, speaker, seed))?;
    }
    table.print(options.json);
    if new.is_none() {
        people()?.print(options.json);
    }
    Ok(())
}

/// The watch.
fn people() -> Result<Table> {
    let people = dataset::load_all()?;
    let mut table = Table::of("person", people.len());
    for (index, person) in people.iter().enumerate() {
        let others = dataset::others(&people, index);
        table.push(format!("{:02}", index + 1), |seed| {
            let model = pretrain(&others, seed.into())?;
            integer_watch::meet(&model, person, seed.into())
        })?;
    }
    Ok(table)
}

/// Who was met, and what became of it.
struct Table {
    whom: &'static str,
    rows: Vec<(String, [f64; COLUMNS])>,
    skipped: u32,
    saturated: u32,
    bar: ProgressBar,
}

impl Table {
    /// Of so many.
    fn of(whom: &'static str, count: usize) -> Self {
        let bar = progress("meeting", count * SEEDS.len());
        Self { whom, rows: Vec::new(), skipped: 0, saturated: 0, bar }
    }

    /// Meets somebody with every seed.
    fn push(&mut self, name: String, meet: impl Fn(u32) -> Result<Twins>) -> Result<()> {
        let mut sum = [0.0; COLUMNS];
        for seed in SEEDS {
            let Twins { floats, integers, skipped, saturated } = meet(seed)?;
            let values = [floats[0], integers[0], floats[1], integers[1], floats[1] - integers[1]];
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value / SEEDS.len() as f64);
            self.skipped += skipped;
            self.saturated += saturated;
            self.bar.inc(1);
        }
        self.rows.push((name, sum));
        Ok(())
    }

    fn print(&self, json: bool) {
        let Self { whom, rows, skipped, saturated, bar } = self;
        bar.finish_and_clear();
        let columns: [Vec<f64>; COLUMNS] =
            std::array::from_fn(|column| rows.iter().map(|(_, row)| row[column]).collect());
        let means = columns.map(|column| mean(&column));
        if json {
            let [before, in_integers, after, after_in_integers, _] =
                means.map(|mean| mean.mean / 100.0);
            println!(
                "{{\"metric\":\"accuracy\",\"before\":{before:.4},\"before_in_integers\":{in_integers:.4},\"after\":{after:.4},\"after_in_integers\":{after_in_integers:.4},\"skipped\":{skipped},\"saturated\":{saturated},\"met\":{},\"each\":\"{whom}\"}}",
                rows.len()
            );
            return;
        }
        println!("| {whom} | before, floats | integers | tuned, floats | integers | behind |");
        println!("|---|---|---|---|---|---|");
        let line = |name: &str, row: [f64; COLUMNS]| {
            let cells = row.map(|value| format!("{value:.1}"));
            println!("| {name} | {} |", cells.join(" | "));
        };
        rows.iter().for_each(|(name, row)| line(name, *row));
        line("mean", means.map(|mean| mean.mean));
        line("standard error", means.map(|mean| mean.error));
        println!(
            "\n{skipped} steps in integers were skipped, as something had saturated; {saturated} features were"
        );
        println!("beyond their range\n");
    }
}
