//! Optimizers: every rule against the library that defines its convention.

#[path = "optimizers/config.rs"]
#[allow(dead_code)] // for the rules to come
mod config;
#[path = "optimizers/run.rs"]
#[allow(dead_code)] // for the rules to come
mod run;
#[path = "optimizers/sgd.rs"]
mod sgd;

use crate::{Checked, Verdict};
use config::Config;
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case) -> Checked {
    let config = Config::new(case);
    match case.kind.as_str() {
        "sgd" | "sgd_scheduled" => sgd::check(case, &config),
        _ => Ok(Verdict::Unknown),
    }
}
