//! Cortex-M: instructions a parameter, exact, beside the same update in C in the same run.

use super::{
    Record, Report,
    counted::{self, Counted},
    estimate,
    size::{self, Sizes},
    watch,
};
use crate::{
    debian,
    emulator::{Emulator, Processor},
    shell,
    toolchain::Toolchain,
};
use anyhow::{Context, Result, ensure};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// An emulated processor; build.rs of the program knows the rest by the board's name.
pub(super) struct Board {
    machine: &'static str,
    pub(super) core: &'static str,
    pub(super) target: &'static str,
    /// Without an FPU, fixed point is what replaces floats.
    soft_float: bool,
}

pub(super) static BOARDS: [Board; 5] = [
    Board {
        machine: "mps2-an386",
        core: "Cortex-M4F",
        target: "thumbv7em-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an500",
        core: "Cortex-M7",
        target: "thumbv7em-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an505",
        core: "Cortex-M33",
        target: "thumbv8m.main-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps3-an547",
        core: "Cortex-M55",
        target: "thumbv8m.main-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an385",
        core: "Cortex-M0+",
        target: "thumbv6m-none-eabi",
        soft_float: true,
    },
];
const PATIENCE: Duration = Duration::from_secs(120);

/// Measures on every board, or on that of one core.
pub(super) fn measure(core: Option<&str>) -> Result<Report> {
    let cores = BOARDS.iter().map(|board| board.core).collect::<Vec<_>>().join(", ");
    let wanted = |name: &str| core.is_none_or(|core| core == name);
    let boards: Vec<_> = BOARDS.iter().filter(|board| wanted(board.core)).collect();
    ensure!(!boards.is_empty(), "no core {:?}; allowed: {cores}", core.unwrap_or_default());
    let mut report = Report::default();
    report.heading("Instructions of a step on Cortex-M");
    if wanted(watch::CORE) {
        watch::step(&mut report).context("the watch")?;
    }
    report.paragraph(METHOD);
    for board in boards {
        on(board, &mut report).with_context(|| board.core.to_owned())?;
    }
    Ok(report)
}

/// The optimizers on the board of one core.
pub(super) fn measure_one(core: &str) -> Result<Report> {
    let board = BOARDS.iter().find(|board| board.core == core);
    let mut report = Report::default();
    on(board.with_context(|| format!("no board has a {core}"))?, &mut report)?;
    Ok(report)
}

const METHOD: &str = "\
Instructions a parameter of one whole `Optimizer::step` (checks, scalars, loop, and the guard against non-finite gradients where it says so), counted exactly in QEMU \
(`-icount shift=0`); the counter proves itself on known numbers of instructions at every start. *C* is the loop alone, its scalars \
given, written by hand in one pass with the same arithmetic (`bench/mcu/c/fused.c`; `arm-none-eabi-gcc -O3 -fno-math-errno \
-ffp-contract=off`): it must end on the same bits, or the bench fails. *Contracted* is that C with `-ffp-contract=fast`: fused \
multiply-adds, other bits. *Multi-pass* is the update composed from vector primitives (`multipass.c`). ×: thalweg's instructions \
over theirs; below 1 thalweg takes fewer. Where thalweg guards, so does the C: the same check in a pass of its own (`guard.c`). Fixed point is compared with floats in C where there is no FPU. A rule that calls no \
function of its backend is shown once. *Stack*: bytes below the caller's frame, painted and looked at. The Cortex-M0+ code runs on \
the emulator's Cortex-M3, whose instruction set holds the M0+'s: the emulated M0 has too little RAM.";

/// The longer of the lengths that are measured.
pub(super) const LONG: usize = 1024;

/// Measures on one board.
fn on(board: &'static Board, report: &mut Report) -> Result<()> {
    let built = Built::new(board)?;
    let compiler = &built.compiler;
    let lines = counted::lines(&built.run("rules")?)?;
    same_bits(&lines)?;
    report.paragraph(&format!("**{}** ({}, {compiler})", board.core, board.target));
    let sizes = size::of(board.target)?;
    let (mut rows, mut records) = (Vec::new(), Vec::new());
    for ours in lines.iter().filter(|line| line.by == "thalweg") {
        let comparable = ours.state != "fixed" || board.soft_float;
        let theirs = |by: &str| {
            lines.iter().find(|line| comparable && line.by == by && line.same_work(ours))
        };
        if ours.backend != "micromath" || lines.iter().all(|line| !line.same_but_backend(ours)) {
            rows.push(row(ours, theirs));
        }
        let flash = flash(ours, &sizes);
        let beside =
            |theirs: &Counted| Record { flash_bytes: flash, ..record(board, ours, theirs) };
        records.extend(BASELINES.iter().filter_map(|by| Some(beside(theirs(by)?))));
        if theirs(BASELINES[0]).is_none() {
            records.push(beside(&Counted::default()));
        }
    }
    report.table(HEADER, rows);
    report.records.extend(records);
    if board.machine == MODELLED {
        estimate::cycles(&built, report)?;
    }
    Ok(())
}

