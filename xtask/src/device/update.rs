//! A device as a member of a fleet: it is told weights and a recipe, and gives back what it makes of them.

use super::{Conversation, Firmware, Flash, Kind, Line, PATIENCE, in_a_line, port, recipe};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use thalweg_watch::{
    Plan,
    recordings::{self, Recording},
    wire::Command,
};

/// A device that stands somewhere.
#[derive(Clone, Debug)]
pub enum Member {
    /// An emulated board that runs this program; what it has heard stays in its flash between the rounds.
    Emulated {
        /// Which.
        board: Kind,
        /// From [`Member::build`].
        elf: PathBuf,
        /// A file.
        flash: PathBuf,
    },
    /// A board on a serial port, at so many bits a second.
    Port(PathBuf, u32),
}

/// What a device is asked for in a round.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What it has heard of its wearer.
    pub recordings: &'a [Recording],
    /// It was told these recordings, and no others since: it is told them again only where it does not remember as many
    /// windows. What a device says of its windows is their number, not whose they are.
    pub told: bool,
    /// What it begins with.
    pub parameters: &'a [f32],
    /// The bytes of the recipe that it follows.
    pub recipe: &'a [u8],
}

impl Member {
    /// Builds the watch for an emulated board.
    pub fn build(board: Kind) -> Result<PathBuf> {
        board.build(Firmware::WATCH)
    }

    /// Lets it adopt the weights, fine-tune and report; from how many windows it learnt, and the weights.
    pub fn update(&self, asked: Asked<'_>) -> Result<(u32, Vec<f32>)> {
        match self {
            Self::Port(path, baud) => {
                let (to, from) = port::open(path, *baud)?;
                round(&mut Line::new(to, from), asked).with_context(|| path.display().to_string())
            }
            Self::Emulated { board, elf, flash } => emulated(*board, elf, flash, asked),
        }
    }
}

fn emulated(board: Kind, elf: &Path, flash: &Path, asked: Asked<'_>) -> Result<(u32, Vec<f32>)> {
    let mut device = board.start(elf, &Flash::open(flash)?)?;
    match round(&mut device.line, asked) {
        Ok(found) => {
            device.end()?;
            Ok(found)
        }
        Err(error) => match device.log() {
            Ok(log) if !log.is_empty() => Err(error.context(in_a_line(&log))),
            _ => Err(error),
        },
    }
}

fn round(line: &mut Line, asked: Asked<'_>) -> Result<(u32, Vec<f32>)> {
    let (mut talk, found) = Conversation::begin(line, PATIENCE)?;
    if let Some(stranger) = found.stranger {
        bail!("the device keeps a checkpoint of {stranger}; allowed: one of its own, or none");
    }
    if !asked.told
        || usize::from(found.windows) != asked.recordings.len() * Plan::DEFAULT.tuning().windows()
    {
        talk.carry_out(vec![Command::ForgetAll])?;
        talk.carry_out(recordings::tuning(asked.recordings, &Plan::DEFAULT))?;
    }
    talk.carry_out(recipe::commands(asked.recipe))?;
    talk.adopt(asked.parameters)?;
    talk.carry_out(vec![Command::Adapt])?;
    talk.wait_for_training(|_| {})?;
    let parameters = talk.parameters()?;
    Ok((talk.status()?.windows.into(), parameters))
}
