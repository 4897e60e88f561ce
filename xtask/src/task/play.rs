//! A script, played to whoever does what is asked.

use super::desk::Desk;
use anyhow::{Context, Result, bail, ensure};
use indicatif::ProgressBar;
use thalweg_tasks::{
    Progress, State,
    wire::{CHUNK, Command, Counted, Reply, VALUES},
};
use thalweg_tasks_study::script::{Act, Judged, Script};

/// What came of a script.
pub(super) struct Played {
    pub(super) judged: Vec<Judged>,
    pub(super) state: State,
    pub(super) counted: Counted,
}

/// What a device goes on with.
#[derive(Clone, Copy)]
struct Done {
    /// Samples that it has learnt.
    learnt: usize,
    /// It has adapted to the last step.
    adapted: bool,
}

impl Done {
    /// Nothing: it is told everything.
    const NOTHING: Self = Self { learnt: 0, adapted: false };

    fn of(state: State) -> Self {
        let [step, steps] = state.steps;
        Self { learnt: state.learnt as usize, adapted: steps > 0 && step == steps }
    }
}

/// Plays one. What the device has done of it already, if it resumes, it is not told again; otherwise somebody new begins, which
/// `begun` hears of.
pub(super) fn play(
    desk: &mut dyn Desk,
    script: &Script,
    resumes: bool,
    begun: &mut dyn FnMut() -> Result<()>,
    bar: &ProgressBar,
) -> Result<Played> {
    let done = if resumes { Done::of(stands(desk)?.0) } else { Done::NOTHING };
    if !resumes {
        begin(desk, script)?;
        begun()?;
    }
    bar.set_length(script.acts.len() as u64);
    bar.set_position(0);
    bar.set_message(script.name.clone());
    let mut judged = Vec::new();
    let (mut learnt, mut asked) = (0, 0);
    for act in &script.acts {
        match act {
            Act::Learn(values, label) => {
                learnt += 1;
                if learnt > done.learnt {
                    let place = || format!("labelled sample {}, from 0", learnt - 1);
                    hear(desk, values).with_context(place)?;
                    tell(desk, &Command::Learn(*label), &mut |_| {}).with_context(place)?;
                }
            }
            Act::Adapt if done.adapted => {}
            Act::Adapt => tell(desk, &Command::Adapt, &mut |progress: Progress| {
                let Progress { step, steps, loss } = progress;
                bar.set_message(format!("{}: step {step} of {steps}, loss {loss:.4}", script.name));
            })?,
            // By what it knows now it would say something else of what came before.
            Act::Judge { .. } if learnt < done.learnt => {}
            Act::Judge { values, networks, label, known } => {
                hear(desk, values).with_context(|| format!("sample {asked} of a test, from 0"))?;
                asked += 1;
                for network in 0..*networks {
                    let reply = desk.ask(&Command::Judge(network), &mut |_| {})?;
                    let Reply::Verdict(verdict) = reply else { return other(reply) };
                    judged.push(Judged { network, verdict, label: *label, known: *known });
                }
            }
        }
        bar.inc(1);
    }
    ensure!(
        learnt >= done.learnt,
        "the device has learnt {} samples, and there are {learnt}; allowed: the data that it began with, or no --resume",
        done.learnt
    );
    let (state, counted) = stands(desk)?;
    Ok(Played { judged, state, counted })
}

/// How things stand.
pub(super) fn stands(desk: &mut dyn Desk) -> Result<(State, Counted)> {
    match desk.ask(&Command::Finish, &mut |_| {})? {
        Reply::State(state, counted) => Ok((state, counted)),
        reply => other(reply),
    }
}

/// Somebody new: what the task is, where it starts, and how it is trained, as far as it can be told.
fn begin(desk: &mut dyn Desk, script: &Script) -> Result<()> {
    if let Some(shape) = script.shape {
        tell(desk, &Command::Shape(shape), &mut |_| {})?;
    }
    tell(desk, &Command::Begin(script.model), &mut |_| {})?;
    for (number, values) in script.given.chunks(VALUES).enumerate() {
        let (first, values) = ((number * VALUES) as u16, values.iter().copied().collect());
        tell(desk, &Command::Given { first, values }, &mut |_| {})?;
    }
    for (number, bytes) in script.recipe.chunks(CHUNK).enumerate() {
        let (first, bytes) = ((number * CHUNK) as u16, bytes.iter().copied().collect());
        tell(desk, &Command::Recipe { first, bytes }, &mut |_| {})?;
    }
    if script.recipe.is_empty() {
        return Ok(());
    }
    tell(desk, &Command::Follow, &mut |_| {})
}

fn hear(desk: &mut dyn Desk, values: &[f32]) -> Result<()> {
    for (number, values) in values.chunks(VALUES).enumerate() {
        let values = values.iter().copied().collect();
        tell(desk, &Command::Hear { first: number == 0, values }, &mut |_| {})?;
    }
    Ok(())
}

fn tell(desk: &mut dyn Desk, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<()> {
    match desk.ask(command, told)? {
        Reply::Done => Ok(()),
        reply => other(reply),
    }
}

fn other<T>(reply: Reply) -> Result<T> {
    match reply {
        Reply::Refused(refusal) => bail!("the device refused: {refusal}"),
        reply => bail!("the device said {reply:?}, which is no answer"),
    }
}
