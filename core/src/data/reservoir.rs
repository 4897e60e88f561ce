//! Samples of before, kept to be trained on again, every class as often as any other.
//!
//! What stays of a stream is chosen as A. Chrysakis, M.-F. Moens, "Online Continual Learning from Imbalanced Data" (2020),
//! algorithm 1: a class that is not among the largest takes the place of one of a largest class; one that is stays as
//! often as J. S. Vitter's algorithm R lets it, m(c) times of n(c).

use crate::{Error, error, numbered::numbered, random::Random};

/// Up to `N` samples of `D` features, of `C` classes.
///
/// ```
/// use thalweg::data::Reservoir;
/// let mut reservoir = Reservoir::<4, 2, 3>::new(1);
/// assert!(reservoir.pick(0).is_err()); // nothing is kept yet
/// for i in 0..100 {
///     reservoir.push(&[i as f32, 0.5], i % 2).unwrap();
/// }
/// assert_eq!(reservoir.counts(), [2, 2, 0]);
/// let (x, class) = reservoir.pick(7).unwrap();
/// assert_eq!(x[0] as usize % 2, class);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reservoir<const N: usize, const D: usize, const C: usize> {
    pub(super) samples: [[f32; D]; N],
    pub(super) state: ReservoirState<N, C>,
}

/// What a [`Reservoir`] keeps besides its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReservoirState<const N: usize, const C: usize> {
    /// The class of each sample that is kept.
    pub classes: [u16; N],
    /// How many samples are kept.
    pub length: u32,
    /// How many of each class there were.
    pub seen: [u32; C],
    /// Whether a class was ever among the largest.
    pub full: [bool; C],
    /// Of what is left to chance.
    pub seed: u32,
}

impl<const N: usize, const D: usize, const C: usize> Reservoir<N, D, C> {
    /// Without a sample.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        let (classes, seen, full) = ([0; N], [0; C], [false; C]);
        let state = ReservoirState { classes, length: 0, seen, full, seed };
        Self { samples: [[0.0; D]; N], state }
    }

    /// How many samples of each class are kept.
    #[must_use]
    pub fn counts(&self) -> [u32; C] {
        let mut counts = [0; C];
        count(self.classes(), &mut counts);
        counts
    }

    /// Keeps a sample, or does not.
    ///
    /// # Errors
    /// Another number of features, one that is not finite, no class of this number, no room at all; nothing is changed
    /// then.
    pub fn push(&mut self, x: &[f32], class: usize) -> Result<(), Error> {
        error::same_length("x", D, x.len())?;
        error::finite("x", x)?;
        error::class("class", class, C.min(usize::from(u16::MAX)))?;
        error::capacity("reservoir", 1, N)?;
        let order = self.state.seen.iter().fold(0_u32, |sum, seen| sum.wrapping_add(*seen));
        let random = Random::new(self.state.seed, order);
        if let Some(seen) = self.state.seen.get_mut(class) {
            *seen = seen.saturating_add(1);
        }
        if let Some(place) = self.place(class, random) {
            let slots = self.samples.get_mut(place).zip(self.state.classes.get_mut(place));
            if let Some((sample, of)) = slots {
                sample.iter_mut().zip(x).for_each(|(to, from)| *to = *from);
                *of = class as u16;
            }
        }
        Ok(())
    }

    /// Where a sample of this class goes; `None` if it is not kept.
    fn place(&mut self, class: usize, random: Random) -> Option<usize> {
        let length = self.state.length as usize;
        if length < N {
            self.state.length = self.state.length.saturating_add(1);
            return Some(length);
        }
        let counts = self.counts();
        let most = counts.iter().copied().max().unwrap_or_default();
        for (full, count) in self.state.full.iter_mut().zip(&counts) {
            *full |= *count == most;
        }
        if self.state.full.get(class).copied().unwrap_or_default() {
            let seen = self.state.seen.get(class).copied().unwrap_or_default();
            let kept = counts.get(class).copied().unwrap_or_default();
            let stays = below(random.at(0), seen) < kept;
            return if stays {
                nth(self.classes(), class, below(random.at(1), kept))
            } else {
                None
            };
        }
        let largest = counts.iter().position(|count| *count == most)?;
        nth(self.classes(), largest, below(random.at(1), most))
    }

    /// A sample and its class, every class that is kept as often as any other; another one for every `number`.
    ///
    /// # Errors
    /// Nothing is kept.
    pub fn pick(&self, number: u32) -> Result<(&[f32], usize), Error> {
        let mut counts = [0; C];
        let index = balanced(self.classes(), &mut counts, Random::new(!self.state.seed, number));
        let kept =
            index.and_then(|index| self.samples.get(index).zip(self.state.classes.get(index)));
        kept.map(|(x, class)| (x.as_slice(), usize::from(*class))).ok_or(EMPTY)
    }

    /// The samples that are kept.
    #[must_use]
    pub fn samples(&self) -> &[[f32; D]] {
        self.samples.get(..self.state.length as usize).unwrap_or(&self.samples)
    }

    /// What is kept besides the [`samples`](Self::samples).
    #[must_use]
    pub const fn state(&self) -> &ReservoirState<N, C> {
        &self.state
    }

    /// Goes on where another was, with its [`state`](Self::state) and [`samples`](Self::samples).
    ///
    /// # Errors
    /// Another number of samples than the state says, one that is not finite, a class that is none, fewer seen of a class than
    /// are kept; nothing is changed then.
    pub fn restore(
        &mut self,
        state: &ReservoirState<N, C>,
        samples: &[[f32; D]],
    ) -> Result<(), Error> {
        error::capacity("samples", state.length as usize, N)?;
        error::same_length("samples", state.length as usize, samples.len())?;
        samples.iter().try_for_each(|x| error::finite("samples", x))?;
        let classes = state.classes.iter().take(samples.len());
        let classes = classes.map(|class| usize::from(*class));
        classes.clone().try_for_each(|class| error::class("classes", class, C))?;
        let mut counts = [0; C];
        count(classes, &mut counts);
        counts.iter().zip(&state.seen).try_for_each(|(kept, seen)| check_seen(*seen, *kept))?;
        self.samples.iter_mut().zip(samples).for_each(|(to, from)| *to = *from);
        self.state = *state;
        Ok(())
    }

    fn classes(&self) -> impl Iterator<Item = usize> + Clone {
        let kept = self.state.classes.iter().take(self.state.length as usize);
        kept.map(|class| usize::from(*class))
    }
}

