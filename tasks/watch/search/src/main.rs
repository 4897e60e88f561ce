//! `cargo xtask search`: which recipe fine-tunes the watch best.
//!
//! Nested: for each person, the recipe is chosen on the other people alone, each met by a model that knows neither; what is
//! reported took no part in choosing. Rows are kept under the recipe's fingerprint, so that a search that was stopped
//! goes on where it was.

mod candidates;
mod choice;
mod drawing;
mod engine;
mod rows;
mod trial;

use anyhow::{Result, ensure};
use candidates::{Candidate, Grid};
use clap::Parser;
use comfy_table::Table;
use rows::Rows;
use std::{fs, path::PathBuf, process::ExitCode, time::Instant};
use trial::Trial;
use xtask::shell;

/// Which recipe fine-tunes the watch best: recipes × people × seeds, nested.
#[derive(Parser)]
#[command(name = "cargo xtask search", bin_name = "cargo xtask search", version)]
struct Arguments {
    #[command(flatten)]
    grid: Grid,
    /// How many of the eight people take part, at least 3.
    #[arg(long, default_value_t = 8)]
    people: usize,
    /// Seeds of everything random.
    #[arg(long, value_delimiter = ',', default_value = "1")]
    seeds: Vec<u64>,
    /// Threads; all cores if not said.
    #[arg(long)]
    threads: Option<usize>,
    /// A Dask cluster that does the trials, such as `tcp://10.0.0.2:8786`; `local` starts one of two workers here.
    #[arg(long, value_name = "ADDRESS")]
    scheduler: Option<String>,
    /// In place of a grid, Optuna proposes as many recipes for each person, from those that went before.
    #[arg(long, value_name = "TRIALS", conflicts_with = "scheduler")]
    adaptive: Option<usize>,
    /// Where rows, table, drawing and the best recipe go.
    #[arg(long, default_value = "target/search")]
    out: PathBuf,
}

fn main() -> ExitCode {
    xtask::end(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<()> {
    let people = arguments.people;
    ensure!((3..=8).contains(&people), "people is {people}; allowed: from 3 to 8");
    ensure!(!arguments.seeds.is_empty(), "seeds are none; allowed: at least one");
    ensure!(arguments.threads != Some(0), "threads is 0; allowed: at least 1");
    let out = shell::root().join(&arguments.out);
    fs::create_dir_all(&out)?;
    let mut rows = Rows::open(&out.join("rows.jsonl"))?;
    let start = Instant::now();
    let candidates = if let Some(trials) = arguments.adaptive {
        engine::adaptive(trials, people, &arguments.seeds, &out, &mut rows)?
    } else {
        let candidates = arguments.grid.candidates()?;
        let wanted = Trial::all(&candidates, people, &arguments.seeds);
        let missing: Vec<_> = wanted.into_iter().filter(|trial| !rows.has(trial)).collect();
        println!(
            "{} recipes, {} trials to do, {} kept",
            candidates.len(),
            missing.len(),
            rows.len()
        );
        match &arguments.scheduler {
            Some(address) => engine::dask(address, &missing, &mut rows)?,
            None => engine::threads(arguments.threads, &missing, &mut rows)?,
        }
        candidates
    };
    println!("trials took {:.1} s", start.elapsed().as_secs_f32());
    report(&candidates, people, &arguments.seeds, &rows, &out)
}

fn report(
    candidates: &[Candidate],
    people: usize,
    seeds: &[u64],
    rows: &Rows,
    out: &std::path::Path,
) -> Result<()> {
    let choices = choice::nested(candidates, people, seeds, rows)?;
    let mut table = Table::new();
    table.load_style(comfy_table::presets::ASCII_MARKDOWN);
    table.set_header(["person", "recipe chosen on the others", "frozen %", "fine-tuned %", "gain"]);
    for choice in &choices {
        let gain = choice.after - choice.before;
        let person = format!("{:02}", choice.person);
        let [before, after] = [choice.before, choice.after].map(|x| format!("{x:.1}"));
        table.add_row([person, choice.recipe.clone(), before, after, format!("{gain:+.1}")]);
    }
    let (mean, error) = choice::mean(choices.iter().map(|choice| choice.after - choice.before));
    let text = format!(
        "{table}\n\ngain {mean:+.1} ± {error:.1} points (mean and standard error over people)\n"
    );
    println!("{text}");
    fs::write(out.join("table.md"), text)?;
    let best = choice::best(candidates, people, seeds, rows)?;
    fs::write(out.join("best.json"), serde_json::to_string_pretty(&best.recipe)? + "\n")?;
    let mut buffer = vec![0; best.recipe.encoded_len()];
    fs::write(out.join("best.bin"), best.recipe.encode(&mut buffer)?)?;
    fs::write(out.join("search.svg"), drawing::draw(candidates, people, seeds, rows)?)?;
    println!("best on all people, to take along: {}", best.name);
    println!("written to {}: rows.jsonl, table.md, search.svg, best.json, best.bin", out.display());
    Ok(())
}
