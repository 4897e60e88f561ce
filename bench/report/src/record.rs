//! What a section found: text for people, records for programs.

use crate::opt_level::OptLevel;
use comfy_table::{Table, presets::ASCII_MARKDOWN};
use serde::Serialize;
use std::fmt::Write;

/// One measured figure beside one other.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Record {
    /// The processor.
    pub(crate) target: String,
    /// What was measured: the rule.
    pub(crate) name: String,
    /// How its state is stored.
    pub(crate) state: String,
    /// Its math backend.
    pub(crate) backend: String,
    /// Whether the gradient was looked through for what is not finite.
    pub(crate) guard: bool,
    /// How many parameters.
    pub(crate) n: usize,
    /// At which level the compiler optimised.
    pub(crate) opt_level: OptLevel,
    /// With the feature `small`.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(crate) small: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instructions_per_parameter: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instructions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cycles_per_mac: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ns_per_parameter: Option<f64>,
    /// What it is compared with.
    pub(crate) baseline: String,
    /// The same figure of the baseline, in the same unit.
    pub(crate) baseline_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flash_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ram_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_bytes: Option<u64>,
    pub(crate) state_bytes_per_parameter: Option<f64>,
}

/// The findings of one section or of all.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Markdown.
    pub(crate) text: String,
    pub(crate) records: Vec<Record>,
}

impl Report {
    pub(crate) fn heading(&mut self, heading: &str) {
        let _ = writeln!(self.text, "\n## {heading}\n");
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}\n", text.trim_end());
    }

    /// A table; every column but the first is set to the right.
    pub(crate) fn table<const C: usize>(&mut self, header: [&str; C], rows: Vec<[String; C]>) {
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN);
        table.set_header(header);
        table.add_rows(rows);
        let _ = writeln!(self.text, "{table}\n");
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.text.push_str(&other.text);
        self.records.extend(other.records);
    }
}
