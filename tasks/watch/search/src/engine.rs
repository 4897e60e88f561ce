//! Who does the trials: threads here, a Dask cluster, or Optuna, which also proposes the recipes.

use crate::{
    candidates::Candidate,
    rows::Rows,
    trial::{Row, Trial},
};
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Deserialize;
use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};
use thalweg::{
    recipe::{Recipe, RuleSet},
    schedule::Schedule,
};
use xtask::{python::Environment, shell};

const DASK: &str = "distributed==2026.8.0";
const OPTUNA: &str = "optuna==5.0.0";
const NUMPY: &str = "numpy==2.4.6";

fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} trials, {eta} left");
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// On as many threads, or on all cores.
pub(crate) fn threads(threads: Option<usize>, trials: &[Trial], rows: &mut Rows) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    let bar = bar(trials.len());
    let (done, to_do) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            pool.install(|| {
                trials.par_iter().for_each_with(done, |done, trial| {
                    // Nobody listens any more where a row could not be written.
                    let _ = done.send(trial.run());
                });
            });
        });
        for row in to_do {
            rows.add(row?)?;
            bar.inc(1);
        }
        Ok(())
    })
}

/// A program in Python that is told something and answers in rows.
fn python(environment: &Environment, script: &str, arguments: &[&str]) -> Result<Command> {
    let script = shell::root().join("tasks/watch/search/python").join(script);
    ensure!(script.exists(), "{} is missing", script.display());
    let mut python = environment.program("python");
    python.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    Ok(python)
}

/// On a Dask cluster.
pub(crate) fn dask(address: &str, trials: &[Trial], rows: &mut Rows) -> Result<()> {
    if trials.is_empty() {
        return Ok(());
    }
    let environment = Environment::with_thalweg("search", &[NUMPY, DASK, OPTUNA])?;
    let told: String = trials
        .iter()
        .map(|trial| Ok(serde_json::to_string(&(trial.key(), trial))? + "\n"))
        .collect::<Result<_>>()?;
    let bar = bar(trials.len());
    answered(&mut python(&environment, "dask_engine.py", &[address])?, told, |line| {
        rows.add(serde_json::from_str(line)?)?;
        bar.inc(1);
        Ok(())
    })
}

/// What Optuna proposed, and what came of it.
#[derive(Deserialize)]
struct Proposed {
    recipe: Recipe,
    row: Row,
}

/// Optuna proposes recipes for each person by what went before, and does the trials.
pub(crate) fn adaptive(
    trials: usize,
    people: usize,
    seeds: &[u64],
    out: &Path,
    rows: &mut Rows,
) -> Result<Vec<Candidate>> {
    ensure!(trials > 0, "adaptive is 0; allowed: at least 1");
    let environment = Environment::with_thalweg("search", &[NUMPY, DASK, OPTUNA])?;
    let journal = out.join("optuna.journal").display().to_string();
    let [count, of] = [trials, people].map(|n| n.to_string());
    let seeds: Vec<_> = seeds.iter().map(u64::to_string).collect();
    let arguments = [journal.as_str(), &count, &of, &seeds.join(",")];
    let (mut seen, mut candidates) = (HashSet::new(), Vec::new());
    let mut command = python(&environment, "optuna_engine.py", &arguments)?;
    answered(&mut command, String::new(), |line| {
        let Proposed { recipe, row } = serde_json::from_str(line)?;
        rows.add(row)?;
        let recipe = Recipe { seed: 1, ..recipe };
        if seen.insert(recipe.fingerprint()) {
            let rate = (0..1_000).map(|step| recipe.schedule.at(step)).fold(0.0, f32::max);
            let family = recipe.rule.name().to_owned();
            let name = format!("{family}, {} epochs, rate {rate:.2e}", recipe.epochs);
            candidates.push(Candidate { name, family, rate, recipe });
        }
        Ok(())
    })?;
    Ok(candidates)
}

/// Tells a program something and takes its lines.
fn answered(
    command: &mut Command,
    told: String,
    mut line: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let mut child = command.spawn().context("Python cannot be started")?;
    let mut input = child.stdin.take().context("Python has no input")?;
    let output = child.stdout.take().context("Python has no output")?;
    // A program that ends early closes its input, and its status says why.
    let writer = thread::spawn(move || drop(input.write_all(told.as_bytes())));
    let end = BufReader::new(output).lines().try_for_each(|read| line(&read?));
    if end.is_err() {
        child.kill()?;
    }
    let status = child.wait()?;
    drop(writer.join());
    end?;
    ensure!(status.success(), "Python ended with {status}");
    Ok(())
}
