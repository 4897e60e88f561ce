//! A training in a checkpoint: how far it has come, and the optimizer. What it follows is made anew.

use super::Course;
use crate::kept::{self, TRAINING};
use oorandom::Rand32;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver},
    group::Layout,
    optimizer::{Optimizer, Rule},
    schedule::Schedule,
};
use thalweg_watch::training::Chain;

/// The next step, and where the generator of the order is.
const PLACE: u32 = u32::BYTES + u64::BYTES;

/// Bytes of the body: whether one has begun; of one that has, its place and the order of so many samples.
const fn body(samples: Option<usize>) -> u32 {
    match samples {
        Some(samples) => bool::BYTES + PLACE + u16::BYTES * samples as u32,
        None => bool::BYTES,
    }
}

impl<'m, R: Rule, S: Schedule, O, const N: usize, G: Layout> Course<'m, R, S, O, N, G>
where
    O: AsRef<[u16]> + AsMut<[u16]> + Default,
{
    /// The most bytes of one over so many samples.
    pub(crate) const fn max_length(samples: usize) -> u32 {
        Saver::HEAD
            + body(Some(samples))
            + <Optimizer<R, &'m mut [f32; N], Chain, G> as MaxLength>::MAX_LENGTH
    }

    /// As many samples as it is over, if it has begun.
    fn samples(&self) -> Option<usize> {
        self.has_begun().then(|| self.order.as_ref().len())
    }

    /// How many bytes [`save`](Self::save) writes now.
    pub(crate) fn length(&self) -> u32 {
        let optimizer = if self.has_begun() { self.optimizer.length() } else { 0 };
        Saver::HEAD + body(self.samples()) + optimizer
    }

    /// Writes the sections.
    ///
    /// # Errors
    /// As of an [`Optimizer`].
    pub(crate) fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(TRAINING, body(self.samples()))?;
        self.has_begun().put(to)?;
        if !self.has_begun() {
            return Ok(());
        }
        self.step.put(to)?;
        self.random.state().0.put(to)?;
        self.order.as_ref().iter().try_for_each(|place| place.put(to))?;
        self.optimizer.save(to)
    }

    /// Reads them; if a training had begun, `begin` lets it begin once more, over as many samples, before it goes on. Whether
    /// one had.
    ///
    /// # Errors
    /// One has begun here; what `begin` refuses; a step beyond the last, an order that is none, another optimizer.
    pub(crate) fn load(
        &mut self,
        from: &mut Loader<'_>,
        begin: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<bool, CheckpointError> {
        from.section_of_any_length(TRAINING)?;
        kept::only_idle(self.has_begun(), from)?;
        let loaded = self.go_on(from, begin);
        // Where nothing may be taken yet it has begun to look whether all fits, and stands as before.
        if loaded.is_err() || !from.commits() {
            self.end();
        }
        loaded
    }

    fn go_on(
        &mut self,
        from: &mut Loader<'_>,
        begin: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<bool, CheckpointError> {
        if !bool::get(from)? {
            return Ok(false);
        }
        begin(self).map_err(|error| from.refuse(error))?;
        self.step = kept::step(self.steps, from)?;
        let (_, stream) = self.random.state();
        self.random = Rand32::from_state((u64::get(from)?, stream));
        kept::order(self.order.as_mut(), from)?;
        self.optimizer.load(from)?;
        Ok(true)
    }
}
