//! Which samples of a recording tune and which test: always the earlier ones tune.

use crate::windows::WINDOW;

/// How each recording of a person is divided, in time order: tuning windows, a gap, test windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Plan {
    /// How many windows of 2 s are labelled at the start of each recording.
    pub tuning_windows: usize,
    /// Samples that belong to neither part.
    pub gap: usize,
    /// Samples from one tuning window to the next, 1 to [`WINDOW`](crate::WINDOW): fewer than a window, and they overlap.
    pub hop: usize,
}

/// A run of samples of one recording and how it is cut into windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Part {
    /// The first sample.
    pub start: usize,
    /// One past the last sample.
    pub end: usize,
    /// Samples from one window to the next.
    pub hop: usize,
}

impl Part {
    /// How many windows the part gives.
    pub const fn windows(&self) -> usize {
        let samples = self.end.saturating_sub(self.start);
        if samples < WINDOW { 0 } else { (samples - WINDOW) / self.hop + 1 }
    }
}

impl Plan {
    /// Four seconds of each recording, in windows that begin every half second: 70 of a person with 14 recordings.
    pub const DEFAULT: Self = Self { tuning_windows: 2, gap: WINDOW, hop: WINDOW / 4 };
    /// The same in windows one after the other: 28 of a person with 14 recordings.
    pub const APART: Self = Self { hop: WINDOW, ..Self::DEFAULT };

    /// The part that tunes.
    pub const fn tuning(&self) -> Part {
        Part { start: 0, end: self.tuning_windows * WINDOW, hop: self.hop }
    }

    /// The part that tests, of a recording of `samples`: overlapping windows, one a second.
    pub const fn test(&self, samples: usize) -> Part {
        Part { start: self.tuning_windows * WINDOW + self.gap, end: samples, hop: WINDOW / 2 }
    }

    /// How many samples a recording must have at least: tuning, gap, one test window.
    pub const fn samples_needed(&self) -> usize {
        (self.tuning_windows + 1) * WINDOW + self.gap
    }
}
