//! y = w (x − μ) / √(σ² + ε) + b, channel by channel, with the μ and σ² that pre-training left.
//!
//! S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift"
//! (2015), algorithm 2: the form of inference. Trained on one sample at a time there is no batch to take statistics
//! of: they stay as they are, as with PyTorch's `BatchNorm1d` and `BatchNorm2d` after `eval()`; w and b are trained.

use crate::{
    Error,
    error::{self, check},
    group::Group,
    math::{sqrt, total},
    nn::{Keeps, Layer, Pass, Shape, Trace, axis::at_least_one, parts::Parts},
};

/// Channels scaled and shifted by statistics that stay as they are. `S` is where these lie: `[f32; N]` inside, or
/// `&[f32]`, in flash.
///
/// x and y are `[channels][length]`. The parameters are `[w, b]` of each channel; 1 and 0 change nothing.
///
/// ```
/// use thalweg::nn::{BatchNorm, Layer, Pass};
/// const NORM: BatchNorm<[f32; 1]> = BatchNorm { length: 2, mean: [1.0], variance: [4.0], epsilon: 0.0 };
/// let mut y = [0.0; 2];
/// NORM.forward(&[1.0, 0.5], &[3.0, 7.0], &mut y, &mut [], Pass::Inference).unwrap();
/// assert_eq!(y, [1.5, 3.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BatchNorm<S> {
    /// How many values a channel has, over rows and columns.
    pub length: usize,
    /// μ of each channel, finite.
    pub mean: S,
    /// σ² of each channel, at least 0, and above 0 where ε is 0.
    pub variance: S,
    /// ε, finite and at least 0; PyTorch's default is 1e-5.
    pub epsilon: f32,
}

impl<const N: usize> BatchNorm<[f32; N]> {
    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        shape(self.length, (&self.mean, &self.variance), self.epsilon)
    }
}

impl BatchNorm<&[f32]> {
    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        shape(self.length, (self.mean, self.variance), self.epsilon)
    }
}

/// The shape, if the statistics are numbers that can be divided by.
const fn shape(
    length: usize,
    (mean, variance): (&[f32], &[f32]),
    epsilon: f32,
) -> Result<Shape, Error> {
    check!(at_least_one("length", length));
    check!(error::non_negative("epsilon", epsilon));
    check!(error::all_finite("mean", mean));
    check!(error::same_length("variance", mean.len(), variance.len()));
    let mut rest = variance;
    while let Some((&value, others)) = rest.split_first() {
        let sum = value + epsilon;
        if !(value >= 0.0 && sum > 0.0 && sum <= f32::MAX) {
            let allowed = "at least 0 and, with epsilon, above 0 and finite";
            return Err(Error::OutOfRange { field: "variance", value, allowed });
        }
        rest = others;
    }
    let size = mean.len().saturating_mul(length);
    let (parameters, plain) = (mean.len().saturating_mul(2), Shape::plain(size, size));
    Ok(Shape { parameters, for_gradient: Keeps::Input, ..plain })
}

/// With its settings looked at, as [`config!`](crate::config) does for types that need no bound.
#[cfg(feature = "serde")]
const _: () = {
    #[derive(serde::Deserialize)]
    #[serde(rename = "BatchNorm")]
    struct Written<S> {
        length: usize,
        mean: S,
        variance: S,
        epsilon: f32,
    }

    impl<'de, S: AsRef<[f32]> + serde::Deserialize<'de>> serde::Deserialize<'de> for BatchNorm<S> {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let Written { length, mean, variance, epsilon } = Written::deserialize(from)?;
            let norm = Self { length, mean, variance, epsilon };
            norm.checked().map_err(serde::de::Error::custom)?;
            Ok(norm)
        }
    }
};

impl<S: AsRef<[f32]>> BatchNorm<S> {
    fn checked(&self) -> Result<Shape, Error> {
        shape(self.length, (self.mean.as_ref(), self.variance.as_ref()), self.epsilon)
    }

    /// μ and 1 / √(σ² + ε) of each channel.
    fn statistics(&self) -> impl Iterator<Item = (f32, f32)> {
        let both = self.mean.as_ref().iter().zip(self.variance.as_ref());
        both.map(|(&mean, variance)| (mean, 1.0 / sqrt(variance + self.epsilon)))
    }
}

impl<S: AsRef<[f32]>> Layer for BatchNorm<S> {
    fn shape(&self) -> Result<Shape, Error> {
        self.checked()
    }

    fn group(&self) -> Result<Group, Error> {
        Ok(Group::matrix(self.mean.as_ref().len(), 2))
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.checked()?.check_forward(parameters, x, y, memory)?;
        let length = self.length.max(1);
        let channels = x.parts(length).zip(y.parts_mut(length));
        let rows = parameters.parts(2).zip(self.statistics());
        for ((x, y), (row, (mean, scale))) in channels.zip(rows) {
            let &[weight, bias] = row else { continue };
            y.iter_mut().zip(x).for_each(|(y, x)| *y = (x - mean) * scale * weight + bias);
        }
        Ok(())
    }

    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = self.checked()?;
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let length = self.length.max(1);
        let deltas = || trace.dy.parts(length).zip(self.statistics());
        let gradient = gradient.unwrap_or_default().parts_mut(2);
        for ((x, (dy, (mean, scale))), row) in trace.x.parts(length).zip(deltas()).zip(gradient) {
            let [weight, bias] = row else { continue };
            *bias += total(dy);
            *weight += x.iter().zip(dy).map(|(x, dy)| (x - mean) * scale * dy).sum::<f32>();
        }
        let dx = dx.unwrap_or_default().parts_mut(length);
        for ((dx, (dy, (_, scale))), row) in dx.zip(deltas()).zip(parameters.parts(2)) {
            let slope = row.first().copied().unwrap_or_default() * scale;
            dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx = slope * dy);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORM: BatchNorm<[f32; 2]> =
        BatchNorm { length: 3, mean: [0.5, -0.5], variance: [1.0, 0.0], epsilon: 1e-5 };

    /// Each with a setting out of its range.
    const WRONG: [BatchNorm<[f32; 2]>; 7] = [
        BatchNorm { length: 0, ..NORM },
        BatchNorm { epsilon: -1.0, ..NORM },
        BatchNorm { epsilon: f32::NAN, ..NORM },
        BatchNorm { epsilon: 0.0, ..NORM },
        BatchNorm { mean: [0.0, f32::NAN], ..NORM },
        BatchNorm { variance: [-1.0, 1.0], ..NORM },
        BatchNorm { variance: [1.0, f32::MAX], epsilon: f32::MAX, ..NORM },
    ];

    #[test]
    fn a_constant_shape_looks_at_every_setting() {
        const { assert!(NORM.shape().is_ok() && WRONG[1].shape().is_err()) };
        for norm in WRONG {
            assert!(norm.shape().is_err(), "{norm:?}");
            let borrowed = BatchNorm {
                length: norm.length,
                mean: norm.mean.as_slice(),
                variance: norm.variance.as_slice(),
                epsilon: norm.epsilon,
            };
            assert_eq!(borrowed.shape().is_err(), norm.shape().is_err());
            assert_eq!(Layer::shape(&norm).is_err(), norm.shape().is_err());
        }
        let short = BatchNorm { length: 1, mean: &[0.0; 2][..], variance: &[1.0], epsilon: 0.0 };
        assert!(short.shape().is_err());
    }
}
