//! Whoever is left out of the pre-training is learnt in integers as well as in floats.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use xtask::shell;

/// Speakers of the vowels and people with a watch, each met with three seeds.
const MET: [(&str, u64); 2] = [("speaker", 12), ("person", 8)];
/// How far apart accuracies may be, as shares.
const APART: f64 = 0.01;

/// Runs the tables of `--bin integers`, and fails if integers end elsewhere than floats.
pub(crate) fn learn_as_floats() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["run", "--quiet", "--release", "--package"]);
    cargo.args(["thalweg-examples", "--bin", "integers", "--", "--json"]);
    let text = shell::printed("meeting everybody in floats and in integers", &mut cargo)?;
    let lines: Vec<_> = text.lines().collect();
    ensure!(lines.len() == MET.len(), "{} tables, not {}: {text}", lines.len(), MET.len());
    for (line, (whom, count)) in lines.into_iter().zip(MET) {
        are_near(line, whom, count)?;
        println!("in integers as in floats: {line}");
    }
    Ok(())
}

/// The mean accuracies of a table in floats and in integers, before and after, are at most a point apart.
fn are_near(line: &str, whom: &str, count: u64) -> Result<()> {
    let found: Value = serde_json::from_str(line).context("a table that is no JSON")?;
    let met = (found["each"].as_str(), found["met"].as_u64());
    ensure!(met == (Some(whom), Some(count)), "not every {whom} of {count} was met: {line}");
    for when in ["before", "after"] {
        let accuracy = |name: &str| {
            found[name].as_f64().with_context(|| format!("no accuracy {name}: {line}"))
        };
        let [floats, integers] = [accuracy(when)?, accuracy(&format!("{when}_in_integers"))?];
        ensure!(
            (floats - integers).abs() <= APART,
            "each {whom}, {when}: {integers} in integers, {floats} in floats; allowed: {APART} apart"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::are_near;

    fn table(before: &str, integers: &str, after: &str, after_in_integers: &str) -> String {
        format!(
            "{{\"before\":{before},\"before_in_integers\":{integers},\"after\":{after},\
             \"after_in_integers\":{after_in_integers},\"met\":12,\"each\":\"speaker\"}}"
        )
    }

    #[test]
    fn a_point_apart_is_as_far_as_it_may_be() {
        let of = |line: &str| are_near(line, "speaker", 12);
        of(&table("0.5379", "0.5385", "0.9148", "0.9148")).unwrap();
        of(&table("0.53", "0.53", "0.9148", "0.9050")).unwrap();
        for line in [
            table("0.53", "0.53", "0.9148", "0.9047"),
            table("0.53", "0.53", "0.90", "0.9101"),
            table("0.53", "0.5401", "0.90", "0.90"),
            table("0.53", "0.53", "null", "0.90"),
        ] {
            assert!(of(&line).is_err(), "{line}");
        }
        let line = table("0.5", "0.5", "0.9", "0.9");
        assert!(are_near(&line, "person", 12).is_err() && are_near(&line, "speaker", 11).is_err());
        assert!(of("| speaker | 0.9 |").is_err());
    }
}
