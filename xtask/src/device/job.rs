//! The main job over a serial line: labelled windows, a test, the fine-tuning, the same test again.

use super::{
    Conversation, Line, PATIENCE,
    event::{Event, Phase},
    live::{Live, Sensor},
    recipe,
    show::Show,
};
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use thalweg_watch::{
    Audit, Plan,
    recordings::{self, Recording},
    wire::{Command, Reply, Status},
};

/// What the host's end has to say of a conversation.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct End {
    /// Frames that were sent once more.
    pub again: u32,
    /// Frames of the device that arrived damaged.
    pub damaged: u32,
    /// Commands that the device refused.
    pub refused: usize,
    /// What the windows that it remembers are like.
    pub audit: Audit,
}

/// What is done with a device; how things stand in the end, and the parameters if they are wanted.
pub(super) trait Work {
    fn run(&mut self, line: &mut Line, show: &mut Show) -> Result<(Status, End, Vec<f32>)>;
}

/// What a device that has learnt something is to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Go on with it.
    GoOn,
    /// Forget it.
    Forget,
    /// Nobody has said.
    Unsaid,
}

/// The main job.
pub(super) struct Job<'r> {
    /// Of a person.
    pub(super) recordings: &'r [Recording],
    /// The bytes of the recipe that it follows, in place of its own.
    pub(super) recipe: Option<Vec<u8>>,
    /// What the device begins with, in place of what the factory gave it.
    pub(super) parameters: Option<Vec<f32>>,
    /// Whether the parameters are wanted in the end.
    pub(super) keep: bool,
    /// What becomes of what it has learnt before.
    pub(super) before: Before,
}

/// Labels or tests of a user's own sensor, and the fine-tuning on what is remembered.
pub(super) struct Desk {
    /// What is done with the readings of a sensor, and the one that is on a port, if it is not on the board.
    pub(super) live: Option<(Live, Option<Sensor>)>,
    /// Whether it is to fine-tune then.
    pub(super) adapt: bool,
    /// Whether the parameters are wanted in the end.
    pub(super) keep: bool,
    /// What becomes of what it has learnt before.
    pub(super) before: Before,
}

impl Work for Desk {
    fn run(&mut self, line: &mut Line, show: &mut Show) -> Result<(Status, End, Vec<f32>)> {
        let (mut talk, _) = begin(line, self.before, show)?;
        if let Some((live, sensor)) = &mut self.live {
            let summary = match sensor {
                Some(sensor) => live.run(sensor, &mut talk, show)?,
                None => live.on_the_board(&mut talk, show)?,
            };
            let windows = stand(&mut talk, show)?.windows;
            show.note(format!("note: {summary}; the device remembers {windows} labelled windows"));
        }
        if self.adapt {
            tune(&mut talk, show)?;
        }
        let parameters = if self.keep { talk.parameters()? } else { Vec::new() };
        end(&mut talk, parameters)
    }
}

impl Work for Job<'_> {
    fn run(&mut self, line: &mut Line, show: &mut Show) -> Result<(Status, End, Vec<f32>)> {
        let (mut talk, found) = begin(line, self.before, show)?;
        let tuning = recordings::tuning(self.recordings, &Plan::DEFAULT);
        let testing = recordings::testing(self.recordings, &Plan::DEFAULT);
        if found.steps == 0 {
            if let Some(bytes) = &self.recipe {
                talk.carry_out(recipe::commands(bytes))?;
            }
            if let Some(parameters) = &self.parameters {
                talk.adopt(parameters)?;
            }
            if usize::from(found.windows) != self.windows() {
                talk.carry_out(vec![Command::ForgetAll])?;
                tell(&mut talk, show, Phase::Labels, tuning)?;
            }
            tell(&mut talk, show, Phase::TestBefore, testing.clone())?;
            tune(&mut talk, show)?;
        } else if found.step < found.steps {
            wait(&mut talk, show)?;
        }
        tell(&mut talk, show, Phase::TestAfter, testing)?;
        let parameters = if self.keep { talk.parameters()? } else { Vec::new() };
        end(&mut talk, parameters)
    }
}

impl Job<'_> {
    /// How many windows are labelled.
    fn windows(&self) -> usize {
        self.recordings.len() * Plan::DEFAULT.tuning().windows()
    }
}

/// Greets a device, and says what it has kept, or lets it forget that.
fn begin<'l>(
    line: &'l mut Line,
    before: Before,
    show: &mut Show,
) -> Result<(Conversation<'l>, Status)> {
    let (mut talk, mut found) = Conversation::begin(line, PATIENCE)?;
    let learnt = found.steps > 0 || found.windows > 0;
    match before {
        Before::Forget if learnt || found.stranger.is_some() => {
            talk.carry_out(vec![Command::Factory])?;
            found = talk.status()?;
        }
        Before::Unsaid if learnt => bail!(
            "the device remembers {} labelled windows, and is at step {} of {}; allowed: --resume to go on with them, \
             --factory to forget them",
            found.windows,
            found.step,
            found.steps
        ),
        _ => {}
    }
    if let Some(stranger) = found.stranger {
        show.note(format!(
            "note: the device keeps a checkpoint of {stranger}, and saves nothing (without --resume it is forgotten)"
        ));
    }
    if let Some(step) = found.resumed {
        show.note(format!("resumed step={step} windows={}", found.windows));
    }
    show.see(Event::Heard(Reply::Status(found)));
    Ok((talk, found))
}

/// The fine-tuning on what is remembered.
fn tune(talk: &mut Conversation<'_>, show: &mut Show) -> Result<()> {
    for finding in talk.audit()?.findings() {
        show.note(format!("note: {finding}"));
    }
    let refused = talk.refused.len();
    tell(talk, show, Phase::FineTuning, vec![Command::Adapt])?;
    match talk.refused.get(refused) {
        Some(_) => Ok(()), // it was said, and there is nothing to wait for
        None => wait(talk, show),
    }
}

fn wait(talk: &mut Conversation<'_>, show: &mut Show) -> Result<()> {
    talk.wait_for_training(|reply| show.see(Event::Heard(reply.clone())))?;
    stand(talk, show).map(drop)
}

/// How things stand, for the eye as well.
fn stand(talk: &mut Conversation<'_>, show: &mut Show) -> Result<Status> {
    let status = talk.status()?;
    show.see(Event::Heard(Reply::Status(status)));
    Ok(status)
}

fn end(talk: &mut Conversation<'_>, parameters: Vec<f32>) -> Result<(Status, End, Vec<f32>)> {
    let audit = talk.audit()?;
    let status = talk.status()?;
    let (damaged, refused) = (talk.damaged(), talk.refused.len());
    let end = End { again: talk.again, damaged, refused, audit };
    Ok((status, end, parameters))
}

/// Tells commands; of those that are refused the first is shown.
fn tell(
    talk: &mut Conversation<'_>,
    show: &mut Show,
    phase: Phase,
    commands: Vec<Command>,
) -> Result<()> {
    let refused = talk.refused.len();
    show.see(Event::Begin { phase, commands: commands.len() as u64 });
    let mut before = 0;
    talk.tell(commands, |taken, reply| {
        if taken > before {
            before = taken;
            show.see(Event::Told(taken as u64));
        }
        if *reply != Reply::Taken {
            show.see(Event::Heard(reply.clone()));
        }
    })?;
    if let Some(why) = talk.refused.get(refused) {
        show.note(why);
    }
    Ok(())
}
