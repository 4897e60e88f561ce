//! Every instruction that a program executes, as the emulator logs it.

use crate::{
    cycles::Pipeline,
    disassembly::{Function, Instruction},
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};
use thalweg_catalogue::Board;
use xtask::{
    emulator::{self, Emulator},
    shell,
};

/// The function whose calls begin and end what is counted.
const CLOCK: &str = "counter::now";
/// A program that executes more than this does not end.
const LONGEST: u64 = 200_000_000;

/// What was executed between two looks at the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Interval {
    pub(crate) instructions: u64,
    pub(crate) cycles: u64,
    /// Divisions and roots.
    pub(crate) long: u64,
}

/// Runs a program one instruction after the other: what it printed, and its intervals in order.
pub(crate) fn run(
    emulator: &Emulator<'_>,
    functions: &[Function],
) -> Result<(String, Vec<Interval>)> {
    let mut board = emulator.command()?;
    board.args(one_by_one(emulator.board)?).args(["-d", "exec,nochain"]);
    let mut board = board.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut printed = board.stdout.take().context("QEMU has no output")?;
    let printed = thread::spawn(move || {
        let mut text = String::new();
        printed.read_to_string(&mut text).map(|_| text)
    });
    let mut watch = Watch::of(functions)?;
    let mut log =
        BufReader::with_capacity(1 << 20, board.stderr.take().context("QEMU has no log")?);
    let (mut line, mut lines) = (Vec::new(), 0_u64);
    while log.read_until(b'\n', &mut line)? > 0 {
        watch.line(&line).with_context(|| String::from_utf8_lossy(&line).into_owned())?;
        line.clear();
        lines += 1;
        if lines > LONGEST {
            board.kill()?;
            bail!("the traced program does not end");
        }
    }
    let status = board.wait()?;
    ensure!(status.success(), "the traced program ended with a failure ({status})");
    let text = printed.join().ok().context("the output of the program is lost")??;
    Ok((text, watch.found))
}

/// What makes the emulator log each instruction by itself; its name has changed with QEMU 8.1.
fn one_by_one(board: &Board) -> Result<&'static [&'static str]> {
    let program = emulator::need(board)?;
    let help = shell::output(Command::new(program).arg("-help")).unwrap_or_default();
    let old = help.lines().any(|line| line.starts_with("-singlestep"));
    Ok(if old { &["-singlestep"] } else { &["-accel", "tcg,one-insn-per-tb=on"] })
}

/// Copies a program without its symbols: the log would repeat their names a million times.
pub(crate) fn strip(elf: &Path) -> Result<PathBuf> {
    let stripped = elf.with_extension("stripped");
    let mut objcopy = Command::new("arm-none-eabi-objcopy");
    let doing = "removing the symbols of the bench";
    shell::quiet(doing, objcopy.arg("--strip-all").arg(elf).arg(&stripped))?;
    Ok(stripped)
}

/// After the last instruction of a function.
const NOWHERE: u64 = u64::MAX;

/// Looks on as instructions pass.
struct Watch<'a> {
    code: HashMap<u64, Place<'a>>,
    /// The instruction that was last begun; the log takes it back if it was not executed.
    begun: Option<u64>,
    /// Whether the clock is being looked at.
    in_clock: bool,
    running: Option<(Interval, Pipeline)>,
    found: Vec<Interval>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    instruction: &'a Instruction,
    /// The address after it.
    next: u64,
    in_clock: bool,
}

impl<'a> Watch<'a> {
    fn of(functions: &'a [Function]) -> Result<Self> {
        let is_clock = |function: &Function| function.name.ends_with(CLOCK);
        ensure!(functions.iter().filter(|f| is_clock(f)).count() == 1, "no function {CLOCK}");
        let mut code = HashMap::new();
        for function in functions {
            let in_clock = is_clock(function);
            let nexts = function.instructions.iter().skip(1).map(|next| next.address);
            for (instruction, next) in function.instructions.iter().zip(nexts.chain([NOWHERE])) {
                code.insert(instruction.address, Place { instruction, next, in_clock });
            }
        }
        Ok(Self { code, begun: None, in_clock: false, running: None, found: Vec::new() })
    }

