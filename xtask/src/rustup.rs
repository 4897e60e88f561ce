//! Rustup: which compilers it has, and fetching others where its server can be reached.

use crate::shell;
use anyhow::{Context, Result};
use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long rustup may take to fetch something, or to say that it cannot reach its server.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether rustup has a compiler of this name, such as `nightly` or `1.90`.
#[must_use]
pub fn installed(name: &str) -> bool {
    let listed = shell::output(Command::new("rustup").args(["toolchain", "list"]));
    let versions = listed.unwrap_or_default();
    versions.lines().any(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with('-') || rest.starts_with(".0-"))
    })
}

/// Has rustup a compiler of this name, or can it fetch it?
#[must_use]
pub fn add(name: &str) -> bool {
    let fetch = ["toolchain", "install", name, "--profile", "minimal"];
    installed(name) || fetches(name, &fetch) && installed(name)
}

/// Cargo with rustup's compiler of this name.
#[must_use]
pub fn with(name: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", name, "cargo"]);
    shell::forget_our_cargo(&mut command);
    command
}

/// Asks rustup for something, once a machine: a closed network answers slowly, or never.
pub(crate) fn fetches(what: &str, arguments: &[&str]) -> bool {
    let refused = shell::root().join("target").join(format!("rustup-has-no-{what}"));
    if refused.exists() || shell::find("rustup").is_none() {
        return false;
    }
    let bar = shell::spinner(&format!("rustup {}", arguments.join(" ")));
    let fetched = within(PATIENCE, Command::new("rustup").args(arguments));
    bar.finish_and_clear();
    if matches!(fetched, Ok(true)) {
        return true;
    }
    let _ = fs::create_dir_all(shell::root().join("target"));
    let _ = fs::write(&refused, "delete this file to let rustup try again\n");
    eprintln!("  rustup cannot fetch {what} here");
    false
}

/// Whether a program succeeds within a time; it is ended when it does not.
fn within(time: Duration, command: &mut Command) -> Result<bool> {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = silent.spawn().context("rustup cannot be started")?;
    let start = Instant::now();
    while start.elapsed() < time {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        thread::sleep(Duration::from_millis(100));
    }
    child.kill()?;
    child.wait()?;
    Ok(false)
}
