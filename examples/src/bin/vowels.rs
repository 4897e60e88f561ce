//! Vowels by new speakers: each of twelve is left out of the pre-training in turn, tuned on his first repetitions, and
//! tested on the later ones.
//!
//! `cargo run --release -p thalweg-examples --bin vowels` prints the table: accuracy in per cent over five seeds, with two
//! and with three repetitions of the eleven vowels. "calibrated" has the speaker's own statistics, without labels. Recipe
//! and statistics are chosen for each speaker by the others, of networks that know neither. `--data FILE` meets the speakers
//! of another file, `--json` prints one line.

use anyhow::{Result, ensure};
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks_study::{
    mean,
    vowels::{self, Choice, Model, PLAIN, Speaker},
};

const SEEDS: [u32; 5] = [1, 2, 3, 4, 5];
/// Repetitions that tune.
const REPETITIONS: [u32; 2] = [2, 3];
/// What is chosen for either.
type Choices = [Choice; REPETITIONS.len()];
/// Frozen, calibrated, tuned and from scratch with two repetitions; tuned and from scratch with three.
const COLUMNS: usize = 6;

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let new = options.data.as_deref().map(vowels::read).transpose()?;
    for first in REPETITIONS {
        new.iter().flatten().try_for_each(|speaker| speaker.check(first))?;
    }
    let findings = options.findings(vowels::audit)?;
    let speakers = vowels::read(&vowels::file())?;
    let pairs = speakers.len() * (speakers.len() - 1) / 2;
    let bar = progress("choosing", REPETITIONS.len() * pairs);
    let [two, three] = REPETITIONS.map(|first| vowels::choose(&speakers, first, || bar.inc(1)));
    let choices: Vec<_> = two?.into_iter().zip(three?).map(|(two, three)| [two, three]).collect();
    bar.finish_and_clear();
    let mut rows = Vec::new();
    if let Some(new) = &new {
        let known: Vec<_> = speakers.iter().collect();
        for speaker in new {
            rows.push((speaker.name.clone(), row(&known, speaker, &most(&choices))?));
        }
    } else {
        for (index, (speaker, choice)) in speakers.iter().zip(&choices).enumerate() {
            let others: Vec<_> =
                (0..speakers.len()).filter(|i| *i != index).map(|i| &speakers[i]).collect();
            rows.push((speaker.name.clone(), row(&others, speaker, choice)?));
        }
    }
    print(&rows, options.json.then_some(&findings));
    Ok(())
}

/// What most speakers chose.
fn most(choices: &[Choices]) -> Choices {
    let count = |choice: &Choices| choices.iter().filter(|other| *other == choice).count();
    *choices.iter().max_by_key(|choice| count(choice)).unwrap_or(&choices[0])
}

fn row(others: &[&Speaker], speaker: &Speaker, choices: &Choices) -> Result<[f64; COLUMNS]> {
    let mut sum = [0.0; COLUMNS];
    for seed in SEEDS {
        // Frozen is what a network gives that was trained without anybody's own statistics.
        let [few, more] = choices;
        let plain = Model::new(others, PLAIN, seed)?;
        let [frozen, ..] = plain.meet(speaker, REPETITIONS[0], &few.recipe, seed)?;
        let model = Model::new(others, few.start, seed)?;
        let [_, calibrated, tuned] = model.meet(speaker, REPETITIONS[0], &few.recipe, seed)?;
        let model = Model::new(others, more.start, seed)?;
        let [.., more] = model.meet(speaker, REPETITIONS[1], &more.recipe, seed)?;
        let scratch = REPETITIONS.map(|first| vowels::from_scratch(speaker, first, seed));
        let [scratch, scratch_more] = scratch;
        let values = [frozen, calibrated, tuned, scratch?, more, scratch_more?];
        ensure!(values.iter().all(|value| value.is_finite()), "speaker {} diverged", speaker.name);
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value / SEEDS.len() as f64);
    }
    Ok(sum)
}

/// The table, or a line of JSON with what looks wrong with the data.
fn print(rows: &[(String, [f64; COLUMNS])], json: Option<&String>) {
    let columns: [Vec<f64>; COLUMNS] =
        std::array::from_fn(|column| rows.iter().map(|(_, row)| row[column]).collect());
    let means = columns.map(|column| mean(&column));
    if let Some(findings) = json {
        let [before, calibrated, after, ..] = means.map(|mean| mean.mean / 100.0);
        println!(
            "{{\"metric\":\"accuracy\",\"before\":{before:.4},\"calibrated\":{calibrated:.4},\"after\":{after:.4},\"speakers\":{},\"findings\":{findings}}}",
            rows.len()
        );
        return;
    }
    println!(
        "| speaker | frozen | calibrated | tuned on 22 | from scratch on 22 | tuned on 33 | from scratch on 33 |"
    );
    println!("|---|---|---|---|---|---|---|");
    let line = |name: &str, row: [f64; COLUMNS]| {
        let cells = row.map(|value| format!("{value:.1}"));
        println!("| {name} | {} |", cells.join(" | "));
    };
    rows.iter().for_each(|(name, row)| line(name, *row));
    line("mean", means.map(|mean| mean.mean));
    line("standard error", means.map(|mean| mean.error));
    line("worst", means.map(|mean| mean.least));
}