    /// A line of the log: `Trace 0: HOST [CS/ADDRESS/FLAGS/FLAGS]`, or that one was stopped before it began.
    fn line(&mut self, line: &[u8]) -> Result<()> {
        if line.starts_with(b"Stopped execution") {
            self.begun = None;
            return Ok(());
        }
        if !line.starts_with(b"Trace") {
            return Ok(());
        }
        let address = line.split(|&byte| byte == b'/').nth(1).context("no address")?;
        let address = u64::from_str_radix(std::str::from_utf8(address)?, 16)?;
        if let Some(before) = self.begun.replace(address) {
            self.executed(before, address)?;
        }
        Ok(())
    }

    /// One instruction was executed, and where the program went from there.
    fn executed(&mut self, address: u64, then: u64) -> Result<()> {
        let place = *self.code.get(&address).with_context(|| format!("{address:x} is no code"))?;
        match (self.in_clock, place.in_clock) {
            (false, true) => self.found.extend(self.running.take().map(|(found, _)| found)),
            (true, false) => self.running = Some(Default::default()),
            _ => {}
        }
        self.in_clock = place.in_clock;
        if let Some((interval, pipeline)) = &mut self.running {
            let mnemonic = &place.instruction.mnemonic;
            interval.instructions += 1;
            interval.long +=
                u64::from(mnemonic.starts_with("vdiv") || mnemonic.starts_with("vsqrt"));
            pipeline.issue(place.instruction, then != place.next);
            interval.cycles = pipeline.now();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;
    use crate::disassembly::parse;

    /// The clock, and a loop of two instructions beside it.
    const CODE: &str = "00000000 <measure::counter::now>:\n   0:\tnop\n   2:\tbx\tlr\n\n\
                        00000010 <f>:\n  10:\tvsqrt.f32\ts0, s0\n  14:\tbne.n\t10 <f>\n";

    fn log(lines: &[&str]) -> Vec<(u64, u64, u64)> {
        let functions = parse(CODE);
        let mut watch = Watch::of(&functions).unwrap();
        lines.iter().for_each(|line| watch.line(line.as_bytes()).unwrap());
        watch.found.iter().map(|it| (it.instructions, it.cycles, it.long)).collect()
    }

    fn trace(address: u32) -> String {
        format!("Trace 0: 0x7f00 [00000000/{address:08x}/00000110/ff000201] \n")
    }

    #[test]
    fn what_is_executed_between_two_looks_at_the_clock_is_counted() {
        // Two turns; both branches are taken. The second root waits for the first.
        let lines = [0, 2, 0x10, 0x14, 0x10, 0x14, 0, 2, 0x10].map(trace);
        let cycles = 14 + 1 + (1 + 2);
        assert_eq!(log(&lines.each_ref().map(String::as_str)), [(4, cycles, 2)]);
    }

    #[test]
    fn what_was_stopped_before_it_began_is_not() {
        let mut lines = [0, 2, 0x10, 0x14, 0, 2].map(trace).to_vec();
        lines.insert(3, "Stopped execution of TB chain before 0x7f00 [00000010] \n".to_owned());
        lines.insert(4, trace(0x10));
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        assert_eq!(log(&lines)[0].0, 2);
    }

    #[test]
    fn code_that_is_not_of_the_program_is_an_error() {
        let functions = parse(CODE);
        let mut watch = Watch::of(&functions).unwrap();
        watch.line(trace(0x40).as_bytes()).unwrap();
        assert_eq!(watch.line(trace(0).as_bytes()).unwrap_err().to_string(), "40 is no code");
        assert!(Watch::of(&[]).is_err());
    }
}
