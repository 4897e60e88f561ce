//! The smaller tasks on an emulated Cortex-M4F, and those in integers on a core without an FPU, an image each, beside the same
//! code here.

mod bench;
mod desk;
mod play;
mod report;

pub use report::Report;

use crate::{
    device::{self, Firmware, Flash, Kind},
    elf,
};
use anyhow::{Context, Result, bail, ensure};
use bench::Bench;
use desk::{Desk, Local};
use indicatif::{ProgressBar, ProgressStyle};
use play::play;
use std::path::PathBuf;
use thalweg_tasks::{
    Factory, general::General, humidity::Humidity, integer_vowels::IntegerVowels,
    integer_watch::IntegerWatch, new_speaker::NewSpeaker, tables::Finding,
    unseen_exercise::UnseenExercise, vowels::Vowels, wire::Counted,
};
use thalweg_tasks_study::script::{self, Act, Problem, Score, Script};

/// Does a task on the device and shows what it gained; of the data this looks wrong. If it resumes, it goes on where the last
/// run stood, however that ended.
pub(crate) fn run(
    (board, problem): (Option<Kind>, Problem),
    scripts: &[Script],
    findings: &[Finding],
    (resumes, json): (bool, bool),
) -> Result<()> {
    for finding in findings {
        eprintln!("note: {finding}");
    }
    let findings = findings.iter().map(Finding::to_string).collect();
    let board = board.unwrap_or(self::board(problem));
    runs_on(problem, board)?;
    let bench = Bench::new(board, problem, if resumes { Flash::open } else { Flash::blank })?;
    let report = Report { findings, ..bench.meet(scripts, resumes)? };
    println!("{}", report.table());
    print!("{}", report.confusion());
    if json {
        println!("{}", report.json());
    }
    Ok(())
}

/// The board of a task of which nobody says another.
#[must_use]
pub const fn board(problem: Problem) -> Kind {
    match problem {
        Problem::IntegerVowels => Kind::Microbit,
        Problem::IntegerWatch => Kind::M0Plus,
        _ => Kind::M4,
    }
}

/// The tasks that 16 KB of RAM and the flash beside it are enough for.
const SMALL: [Problem; 3] = [Problem::Vowels, Problem::IntegerVowels, Problem::Humidity];

/// What is allowed on a micro:bit, as a refusal says it.
pub(crate) fn on_a_microbit() -> String {
    format!("--task {}", SMALL.map(Problem::name).join(", "))
}

/// Refuses a board that has no image of a task.
///
/// # Errors
/// The Pico, or a micro:bit where the task needs more room.
pub fn runs_on(problem: Problem, board: Kind) -> Result<()> {
    let also = match board {
        Kind::Pico => String::new(),
        Kind::Microbit if !SMALL.contains(&problem) => {
            format!("; with microbit: {}", on_a_microbit())
        }
        _ => return Ok(()),
    };
    let (name, task, allowed) = (board.name(), problem.name(), Kind::listed(&Kind::LARGE));
    bail!("--board {name} has no image of --task {task}; allowed: {allowed}{also}")
}

/// The image of a task for a board; that of one in integers, at whichever level it is built, holds nothing in place of a float
/// instruction.
pub fn image(problem: Problem, board: Kind) -> Result<PathBuf> {
    let firmware = Firmware { program: problem.name(), ..Firmware::WATCH };
    let image = device::build_for(board, firmware)?;
    if problem.is_in_integers() {
        let found = elf::soft_floats(&image)?;
        ensure!(found.is_empty(), "routines for floats in an image without floats: {found:?}");
    }
    Ok(image)
}

/// Everybody of some scripts meets an emulated device.
pub fn on_the_device(problem: Problem, scripts: &[Script]) -> Result<Report> {
    on(board(problem), problem, scripts)
}

/// Everybody of some scripts meets an emulated board.
pub fn on(kind: Kind, problem: Problem, scripts: &[Script]) -> Result<Report> {
    Bench::new(kind, problem, Flash::blank)?.meet(scripts, false)
}

/// What came of a device whose power failed.
#[derive(Debug)]
pub struct Cut {
    /// Steps of which the host had heard.
    pub done: u32,
    /// What it reached after the power came back.
    pub report: Report,
}

/// Everybody of some scripts meets an emulated board whose power fails when the host hears of that step of a training, from 0;
/// it comes back, and the board resumes.
pub fn cut(kind: Kind, problem: Problem, scripts: &[Script], step: u32) -> Result<Cut> {
    let bench = Bench::new(kind, problem, Flash::blank)?;
    let (running, desk) = bench.start()?;
    let mut desk = desk::Cut { desk, running: Some(running), step, done: 0 };
    let whole = meet(problem, scripts, &mut desk, None, &mut |name| bench.remember(name));
    ensure!(whole.is_err() && desk.running.is_none(), "step {step} was not reached: {whole:?}");
    Ok(Cut { done: desk.done, report: bench.meet(scripts, true)? })
}

