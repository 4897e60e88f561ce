//! Statistics half the wearer's own, of the windows that are remembered: no label is needed.
//!
//! Windows are remembered normalised by the population that the model was trained on. With mean m and standard deviation s of a
//! feature z over those of the wearer, and a share a of the way from the population to the wearer, what the network sees is
//!
//! z′ = (z − a m) / (1 + a (s − 1)), with a = ½: z′ = (z − m/2) / (1/2 + s/2):
//!
//! as if z were normalised by the means of both means and of both deviations. Without 2 windows it is z. 192 bytes.

use crate::FEATURES;
use thalweg::{data::Normalizer, math::sqrt};

/// What is divided by at least: at a share of 1 the deviation of a feature that never changes is 0.
const LEAST: f32 = 1e-3;
/// Fewer windows have no deviation.
const FEWEST: f32 = 2.0;

/// Statistics of the population alone: normalised features stay as they are.
pub const POPULATION: Normalizer<FEATURES> =
    Normalizer { mean: [0.0; FEATURES], scale: [1.0; FEATURES] };

/// The statistics for the wearer of these windows, which are normalised by the population, at a `share` from 0, the
/// population's, to 1, the wearer's own.
///
/// A feature whose mean or deviation overflows keeps the population's.
///
/// ```
/// use thalweg_watch::{FEATURES, own_statistics};
/// let windows = [[0.0; FEATURES], [4.0; FEATURES]]; // mean 2, standard deviation 2
/// let own = own_statistics(windows.iter(), 0.5);
/// assert_eq!(own.apply(&[4.0; FEATURES]), [2.0; FEATURES]); // (4 − 1) / (1/2 + 1)
/// ```
#[must_use]
pub fn own_statistics<'w>(
    windows: impl Iterator<Item = &'w [f32; FEATURES]> + Clone,
    share: f32,
) -> Normalizer<FEATURES> {
    let mut statistics = POPULATION;
    let count = windows.clone().count() as f32;
    if count < FEWEST {
        return statistics;
    }
    let (mut means, mut squares) = ([0.0; FEATURES], [0.0; FEATURES]);
    for x in windows.clone() {
        means.iter_mut().zip(x).for_each(|(mean, x)| *mean += x / count);
    }
    for x in windows {
        let ways = means.iter().zip(x).map(|(mean, x)| x - mean);
        squares.iter_mut().zip(ways).for_each(|(square, way)| *square += way * way / count);
    }
    let places = statistics.mean.iter_mut().zip(&mut statistics.scale);
    for (place, (mean, square)) in places.zip(means.into_iter().zip(squares)) {
        let divisor = 1.0 + share * (sqrt(square) - 1.0);
        if mean.is_finite() && divisor.is_finite() {
            (*place.0, *place.1) = (share * mean, 1.0 / divisor.max(LEAST));
        }
    }
    statistics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_one_window_leave_the_population_s() {
        assert_eq!(own_statistics([].iter(), 0.5), POPULATION);
        assert_eq!(own_statistics([[3.0; FEATURES]].iter(), 0.5), POPULATION);
        let x = core::array::from_fn(|i| i as f32 - 7.3);
        assert_eq!(POPULATION.apply(&x), x);
    }

    #[test]
    fn a_share_of_nothing_is_the_population_s() {
        let windows = [[3.0; FEATURES], [-1.0; FEATURES]];
        assert_eq!(own_statistics(windows.iter(), 0.0), POPULATION);
    }

    #[test]
    fn a_feature_that_never_changes_has_no_deviation_and_is_divided_by_a_half() {
        let mut windows = [[3.0; FEATURES]; 5];
        windows[0][1] = 8.0;
        let own = own_statistics(windows.iter(), 0.5);
        assert_eq!((own.mean[0], own.scale[0]), (1.5, 2.0));
        assert_eq!((own.mean[1], own.scale[1]), (2.0, 2.0 / 3.0)); // mean 4, deviation 2
        let wholly = own_statistics(windows.iter(), 1.0);
        assert_eq!(wholly.apply(&windows[1])[0], 0.0);
        assert_eq!(wholly.scale[0], 1.0 / LEAST);
    }

    #[test]
    fn what_overflows_keeps_the_population_s() {
        let mut windows = [[1.0; FEATURES], [-1.0; FEATURES]];
        (windows[0][2], windows[1][2]) = (f32::MAX, f32::MIN);
        let own = own_statistics(windows.iter(), 0.5);
        assert_eq!((own.mean[2], own.scale[2]), (0.0, 1.0));
        assert_eq!((own.mean[3], own.scale[3]), (0.0, 1.0)); // deviation 1
        assert_eq!(own.validate(), Ok(()));
    }
}
