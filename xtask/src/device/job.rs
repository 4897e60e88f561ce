//! The main job over a serial line: labelled windows, a test, the fine-tuning, the same test again.

use super::{Conversation, Line, PATIENCE, recipe, show::Show};
use anyhow::Result;
use thalweg_watch::{
    Plan,
    recordings::{self, Recording},
    wire::{Command, Status},
};

/// What the host's end has to say of a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct End {
    /// Frames that were sent once more.
    pub again: u32,
    /// Commands that the device refused.
    pub refused: usize,
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
}

impl Job<'_> {
    /// Does what is left of it to do; how things stand in the end, and the parameters if they are wanted.
    pub(super) fn run(&self, line: &mut Line, show: &mut Show) -> Result<(Status, End, Vec<f32>)> {
        let (mut talk, found) = Conversation::begin(line, PATIENCE)?;
        if let Some(stranger) = found.stranger {
            show.note(&format!(
                "note: the device keeps a checkpoint of {stranger}, and saves nothing (without --resume it is forgotten)"
            ));
        }
        let tuning = recordings::tuning(self.recordings, &Plan::DEFAULT);
        let testing = recordings::testing(self.recordings, &Plan::DEFAULT);
        if let Some(step) = found.resumed {
            show.note(&format!("resumed step={step} windows={}", found.windows));
        }
        if found.steps == 0 {
            if let Some(bytes) = &self.recipe {
                talk.carry_out(recipe::commands(bytes))?;
            }
            if let Some(parameters) = &self.parameters {
                talk.adopt(parameters)?;
            }
            if usize::from(found.windows) != self.windows() {
                talk.carry_out(vec![Command::ForgetAll])?;
                tell(&mut talk, show, "learning from labelled windows", tuning)?;
            }
            tell(&mut talk, show, "testing the frozen model", testing.clone())?;
            tell(&mut talk, show, "fine-tuning", vec![Command::Adapt])?;
            talk.wait_for_training(|reply| show.heard(reply))?;
        } else if found.step < found.steps {
            talk.wait_for_training(|reply| show.heard(reply))?;
        }
        tell(&mut talk, show, "testing the adapted model", testing)?;
        let parameters = if self.keep { talk.parameters()? } else { Vec::new() };
        let status = talk.status()?;
        Ok((status, End { again: talk.again, refused: talk.refused.len() }, parameters))
    }

    /// How many windows are labelled.
    fn windows(&self) -> usize {
        self.recordings.len() * Plan::DEFAULT.tuning_windows
    }
}

/// Tells commands; of those that are refused the first is shown.
fn tell(
    talk: &mut Conversation<'_>,
    show: &Show,
    doing: &'static str,
    commands: Vec<Command>,
) -> Result<()> {
    let refused = talk.refused.len();
    show.begin(doing, commands.len());
    talk.tell(commands, |taken, reply| {
        show.told(taken);
        show.heard(reply);
    })?;
    if let Some(why) = talk.refused.get(refused) {
        show.note(why);
    }
    Ok(())
}
