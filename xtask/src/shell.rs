//! Running other programs: quietly, with a word about what takes longer than a second.

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// The root of the project.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where `program` is, if the path has it.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The variables of the cargo that runs us would name its own compiler; but the one that was looked at
/// is the one that rustup was asked for.
pub(crate) fn forget_our_cargo(command: &mut Command) {
    for variable in ["CARGO", "RUSTC", "RUSTDOC"] {
        command.env_remove(variable);
    }
}

/// A line that turns while something takes its time; nothing where no person is watching.
pub fn spinner(doing: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(doing.to_owned());
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Runs a program to its end, showing `doing` meanwhile and its output only if it fails.
pub fn quiet(doing: &str, command: &mut Command) -> Result<()> {
    printed(doing, command).map(drop)
}

/// The same; what the program printed.
pub fn printed(doing: &str, command: &mut Command) -> Result<String> {
    let bar = spinner(doing);
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output().with_context(|| missing(command))?;
    bar.finish_and_clear();
    if start.elapsed() > Duration::from_secs(1) {
        eprintln!("  {doing} ({:.0} s)", start.elapsed().as_secs_f32());
    }
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        bail!("{doing}: {} ended with {}", name(command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a program to its end with its output shown.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| missing(command))?;
    if !status.success() {
        let arguments = command.get_args().collect::<Vec<_>>().join(OsStr::new(" "));
        bail!("{} {} ended with {status}", name(command), arguments.display());
    }
    Ok(())
}

/// What a program prints, if it runs and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Becomes a program, which keeps our process and so whoever waits for it; returns only what went wrong.
pub fn replace_us(command: &mut Command) -> Result<()> {
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(command);
        Err(error).with_context(|| missing(command))
    }
    #[cfg(not(unix))]
    {
        let status = command.status().with_context(|| missing(command))?;
        std::process::exit(status.code().unwrap_or(1))
    }
}

fn name(command: &Command) -> String {
    command.get_program().display().to_string()
}

fn missing(command: &Command) -> String {
    format!("{} cannot be started", name(command))
}
