//! What the programs of the tasks share: their options, and how their tables look.

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use thalweg_tasks::tables::Finding;

/// What a person asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Another file than the committed one, of people whom nobody was trained on.
    pub data: Option<PathBuf>,
    /// One line of JSON in place of the table.
    pub json: bool,
}

impl Options {
    /// `--data FILE` and `--json`.
    ///
    /// # Errors
    /// Another option.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self> {
        let (mut options, mut arguments) = (Self::default(), arguments.into_iter());
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => options.json = true,
                "--data" => {
                    let file = arguments.next().context("--data needs the name of a file")?;
                    options.data = Some(file.into());
                }
                _ => bail!("{argument} is no option; allowed: --data FILE, --json"),
            }
        }
        Ok(options)
    }

    /// What looks wrong with the file of others, if there is one: said on the standard error, and given as a list in JSON.
    ///
    /// # Errors
    /// What `audit` refuses.
    pub fn findings(
        &self,
        audit: impl FnOnce(Option<&Path>) -> Result<Vec<Finding>>,
    ) -> Result<String> {
        let found = self.data.as_deref().map(|file| audit(Some(file))).transpose()?;
        let lines: Vec<_> = found.unwrap_or_default().iter().map(Finding::to_string).collect();
        lines.iter().for_each(|line| eprintln!("note: {line}"));
        Ok(serde_json::to_string(&lines)?)
    }
}

/// Runs a program; an error is one line.
pub fn main(run: impl FnOnce(&Options) -> Result<()>) -> ExitCode {
    let result = Options::parse(std::env::args().skip(1)).and_then(|options| run(&options));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A bar of so many steps, on a terminal.
#[must_use]
pub fn progress(what: &'static str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}, {eta}") {
        bar.set_style(style);
    }
    bar.with_message(what)
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn options_are_taken_or_refused() {
        let parse = |arguments: &[&str]| Options::parse(arguments.iter().map(|&a| a.to_owned()));
        let all = parse(&["--json", "--data", "a.csv"]).unwrap();
        assert_eq!(all, Options { data: Some("a.csv".into()), json: true });
        let error = |arguments: &[&str]| parse(arguments).unwrap_err().to_string();
        assert_eq!(error(&["--data"]), "--data needs the name of a file");
        assert_eq!(error(&["--fast"]), "--fast is no option; allowed: --data FILE, --json");
    }
}
