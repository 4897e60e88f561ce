//! A board and a sensor on a desk: what a user says of them.

use super::{
    data::Data,
    job::Before,
    live::{Live, Sensor},
    port,
};
use anyhow::Result;
use std::path::PathBuf;
use thalweg_watch::wire::Purpose;

/// What a user says of a board and a sensor.
#[derive(Debug, clap::Args)]
pub(super) struct OnADesk {
    /// A board on the desk, in place of an emulated one: its serial port, such as /dev/ttyACM0 or COM3.
    #[arg(long, value_name = "TTY", conflicts_with = "board")]
    pub(super) port: Option<PathBuf>,
    /// Bits a second on its serial port.
    #[arg(long, value_name = "BAUD", default_value_t = 460_800, requires = "port")]
    pub(super) baud: u32,
    /// A sensor of your own, whose lines arrive on this serial port: the device learns from them, and keeps that.
    #[arg(long, value_name = "TTY", group = "source", requires = "label")]
    live: Option<PathBuf>,
    /// Bits a second on the port of the sensor.
    #[arg(long, value_name = "BAUD", default_value_t = 115_200, requires = "live")]
    live_baud: u32,
    /// For how long the sensor is listened to: 2 s are a window.
    #[arg(long, value_name = "S", default_value_t = 4, requires = "live", value_parser = clap::value_parser!(u32).range(2..=600))]
    seconds: u32,
    /// Test the device on the sensor, in place of teaching it.
    #[arg(long, requires = "live")]
    test: bool,
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
        self.adapt || self.live.is_some()
    }

    /// The sensor that is listened to, and what for.
    pub(super) fn live(&self, data: &Data) -> Result<Option<(Live, Sensor)>> {
        let Some((tty, exercise)) = self.live.as_deref().zip(data.label) else { return Ok(None) };
        let purpose = if self.test { Purpose::Test } else { Purpose::Tune };
        let (_, from) = port::open(tty, self.live_baud)?;
        let sensor = Sensor::new(from, data.form())?;
        Ok(Some((Live { exercise, purpose, seconds: self.seconds }, sensor)))
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
