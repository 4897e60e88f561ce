//! A sensor on the board itself.

use core::future::{Future, ready};
use thalweg_watch::Sample;

/// What a sensor has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The next sample.
    Sample(Sample),
    /// At least so many samples are missing here: they were not fetched in time.
    Lost(u32),
    /// It does not answer any more.
    Gone,
}

/// A sensor on the board: [samples](Sample), 50 a second, of which it keeps some until they are fetched.
///
/// It is asked between two steps of a training, after a checkpoint was written, and every few milliseconds otherwise. So
/// it has to keep what comes while a checkpoint is written and its place erased; a sensor without memory of its own is
/// read by an interrupt that keeps samples.
pub trait Source {
    /// Begins to measure, with nothing kept; whether there is a sensor.
    fn start(&mut self) -> impl Future<Output = bool>;

    /// What comes next; `None` if nothing waits.
    fn next(&mut self) -> impl Future<Output = Option<Reading>>;
}

/// A board without a sensor: samples come from the host.
#[derive(Clone, Copy, Debug)]
pub struct NoSource;

impl Source for NoSource {
    fn start(&mut self) -> impl Future<Output = bool> {
        ready(false)
    }

    fn next(&mut self) -> impl Future<Output = Option<Reading>> {
        ready(None)
    }
}
