//! A board on a desk, and what is done with it beside the main job.

use super::{
    data::Data,
    job::Before,
    listening::Listening,
    live::{Live, Sensor},
};
use anyhow::Result;
use std::path::PathBuf;

/// What a user says of a board.
#[derive(Debug, clap::Args)]
pub(super) struct OnADesk {
    /// A board on the desk, in place of an emulated one: its serial port, such as /dev/ttyACM0 or COM3.
    #[arg(long, value_name = "TTY", conflicts_with = "board")]
    pub(super) port: Option<PathBuf>,
    /// Bits a second on its serial port.
    #[arg(long, value_name = "BAUD", default_value_t = 460_800, requires = "port")]
    pub(super) baud: u32,
    /// The program that the board runs, as it was built: says what a board without a probe has logged.
    #[arg(long, value_name = "ELF", requires = "port")]
    pub(super) elf: Option<PathBuf>,
    #[command(flatten)]
    listening: Listening,
    /// Fine-tune on what the device remembers, and do nothing else.
    #[arg(long, conflicts_with = "data")]
    pub(super) adapt: bool,
    /// Let a board forget all that it has learnt before.
    #[arg(long, requires = "port", conflicts_with = "resume")]
    factory: bool,
}

impl OnADesk {
    /// Whether no more is to be done than what a sensor and what the device remembers are good for.
    pub(super) const fn is_all(&self) -> bool {
        self.adapt || self.listening.is_meant()
    }

    /// The sensor that is listened to, and what for; none if it is the board's own.
    pub(super) fn live(&self, data: &Data) -> Result<Option<(Live, Option<Sensor>)>> {
        self.listening.live(data)
    }

    /// The firmware's program: with a sensor on the board or without.
    pub(super) const fn program(&self) -> &'static str {
        if self.listening.sensor { "senses" } else { "watch" }
    }

    /// What becomes of what a device has learnt: the flash of an emulated one is new unless it goes on.
    pub(super) const fn before(&self, resume: bool) -> Before {
        if self.factory {
            Before::Forget
        } else if resume || self.port.is_none() || self.is_all() {
            Before::GoOn
        } else {
            Before::Unsaid
        }
    }
}
