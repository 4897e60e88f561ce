//! A sensor that nobody had to solder: it measures what a person did in front of a real one, again and again.

use super::{Chip, map::MAP};
use core::future::{Future, ready};
use thalweg_app::{Board, Reading, Sample, Source};

/// The first 12 s of a row of the person whom the weights have not met: 600 samples of six `i16`, the lowest byte first.
static RECORDING: &[u8] = include_bytes!("row.bin");
/// Bytes of a sample.
const BYTES: usize = 12;
/// Samples that it keeps until they are fetched; sensors of this kind keep some hundred.
const KEPT: u32 = 16;
/// Ticks between two samples: 20 ms in the life of this board's processor, at 25 MHz and an instruction a cycle. By the
/// emulator's own clock it would run a thousand MHz, and a training would be over before there is a sample.
const BETWEEN: u32 = 500_000 / (1000 / MAP.ticks_a_microsecond);

/// A sensor of acceleration and rotation.
#[derive(Debug, Default)]
pub struct Sensor {
    /// Up to when samples were counted.
    seen: u32,
    /// Samples since the start, and how many of them were fetched or lost.
    measured: u32,
    gone: u32,
}

impl Sensor {
    /// Before it is started.
    pub const NEW: Self = Self { seen: 0, measured: 0, gone: 0 };

    fn measure(&mut self) {
        let new = Chip.ticks().wrapping_sub(self.seen) / BETWEEN;
        self.seen = self.seen.wrapping_add(new * BETWEEN);
        self.measured = self.measured.wrapping_add(new);
    }

    /// What comes next; of a sample its number is known, and so what was measured.
    fn reading(&mut self) -> Option<Reading> {
        self.measure();
        let waiting = self.measured.wrapping_sub(self.gone);
        if waiting > KEPT {
            self.gone = self.measured.wrapping_sub(KEPT);
            return Some(Reading::Lost(waiting - KEPT));
        }
        if waiting == 0 {
            return None;
        }
        let place = self.gone as usize % (RECORDING.len() / BYTES);
        self.gone = self.gone.wrapping_add(1);
        let bytes = RECORDING.chunks_exact(BYTES).nth(place).unwrap_or_default();
        let mut sample = Sample::default();
        for (channel, bytes) in sample.iter_mut().zip(bytes.chunks_exact(2)) {
            *channel = bytes.iter().rev().fold(0, |high, byte| high << 8 | i16::from(*byte));
        }
        Some(Reading::Sample(sample))
    }
}

impl Source for Sensor {
    fn start(&mut self) -> impl Future<Output = bool> {
        *self = Self { seen: Chip.ticks(), ..Self::NEW };
        ready(true)
    }

    fn next(&mut self) -> impl Future<Output = Option<Reading>> {
        ready(self.reading())
    }
}
