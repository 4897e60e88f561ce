//! What `cargo xtask fleet` takes, and what the app is told of it.

use crate::gateway;
use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use std::{env, fs, path::Path};
use xtask::{
    device::{Kind, Member},
    shell,
};

/// Of the server.
const RULES: [&str; 4] = ["Sgd", "AdaGrad", "AdamUncorrected", "Yogi"];

/// Watches that fine-tune and share what they have learnt: one process by default, in seconds.
#[derive(Parser)]
#[command(
    name = "cargo xtask fleet",
    bin_name = "cargo xtask fleet",
    version,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) arguments: Arguments,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// What a node calls that stands before a device, once a round.
    Gateway(gateway::Arguments),
}

#[derive(clap::Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
pub(crate) struct Arguments {
    /// Rounds.
    #[arg(long, default_value_t = 10)]
    pub(crate) rounds: u32,
    /// Epochs that a device fine-tunes in a round.
    #[arg(long, default_value_t = 5)]
    epochs: u32,
    /// The server's rule: Sgd (which is `FedAvg`), `AdaGrad`, `AdamUncorrected` or Yogi.
    #[arg(long, default_value = "Sgd")]
    rule: String,
    /// Its rate.
    #[arg(long, default_value_t = 1.0)]
    rate: f32,
    /// A proximal term pulls a device back to what it was sent (`FedProx`).
    #[arg(long, default_value_t = 0.0)]
    mu: f32,
    /// Who takes part: the five members, or an exercise of a wrist of a person each, which are 98.
    #[arg(long, default_value = "people")]
    clients: Clients,
    /// How many of them take part; 0 for all.
    #[arg(long, default_value_t = 0)]
    nodes: u32,
    /// Whose statistics a window is normalised with: the factory's, or those in the image of the emulated boards.
    #[arg(long)]
    inputs: Option<Inputs>,
    /// The norm of what a device changes is at most this one; 0 for no clipping.
    #[arg(long, default_value_t = 0.0)]
    clip: f32,
    /// With --clip: noise of local differential privacy, as ε of a round; 0 for none.
    #[arg(long, default_value_t = 0.0)]
    epsilon: f32,
    /// Its δ.
    #[arg(long, default_value_t = 1e-5)]
    delta: f32,
    /// Noise that can be drawn again, which hides nothing; 0 for one that cannot.
    #[arg(long, default_value_t = 0)]
    noise_seed: u32,
    /// So many nodes are gateways to emulated boards, whose bits they compare with the host's.
    #[arg(long, default_value_t = 0)]
    devices: u32,
    /// With --devices: which emulated boards, m4 by default.
    #[arg(long, value_name = "NAME")]
    board: Option<Kind>,
    /// With --devices: the last one has heard another person, and is named and left out.
    #[arg(long)]
    impostor: bool,
    /// A `SuperLink` and `SuperNodes` as real processes on this machine.
    #[arg(long, conflicts_with = "simulation")]
    pub(crate) deploy: bool,
    /// With --deploy: the last node is killed after the first round.
    #[arg(long, requires = "deploy")]
    pub(crate) kill_one: bool,
    /// Flower's simulation, on Ray.
    #[arg(long)]
    pub(crate) simulation: bool,
    /// How long a round waits for a device, in seconds.
    #[arg(long, default_value_t = 120.0)]
    timeout: f32,
    /// Tests the app instead.
    #[arg(long, hide = true)]
    pub(crate) test: bool,
    /// The same with the tests that take long.
    #[arg(long, hide = true)]
    pub(crate) test_all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Clients {
    People,
    Recordings,
}

#[derive(Clone, Copy, ValueEnum)]
enum Inputs {
    Factory,
    Device,
}

impl Clients {
    /// How many there are.
    const fn count(self) -> u32 {
        match self {
            Self::People => 5,
            Self::Recordings => 98,
        }
    }
}

impl Arguments {
    /// Refuses a rule and devices that there cannot be, before anything is built.
    pub(crate) fn check(&self) -> Result<()> {
        let Self { rule, devices, board, simulation, impostor, .. } = self;
        let allowed = RULES.join(", ");
        ensure!(RULES.contains(&rule.as_str()), "--rule is {rule:?}; allowed: {allowed}");
        let most = match (simulation, self.nodes) {
            (true, _) => 0,
            (_, 0) => self.clients.count(),
            (_, nodes) => nodes,
        };
        let why = if *simulation { "in the simulation" } else { "the nodes" };
        ensure!(*devices <= most, "--devices is {devices}; allowed: at most {most}, {why}");
        ensure!(*devices > 0 || board.is_none(), "--board is given; allowed: with --devices");
        ensure!(*devices > 0 || !impostor, "--impostor is given; allowed: with --devices");
        Ok(())
    }

