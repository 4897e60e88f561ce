//! A script, played to whoever does what is asked.

use super::desk::Desk;
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use thalweg_tasks::{
    Progress, State,
    wire::{CHUNK, Command, Cost, Reply, VALUES},
};
use thalweg_tasks_study::script::{Act, Judged, Script};
use thalweg_watch::wire::Counters;

/// What came of a script.
pub(super) struct Played {
    pub(super) judged: Vec<Judged>,
    pub(super) state: State,
    pub(super) cost: Cost,
    pub(super) line: Counters,
}

/// Plays one.
pub(super) fn play(desk: &mut dyn Desk, script: &Script, bar: &ProgressBar) -> Result<Played> {
    bar.set_length(script.acts.len() as u64);
    bar.set_position(0);
    bar.set_message(script.name.clone());
    let mut judged = Vec::new();
    if let Some(shape) = script.shape {
        done(desk, &Command::Shape(shape), &mut |_| {})?;
    }
    done(desk, &Command::Begin(script.model), &mut |_| {})?;
    for (number, values) in script.given.chunks(VALUES).enumerate() {
        let (first, values) = ((number * VALUES) as u16, values.iter().copied().collect());
        done(desk, &Command::Given { first, values }, &mut |_| {})?;
    }
    for (number, bytes) in script.recipe.chunks(CHUNK).enumerate() {
        let (first, bytes) = ((number * CHUNK) as u16, bytes.iter().copied().collect());
        done(desk, &Command::Recipe { first, bytes }, &mut |_| {})?;
    }
    if !script.recipe.is_empty() {
        done(desk, &Command::Follow, &mut |_| {})?;
    }
    let (mut learnt, mut asked) = (0, 0);
    for act in &script.acts {
        match act {
            Act::Learn(values, label) => {
                let place = || format!("labelled sample {learnt}, from 0");
                hear(desk, values).with_context(place)?;
                done(desk, &Command::Learn(*label), &mut |_| {}).with_context(place)?;
                learnt += 1;
            }
            Act::Adapt => done(desk, &Command::Adapt, &mut |progress: Progress| {
                let Progress { step, steps, loss } = progress;
                bar.set_message(format!("{}: step {step} of {steps}, loss {loss:.4}", script.name));
            })?,
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
    match desk.ask(&Command::Finish, &mut |_| {})? {
        Reply::State(state, cost, line) => Ok(Played { judged, state, cost, line }),
        reply => other(reply),
    }
}

fn hear(desk: &mut dyn Desk, values: &[f32]) -> Result<()> {
    for (number, values) in values.chunks(VALUES).enumerate() {
        let values = values.iter().copied().collect();
        done(desk, &Command::Hear { first: number == 0, values }, &mut |_| {})?;
    }
    Ok(())
}

fn done(desk: &mut dyn Desk, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<()> {
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
