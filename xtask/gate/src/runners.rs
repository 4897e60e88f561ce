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

/// How many of the last lines of a section that failed are printed again at the end, where they are not among the others'.
const LAST: usize = 40;

/// Runs all of them, also after one has failed; then repeats what those that failed said last, and names them.
pub(crate) fn run(names: &[&'static str], all: bool) -> Result<()> {
    let ends: &[End] = match thread::available_parallelism() {
        Ok(cores) if cores.get() > 1 => &ENDS,
        _ => &ENDS[..1],
    };
    let program = env::current_exe().context("the gate does not know where it is")?;
    let failed = from(ends, names, |name| one(&program, name, all));
    for (name, error) in &failed {
        println!("== {name}: failed\n{error:#}");
    }
    let names: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    ensure!(failed.is_empty(), "failed: {}", names.join(", "));
    Ok(())
}

const ENDS: [End; 2] = [VecDeque::pop_front, VecDeque::pop_back];

/// A runner an end; which sections failed, and of what.
fn from(
    ends: &[End],
    names: &[&'static str],
    section: impl Fn(&str) -> Result<()> + Sync,
) -> Vec<(&'static str, anyhow::Error)> {
    let waiting = Mutex::new(VecDeque::from(names.to_vec()));
    let failed = Mutex::new(Vec::new());
    // A function of its own, so that nobody holds the list while a section runs.
    let next = |end: &End| end(&mut lock(&waiting));
    thread::scope(|scope| {
        for end in ends {
            scope.spawn(|| {
                while let Some(name) = next(end) {
                    if let Err(error) = section(name) {
                        lock(&failed).push((name, error));
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner)
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
    let last = print(name, BufReader::new(reader))?;
    let status = child.wait()?;
    ensure!(status.success(), "{last}ended with {status}");
    Ok(())
}

/// Prints every line as this section's; what the last ones were.
fn print(name: &str, mut lines: impl BufRead) -> Result<String> {
    let mut last = VecDeque::new();
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        println!("{name}: {text}");
        if last.len() == LAST {
            last.pop_front();
        }
        last.push_back(text + "\n");
        line.clear();
    }
    Ok(last.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{ENDS, LAST, from, print};
    use anyhow::ensure;
    use std::{
        sync::{Condvar, Mutex},
        time::Duration,
    };

    #[test]
    fn two_sections_run_side_by_side() {
        let (running, all_run) = (Mutex::new(0), Condvar::new());
        let failed = from(&ENDS, &["0", "1"], |_| {
            let mut count = running.lock().unwrap();
            *count += 1;
            all_run.notify_all();
            let waited =
                all_run.wait_timeout_while(count, Duration::from_secs(10), |count| *count < 2);
            ensure!(!waited.unwrap().1.timed_out(), "nobody else runs");
            Ok(())
        });
        assert!(failed.is_empty(), "{failed:?}");
    }

    #[test]
    fn the_others_run_after_one_has_failed() {
        let run = Mutex::new(Vec::new());
        let failed = from(&ENDS, &["a", "b", "c"], |name| {
            run.lock().unwrap().push(name.to_owned());
            ensure!(name != "a", "no");
            Ok(())
        });
        let failed: Vec<_> =
            failed.into_iter().map(|(name, error)| (name, error.to_string())).collect();
        assert_eq!(failed, [("a", "no".to_owned())]);
        let mut run = run.into_inner().unwrap();
        run.sort();
        assert_eq!(run, ["a", "b", "c"]);
    }
    #[test]
    fn the_last_lines_of_a_section_are_kept() {
        let lines: Vec<_> = (0..LAST + 5).map(|i| format!("{i}\n")).collect();
        assert_eq!(print("test", lines.concat().as_bytes()).unwrap(), lines[5..].concat());
    }
}
