//! Means of several people, and statistics of features.

use thalweg::{
    Error,
    data::{Normalizer, RunningStatistics},
};

/// A mean with its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// The standard error of the mean.
    pub error: f64,
    /// The least value.
    pub least: f64,
}

/// The mean of some values.
#[must_use]
pub fn mean(values: &[f64]) -> Mean {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = (squares / (count - 1.0).max(1.0) / count).sqrt();
    Mean { mean, error, least: values.iter().copied().fold(f64::INFINITY, f64::min) }
}

/// Mean and standard deviation of each feature.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Features {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Features {
    /// Of these samples.
    pub(crate) fn of<'x>(samples: impl Iterator<Item = &'x [f32]> + Clone) -> Self {
        let count = samples.clone().count().max(1) as f64;
        let features = samples.clone().next().map_or(0, <[f32]>::len);
        let mut mean = vec![0.0; features];
        for x in samples.clone() {
            mean.iter_mut().zip(x).for_each(|(mean, x)| *mean += f64::from(*x) / count);
        }
        let mut squares = vec![0.0; features];
        for x in samples {
            let way = mean.iter().zip(x).map(|(mean, x)| f64::from(*x) - mean);
            squares.iter_mut().zip(way).for_each(|(sum, way)| *sum += way * way / count);
        }
        let deviation = squares.iter().map(|square| square.sqrt().max(1e-6)).collect();
        Self { mean, deviation }
    }

    /// On the way to those of a person: a share of 0 is these, 1 the person's own.
    pub(crate) fn towards(&self, own: &Self, share: f64) -> Self {
        let between = |all: &[f64], own: &[f64]| {
            all.iter().zip(own).map(|(all, own)| all + share * (own - all)).collect()
        };
        Self {
            mean: between(&self.mean, &own.mean),
            deviation: between(&self.deviation, &own.deviation),
        }
    }

    /// The root of the mean square by which the means differ.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        let ways = self.mean.iter().zip(&other.mean).map(|(a, b)| (a - b).powi(2));
        (ways.sum::<f64>() / self.mean.len().max(1) as f64).sqrt()
    }

    /// As a device has them.
    ///
    /// # Errors
    /// A mean beyond the largest number.
    pub(crate) fn normalizer<const F: usize>(&self) -> Result<Normalizer<F>, Error> {
        let (mut mean, mut scale) = ([0.0; F], [1.0; F]);
        mean.iter_mut().zip(&self.mean).for_each(|(to, from)| *to = *from as f32);
        scale.iter_mut().zip(&self.deviation).for_each(|(to, from)| *to = (1.0 / from) as f32);
        Normalizer::new(mean, scale)
    }

    /// (x − mean) / deviation.
    pub(crate) fn apply(&self, x: &[f32]) -> Vec<f32> {
        let parts = x.iter().zip(&self.mean).zip(&self.deviation);
        parts.map(|((x, mean), deviation)| ((f64::from(*x) - mean) / deviation) as f32).collect()
    }
}

/// Statistics that go on: what came before counts as so many samples. Merged as T. F. Chan, G. H. Golub and R. J. `LeVeque`,
/// "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
pub(crate) struct Running<'f, const F: usize> {
    of_before: &'f Features,
    before: f64,
    own: RunningStatistics<[f32; F]>,
}

impl<'f, const F: usize> Running<'f, F> {
    /// No sample has come yet.
    pub(crate) const fn new(of_before: &'f Features, before: f64) -> Self {
        Self { of_before, before, own: RunningStatistics::new() }
    }

    /// Takes in a sample, and normalises it.
    pub(crate) fn apply(&mut self, x: &[f32; F]) -> Result<Vec<f32>, Error> {
        self.own.push(x)?;
        let (before, own) = (self.before, f64::from(self.own.count()));
        let all = before + own;
        let parts = x.iter().zip(self.own.mean()).zip(self.own.squares());
        let of_before = self.of_before.mean.iter().zip(&self.of_before.deviation);
        let normalized = parts.zip(of_before).map(|(((x, mean), squares), (was, deviation))| {
            let way = f64::from(*mean) - was;
            let squares = f64::from(*squares)
                + before * deviation * deviation
                + way * way * before * own / all;
            let deviation = (squares / all).sqrt().max(1e-6);
            ((f64::from(*x) - was - way * own / all) / deviation) as f32
        });
        Ok(normalized.collect())
    }
}

/// How often one of the second is larger than one of the first: Mann and Whitney's statistic, ties count half.
pub(crate) fn area(small: &[f32], large: &[f32]) -> f64 {
    let wins = |large: &f32| -> f64 {
        let one = |small: &f32| match large.total_cmp(small) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        small.iter().map(one).sum()
    };
    large.iter().map(wins).sum::<f64>() / (small.len() * large.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn the_area_counts_pairs_in_their_order() {
        assert_eq!(area(&[0.1, 0.2], &[0.3, 0.4]), 1.0);
        assert_eq!(area(&[0.3, 0.4], &[0.1, 0.2]), 0.0);
        assert_eq!(area(&[0.1, 0.3], &[0.2, 0.3]), 0.625);
    }
}
