//! Cycles a parameter of each loop, estimated, beside the loop in C and the floor of the arithmetic.

use super::{
    Report,
    counted::Counted,
    cycles::Loop,
    disassembly::{self, Function},
    mcu::LONG,
};
use anyhow::{Result, ensure};
use std::path::Path;

const METHOD: &str = "\
Cycles a parameter of the loop alone on a Cortex-M4F, estimated from its instructions by the tables of the Technical Reference \
Manual (`xtask/src/bench/cycles.rs`), as one instruction may load several words but not in one cycle. *Floor*: every load and store \
of w, g and the state in one cycle each, 14 for each division and root that the arithmetic has, and nothing else. A loop with a branch inside, \
or one that the compiler has joined with another function, has no estimate.";
const HEADER: [&str; 8] = ["rule", "thalweg", "C", "×", "contracted", "×", "floor", "× floor"];

/// The estimate of one rule, where its loop and that of the C are found.
fn row(ours: &Counted, lines: &[Counted], functions: &[Function]) -> Option<[String; 8]> {
    let plain = ours.by == "thalweg" && !ours.guard && ours.n == LONG && ours.state == "f32";
    if !plain {
        return None;
    }
    let of = |name: &dyn Fn(&str) -> bool, line: &Counted| {
        let function = functions.iter().find(|function| name(&function.name))?;
        let found = Loop::of(function)?;
        // How many parameters a turn moves is what explains the instructions that were counted.
        let parameters = (found.instructions() as f64 / line.per_parameter()).round().max(1.0);
        Some((f64::from(found.cycles()) / parameters, found))
    };
    let c = |variant: &str| {
        let name = format!("{}_{variant}", ours.rule);
        let line = lines.iter().find(|line| line.by == variant && line.same_work(ours))?;
        of(&|function| function == name, line)
    };
    let (in_c, loop_in_c) = c("fused")?;
    let (contracted, _) = c("contracted")?;
    let update = format!("States<{}>>::update", ours.rule_type);
    let long = format!("{LONG}> as");
    let (cycles, _) = of(&|name| name.contains(&long) && name.contains(&update), ours)?;
    let words = 3.0 + 2.0 * ours.state_bytes / 4.0;
    let long = loop_in_c.count("vdiv") + loop_in_c.count("vsqrt");
    let floor = words + 14.0 * long as f64;
    Some([
        ours.rule.clone(),
        two(cycles),
        two(in_c),
        two(cycles / in_c),
        two(contracted),
        two(cycles / contracted),
        two(floor),
        two(cycles / floor),
    ])
}

/// Adds the table for the rules that were written in C as well.
pub(super) fn cycles(lines: &[Counted], elf: &Path, report: &mut Report) -> Result<()> {
    report.paragraph(METHOD);
    let functions = disassembly::read(elf)?;
    let rows = lines.iter().filter_map(|ours| row(ours, lines, &functions));
    let rows: Vec<_> = rows.collect();
    ensure!(!rows.is_empty(), "no loop was found in the program");
    report.table(HEADER, rows);
    Ok(())
}

fn two(figure: f64) -> String {
    format!("{figure:.2}")
}
