//! A window of rows, of which nothing is kept but its sums.

use super::{CHANNELS, Features};
use crate::Refusal;
use heapless::Vec;
use thalweg::data::RunningStatistics;

/// Rows as they come: nothing of a window is kept but its sums.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    row: Vec<f32, CHANNELS>,
    last: Vec<f32, CHANNELS>,
    rows: u16,
    statistics: RunningStatistics<[f32; CHANNELS]>,
    ways: [f32; CHANNELS],
}

impl Window {
    /// One value more of a row of so many, in a window of so many rows.
    pub(super) fn push(&mut self, value: f32, channels: usize, rows: u16) -> Result<(), Refusal> {
        if self.rows >= rows {
            return Err(Refusal::Length);
        }
        self.row.push(value).map_err(|_| Refusal::Length)?;
        if self.row.len() < channels {
            return Ok(());
        }
        let mut whole = [0.0; CHANNELS];
        whole.iter_mut().zip(&self.row).for_each(|(place, value)| *place = *value);
        self.statistics.push(&whole)?;
        for ((way, value), last) in self.ways.iter_mut().zip(&self.row).zip(&self.last) {
            *way += (value - last).abs();
        }
        self.last = core::mem::take(&mut self.row);
        self.rows += 1;
        Ok(())
    }

    /// Its features, once it is whole; a sum beyond the largest number is none.
    pub(super) fn features(&self, channels: usize, rows: u16) -> Option<Features> {
        let (all, ways) = (f32::from(rows), f32::from(rows) - 1.0);
        let means = self.statistics.mean().iter().zip(self.statistics.squares()).zip(self.ways);
        let features = means.take(channels).flat_map(|((mean, squares), sum)| {
            [*mean, thalweg::math::sqrt(squares / all), sum / ways]
        });
        let features: Features = features.collect();
        (self.rows == rows && features.iter().all(|x| x.is_finite())).then_some(features)
    }
}
