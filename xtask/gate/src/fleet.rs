//! A fleet in one process: it is worth something to its members, and what goes wrong is named; with `all` also as real
//! processes, to the same bits, with one of them killed.

use anyhow::{Result, ensure};
use std::{fs, process::Command};
use xtask::shell;

pub(crate) fn check(all: bool) -> Result<()> {
    run(&["--test"])?;
    let inline = rounds(&["--nodes", "2", "--rounds", "2"])?;
    ensure!(inline.len() == 3, "{} rounds, not 0, 1 and 2", inline.len());
    if !all {
        return Ok(());
    }
    let deployed = rounds(&["--nodes", "2", "--rounds", "2", "--deploy"])?;
    ensure!(inline == deployed, "deployed {deployed:?}, in one process {inline:?}");
    println!("two SuperNodes: the bits of one process");
    let killed =
        rounds(&["--nodes", "2", "--rounds", "3", "--deploy", "--kill-one", "--timeout", "30"])?;
    ensure!(killed.len() == 4, "{} rounds after a node was killed", killed.len());
    ensure!(
        killed[..2] == deployed[..2] && killed[3] != killed[2],
        "a node was killed: {killed:?}"
    );
    println!("a SuperNode was killed: the fleet goes on");
    let simulated = rounds(&["--nodes", "2", "--rounds", "2", "--simulation"])?;
    ensure!(inline == simulated, "simulated {simulated:?}, in one process {inline:?}");
    println!("the simulation: the bits of one process");
    Ok(())
}

fn run(arguments: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    shell::loud(cargo.current_dir(shell::root()).args(["xtask", "fleet"]).args(arguments))
}

/// The hashes of the weights, round by round.
fn rounds(arguments: &[&str]) -> Result<Vec<String>> {
    run(arguments)?;
    let text = fs::read_to_string(shell::root().join("target/fleet/rounds.json"))?;
    let result: serde_json::Value = serde_json::from_str(&text)?;
    let rounds = result["rounds"].as_array().cloned().unwrap_or_default();
    Ok(rounds.iter().map(|round| round["hash"].to_string()).collect())
}
