//! The line that `cargo xtask device --json` closes with: of the watch and of every smaller task the same fields, in the same units.

use serde::Serialize;
use std::collections::BTreeMap;

/// What a device reached, and what that took.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// What is measured: a share, an area, or an error in the unit that it names.
    pub(crate) metric: &'static str,
    /// By the factory's network.
    pub(crate) before: f64,
    /// The same with statistics half the wearer's own, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calibrated: Option<f64>,
    /// By the tuned one.
    pub(crate) after: f64,
    /// How many persons, speakers or stations were met.
    pub(crate) met: usize,
    /// Labelled samples; of the watch they are windows.
    pub(crate) learnt: u32,
    /// The same, by the watch's name.
    pub(crate) windows: u32,
    /// Samples that the device was asked about after it had learnt.
    pub(crate) tested: u32,
    /// Steps of the optimizer.
    pub(crate) steps: u32,
    /// Of them those that changed nothing, as their gradient was not finite.
    pub(crate) skipped: u32,
    /// Frames that arrived damaged at the device.
    pub(crate) damaged: u32,
    /// Frames that arrived damaged at the host.
    pub(crate) damaged_answers: u32,
    /// Frames that never arrived at the device.
    pub(crate) lost: u32,
    /// Frames that arrived at the device once more.
    pub(crate) doubled: u32,
    /// Frames that the host sent once more.
    pub(crate) again: u32,
    /// Commands that the device refused.
    pub(crate) refused: usize,
    /// What looks wrong with the data, each in one line.
    pub(crate) findings: Vec<String>,
    /// Classes that were neither learnt nor tested.
    pub(crate) unseen: Vec<String>,
    /// Checkpoints that were saved.
    pub(crate) saves: u32,
    /// The step that a checkpoint was resumed at.
    pub(crate) resumed: Option<u32>,
    /// Static RAM and stack, in bytes; nothing if we have not built the firmware.
    pub(crate) ram_bytes: Option<u64>,
    /// The stack at its deepest, in bytes.
    pub(crate) stack_bytes: u32,
    /// Code and constants, in bytes; nothing if we have not built the firmware.
    pub(crate) flash_bytes: Option<u64>,
    /// How often each class, by rows, was taken for each, by columns; nothing where no class is named.
    pub(crate) confusion_before: Option<Vec<Vec<u32>>>,
    /// The same after it learnt.
    pub(crate) confusion_after: Option<Vec<Vec<u32>>>,
    /// Of a step of the optimizer.
    pub(crate) instructions_per_step: u64,
    /// Of a checkpoint.
    pub(crate) instructions_per_save: u64,
    /// Of all tuned parameters, in hexadecimal digits; of several who were met, each, with blanks between.
    pub(crate) parameters_hash: String,
    /// Figures that only one task has.
    #[serde(flatten)]
    pub(crate) besides: BTreeMap<&'static str, f64>,
}
