//! Vowels by new speakers in floats and wholly in integers: each of twelve is left out of the pre-training in turn, and
//! tuned on his first two repetitions by the recipe of the device.
//!
//! `cargo run --release -p thalweg-examples --bin integers` prints the table: accuracy in per cent on the later
//! repetitions over three seeds. Both start from the same network, which integers round once, and see the same samples
//! in the same order. `--data FILE` meets the speakers of another file, `--json` prints one line.

use anyhow::Result;
use std::process::ExitCode;
use thalweg_examples::task::{self, Options};
use thalweg_tasks_study::{
    integer_vowels::{Twins, meet},
    mean,
    vowels::{self, Speaker},
};

const SEEDS: [u32; 3] = [1, 2, 3];
/// Floats and integers before, floats and integers after, and how far the integers are behind.
const COLUMNS: usize = 5;

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let speakers = vowels::read(&vowels::file())?;
    let new = options.data.as_deref().map(vowels::read).transpose()?;
    let (mut rows, mut skipped) = (Vec::new(), 0);
    for (index, speaker) in new.as_ref().unwrap_or(&speakers).iter().enumerate() {
        let is_other = |other: &usize| new.is_some() || *other != index;
        let others: Vec<_> =
            (0..speakers.len()).filter(is_other).map(|other| &speakers[other]).collect();
        let (values, more) = row(&others, speaker)?;
        rows.push((speaker.name.clone(), values));
        skipped += more;
    }
    print(&rows, skipped, options.json);
    Ok(())
}

fn row(others: &[&Speaker], speaker: &Speaker) -> Result<([f64; COLUMNS], u32)> {
    let (mut sum, mut all) = ([0.0; COLUMNS], 0);
    for seed in SEEDS {
        let Twins { floats, integers, skipped } = meet(others, speaker, seed)?;
        let values = [floats[0], integers[0], floats[1], integers[1], floats[1] - integers[1]];
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value / SEEDS.len() as f64);
        all += skipped;
    }
    Ok((sum, all))
}

fn print(rows: &[(String, [f64; COLUMNS])], skipped: u32, json: bool) {
    let columns: [Vec<f64>; COLUMNS] =
        std::array::from_fn(|column| rows.iter().map(|(_, row)| row[column]).collect());
    let means = columns.map(|column| mean(&column));
    if json {
        let [before, in_integers, after, after_in_integers, _] =
            means.map(|mean| mean.mean / 100.0);
        println!(
            "{{\"metric\":\"accuracy\",\"before\":{before:.4},\"before_in_integers\":{in_integers:.4},\"after\":{after:.4},\"after_in_integers\":{after_in_integers:.4},\"skipped\":{skipped},\"speakers\":{}}}",
            rows.len()
        );
        return;
    }
    println!("| speaker | before, floats | integers | tuned, floats | integers | behind |");
    println!("|---|---|---|---|---|---|");
    let line = |name: &str, row: [f64; COLUMNS]| {
        let cells = row.map(|value| format!("{value:.1}"));
        println!("| {name} | {} |", cells.join(" | "));
    };
    rows.iter().for_each(|(name, row)| line(name, *row));
    line("mean", means.map(|mean| mean.mean));
    line("standard error", means.map(|mean| mean.error));
    println!("\n{skipped} steps in integers were skipped, as something had saturated");
}
