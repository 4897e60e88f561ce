//! The machine that a figure was measured on, without its name.

use std::{env::consts::ARCH, fs, process::Command, thread};
use xtask::shell;

/// The processor, as it calls itself.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim().to_owned());
    name.unwrap_or_else(|| format!("{ARCH} processor"))
}

/// Processor, cores, caches, compiler, and how busy it was with other things just before.
pub(crate) fn description() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let compiler = shell::output(Command::new("rustc").arg("--version")).unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!(
        "Measured on an {} ({ARCH}, {cores} cores{}), {compiler}; load average before: {load}.",
        processor(),
        caches()
    )
}

/// The sizes of the data caches that the first core sees.
fn caches() -> String {
    let folder = "/sys/devices/system/cpu/cpu0/cache";
    let read = |index: usize, file: &str| {
        fs::read_to_string(format!("{folder}/index{index}/{file}")).unwrap_or_default()
    };
    let describe = |index| {
        let (level, kind, size) = (read(index, "level"), read(index, "type"), read(index, "size"));
        let data = !level.is_empty() && kind.trim() != "Instruction";
        data.then(|| format!(", L{} {}B", level.trim(), size.trim()))
    };
    (0..8).filter_map(describe).collect()
}
