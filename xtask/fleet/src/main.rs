//! `cargo xtask fleet`: watches that fine-tune and share what they have learnt, on Flower (`examples/fleet`).

mod arguments;
mod drawing;
mod gateway;

use anyhow::{Context, Result, ensure};
use arguments::{Arguments, Command as Subcommand, CommandLine};
use clap::Parser;
use comfy_table::Table;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, ExitCode, Stdio},
};
use xtask::{python::Environment, shell};

/// Flower sets what its own configuration says; the inline grid sets a private name of this version.
const PACKAGES: [&str; 3] = ["flwr==1.42.0", "numpy==2.4.6", "pytest==9.2.0"];
/// The same with Ray, which is large.
const SIMULATION: [&str; 2] = ["flwr[simulation]==1.42.0", "numpy==2.4.6"];

/// What a round came to: accuracies in per cent, and the hash of the weights.
#[derive(Clone, Debug, Deserialize)]
struct Round {
    round: u32,
    members: f64,
    new: f64,
    old: f64,
    hash: String,
}

/// What the server writes at the end.
#[derive(Deserialize)]
struct Outcome {
    rounds: Vec<Round>,
    left_out: Vec<String>,
}

fn main() -> ExitCode {
    let CommandLine { command, arguments } = CommandLine::parse();
    xtask::end(match command {
        Some(Subcommand::Gateway(arguments)) => gateway::run(&arguments),
        None => run(&arguments),
    })
}

fn run(arguments: &Arguments) -> Result<()> {
    arguments.check()?;
    let folder = shell::root().join("examples/fleet");
    let environment = if arguments.simulation {
        Environment::with_thalweg("simulation", &SIMULATION)?
    } else {
        Environment::with_thalweg("fleet", &PACKAGES)?
    };
    if arguments.test || arguments.test_all {
        let mut pytest = environment.program("python");
        pytest.args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "-W", "ignore"]);
        if !arguments.test_all {
            pytest.args(["-m", "not long"]);
        }
        return shell::loud(pytest.current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1"));
    }
    let out = shell::root().join("target/fleet");
    fs::create_dir_all(&out)?;
    let result = out.join("rounds.json");
    if result.exists() {
        fs::remove_file(&result)?;
    }
    let mut python = environment.program("python");
    python.current_dir(&folder).args(["-m", module(arguments)]).args(arguments.settings(&result)?);
    for (flag, given) in
        [("--kill-one", arguments.kill_one), ("--simulation", arguments.simulation)]
    {
        if given {
            python.arg(flag);
        }
    }
    follow(&mut python, arguments.rounds)?;
    report(&result, &out)
}

const fn module(arguments: &Arguments) -> &'static str {
    if arguments.deploy || arguments.simulation { "fleet.deploy" } else { "fleet.inline" }
}

/// Runs the app, and shows how far it is.
fn follow(python: &mut Command, rounds: u32) -> Result<()> {
    let style = ProgressStyle::with_template("{bar:30} round {pos} of {len}: {msg}");
    let bar = ProgressBar::new(rounds.into());
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    python.env("FLWR_TELEMETRY_ENABLED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
    python.env("FLWR_HOME", shell::root().join("target/fleet/flower"));
    python.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = python.spawn().context("Python cannot be started")?;
    let output = child.stdout.take().context("Python has no output")?;
    for line in BufReader::new(output).lines() {
        if let Ok(round) = serde_json::from_str::<Round>(&line?) {
            bar.set_position(round.round.into());
            bar.set_message(format!("members {:.1} %", round.members));
        }
    }
    bar.finish_and_clear();
    ensure!(child.wait()?.success(), "the fleet has failed");
    Ok(())
}

fn report(result: &Path, out: &Path) -> Result<()> {
    let text = fs::read_to_string(result).context("the server has written no result")?;
    let Outcome { rounds, left_out } = serde_json::from_str(&text)?;
    let mut table = Table::new();
    table.load_style(comfy_table::presets::ASCII_MARKDOWN);
    table.set_header(["round", "members %", "new person %", "the factory's people %", "hash"]);
    for Round { round, members, new, old, hash } in &rounds {
        let [members, new, old] = [members, new, old].map(|accuracy| format!("{accuracy:.1}"));
        table.add_row([round.to_string(), members, new, old, hash.clone()]);
    }
    println!("{table}");
    left_out.iter().for_each(|device| println!("left out: {device}"));
    let drawing = out.join("rounds.svg");
    fs::write(&drawing, drawing::draw(&rounds)?)?;
    println!("drawn in {}", drawing.display());
    Ok(())
}
