//! Adapters by a recipe, on the vowels of twelve speakers: each is left out of the pre-training in turn, and tuned on his first
//! two repetitions, once with adapters beside layers that are frozen in 8-bit integers and once as the same recipe says
//! without them.
//!
//! `cargo run --release -p thalweg-examples --bin lora` prints accuracy in per cent, mean and standard error over speakers of
//! three seeds, beside what a device would take. `--recipe FILE`, bytes or JSON, is followed in place of the recipe below,
//! which nothing was chosen by; `--json` prints one line.

use anyhow::{Context, Result, anyhow, bail};
use std::{path::Path, process::ExitCode};
use thalweg::{
    optimizer::Adam,
    recipe::{Lora, Recipe},
    schedule::Cosine,
};
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    mean,
    vowels::{self, Adapters, Model, PLAIN, Reached, Speaker},
};
use thalweg_watch_study::files;

const SEEDS: [u32; 3] = [1, 2, 3];
/// Bytes of a file with a recipe, of which JSON takes most, at most.
const MOST: u64 = 64 << 10;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let (mut recipe, mut json, mut arguments) = (own()?, false, std::env::args().skip(1));
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => json = true,
            "--recipe" => {
                let file = arguments.next().context("--recipe needs the name of a file")?;
                recipe = read(Path::new(&file)).context(file)?;
            }
            _ => bail!("{argument} is no option; allowed: --recipe FILE, --json"),
        }
    }
    let by = Adapters::new(&recipe)?;
    let speakers = vowels::read(&vowels::file())?;
    let bar = progress("tuning", speakers.len() * SEEDS.len());
    let mut all = Vec::new();
    for (index, speaker) in speakers.iter().enumerate() {
        let others: Vec<_> =
            (0..speakers.len()).filter(|i| *i != index).map(|i| &speakers[i]).collect();
        all.push(met(&others, speaker, &by, || bar.inc(1))?);
    }
    bar.finish_and_clear();
    print(&all, json);
    Ok(())
}

/// Adapters of rank 4 beside both layers, for 40 epochs of batches of 4.
fn own() -> Result<Recipe> {
    let schedule = Cosine::new(1e-2, 0.0, 40 * 22_u32.div_ceil(4))?;
    let lora = Some(Lora { rank: 4, alpha: 4.0 });
    Ok(Recipe { batch: 4, epochs: 40, lora, ..Recipe::new(Adam::DEFAULT, schedule.into()) })
}

fn read(file: &Path) -> Result<Recipe> {
    let content = files::read(file, MOST)?;
    if content.starts_with(b"THWR") {
        return Recipe::decode(&content).map_err(|error| anyhow!("{error}"));
    }
    serde_json::from_slice(&content)
        .map_err(|error| anyhow!("{error}; allowed: a recipe, as bytes or JSON"))
}

/// Accuracies of one speaker, the mean over seeds, and what the two ways take.
struct Met {
    accuracies: [f64; 4],
    took: [Reached; 2],
}

fn met(others: &[&Speaker], speaker: &Speaker, by: &Adapters, done: impl Fn()) -> Result<Met> {
    let mut sum = [0.0; 4];
    let mut took = None;
    for seed in SEEDS {
        let model = Model::new(others, PLAIN, seed)?;
        let ([frozen, in_bytes], reached) = model.adapt(speaker, by, seed)?;
        let [full, adapted] = reached;
        let of = [frozen, full.accuracy, in_bytes, adapted.accuracy];
        sum.iter_mut().zip(of).for_each(|(sum, of)| *sum += of / SEEDS.len() as f64);
        took = Some(reached);
        done();
    }
    Ok(Met { accuracies: sum, took: took.context("no seed")? })
}

fn print(all: &[Met], json: bool) {
    let of =
        |column: usize| mean(&all.iter().map(|met| met.accuracies[column]).collect::<Vec<_>>());
    let Some(Met { took: [full, adapted], .. }) = all.first() else { return };
    if json {
        let [before, after, in_bytes, by_adapters] =
            [0, 1, 2, 3].map(|column| of(column).mean / 100.0);
        println!(
            "{{\"metric\":\"accuracy\",\"before\":{before:.4},\"after\":{after:.4},\"before_in_8_bits\":{in_bytes:.4},\
             \"after_by_adapters\":{by_adapters:.4},\"trained\":{},\"trained_by_adapters\":{},\"ram\":{},\
             \"ram_by_adapters\":{},\"speakers\":{}}}",
            full.trained,
            adapted.trained,
            full.ram,
            adapted.ram,
            all.len()
        );
        return;
    }
    println!(
        "| | before | tuned | ± | worst speaker | trained | RAM, bytes | frozen, bytes of flash |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, first, took) in
        [("the parameters themselves", 0, full), ("adapters beside 8-bit layers", 2, adapted)]
    {
        let (before, after) = (of(first), of(first + 1));
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} | {} |",
            before.mean, after.mean, after.error, after.least, took.trained, took.ram, took.flash
        );
    }
}
