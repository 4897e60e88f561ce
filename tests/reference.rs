//! Every reference vector against the code: `cargo test -p thalweg-tests --test reference`.
//!
//! `REFERENCE_DIR` names another directory of vectors. One line a library says how many cases of how
//! many passed and the worst error, in units of the bound. A kind that the reader does not know is a
//! failure; the kinds that do not exist yet are [`NOT_YET`], and none of them may pass unnoticed.

#[path = "reference/losses.rs"]
mod losses;

use std::collections::BTreeMap;
use thalweg_tests::vectors::{self, Case};

/// Kinds of which no formula exists here yet.
const NOT_YET: &[&str] = &[
    "softmax_cross_entropy_soft",
    "mse",
    "mae",
    "huber",
    "smooth_l1",
    "bce_with_logits",
    "distillation",
    "distillation_mixed",
];

/// Families of which no kind is read yet.
const FAMILIES_NOT_YET: &[&str] = &["clipping", "ema", "optimizers", "schedules", "training"];

/// What became of a case.
pub enum Verdict {
    /// Computed: the worst error in units of the bound; above 1 is a failure.
    Error(f64),
    /// The reader does not know the kind.
    Unknown,
}

/// A case read and compared; `Err` when it cannot be read or the code refuses it.
pub type Checked = anyhow::Result<Verdict>;

#[derive(Default)]
struct Tally {
    cases: usize,
    passed: usize,
    not_yet: usize,
    worst: f64,
}

fn check_family(family: &str, check: impl Fn(&Case) -> Checked) {
    let cases = vectors::cases(&[family]).unwrap();
    let mut tallies = BTreeMap::<&str, Tally>::new();
    let mut failures = Vec::new();
    for case in &cases {
        let tally = tallies.entry(&case.library).or_default();
        let fail =
            |why: String| format!("{} ({}, {}): {why}", case.name, case.kind, case.convention);
        tally.cases += 1;
        match check(case) {
            Ok(Verdict::Error(_)) if NOT_YET.contains(&case.kind.as_str()) => {
                failures.push(fail("is computed, so take it off NOT_YET".to_owned()));
            }
            Ok(Verdict::Error(error)) => {
                tally.worst =
                    if error > tally.worst || error.is_nan() { error } else { tally.worst };
                if error <= 1.0 {
                    tally.passed += 1;
                } else {
                    failures.push(fail(format!("error is {error:.3} of the bound")));
                }
            }
            Ok(Verdict::Unknown) if NOT_YET.contains(&case.kind.as_str()) => tally.not_yet += 1,
            Ok(Verdict::Unknown) => failures.push(fail("unknown kind".to_owned())),
            Err(error) => failures.push(fail(format!("{error:#}"))),
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

#[test]
fn losses() {
    check_family("losses", losses::check);
}

#[test]
fn every_family_is_read() {
    for family in vectors::families().unwrap() {
        assert!(
            family == "losses" || FAMILIES_NOT_YET.contains(&family.as_str()),
            "nothing reads the family {family}"
        );
    }
}