/// What is kept of a class was seen.
pub(super) const fn check_seen(seen: u32, kept: u32) -> Result<(), Error> {
    if seen >= kept {
        return Ok(());
    }
    let allowed = "at least as many as are kept of the class";
    Err(Error::Count { field: "seen", value: seen, allowed })
}

const EMPTY: Error = Error::Count { field: "samples", value: 0, allowed: "at least 1" };

/// The same of samples that lie in flash and stay as they are.
///
/// ```
/// use thalweg::data::Replay;
/// static OLD: [f32; 6] = [0.0, 0.1, 1.0, 1.1, 1.2, 1.3];
/// const REPLAY: Replay = Replay { samples: &OLD, classes: &[0, 1, 1], seed: 1 };
/// let rare = (0..1000).filter(|number| REPLAY.pick::<2>(*number).unwrap().1 == 0).count();
/// assert!(rare > 450 && rare < 550); // as often as the other class
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Replay<'d> {
    /// One sample behind the other.
    pub samples: &'d [f32],
    /// The class of each.
    pub classes: &'d [u16],
    /// Another one gives another order.
    pub seed: u32,
}

impl<'d> Replay<'d> {
    /// A sample and its class, of `C` classes, every one that there is as often as any other; another one for every
    /// `number`.
    ///
    /// # Errors
    /// No sample, not as many features of each, a class of `C` or more, a picked number that is not finite.
    pub fn pick<const C: usize>(&self, number: u32) -> Result<(&'d [f32], usize), Error> {
        let features = self.samples.len().checked_div(self.classes.len()).ok_or(EMPTY)?;
        let whole = features.saturating_mul(self.classes.len());
        error::same_length("samples", whole, self.samples.len())?;
        let classes = self.classes.iter().map(|class| usize::from(*class));
        classes.clone().try_for_each(|class| error::class("classes", class, C))?;
        let mut counts = [0; C];
        let index = balanced(classes.clone(), &mut counts, Random::new(self.seed, number));
        let index = index.ok_or(EMPTY)?;
        let x = self.samples.chunks(features.max(1)).nth(index).unwrap_or_default();
        error::finite("samples", x)?;
        Ok((x, classes.clone().nth(index).unwrap_or_default()))
    }
}

/// How many there are of each class.
pub(super) fn count(classes: impl Iterator<Item = usize>, counts: &mut [u32]) {
    for class in classes {
        if let Some(count) = counts.get_mut(class) {
            *count = count.saturating_add(1);
        }
    }
}

