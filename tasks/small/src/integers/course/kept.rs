//! A training in integers in a checkpoint. What it follows is made anew.

use super::{Course, Plan};
use crate::{
    integers::{Features, Network},
    kept::{self, TRAINING},
};
use heapless::Vec;
use oorandom::Rand32;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver},
    fixed::{Optimizer, Rule, Weight, schedule::Schedule},
};

/// A labelled sample.
type Sample<const F: usize> = (Features<F>, u8);

/// The next step, how many were skipped, and where the generator of the order is.
const PLACE: u32 = 2 * u32::BYTES + u64::BYTES;

/// Bytes of the body: whether one has begun; of one that has, its place and the order of so many samples.
const fn body(samples: Option<usize>) -> u32 {
    match samples {
        Some(samples) => bool::BYTES + PLACE + u16::BYTES * samples as u32,
        None => bool::BYTES,
    }
}

impl<'m, W, R: Rule, T, const S: u32, const F: usize, const N: usize, const M: usize>
    Course<'m, W, R, T, S, F, N, M>
where
    W: Network<F, S>,
    T: Schedule + Copy,
{
    /// The most bytes that [`save`](Self::save) writes.
    pub(crate) const MAX_LENGTH: u32 = <[Weight; N]>::MAX_LENGTH
        + kept::length::<Sample<F>>(M)
        + Saver::HEAD
        + body(Some(M))
        + <Optimizer<R, &'m mut [Weight; N]> as MaxLength>::MAX_LENGTH;

    /// As many samples as it is over, if it has begun.
    fn samples(&self) -> Option<usize> {
        self.plan.is_some().then_some(self.order.len())
    }

    /// How many bytes [`save`](Self::save) writes now.
    pub(crate) fn length(&self) -> u32 {
        let samples = kept::length::<Sample<F>>(self.samples.len());
        let optimizer = if self.plan.is_some() { self.optimizer.length() } else { 0 };
        self.parameters.length() + samples + Saver::HEAD + body(self.samples()) + optimizer
    }

    /// Writes the sections.
    ///
    /// # Errors
    /// As of an [`Optimizer`].
    pub(crate) fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.parameters.save(to)?;
        kept::save(self.samples, to)?;
        to.section(TRAINING, body(self.samples()))?;
        self.plan.is_some().put(to)?;
        if self.plan.is_none() {
            return Ok(());
        }
        [self.step, self.skipped].put(to)?;
        self.random.state().0.put(to)?;
        self.order.iter().try_for_each(|place| place.put(to))?;
        self.optimizer.save(to)
    }

    /// Reads them; if a training had begun, `plan` says what it follows, of so many samples.
    ///
    /// # Errors
    /// One has begun here; a class that the network does not have, a step beyond the last, an order that is none, another
    /// optimizer.
    pub(crate) fn load(
        &mut self,
        from: &mut Loader<'_>,
        plan: impl FnOnce(usize) -> Result<Plan<T>, Error>,
    ) -> Result<(), CheckpointError> {
        self.parameters.load(from)?;
        let samples = kept::load(self.samples, W::CLASSES, from, |_| {})?;
        from.section_of_any_length(TRAINING)?;
        kept::only_idle(self.plan.is_some(), from)?;
        if bool::get(from)? {
            self.go_on(samples, plan(samples).map_err(|error| from.refuse(error))?, from)?;
        }
        Ok(())
    }

    fn go_on(
        &mut self,
        samples: usize,
        plan: Plan<T>,
        from: &mut Loader<'_>,
    ) -> Result<(), CheckpointError> {
        let step = kept::step(plan.steps, from)?;
        let skipped = u32::get(from)?;
        kept::below("skipped", skipped, step + 1, "up to the steps that were taken", from)?;
        let state = u64::get(from)?;
        let mut order: Vec<u16, M> = (0..samples).map(|_| 0).collect();
        kept::order(&mut order, from)?;
        self.optimizer.load(from)?;
        if from.commits() {
            let (_, stream) = Rand32::new(plan.seed).state();
            self.random = Rand32::from_state((state, stream));
            (self.order, self.plan) = (order, Some(plan));
            (self.step, self.skipped) = (step, skipped);
        }
        Ok(())
    }
}