    /// What the app is told, as name=value; where there are devices, their program is built first.
    pub(crate) fn settings(&self, result: &Path) -> Result<Vec<String>> {
        let Self { rounds, epochs, rule, rate, mu, nodes, timeout, .. } = self;
        let Self { clip, epsilon, delta, noise_seed, devices, impostor, .. } = self;
        let clients = match self.clients {
            Clients::People => "people",
            Clients::Recordings => "recordings",
        };
        let inputs = match self.inputs {
            Some(Inputs::Factory) => "factory",
            None if *devices == 0 => "factory",
            None | Some(Inputs::Device) => "device",
        };
        Ok(vec![
            format!("rounds={rounds}"),
            format!("epochs={epochs}"),
            format!("rule={rule}"),
            format!("rate={rate}"),
            format!("mu={mu}"),
            format!("clients={clients}"),
            format!("nodes={nodes}"),
            format!("inputs={inputs}"),
            format!("clip={clip}"),
            format!("epsilon={epsilon}"),
            format!("delta={delta}"),
            format!("noise_seed={noise_seed}"),
            format!("devices={devices}"),
            format!("gateway={}", self.gateway()?),
            format!("impostor={impostor}"),
            format!("timeout={timeout}"),
            format!("out={}", result.display()),
        ])
    }

    /// The command of a gateway, in front of a device that has heard nothing yet.
    fn gateway(&self) -> Result<String> {
        if self.devices == 0 {
            return Ok(String::new());
        }
        let board = self.board.unwrap_or(Kind::M4);
        let elf = Member::build(board)?;
        let flashes = shell::root().join("target/fleet/devices");
        if flashes.exists() {
            fs::remove_dir_all(&flashes).with_context(|| flashes.display().to_string())?;
        }
        let us = env::current_exe().context("xtask does not know where it is")?;
        let (us, elf, flashes) = (us.display(), elf.display(), flashes.display());
        let board = board.name();
        Ok(format!("'{us}' gateway --board {board} --elf '{elf}' --flash '{flashes}/{{node}}.img'"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_and_devices_that_there_cannot_be_are_refused() {
        let said = |told: &str| {
            let line = CommandLine::parse_from(format!("fleet {told}").split(' '));
            line.arguments.check().err().map(|error| error.to_string())
        };
        for (told, why) in [
            ("--devices 6", "--devices is 6; allowed: at most 5, the nodes"),
            ("--devices 3 --nodes 2", "--devices is 3; allowed: at most 2, the nodes"),
            ("--simulation --devices 1", "--devices is 1; allowed: at most 0, in the simulation"),
            ("--rule Adem", "--rule is \"Adem\"; allowed: Sgd, AdaGrad, AdamUncorrected, Yogi"),
            ("--board m4", "--board is given; allowed: with --devices"),
            ("--impostor", "--impostor is given; allowed: with --devices"),
        ] {
            assert_eq!(said(told).as_deref(), Some(why));
        }
        assert_eq!(said("--devices 6 --clients recordings --board m3 --impostor"), None);
    }

    #[test]
    fn the_rules_are_those_of_the_server() {
        let strategy = include_str!("../../../examples/fleet/fleet/strategy.py");
        let (_, list) = strategy.split_once("\nRULES: ").unwrap();
        let (list, _) = list.split_once("\n}").unwrap();
        let keys = list.lines().filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
        assert_eq!(keys.collect::<Vec<_>>(), RULES);
    }
}
