//! Optimizers: every rule against the library that defines its convention.

mod adafactor;
mod adagrad;
mod adam;
mod config;
mod lamb;
mod lars;
mod muon;
mod novograd;
mod online;
mod prodigy;
mod run;
mod sgd;
mod sign;
mod sm3;

use crate::{Checked, Verdict};
use anyhow::{Result, ensure};
use config::Config;
use thalweg::optimizer::rules::RowsAndColumns;
use thalweg_tests::vectors::Case;

pub(crate) fn check(case: &Case) -> Checked {
    let config = Config::new(case);
    let checked = match case.kind.as_str() {
        "adam" | "adam_scheduled" | "adamw" | "adamw_scheduled" | "amsgrad" => {
            adam::check(case, &config)
        }
        "adagrad" => adagrad::adagrad(case, &config),
        "rmsprop" => adagrad::rmsprop(case, &config),
        "adadelta" => adagrad::adadelta(case, &config),
        "sign_sgd" => sign::sign_sgd(case, &config),
        "signum" => sign::signum(case, &config),
        "lion" => sign::lion(case, &config),
        "rprop" => sign::rprop(case, &config),
        "ftrl" => online::ftrl(case, &config),
        "asgd" => online::asgd(case, &config),
        "optimistic" => online::optimistic(case, &config),
        "schedule_free_sgd" => online::schedule_free_sgd(case, &config),
        "schedule_free_adamw" => online::schedule_free_adamw(case, &config),
        "nadam" | "nadamw" => adam::nadam(case, &config),
        "radam" => adam::radam(case, &config),
        "adamax" | "adamaxw" => adam::adamax(case, &config),
        "yogi" => adam::yogi(case, &config),
        "adabelief" => adam::adabelief(case, &config),
        "adan" => adam::adan(case, &config),
        "ftml" => adam::ftml(case, &config),
        "adafactor" => adafactor::check(case, &config),
        "lamb" => lamb::check(case, &config),
        "lars" => lars::check(case, &config),
        "muon" => muon::check(case, &config),
        "novograd" => novograd::check(case, &config),
        "prodigy" => prodigy::check(case, &config),
        "sgd" | "sgd_scheduled" => sgd::check(case, &config),
        "sm3" => sm3::check(case, &config),
        _ => return Ok(Verdict::Unknown),
    }?;
    let unread = config.unread();
    ensure!(unread.is_empty(), "the reader does not know what these do: {unread:?}");
    Ok(checked)
}

/// The numbers of rows and columns, in memory for larger groups.
fn sides<const ROWS: usize, const COLUMNS: usize>(
    rows: &[f32],
    columns: &[f32],
) -> Result<RowsAndColumns<ROWS, COLUMNS>> {
    let mut sides = RowsAndColumns::default();
    ensure!(rows.len() <= ROWS && columns.len() <= COLUMNS, "a group larger than the reader's");
    sides.rows[..rows.len()].copy_from_slice(rows);
    sides.columns[..columns.len()].copy_from_slice(columns);
    Ok(sides)
}
