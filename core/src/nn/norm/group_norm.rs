//! y = w x̂ + b with x̂ = (x − μ) / √(σ² + ε), μ and σ² the mean and the variance of a group's values.
//!
//! ∂L/∂x = (g − mean g − x̂ mean(g x̂)) / √(σ² + ε) with g = w ∂L/∂y, the means over the group. Y. Wu, K. He, "Group
//! Normalization" (2018), equations 1, 2 and 7; as PyTorch's `GroupNorm`.

use crate::{
    Error,
    config::config,
    error,
    error::check,
    group::Group,
    math::{sqrt, total},
    nn::{
        Keeps, Layer, Pass, Shape, Trace,
        axis::{at_least_one, count},
        parts::Parts,
    },
};

config! {
    /// Values normalised within groups of channels, then scaled and shifted channel by channel.
    ///
    /// x and y are `[channels][length]`. The parameters are `[w, b]` of each channel; 1 and 0 change nothing.
    ///
    /// ```
    /// use thalweg::nn::{GroupNorm, Layer, Pass};
    /// const NORM: GroupNorm = GroupNorm { epsilon: 0.0, ..GroupNorm::new(1, 2, 1) };
    /// let mut y = [0.0; 2];
    /// NORM.forward(&[1.0, 0.0, 1.0, 5.0], &[3.0, 7.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [-1.0, 6.0]);
    /// ```
    pub struct GroupNorm {
        /// How many groups: a divisor of `channels`.
        pub groups: usize,
        /// How many channels.
        pub channels: usize,
        /// How many values a channel has, over rows and columns.
        pub length: usize,
        /// ε, finite and at least 0; PyTorch's default is 1e-5.
        pub epsilon: f32,
    }
}

impl GroupNorm {
    /// ε = 1e-5.
    #[must_use]
    pub const fn new(groups: usize, channels: usize, length: usize) -> Self {
        Self { groups, channels, length, epsilon: 1e-5 }
    }

    /// How many parameters it has.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.channels.saturating_mul(2)
    }

    pub(super) const fn validate(&self) -> Result<(), Error> {
        check!(at_least_one("groups", self.groups));
        check!(at_least_one("channels", self.channels));
        check!(at_least_one("length", self.length));
        check!(error::non_negative("epsilon", self.epsilon));
        match self.channels.checked_rem(self.groups) {
            Some(0) => Ok(()),
            _ => Err(Error::Count {
                field: "channels",
                value: count(self.channels),
                allowed: "a multiple of groups",
            }),
        }
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        check!(self.validate());
        let size = self.channels.saturating_mul(self.length);
        Ok(Shape {
            parameters: self.parameters(),
            for_gradient: Keeps::Input,
            for_dx: Keeps::Input,
            ..Shape::plain(size, size)
        })
    }

    /// How many values a channel has, how many a group, and how many parameters a group.
    fn parts(&self) -> (usize, usize, usize) {
        let channels = self.channels.checked_div(self.groups).unwrap_or_default();
        let group = channels.saturating_mul(self.length);
        (self.length.max(1), group.max(1), channels.saturating_mul(2).max(1))
    }

    /// μ and 1 / √(σ² + ε) of a group.
    fn statistics(&self, x: &[f32]) -> (f32, f32) {
        let mean = mean(x.iter().copied(), x.len());
        let variance = self::mean(x.iter().map(|x| (x - mean) * (x - mean)), x.len());
        let sum = variance + self.epsilon;
        // Values that are all the same, without an ε, are as far from their mean as nothing: 0, not 0 · ∞.
        (mean, if sum > 0.0 { 1.0 / sqrt(sum) } else { 0.0 })
    }
}

fn mean(values: impl Iterator<Item = f32>, count: usize) -> f32 {
    values.sum::<f32>() / count as f32
}

impl Layer for GroupNorm {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn group(&self) -> Result<Group, Error> {
        Ok(Group::matrix(self.channels, 2))
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.shape()?.check_forward(parameters, x, y, memory)?;
        let (channel, group, of_group) = self.parts();
        let groups = x.parts(group).zip(y.parts_mut(group));
        for ((x, y), parameters) in groups.zip(parameters.parts(of_group)) {
            let (mean, scale) = self.statistics(x);
            let channels = x.parts(channel).zip(y.parts_mut(channel));
            for ((x, y), row) in channels.zip(parameters.parts(2)) {
                let &[weight, bias] = row else { continue };
                y.iter_mut().zip(x).for_each(|(y, x)| *y = (x - mean) * scale * weight + bias);
            }
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
        let shape = self.shape()?;
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let (channel, group, of_group) = self.parts();
        let samples = || trace.x.parts(group).zip(trace.dy.parts(group));
        let gradient = gradient.unwrap_or_default().parts_mut(of_group);
        for ((x, dy), gradient) in samples().zip(gradient) {
            let (mean, scale) = self.statistics(x);
            let channels = x.parts(channel).zip(dy.parts(channel));
            for ((x, dy), row) in channels.zip(gradient.parts_mut(2)) {
                let [weight, bias] = row else { continue };
                *bias += total(dy);
                *weight += x.iter().zip(dy).map(|(x, dy)| (x - mean) * scale * dy).sum::<f32>();
            }
        }
        let dx = dx.unwrap_or_default().parts_mut(group);
        for (((x, dy), parameters), dx) in samples().zip(parameters.parts(of_group)).zip(dx) {
            let channels = dx.parts_mut(channel).zip(dy.parts(channel));
            for ((dx, dy), row) in channels.zip(parameters.parts(2)) {
                let weight = row.first().copied().unwrap_or_default();
                dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx = weight * dy);
            }
            let (centre, scale) = self.statistics(x);
            let mean_g = mean(dx.iter().copied(), dx.len());
            let products = dx.iter().zip(x).map(|(g, x)| g * (x - centre) * scale);
            let mean_product = mean(products, x.len());
            for (dx, x) in dx.iter_mut().zip(x) {
                *dx = (*dx - mean_g - (x - centre) * scale * mean_product) * scale;
            }
        }
        Ok(())
    }
}
