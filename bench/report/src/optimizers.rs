//! One table of all optimizers: bytes, nanoseconds on the host, instructions on a Cortex-M4F; and one of the cycles there of
//! those that were written in C as well.

use crate::{
    board::LONG,
    host, machine, mcu,
    record::{Record, Report},
};
use anyhow::Result;
use thalweg_catalogue::numbers::LENGTHS;
use xtask::device;

const METHOD: &str = include_str!("../methods/optimizers.md");

/// The table; what `have` holds already is not measured again.
pub(crate) fn measure(have: &Report) -> Result<Report> {
    let mut records = have.records.clone();
    let mut cycles = Report::default();
    if !records.iter().any(|record| record.target == device::BOARD.core) {
        let (counted, table) = mcu::measure_modelled()?;
        records.extend(counted);
        cycles = table;
    }
    if !records.iter().any(|record| record.target == machine::processor()) {
        records.extend(host::beside_hand()?.records);
    }
    let mut report = Report::default();
    report.heading("Every optimizer");
    report.paragraph(METHOD);
    report.paragraph(&machine::description());
    report.table(HEADER, rows(&records));
    report.extend(cycles);
    Ok(report)
}

const HEADER: [&str; 11] = [
    "rule",
    "state",
    "bytes",
    "ns, 256",
    "by hand",
    "ns, 4,096",
    "by hand",
    "ns, 1,048,576",
    "by hand",
    "instructions",
    "C",
];

fn rows(records: &[Record]) -> Vec<[String; 11]> {
    let host = machine::processor();
    let comparable = |record: &&Record| {
        !record.guard
            && record.backend == "libm"
            && ["", "hand", "C fused"].contains(&&*record.baseline)
    };
    let of = |target: &str, n: usize, like: &Record| {
        records.iter().filter(comparable).find(|record| {
            record.target == target
                && record.n == n
                && (&record.name, &record.state) == (&like.name, &like.state)
        })
    };
    let row = |like: &Record| {
        let mut cells = vec![like.name.clone(), like.state.clone()];
        cells.push(format!("{:.2}", like.state_bytes_per_parameter.unwrap_or_default()));
        for n in LENGTHS {
            let record = of(&host, n, like);
            cells.push(cell(record.and_then(|record| record.ns_per_parameter), 3));
            cells.push(cell(record.and_then(|record| record.baseline_value), 3));
        }
        let record = of(device::BOARD.core, LONG, like);
        cells.push(cell(record.and_then(|record| record.instructions_per_parameter), 2));
        cells.push(cell(record.and_then(|record| record.baseline_value), 2));
        cells.try_into().unwrap_or_default()
    };
    let firsts = records.iter().filter(comparable);
    firsts.filter(|record| record.target == host && record.n == LENGTHS[1]).map(row).collect()
}

fn cell(figure: Option<f64>, digits: usize) -> String {
    figure.map_or(String::new(), |figure| format!("{figure:.digits$}"))
}
