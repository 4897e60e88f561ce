//! A sensor that is listened to: what a user says of it.

use super::{
    data::Data,
    live::{Live, Sensor},
    port,
};
use anyhow::{Result, ensure};
use std::path::PathBuf;
use thalweg_watch::wire::Purpose;

/// What a user says of a sensor.
#[derive(Debug, clap::Args)]
pub(super) struct Listening {
    /// A sensor of your own, whose lines arrive on this serial port: the device learns from them, and keeps that.
    #[arg(long, value_name = "TTY", groups = ["source", "listens"], requires = "label")]
    live: Option<PathBuf>,
    /// The sensor on the board: the device learns from it, and keeps that. An emulated board has one that measures 12 s of a row,
    /// again and again.
    #[arg(long, groups = ["source", "listens"], requires = "label")]
    pub(super) sensor: bool,
    /// Bits a second on the port of the sensor.
    #[arg(long, value_name = "BAUD", default_value_t = 115_200, requires = "live")]
    live_baud: u32,
    /// For how long the sensor is listened to: 2 s are a window.
    #[arg(long, value_name = "S", default_value_t = 4, requires = "listens", value_parser = clap::value_parser!(u32).range(2..=600))]
    seconds: u32,
    /// Test the device on the sensor, in place of teaching it.
    #[arg(long, requires = "listens")]
    test: bool,
}

impl Listening {
    /// Whether a sensor is to be listened to.
    pub(super) const fn is_meant(&self) -> bool {
        self.sensor || self.live.is_some()
    }

    /// What is done with the readings, and the sensor, if it is on a port.
    pub(super) fn live(&self, data: &Data) -> Result<Option<(Live, Option<Sensor>)>> {
        let Some(exercise) = data.label.filter(|_| self.is_meant()) else { return Ok(None) };
        ensure!(
            !self.sensor || !data.is_formed(),
            "the form of readings is of a sensor on a port; allowed with --sensor: --label, --seconds, --test"
        );
        let purpose = if self.test { Purpose::Test } else { Purpose::Tune };
        let sensor = self.live.as_deref().map(|tty| {
            let (_, from) = port::open(tty, self.live_baud)?;
            Sensor::new(from, data.form())
        });
        Ok(Some((Live { exercise, purpose, seconds: self.seconds }, sensor.transpose()?)))
    }
}
