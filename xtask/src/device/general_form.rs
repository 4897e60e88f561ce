//! What a user says of a sensor and classes of his own.

use anyhow::{Result, ensure};
use std::path::PathBuf;
use thalweg_tasks::general::{CAPACITY, HIDDEN};
use thalweg_tasks_study::general::Form;

/// With `--task general`: how the table in `--data` is taken.
#[derive(Debug, clap::Args)]
pub(super) struct General {
    /// With --task general: rows of a sample, which make a window; without it every row is a sample of features.
    #[arg(long, value_name = "ROWS", requires = "source", value_parser = clap::value_parser!(u16).range(2..=10_000))]
    window: Option<u16>,
    /// With --task general: how many samples of each class are learnt; the device is asked about the others. 2 if not given.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(1..=CAPACITY as i64))]
    learn: Option<u8>,
    /// With --task general: hidden units of the network, 1 to 16. 16 if not given.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(1..=HIDDEN as i64))]
    hidden: Option<u8>,
    /// With --task general: parameters to start from, as text: of each layer and each output its weights, then its bias; the outputs are the classes
    /// in the order in which the table names them first. Random ones if not given.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

impl General {
    /// What is said, and the standard of what is not. A recipe is read once the table has said how many features and classes
    /// there are.
    pub(super) fn form(&self) -> Form {
        Form {
            window: self.window.unwrap_or(Form::DEFAULT.window),
            learn: self.learn.map_or(Form::DEFAULT.learn, usize::from),
            hidden: self.hidden.unwrap_or(Form::DEFAULT.hidden),
            weights: self.weights.clone(),
            ..Form::DEFAULT
        }
    }

    /// Refuses what no other task knows.
    pub(super) fn only_of_its_task(&self) -> Result<()> {
        for (name, given) in [
            ("--window", self.window.is_some()),
            ("--learn", self.learn.is_some()),
            ("--hidden", self.hidden.is_some()),
            ("--weights", self.weights.is_some()),
        ] {
            ensure!(!given, "{name} is of one task; allowed with: --task general");
        }
        Ok(())
    }
}
