//! A small search: it goes on where it was stopped, and finds the same whoever does the trials.

use anyhow::{Context, Result, ensure};
use std::{fs, path::PathBuf, process::Command};
use xtask::shell;

const SMALL: [&str; 8] =
    ["--people", "3", "--rules", "Adam,Sgd", "--rates", "0.003,0.03", "--epochs", "3"];

pub(crate) fn check(all: bool) -> Result<()> {
    let threads = searched("threads", &[])?;
    let rows = lines(&threads, "rows.jsonl")?;
    ensure!(rows.len() == 36, "4 recipes, 9 pairs: {} rows", rows.len());
    // Stopped in the middle of a line.
    let file = threads.join("rows.jsonl");
    let text = fs::read_to_string(&file)?;
    let half = text.len() / 2;
    fs::write(&file, &text[..half])?;
    go_on("threads", &["--threads", "1"])?;
    ensure!(lines(&threads, "rows.jsonl")? == rows, "other rows after it was stopped");
    for file in ["table.md", "search.svg", "best.json", "best.bin"] {
        ensure!(threads.join(file).exists(), "{file} was not written");
    }
    println!("{} rows, the same after it was stopped", rows.len());
    if all {
        let dask = searched("dask", &["--scheduler", "local"])?;
        ensure!(lines(&dask, "rows.jsonl")? == rows, "other rows by Dask");
        println!("the same rows by two workers of Dask");
        let adaptive = searched("adaptive", &["--adaptive", "3"])?;
        ensure!(lines(&adaptive, "rows.jsonl")?.len() > 36, "Optuna has proposed too little");
    }
    Ok(())
}

fn searched(name: &str, arguments: &[&str]) -> Result<PathBuf> {
    let folder = folder(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    go_on(name, arguments)?;
    Ok(folder)
}

fn folder(name: &str) -> PathBuf {
    shell::root().join("target/search-tests").join(name)
}

fn go_on(name: &str, arguments: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["xtask", "search"]).args(SMALL).args(arguments);
    cargo.arg("--out").arg(folder(name));
    shell::quiet("searching", &mut cargo)
}

/// The lines of a file, in order.
fn lines(folder: &std::path::Path, file: &str) -> Result<Vec<String>> {
    let file = folder.join(file);
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    lines.sort();
    Ok(lines)
}
