//! What the watch takes on every board: emulated ones as they are seen to adapt, those of a desk by their images.

use crate::record::{Record, Report};
use anyhow::{Context, Result};
use thalweg_watch::{PARAMETERS, wire::Status};
use xtask::{
    desk::{self, DESK},
    device::{self, Firmware, Kind},
    elf,
};

const METHOD: &str = include_str!("../methods/boards.md");
/// What a board is taken to draw, in ampere, and its voltage.
const CURRENT: f64 = 0.01;
const VOLTAGE: f64 = 3.3;
const HEADER: [&str; 10] = [
    "board",
    "MHz",
    "flash",
    "static",
    "stack",
    "a step",
    "a save",
    "step, ms",
    "adaptation, ms",
    "energy, mJ",
];

/// As the images of a desk are built.
const SMALL: Firmware = Firmware { profile: "small", ..Firmware::WATCH };

/// Lets every board that is emulated adapt, and builds the others' images.
pub(crate) fn measure() -> Result<Report> {
    let mut rows = Vec::new();
    for kind in Kind::IN_QEMU {
        let (title, found) = (format!("{} (QEMU)", kind.name()), device::meet(kind)?);
        let sizes = found.sizes.context("its firmware was built")?;
        rows.push(Row { title, mhz: kind.mhz(), sizes, status: found.status });
    }
    for board in &DESK {
        let (title, firmware) = match board.emulated {
            Kind::Pico => (board.name.to_owned(), Firmware::WATCH),
            like => (format!("{} ({})", board.name, like.name()), SMALL),
        };
        let status = device::meet_with(board.emulated, firmware)?.status;
        let sizes = elf::sizes(&desk::build(board)?)?;
        rows.push(Row { title, mhz: board.mhz, sizes, status });
    }
    let mut report = Report::default();
    report.heading("The watch on every board");
    report.paragraph(METHOD);
    report.table(HEADER, rows.iter().map(Row::cells).collect());
    report.records.extend(rows.iter().map(Row::record));
    Ok(report)
}

/// What is known of a board.
struct Row {
    title: String,
    mhz: u32,
    sizes: elf::Sizes,
    status: Status,
}

impl Row {
    /// Milliseconds of so many instructions.
    fn milliseconds(&self, instructions: u64) -> f64 {
        instructions as f64 / (f64::from(self.mhz) * 1000.0)
    }

    fn cells(&self) -> [String; 10] {
        let status = &self.status;
        let (step, save) = (status.stepping.mean(), status.saving.mean());
        let all = step * u64::from(status.steps) + save * u64::from(status.generation);
        let adaptation = self.milliseconds(all);
        [
            self.title.clone(),
            self.mhz.to_string(),
            self.sizes.flash.to_string(),
            self.sizes.ram.to_string(),
            status.stack.to_string(),
            step.to_string(),
            save.to_string(),
            format!("{:.2}", self.milliseconds(step)),
            format!("{adaptation:.0}"),
            format!("{:.2}", adaptation * CURRENT * VOLTAGE),
        ]
    }

    fn record(&self) -> Record {
        let status = &self.status;
        Record {
            target: self.title.clone(),
            name: "the watch".to_owned(),
            state: "f32".to_owned(),
            backend: "libm".to_owned(),
            guard: true,
            n: PARAMETERS,
            instructions: Some(status.stepping.mean()),
            flash_bytes: Some(self.sizes.flash),
            ram_bytes: Some(self.sizes.ram + u64::from(status.stack)),
            stack_bytes: Some(status.stack.into()),
            ..Record::default()
        }
    }
}
