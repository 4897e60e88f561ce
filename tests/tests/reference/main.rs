//! Every reference vector against the code: `cargo test -p thalweg-tests --test reference`.
//!
//! `REFERENCE_DIR` names another directory of vectors. One line a library says how many cases of how
//! many passed and the worst error, in units of the bound. A kind that no reader knows is a failure,
//! unless [`NOT_YET`] names it; and a kind that is computed may not stand there.

mod averages;
mod clipping;
mod layers;
mod losses;
mod not_yet;
mod optimizers;
mod schedules;
mod training;

use not_yet::NOT_YET;
use std::collections::BTreeMap;
use thalweg_tests::vectors::{self, Case};

/// What became of a case.
pub enum Verdict {
    /// Computed: the worst error in units of the bound; above 1 is a failure.
    Error(f64),
    /// The reader does not know the kind.
    Unknown,
}

/// A case read and compared; `Err` when it cannot be read or the code refuses it.
pub type Checked = anyhow::Result<Verdict>;

fn is_not_yet(case: &Case) -> bool {
    NOT_YET
        .iter()
        .any(|(family, kinds)| *family == case.family && kinds.contains(&case.kind.as_str()))
}

#[derive(Default)]
struct Tally {
    cases: usize,
    passed: usize,
    not_yet: usize,
    worst: f64,
}

fn check_family(family: &str, check: impl Fn(&Case) -> Checked) {
    if std::env::var_os("REFERENCE_DIR").is_some()
        && !vectors::families().unwrap().iter().any(|other| other == family)
    {
        println!("{family}: no vectors in REFERENCE_DIR");
        return;
    }
    let cases = vectors::cases(&[family]).unwrap();
    let mut tallies = BTreeMap::<&str, Tally>::new();
    let mut failures = Vec::new();
    for case in &cases {
        let tally = tallies.entry(&case.library).or_default();
        if let Err(why) = count(tally, case, check(case)) {
            failures.push(format!("{} ({}, {}): {why}", case.name, case.kind, case.convention));
        }
    }
    for (library, tally) in &tallies {
        println!(
            "{family}.{library}: {} of {} passed, {} not yet, worst error {:.3} of the bound",
            tally.passed, tally.cases, tally.not_yet, tally.worst
        );
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Counts a case; `Err` says why it fails.
fn count(tally: &mut Tally, case: &Case, checked: Checked) -> Result<(), String> {
    tally.cases += 1;
    match checked {
        Ok(Verdict::Error(_)) if is_not_yet(case) => {
            Err("is computed, so take it off NOT_YET".to_owned())
        }
        Ok(Verdict::Error(error)) => {
            tally.worst = if error > tally.worst || error.is_nan() { error } else { tally.worst };
            if error <= 1.0 {
                tally.passed += 1;
                Ok(())
            } else {
                Err(format!("error is {error:.3} of the bound"))
            }
        }
        Ok(Verdict::Unknown) if is_not_yet(case) => {
            tally.not_yet += 1;
            Ok(())
        }
        Ok(Verdict::Unknown) => Err("unknown kind".to_owned()),
        Err(error) => Err(format!("{error:#}")),
    }
}

#[test]
fn clipping() {
    check_family("clipping", clipping::check);
}

#[test]
fn ema() {
    check_family("ema", averages::check);
}

#[test]
fn layers() {
    check_family("layers", layers::check);
}

#[test]
fn losses() {
    check_family("losses", losses::check);
}

#[test]
fn optimizers() {
    check_family("optimizers", optimizers::check);
}

#[test]
fn schedules() {
    check_family("schedules", schedules::check);
}

#[test]
fn training() {
    check_family("training", training::check);
}

#[test]
fn every_family_has_its_test() {
    let tested = ["clipping", "ema", "layers", "losses", "optimizers", "schedules", "training"];
    let families = vectors::families().unwrap();
    assert!(!families.is_empty(), "no vectors at {}", vectors::directory().display());
    for family in families {
        assert!(tested.contains(&family.as_str()), "nothing reads the family {family}");
    }
}
