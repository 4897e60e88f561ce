//! Optimizers: every rule against the library that defines its convention.

#[path = "optimizers/adam.rs"]
mod adam;
#[path = "optimizers/config.rs"]
#[allow(dead_code)] // for the rules to come
mod config;
#[path = "optimizers/run.rs"]
#[allow(dead_code)] // for the rules to come
mod run;
#[path = "optimizers/sgd.rs"]
mod sgd;

use crate::{Checked, Verdict};
use anyhow::ensure;
use config::Config;
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case) -> Checked {
    let config = Config::new(case);
    let checked = match case.kind.as_str() {
        "adam" | "adam_scheduled" | "adamw" | "adamw_scheduled" | "amsgrad" => {
            adam::check(case, &config)
        }
        "nadam" | "nadamw" => adam::nadam(case, &config),
        "radam" => adam::radam(case, &config),
        "adamax" | "adamaxw" => adam::adamax(case, &config),
        "yogi" => adam::yogi(case, &config),
        "adabelief" => adam::adabelief(case, &config),
        "adan" => adam::adan(case, &config),
        "ftml" => adam::ftml(case, &config),
        "sgd" | "sgd_scheduled" => sgd::check(case, &config),
        _ => return Ok(Verdict::Unknown),
    }?;
    let unread = config.unread();
    ensure!(unread.is_empty(), "the reader does not know what these do: {unread:?}");
    Ok(checked)
}
