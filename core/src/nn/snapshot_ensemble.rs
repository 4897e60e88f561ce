//! y = (1/M) Σₘ f(x; wₘ) over the parameters at the ends of the last M cycles of one training.
//!
//! G. Huang et al., "Snapshot Ensembles: Train 1, get M for free" (2017), section 3: a rate that falls to zero several times
//! leaves as many networks, each at a minimum of its own. What is averaged is what they say, not their parameters, which is
//! [`Swa`](crate::average::Swa).

use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, floats_length,
    get_judged_floats, put_floats,
};
use crate::{Error, error};

/// The last `M` snapshots of `N` parameters, 4 (M N + 1) bytes.
///
/// ```
/// use thalweg::nn::SnapshotEnsemble;
/// use thalweg::schedule::WarmRestarts;
/// let rates = WarmRestarts::new(0.1, 0.0, 100).unwrap();
/// let mut ensemble = SnapshotEnsemble::<2, 1>::new();
/// let mut w = [0.0];
/// for step in 0..300 {
///     w[0] = step as f32; // where an optimizer's step stands
///     if rates.is_cycle_end(step) {
///         ensemble.push(&w).unwrap();
///     }
/// }
/// assert_eq!(ensemble.count(), 3); // of which two are kept, those of the steps 199 and 299
/// let (mut y, mut mean) = ([0.0], [0.0]);
/// let network = |w: &[f32; 1], y: &mut [f32]| {
///     y[0] = w[0] / 2.0;
///     Ok(())
/// };
/// ensemble.predict(network, &mut y, &mut mean).unwrap();
/// assert_eq!(mean, [124.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SnapshotEnsemble<const M: usize, const N: usize> {
    parameters: [[f32; N]; M],
    count: u32,
}

impl<const M: usize, const N: usize> SnapshotEnsemble<M, N> {
    /// Of no snapshot yet; all zeros, so that a `static` of it takes no flash.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(M > 0, "an ensemble has room for at least one snapshot") };
        Self { parameters: [[0.0; N]; M], count: 0 }
    }

    /// Takes the parameters at the end of a cycle, in the place of the oldest where there is no other.
    ///
    /// # Errors
    /// Another number of parameters, one that is not finite; nothing is changed then.
    pub fn push(&mut self, parameters: &[f32]) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::finite("parameters", parameters)?;
        let oldest =
            (self.count as usize).checked_rem(M).and_then(|at| self.parameters.get_mut(at));
        if let Some(place) = oldest {
            place.iter_mut().zip(parameters).for_each(|(place, w)| *place = *w);
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// The mean of what the network says with each snapshot: `network` writes what it says with the parameters it is given
    /// to the whole of the slice, which is `y`. Probabilities are averaged in the paper, so it ends in a
    /// [`softmax`](crate::loss::softmax) where it classifies.
    ///
    /// # Errors
    /// No snapshot was taken, `y` and `mean` differ in length, or an error of the network; `mean` is not to be used then.
    pub fn predict(
        &self,
        mut network: impl FnMut(&[f32; N], &mut [f32]) -> Result<(), Error>,
        y: &mut [f32],
        mean: &mut [f32],
    ) -> Result<(), Error> {
        error::same_length("mean", y.len(), mean.len())?;
        error::at_least_one("snapshots", self.count)?;
        let share = 1.0 / self.snapshots().len() as f32;
        mean.fill(0.0);
        for parameters in self.snapshots() {
            network(parameters, y)?;
            mean.iter_mut().zip(&*y).for_each(|(mean, y)| *mean += share * y);
        }
        Ok(())
    }

    /// The snapshots that are kept, in no order of time once the oldest were replaced.
    #[must_use]
    pub fn snapshots(&self) -> &[[f32; N]] {
        self.parameters.get(..self.count as usize).unwrap_or(&self.parameters)
    }

    /// How many were taken, those included that were replaced.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// Goes on where another was, with all its [`snapshots`](Self::snapshots) and its [`count`](Self::count).
    ///
    /// # Errors
    /// Another number of snapshots than the count says, one that is not finite; nothing is changed then.
    pub fn restore(&mut self, snapshots: &[[f32; N]], count: u32) -> Result<(), Error> {
        error::same_length("snapshots", (count as usize).min(M), snapshots.len())?;
        error::finite("snapshots", snapshots.as_flattened())?;
        self.parameters.as_flattened_mut().fill(0.0);
        self.parameters.iter_mut().zip(snapshots).for_each(|(place, snapshot)| *place = *snapshot);
        self.count = count;
        Ok(())
    }
}

