//! A new speaker as a new class: each of seven is left out in turn, and enrolled from five utterances.
//!
//! `cargo run --release -p thalweg-examples --bin new-speaker` prints the shares of utterances that are told rightly, in per
//! cent over three seeds, with and without utterances of before. The recipes are chosen for each speaker by the others, of
//! networks that know neither. `--data FILE` enrols the speakers of another file, `--json` prints one line.

use anyhow::Result;
use std::process::ExitCode;
use thalweg_examples::task::{self, Options, progress};
use thalweg_tasks::new_speaker::CLASSES;
use thalweg_tasks_study::{
    Recipe, mean,
    new_speaker::{self, Model, Shares, Speaker, WAYS},
};

const SEEDS: [u32; 3] = [1, 2, 3];
const NAMES: [&str; WAYS.len()] = [
    "all layers, no replay",
    "all layers, replay of 8 a speaker",
    "last layer, replay",
    "from scratch on the same",
];
/// The way whose figures `--json` has.
const REPLAY: usize = 1;

fn main() -> ExitCode {
    task::main(run)
}

fn run(options: &Options) -> Result<()> {
    let new = options.data.as_deref().map(new_speaker::read).transpose()?;
    new.iter().flatten().try_for_each(Speaker::check)?;
    let findings = options.findings(new_speaker::audit)?;
    let speakers = new_speaker::read(&new_speaker::file())?;
    let bar = progress("choosing", speakers.len() * (speakers.len() - 1) / 2);
    let choices = new_speaker::choose(&speakers, || bar.inc(1))?;
    bar.finish_and_clear();
    let mut all: [Vec<Shares>; WAYS.len()] = Default::default();
    let mut enrol = |known: Vec<&Speaker>, speaker: &Speaker, recipes: &[Recipe; WAYS.len()]| {
        for seed in SEEDS {
            let model = Model::new(known.clone(), seed)?;
            for ((way, recipe), shares) in WAYS.into_iter().zip(recipes).zip(&mut all) {
                shares.push(model.enrol(speaker, way, recipe, seed)?);
            }
        }
        anyhow::Ok(())
    };
    if let Some(new) = &new {
        for speaker in new {
            enrol(speakers.iter().take(CLASSES - 1).collect(), speaker, &choices[CLASSES - 1])?;
        }
    } else {
        for (index, (speaker, recipes)) in speakers.iter().zip(&choices).enumerate() {
            let known = (0..speakers.len()).filter(|i| *i != index).map(|i| &speakers[i]);
            enrol(known.collect(), speaker, recipes)?;
        }
    }
    print(&all, options.json.then_some(&findings));
    Ok(())
}

/// The table, or a line of JSON with what looks wrong with the data.
fn print(all: &[Vec<Shares>; WAYS.len()], json: Option<&String>) {
    let of = |shares: &[Shares], value: fn(&Shares) -> f64| {
        mean(&shares.iter().map(value).collect::<Vec<_>>()).mean
    };
    let known_before = of(&all[REPLAY], |s| s.known_before);
    if let Some(findings) = json {
        let (new, known) = (of(&all[REPLAY], |s| s.new), of(&all[REPLAY], |s| s.known));
        println!(
            "{{\"metric\":\"new\",\"before\":0,\"after\":{:.4},\"known_before\":{:.4},\"known_after\":{:.4},\"findings\":{findings}}}",
            new / 100.0,
            known_before / 100.0,
            known / 100.0
        );
        return;
    }
    println!("Known speakers before the enrolment: {known_before:.1} %.\n");
    println!("| from 5 utterances | new speaker | known speakers |\n|---|---|---|");
    for (name, shares) in NAMES.iter().zip(all) {
        println!("| {name} | {:.1} | {:.1} |", of(shares, |s| s.new), of(shares, |s| s.known));
    }
}
