//! The recipes that are tried.

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use thalweg::{
    optimizer::{Adam, AdamW, Lion, Momentum, RmsProp, Sgd},
    recipe::{AnyRule, Recipe},
    schedule::Schedule,
};
use thalweg_watch::Settings;
use thalweg_watch_study::files;
use thalweg_watch_trial::watch_recipe;

/// Bytes of a file with a recipe, at most.
const MOST: u64 = 64 << 10;

/// A recipe and what it is called.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    /// What it has in common with others that differ in their rate.
    pub(crate) family: String,
    pub(crate) rate: f32,
    pub(crate) recipe: Recipe,
}

/// Every rule with every rate and every number of epochs.
#[derive(Args)]
pub(crate) struct Grid {
    /// Rules: Adam, `AdamW`, Lion, Momentum, `RmsProp`, Sgd.
    #[arg(long, value_delimiter = ',', default_value = "Adam,Momentum,Lion")]
    rules: Vec<String>,
    /// Peaks of the learning rate.
    #[arg(long, value_delimiter = ',', default_value = "0.0003,0.001,0.003,0.01,0.03")]
    rates: Vec<f32>,
    /// Epochs.
    #[arg(long, value_delimiter = ',', default_value = "10,20")]
    epochs: Vec<u32>,
    /// A recipe file (JSON, as the explorer writes it) that is tried as well; may be given again.
    #[arg(long = "recipe", value_name = "FILE")]
    files: Vec<std::path::PathBuf>,
}

/// How many labelled windows a person has: two of each of 14 recordings.
const WINDOWS: usize = 28;

impl Grid {
    pub(crate) fn candidates(&self) -> Result<Vec<Candidate>> {
        let mut all = Vec::new();
        for name in &self.rules {
            let rule = rule(name)?;
            for &epochs in &self.epochs {
                for &rate in &self.rates {
                    all.push(candidate(name, rule, rate, epochs)?);
                }
            }
        }
        for file in &self.files {
            all.push(read(file)?);
        }
        ensure!(
            !all.is_empty(),
            "there are no recipes; allowed: at least one rule, rate and number of epochs"
        );
        Ok(all)
    }
}

/// The watch's recipe with another rule, rate and number of epochs.
pub(crate) fn candidate(name: &str, rule: AnyRule, rate: f32, epochs: u32) -> Result<Candidate> {
    let settings = Settings { learning_rate: rate, epochs, ..Settings::PLAIN };
    let recipe = Recipe { rule, ..watch_recipe(&settings, WINDOWS)? };
    if let Some(error) = recipe.validate().next() {
        bail!("{name}, rate {rate}, {epochs} epochs: {error}");
    }
    let family = format!("{name}, {epochs} epochs");
    Ok(Candidate { name: format!("{family}, rate {rate}"), family, rate, recipe })
}

fn read(file: &std::path::Path) -> Result<Candidate> {
    let context = || file.display().to_string();
    let text = files::read(file, MOST).with_context(context)?;
    let recipe: Recipe = serde_json::from_slice(&text).with_context(context)?;
    if let Some(error) = recipe.validate().next() {
        bail!("{}: {error}", file.display());
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let peak = (0..1_000).map(|step| recipe.schedule.at(step)).fold(0.0, f32::max);
    Ok(Candidate { family: name.clone(), name, rate: peak, recipe })
}

pub(crate) fn rule(name: &str) -> Result<AnyRule> {
    Ok(match name {
        "Adam" => Adam::DEFAULT.into(),
        "AdamW" => AdamW::DEFAULT.into(),
        "Lion" => Lion::DEFAULT.into(),
        "Momentum" => Momentum::DEFAULT.into(),
        "RmsProp" => RmsProp::DEFAULT.into(),
        "Sgd" => Sgd.into(),
        _ => bail!("rule is {name:?}; allowed: Adam, AdamW, Lion, Momentum, RmsProp, Sgd"),
    })
}
