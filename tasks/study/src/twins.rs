//! The same task in floats and wholly in integers, side by side.

use crate::script::{Act, Judged, Problem, Script};
use anyhow::{Context, Result};
use thalweg_tasks::Task;

/// What both reached with one person, in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    /// In floats, before and after.
    pub floats: [f64; 2],
    /// In integers, before and after.
    pub integers: [f64; 2],
    /// Steps in integers that were skipped, as something had saturated.
    pub skipped: u32,
    /// Features in integers that were beyond their range, where such are taken.
    pub saturated: u32,
}

/// What a device would do with a script: what it reached before and after, in per cent, and how many steps it skipped.
pub(crate) fn play(
    script: &Script,
    task: &mut dyn Task,
    problem: Problem,
) -> Result<([f64; 2], u32)> {
    let mut judged = Vec::new();
    for act in &script.acts {
        match act {
            Act::Learn(values, label) => {
                task.hear(true, values)?;
                task.learn(*label)?;
            }
            Act::Adapt => {
                task.adapt()?;
                while task.step()?.is_some() {}
            }
            Act::Judge { values, label, known, .. } => {
                task.hear(true, values)?;
                let verdict = task.judge(0)?;
                judged.push(Judged { network: 0, verdict, label: *label, known: *known });
            }
        }
    }
    let score = problem.score(&judged).context(script.name.clone())?;
    Ok(([100.0 * score.before, 100.0 * score.after], task.state().skipped))
}

/// The means of both, before and after, over all that were met; floats first.
#[cfg(test)]
pub(crate) fn means(all: &[Twins]) -> [f64; 4] {
    let of = |of: fn(&Twins) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    [of(|t| t.floats[0]), of(|t| t.floats[1]), of(|t| t.integers[0]), of(|t| t.integers[1])]
}
