//! The power of a smaller task's board fails in the middle of an adaptation: it goes on where it saved last, and lands on the
//! same bits.

use crate::brief;
use anyhow::{Context, Result, bail, ensure};
use thalweg_app::saved_every;
use thalweg_tasks_study::script::Problem;
use xtask::{device::Kind, task};

/// How often it is tried to cut the power of a board within its training, which may be over before the host has heard of a step.
const ATTEMPTS: u32 = 5;
/// In floats and in integers, each with the step that the host hears of before the power fails.
const CUTS: [(Problem, Kind, u32); 3] = [
    (Problem::Vowels, Kind::M4, 45),
    (Problem::IntegerWatch, Kind::M0Plus, 30),
    (Problem::IntegerVowels, Kind::Microbit, 100),
];
/// The others, and other steps.
const MORE: [(Problem, Kind, u32); 5] = [
    (Problem::Vowels, Kind::Microbit, 200),
    (Problem::IntegerVowels, Kind::M0Plus, 39),
    (Problem::NewSpeaker, Kind::M4, 3),
    (Problem::UnseenExercise, Kind::M4, 500),
    (Problem::General, Kind::M4, 70),
];

/// With `all` every task that adapts.
pub(super) fn check(all: bool) -> Result<()> {
    let more = if all { &MORE[..] } else { &[] };
    for (problem, kind, step) in CUTS.iter().chain(more) {
        let name = problem.name();
        goes_on(*problem, *kind, *step).with_context(|| format!("{name} cut after step {step}"))?;
    }
    Ok(())
}

/// A device that did all its steps before its power failed has to do so once more.
fn goes_on(problem: Problem, kind: Kind, step: u32) -> Result<()> {
    let scripts = brief::scripts(problem.scripts(None)?);
    let here = task::here(problem, &scripts)?;
    let [_, steps] = here.met.first().context("nobody was met")?.1.steps;
    for _ in 0..ATTEMPTS {
        let task::Cut { done, report } = task::cut(kind, problem, &scripts, step)?;
        let resumed = report.resumed.context("it found no checkpoint")?.step;
        let every = saved_every(steps);
        ensure!(resumed + every >= done, "step {done} was done, and it went on at {resumed}");
        let (found, golden) = (report.parameters_hash(), here.parameters_hash());
        ensure!(found == golden, "it landed on {found}, the host on {golden}");
        ensure!(report.judged == here.judged, "it says something else of a sample");
        let name = problem.name();
        println!("{name} of {steps} steps went on at {resumed}, on the same bits: {found}");
        if resumed < steps {
            return Ok(());
        }
    }
    bail!("it was always at its end when its power failed")
}