impl<const M: usize, const N: usize> Default for SnapshotEnsemble<M, N> {
    fn default() -> Self {
        Self::new()
    }
}

const SNAPSHOT_ENSEMBLE: Tag = Tag::of(20, "snapshot_ensemble");

/// How many were taken, then all places.
impl<const M: usize, const N: usize> Checkpoint for SnapshotEnsemble<M, N> {
    fn length(&self) -> u32 {
        Self::MAX_LENGTH
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(SNAPSHOT_ENSEMBLE, Self::MAX_LENGTH.saturating_sub(Saver::HEAD))?;
        self.count.put(to)?;
        put_floats("snapshots", self.parameters.as_flattened(), to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(SNAPSHOT_ENSEMBLE, Self::MAX_LENGTH.saturating_sub(Saver::HEAD))?;
        let count = u32::get(from)?;
        get_judged_floats("snapshots", self.parameters.as_flattened_mut(), from, |index, w| {
            let taken = index.checked_div(N).is_some_and(|place| place < count as usize);
            error::zero_of_nothing("snapshots", taken, w)
        })?;
        if from.commits() {
            self.count = count;
        }
        Ok(())
    }
}

impl<const M: usize, const N: usize> MaxLength for SnapshotEnsemble<M, N> {
    const MAX_LENGTH: u32 = Saver::HEAD + u32::BYTES + floats_length(M * N);
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    type Ensemble = SnapshotEnsemble<2, 1>;

    /// A network whose output is its parameter.
    #[allow(clippy::trivially_copy_pass_by_ref)] // as every network gets them
    fn says_it(w: &[f32; 1], y: &mut [f32]) -> Result<(), Error> {
        error::same_length("y", 1, y.len())?;
        y.copy_from_slice(w);
        Ok(())
    }

    #[test]
    fn the_last_are_kept_and_averaged() {
        let (mut ensemble, mut y, mut mean) = (Ensemble::new(), [9.0], [9.0]);
        for (w, expected) in [(1.0, 1.0), (3.0, 2.0), (5.0, 4.0), (9.0, 7.0)] {
            ensemble.push(&[w]).unwrap();
            ensemble.predict(says_it, &mut y, &mut mean).unwrap();
            assert_eq!(mean, [expected]);
        }
        assert_eq!((ensemble.snapshots(), ensemble.count()), (&[[5.0], [9.0]][..], 4));
    }

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let (mut y, mut mean) = ([0.0], [0.0]);
        let error = Ensemble::new().predict(says_it, &mut y, &mut mean).unwrap_err().to_string();
        assert_eq!(error, "snapshots is 0; allowed: at least 1");
        let mut ensemble = Ensemble::new();
        ensemble.push(&[1.0]).unwrap();
        let before = ensemble;
        let error = ensemble.push(&[f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "parameters[0] is NaN or infinite; allowed: finite");
        let error = ensemble.push(&[1.0, 2.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters has 2 elements; allowed: exactly 1");
        let error = ensemble.predict(says_it, &mut y, &mut [0.0; 2]).unwrap_err().to_string();
        assert_eq!(error, "mean has 2 elements; allowed: exactly 1");
        let error = ensemble.restore(&[[1.0]], 2).unwrap_err().to_string();
        assert_eq!(error, "snapshots has 1 elements; allowed: exactly 2");
        let error = ensemble.restore(&[[f32::INFINITY]], 1).unwrap_err().to_string();
        assert_eq!(error, "snapshots[0] is NaN or infinite; allowed: finite");
        assert_eq!(ensemble, before);
    }

    #[test]
    fn another_goes_on_at_the_same_place() {
        let mut ensemble = SnapshotEnsemble::<3, 1>::new();
        for k in 0..5 {
            let mut resumed = SnapshotEnsemble::new();
            resumed.restore(ensemble.snapshots(), ensemble.count()).unwrap();
            assert_eq!(resumed, ensemble);
            ensemble.push(&[k as f32]).unwrap();
            resumed.push(&[k as f32]).unwrap();
            assert_eq!(resumed, ensemble);
        }
        assert_eq!(ensemble.snapshots(), [[3.0], [4.0], [2.0]]);
    }
}