/// The board whose processor the model of cycles is of.
const MODELLED: &str = "mps2-an386";
const BASELINES: [&str; 3] = ["fused", "contracted", "multipass"];
const HEADER: [&str; 13] = [
    "rule",
    "state",
    "backend",
    "guard",
    "N",
    "thalweg",
    "C",
    "×",
    "contracted",
    "×",
    "multi-pass",
    "×",
    "stack",
];

fn row<'a>(ours: &Counted, theirs: impl Fn(&str) -> Option<&'a Counted>) -> [String; 13] {
    let value = |by| theirs(by).map(|line| line.beside(ours));
    let figure = |by| value(by).map_or(String::new(), two);
    let ratio = |by| value(by).map_or(String::new(), |value| two(ours.per_parameter() / value));
    let [fused, contracted, multipass] = BASELINES;
    [
        ours.rule.clone(),
        ours.state.clone(),
        ours.backend.clone(),
        (if ours.guard { "yes" } else { "" }).to_owned(),
        ours.n.to_string(),
        two(ours.per_parameter()),
        figure(fused),
        ratio(fused),
        figure(contracted),
        ratio(contracted),
        figure(multipass),
        ratio(multipass),
        ours.stack.to_string(),
    ]
}

/// Bytes of flash of an optimizer as the sizes are measured: of that length, guarded, with exact functions.
fn flash(ours: &Counted, sizes: &Sizes) -> Option<u64> {
    let measured =
        ours.n == LONG && (ours.guard && ours.backend == "libm" || ours.state == "fixed");
    let size = sizes.optimizers.get(&ours.key()).filter(|_| measured)?;
    Some(size.flash)
}

fn two(figure: f64) -> String {
    format!("{figure:.2}")
}

fn record(board: &Board, ours: &Counted, theirs: &Counted) -> Record {
    Record {
        target: board.core.to_owned(),
        name: ours.rule.clone(),
        state: ours.state.clone(),
        backend: ours.backend.clone(),
        guard: ours.guard,
        n: ours.n,
        instructions_per_parameter: Some(ours.per_parameter()),
        baseline: if theirs.by.is_empty() { String::new() } else { format!("C {}", theirs.by) },
        baseline_value: (theirs.n > 0).then(|| theirs.beside(ours)),
        stack_bytes: Some(ours.stack),
        state_bytes_per_parameter: Some(ours.state_bytes),
        ..Record::default()
    }
}

/// The same arithmetic gives the same bits in both languages; otherwise the comparison is void.
fn same_bits(lines: &[Counted]) -> Result<()> {
    for c in lines.iter().filter(|line| line.by == "fused" || line.by == "multipass") {
        let ours = lines.iter().find(|line| line.backend == "libm" && line.same_work(c));
        let ours = ours.with_context(|| format!("{} was not measured", c.rule))?;
        ensure!(c.bits == ours.bits, "{} of C ({}) has other bits than ours", c.rule, c.by);
    }
    Ok(())
}

/// Makes sure that there is a compiler of the C that is compared with.
pub(crate) fn need_c() -> Result<()> {
    debian::need("arm-none-eabi-gcc", &["gcc-arm-none-eabi"])
}

/// The program as it was built for a board.
pub(super) struct Built {
    pub(super) board: &'static Board,
    pub(super) compiler: String,
    pub(super) elf: PathBuf,
}

impl Built {
    /// Builds for the board of a core.
    pub(super) fn of(core: &str) -> Result<Self> {
        let board = BOARDS.iter().find(|board| board.core == core);
        Self::new(board.with_context(|| format!("no board has a {core}"))?)
    }

    pub(super) fn new(board: &'static Board) -> Result<Self> {
        need_c()?;
        let toolchain = Toolchain::find(board.target)?;
        let mut cargo = toolchain.cargo("build", &shell::root().join("bench/mcu"));
        cargo.env("BOARD", board.machine);
        shell::quiet(&format!("building the bench for {}", board.core), &mut cargo)?;
        let elf = toolchain.product("measure");
        Ok(Self { board, compiler: toolchain.version()?, elf })
    }

    /// Runs one part of the program; what it printed.
    pub(super) fn run(&self, part: &str) -> Result<String> {
        let doing = shell::spinner(&format!("running on {}", self.board.core));
        let text = self.emulator(part, &self.elf).print()?;
        doing.finish_and_clear();
        Ok(text)
    }

    /// The board with the program in it, in the file of it that is given.
    pub(super) fn emulator<'a>(&self, part: &'a str, elf: &'a Path) -> Emulator<'a> {
        Emulator {
            processor: Processor::CortexM,
            machine: self.board.machine,
            elf,
            patience: PATIENCE,
            asked: part,
        }
    }
}
