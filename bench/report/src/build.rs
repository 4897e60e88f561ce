//! How what is measured is built.

use crate::opt_level::OptLevel;
use std::{fmt, path::Path, process::Command};
use xtask::toolchain::Toolchain;

/// At which level, of which rules, and whether as small as the crate can be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Build<'a> {
    pub(crate) level: OptLevel,
    /// Of the lists, these alone; all if `None`.
    pub(crate) rules: Option<&'a str>,
    /// With the feature `small`.
    pub(crate) small: bool,
    /// Of floats, their states in f32 alone; where sizes are looked at or the stack is painted.
    pub(crate) f32_alone: bool,
    /// Without the feature `soft-floats`: by the compiler's routines.
    pub(crate) compilers_floats: bool,
}

impl Build<'_> {
    /// `cargo SUBCOMMAND` for a target, in the folder of a crate of ours.
    pub(crate) fn cargo(self, toolchain: &Toolchain, subcommand: &str, folder: &Path) -> Command {
        let mut cargo = toolchain.cargo_profile(subcommand, self.level.profile(), folder);
        if self.small {
            cargo.args(["--features", "thalweg/small"]);
        }
        if self.f32_alone {
            cargo.args(["--features", "f32-alone"]);
        }
        if self.compilers_floats {
            cargo.arg("--no-default-features");
        }
        match self.rules {
            Some(rules) => cargo.env("RULES", rules),
            None => cargo.env_remove("RULES"),
        };
        cargo
    }
}

impl fmt::Display for Build<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feature = if self.small { ", feature small" } else { "" };
        write!(f, "{}{feature}", self.level)
    }
}