/// One of a class that is chosen first, each that there is alike.
fn balanced(
    classes: impl Iterator<Item = usize> + Clone,
    counts: &mut [u32],
    random: Random,
) -> Option<usize> {
    count(classes.clone(), counts);
    let present = || numbered(&*counts).filter(|(_, count)| **count > 0);
    let classes_present = present().fold(0_u32, |count, _| count.wrapping_add(1));
    let chosen = below(random.at(0), classes_present);
    let (class, count) = present().nth(chosen as usize)?;
    nth(classes, class, below(random.at(1), *count))
}

/// Where the nth of a class is.
fn nth(classes: impl Iterator<Item = usize>, class: usize, n: u32) -> Option<usize> {
    let of_class = numbered(classes).filter(|(_, other)| *other == class);
    of_class.map(|(index, _)| index).nth(n as usize)
}

/// A random number below a bound; 0 if that is 0.
fn below(bits: u32, bound: u32) -> u32 {
    ((u64::from(bits) * u64::from(bound)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::{Buffer, Bytes, Identity, load, save};
    extern crate std;
    use std::string::ToString;

    #[test]
    fn rare_classes_stay_and_frequent_ones_stay_alike() {
        // 90 % of class 0, 9 % of class 1, 1 % of class 2.
        let mut reservoir = Reservoir::<30, 1, 3>::new(7);
        let mut early = 0;
        for i in 0..3000_u32 {
            let class = if i % 100 == 0 { 2 } else { usize::from(i % 11 == 0) };
            reservoir.push(&[i as f32], class).unwrap();
        }
        let counts = reservoir.counts();
        assert_eq!(counts.iter().sum::<u32>(), 30);
        assert!(counts.iter().all(|count| (9..=11).contains(count)), "{counts:?}");
        early += reservoir.samples().iter().filter(|x| x[0] < 1500.0).count();
        assert!((7..=23).contains(&early), "{early} of 30 are of the first half");
        let mut resumed = Reservoir::<30, 1, 3>::new(0);
        resumed.restore(reservoir.state(), reservoir.samples()).unwrap();
        for i in 0..100 {
            reservoir.push(&[i as f32], i % 3).unwrap();
            resumed.push(&[i as f32], i % 3).unwrap();
        }
        assert_eq!(resumed, reservoir);
    }

    #[test]
    fn fewer_seen_than_kept_is_refused() {
        let mut reservoir = Reservoir::<4, 1, 2>::new(1);
        for i in 0..10_u8 {
            reservoir.push(&[f32::from(i)], usize::from(i % 2)).unwrap();
        }
        let mut state = *reservoir.state();
        state.seen = [5, 1];
        let before = reservoir;
        let error = reservoir.restore(&state, before.samples()).unwrap_err().to_string();
        assert_eq!(error, "seen is 1; allowed: at least as many as are kept of the class");
        assert_eq!(reservoir, before);
        // The same of a checkpoint.
        let forged = Reservoir { state, ..before };
        let mut bytes = [0; 512];
        let identity = Identity { model: 1, recipe: 1 };
        save(&forged, identity, &mut Buffer::new(&mut bytes)).unwrap();
        let error = load(&mut reservoir, identity, &mut Bytes::new(&bytes)).unwrap_err();
        let wanted = "seen is 1; allowed: at least as many as are kept of the class";
        assert!(error.to_string().contains(wanted), "{error}");
        assert_eq!(reservoir, before);
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut reservoir = Reservoir::<2, 2, 3>::new(1);
        let empty = reservoir.pick(0).unwrap_err().to_string();
        assert_eq!(empty, "samples is 0; allowed: at least 1");
        let before = reservoir;
        for (x, class, wanted) in [
            (&[1.0][..], 0, "x has 1 elements; allowed: exactly 2"),
            (&[1.0, f32::NAN], 0, "x[1] is NaN or infinite; allowed: finite"),
            (&[1.0, 2.0], 3, "class is 3; allowed: below the number of classes"),
        ] {
            assert_eq!(reservoir.push(x, class).unwrap_err().to_string(), wanted);
        }
        assert_eq!(reservoir, before);
        let replay = Replay { samples: &[1.0; 5], classes: &[0, 1], seed: 0 };
        let error = replay.pick::<2>(0).unwrap_err().to_string();
        assert_eq!(error, "samples has 5 elements; allowed: exactly 4");
        let broken = Replay { samples: &[f32::NAN; 2], ..replay };
        let error = broken.pick::<2>(0).unwrap_err().to_string();
        assert_eq!(error, "samples[0] is NaN or infinite; allowed: finite");
        let error = Replay { classes: &[], ..replay }.pick::<2>(0).unwrap_err().to_string();
        assert_eq!(error, "samples is 0; allowed: at least 1");
    }
}
