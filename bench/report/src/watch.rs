//! A whole training step of the firmware's model: everything that fine-tuning takes on the device.

use crate::record::{Record, Report};
use anyhow::{Context, Result};
use thalweg_watch::{CLASSES, FEATURES, HIDDEN, PARAMETERS, Settings};
use xtask::device;

/// Lets the device adapt to the new person, as `cargo xtask device` does; adds what a step took.
pub(crate) fn step(report: &mut Report) -> Result<()> {
    let found = device::meet(device::Kind::M4)?;
    let sizes = found.sizes.context("the firmware was built")?;
    let ram = sizes.ram + u64::from(found.status.stack);
    report.paragraph(&format!(
        "**A whole training step** of the watch's model on a {} (`firmware`: {FEATURES} features, {HIDDEN} hidden units, {} classes): \
         forward, loss and backward over up to {} windows and {} of before, accumulation, the guard, clipping to a global norm, warmup and cosine, Adam. \
         *Instructions*: the mean of its {} steps, exact to 40 a step. *A save*: the mean of the {} times that the whole session is written to the flash, {} bytes at most, in the same unit \
         (the emulated flash does not wait for itself). *Flash*, *static* RAM and *stack* (painted, and looked at in the end) \
         are those of the whole application: serial line, features, evaluation and log as well.",
        device::BOARD.core,
        CLASSES,
        Settings::DEFAULT.batch,
        Settings::DEFAULT.replayed,
        found.status.steps,
        found.status.saving.times,
        thalweg_app::LONGEST,
    ));
    let (instructions, save) = (found.status.stepping.mean(), found.status.saving.mean());
    let stack = u64::from(found.status.stack);
    report.table(
        [
            "step",
            "parameters",
            "instructions",
            "a parameter",
            "a save",
            "flash",
            "RAM",
            "static",
            "stack",
        ],
        vec![[
            NAME.to_owned(),
            PARAMETERS.to_string(),
            instructions.to_string(),
            format!("{:.2}", instructions as f64 / PARAMETERS as f64),
            save.to_string(),
            sizes.flash.to_string(),
            ram.to_string(),
            sizes.ram.to_string(),
            stack.to_string(),
        ]],
    );
    report.records.push(Record {
        target: device::BOARD.core.to_owned(),
        name: NAME.to_owned(),
        state: "f32".to_owned(),
        backend: "libm".to_owned(),
        guard: true,
        n: PARAMETERS,
        instructions: Some(instructions),
        instructions_per_parameter: Some(instructions as f64 / PARAMETERS as f64),
        flash_bytes: Some(sizes.flash),
        ram_bytes: Some(ram),
        stack_bytes: Some(stack),
        ..Record::default()
    });
    Ok(())
}

const NAME: &str = "training step of the watch";