/// The same here.
pub fn here(problem: Problem, scripts: &[Script]) -> Result<Report> {
    match problem {
        Problem::Vowels => local::<Vowels<'_>>(problem, scripts, &mut { Vowels::ZERO }),
        Problem::IntegerVowels => {
            local::<IntegerVowels<'_>>(problem, scripts, &mut { IntegerVowels::ZERO })
        }
        Problem::IntegerWatch => {
            local::<IntegerWatch<'_>>(problem, scripts, &mut { IntegerWatch::ZERO })
        }
        Problem::NewSpeaker => local::<NewSpeaker<'_>>(problem, scripts, &mut { NewSpeaker::ZERO }),
        Problem::Humidity => local::<Humidity<'_>>(problem, scripts, &mut { Humidity::ZERO }),
        Problem::UnseenExercise => {
            local::<UnseenExercise<'_>>(problem, scripts, &mut { UnseenExercise::ZERO })
        }
        Problem::General => local::<General<'_>>(problem, scripts, &mut { General::ZERO }),
    }
}

fn local<'m, T: Factory<'m>>(
    problem: Problem,
    scripts: &[Script],
    memory: &'m mut T::Memory,
) -> Result<Report> {
    meet(problem, scripts, &mut Local::new(T::factory(memory)?), None, &mut |_| Ok(()))
}

/// Everybody of some scripts meets a device, which resumes with one of them; `begun` hears whom it has met.
fn meet(
    problem: Problem,
    scripts: &[Script],
    desk: &mut dyn Desk,
    resumes: Option<usize>,
    begun: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Report> {
    let style = ProgressStyle::with_template("{spinner} {msg} {bar:32} {pos}/{len} ({elapsed})");
    let bar = ProgressBar::new(0);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (mut met, mut scores, mut judged) = (Vec::new(), Vec::new(), Vec::new());
    let mut counted = Counted::default();
    for (number, script) in scripts.iter().enumerate().skip(resumes.unwrap_or_default()) {
        let mut begun = || begun(&script.name);
        let played = play(desk, script, resumes == Some(number), &mut begun, &bar)
            .with_context(|| script.name.clone())?;
        met.push((script.name.clone(), played.state));
        scores.push(problem.score(&played.judged).with_context(|| script.name.clone())?);
        judged.extend(played.judged);
        counted = played.counted;
    }
    bar.finish_and_clear();
    let classes = scripts.first().map(|script| script.classes.clone()).unwrap_or_default();
    Ok(Report {
        score: Score::mean(&scores),
        met,
        confusion: problem.confusion(&judged, classes.len()),
        judged,
        counted,
        resumed: None,
        adapts: scripts.iter().any(|script| script.acts.contains(&Act::Adapt)),
        sizes: None,
        again: 0,
        damaged_answers: 0,
        unseen: script::unseen(scripts),
        classes,
        findings: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::Summary;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_tasks_end_on_the_golden_bits() {
        for problem in Problem::ALL {
            here(problem, &problem.scripts(None).unwrap()).unwrap().is_golden(problem).unwrap();
        }
    }

    /// The figures that only some tasks have are the only fields that another line lacks.
    #[test]
    fn the_lines_of_the_watch_and_of_every_task_have_the_same_fields() {
        let names = |summary: Summary| -> BTreeSet<String> {
            let line = serde_json::json!(Summary {
                besides: BTreeMap::new(),
                calibrated: None,
                ..summary
            });
            line.as_object().unwrap().keys().cloned().collect()
        };
        let watch = names(device::Report::of_nothing().summary());
        for wanted in ["damaged", "findings", "confusion_after", "instructions_per_save"] {
            assert!(watch.contains(wanted), "{wanted}");
        }
        for problem in Problem::ALL {
            let scripts = problem.scripts(None).unwrap();
            let report = here(problem, &scripts).unwrap();
            assert_eq!(names(report.summary()), watch, "{}", problem.name());
            let line = report.json();
            let named = !matches!(problem, Problem::Humidity | Problem::UnseenExercise);
            assert_eq!(line["confusion_after"].is_array(), named, "{}", problem.name());
            let right = |confusion: &serde_json::Value| {
                (0..report.classes.len()).filter_map(|i| confusion[i][i].as_u64()).sum::<u64>()
            };
            if line["metric"] == "accuracy" {
                let share = right(&line["confusion_after"]) as f64 / report.judged.len() as f64;
                assert!((share - report.score.after).abs() < 1e-12, "{}", problem.name());
            }
        }
    }
}
