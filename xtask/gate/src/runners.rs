//! Two sections at a time. A program for a chip is compiled and linked on one core, which leaves the other to the host's
//! tests: one runner takes sections from the front of the list, another from its back.

use anyhow::{Context, Result, ensure};
use std::{
    collections::VecDeque,
    env,
    io::{self, BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
};

/// Which end of the list a runner takes from.
type End = fn(&mut VecDeque<&'static str>) -> Option<&'static str>;

/// Runs all of them, also after one has failed; then names those that failed.
pub(crate) fn run(names: &[&'static str], all: bool) -> Result<()> {
    let ends: &[End] = match thread::available_parallelism() {
        Ok(cores) if cores.get() > 1 => &[VecDeque::pop_front, VecDeque::pop_back],
        _ => &[VecDeque::pop_front],
    };
    let program = env::current_exe().context("the gate does not know where it is")?;
    let waiting = Mutex::new(VecDeque::from(names.to_vec()));
    let failed = Mutex::new(Vec::new());
    // A function of its own, so that nobody holds the list while a section runs.
    let next = |end: &End| end(&mut lock(&waiting));
    thread::scope(|scope| {
        for end in ends {
            scope.spawn(|| {
                while let Some(name) = next(end) {
                    if let Err(error) = one(&program, name, all) {
                        println!("{name}: {error:#}");
                        lock(&failed).push(name);
                    }
                }
            });
        }
    });
    let failed = lock(&failed);
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

/// A runner that panicked leaves a list that is whole.
fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one section as a process of its own; every line that it prints says whose it is.
fn one(program: &Path, name: &str, all: bool) -> Result<()> {
    let (reader, writer) = io::pipe()?;
    let mut section = Command::new(program);
    section.args(["--only", name]).args(all.then_some("--all"));
    section.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = section.spawn().context("cannot be started")?;
    drop(section); // and with it our own end of the pipe, which is read until nobody holds one
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        println!("{name}: {}", String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    let status = child.wait()?;
    ensure!(status.success(), "ended with {status}");
    Ok(())
}
