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

/// Does the main job, by these bytes of a recipe or by the watch's own; how things stand in the end.
pub(super) fn run(
    line: &mut Line,
    recordings: &[Recording],
    bytes: Option<&[u8]>,
    show: &mut Show,
) -> Result<(Status, End)> {
    let (mut talk, _) = Conversation::begin(line, PATIENCE)?;
    if let Some(bytes) = bytes {
        talk.carry_out(recipe::commands(bytes))?;
    }
    let tuning = recordings::tuning(recordings, &Plan::DEFAULT);
    let testing = recordings::testing(recordings, &Plan::DEFAULT);
    tell(&mut talk, show, "learning from labelled windows", tuning)?;
    tell(&mut talk, show, "testing the frozen model", testing.clone())?;
    tell(&mut talk, show, "fine-tuning", vec![Command::Adapt])?;
    talk.wait_for_training(|reply| show.heard(reply))?;
    tell(&mut talk, show, "testing the adapted model", testing)?;
    let status = talk.status()?;
    Ok((status, End { again: talk.again, refused: talk.refused.len() }))
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
