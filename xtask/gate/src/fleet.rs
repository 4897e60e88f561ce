//! A fleet in one process: it is worth something to its members, and what goes wrong is named; with `all` also as real
//! processes, to the same bits, with one of them killed, as 98 clients in the simulation, and with emulated devices.

use anyhow::{Result, ensure};
use std::{fs, process::Command};
use xtask::shell;

pub(crate) fn check(all: bool) -> Result<()> {
    run(&[if all { "--test-all" } else { "--test" }])?;
    let inline = hashes(&["--nodes", "2", "--rounds", "2"])?;
    ensure!(inline.len() == 3, "{} rounds, not 0, 1 and 2", inline.len());
    if !all {
        return Ok(());
    }
    deployed(&inline)?;
    simulated()?;
    devices()
}

/// Real processes land on the bits of one, and survive the death of one.
fn deployed(inline: &[String]) -> Result<()> {
    let deployed = hashes(&["--nodes", "2", "--rounds", "2", "--deploy"])?;
    ensure!(inline == deployed, "deployed {deployed:?}, in one process {inline:?}");
    println!("two SuperNodes: the bits of one process");
    let found =
        rounds(&["--nodes", "2", "--rounds", "3", "--deploy", "--kill-one", "--timeout", "30"])?;
    let (killed, named) = (found.hashes(), found.left_out());
    ensure!(!named.is_empty(), "a node was killed, and none is named");
    ensure!(killed.len() == 4, "{} rounds after a node was killed", killed.len());
    ensure!(
        killed[..2] == deployed[..2] && killed[3] != killed[2],
        "a node was killed: {killed:?}"
    );
    println!("a SuperNode was killed, and the fleet goes on: {}", named[0]);
    Ok(())
}

/// So do 98 clients in Flower's simulation.
fn simulated() -> Result<()> {
    let hundred = ["--clients", "recordings", "--rounds", "2", "--rate", "30"];
    let inline = hashes(&hundred)?;
    let simulated = hashes(&[&hundred[..], &["--simulation"]].concat())?;
    ensure!(inline == simulated, "simulated {simulated:?}, in one process {inline:?}");
    println!("98 clients in the simulation: the bits of one process");
    Ok(())
}

/// Emulated boards send what the host finds, in one process and behind a `SuperNode`; one that does not is left out.
fn devices() -> Result<()> {
    const TWO: [&str; 4] = ["--nodes", "2", "--rounds", "2"];
    let host = hashes(&[&TWO[..], &["--inputs", "device"]].concat())?;
    for way in [&["--devices", "2"][..], &["--devices", "1", "--deploy"]] {
        let found = rounds(&[&TWO[..], way].concat())?;
        ensure!(found.hashes() == host, "{way:?}: {found:?}, on the host {host:?}");
        ensure!(found.left_out().is_empty(), "{way:?}: left out {:?}", found.left_out());
    }
    println!("emulated Cortex-M4F: the host's bits, in one process and behind a SuperNode");
    let found = rounds(&[&TWO[..], &["--devices", "2", "--impostor"]].concat())?;
    let named = found.left_out();
    let right = |why: &String| why.contains("node 2: ") && why.contains("is not the host's");
    ensure!(named.len() == 2 && named.iter().all(right), "an impostor: left out {named:?}");
    ensure!(found.hashes() != host, "an impostor changes nothing");
    println!("a device with other bits is named and left out: {}", named[0]);
    Ok(())
}

fn run(arguments: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    shell::loud(cargo.current_dir(shell::root()).args(["xtask", "fleet"]).args(arguments))
}

/// What a fleet has come to.
#[derive(Debug)]
struct Outcome(serde_json::Value);

impl Outcome {
    fn list(&self, name: &str) -> Vec<serde_json::Value> {
        self.0[name].as_array().cloned().unwrap_or_default()
    }

    /// Of the weights, round by round.
    fn hashes(&self) -> Vec<String> {
        self.list("rounds").iter().map(|round| round["hash"].to_string()).collect()
    }

    /// Which devices, and why.
    fn left_out(&self) -> Vec<String> {
        self.list("left_out").iter().map(ToString::to_string).collect()
    }
}

fn rounds(arguments: &[&str]) -> Result<Outcome> {
    run(arguments)?;
    let text = fs::read_to_string(shell::root().join("target/fleet/rounds.json"))?;
    Ok(Outcome(serde_json::from_str(&text)?))
}

fn hashes(arguments: &[&str]) -> Result<Vec<String>> {
    Ok(rounds(arguments)?.hashes())
}
