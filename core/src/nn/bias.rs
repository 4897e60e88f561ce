//! y = x + b, one b a channel.

use super::{Layer, Pass, Shape, Trace, parts::Parts};
use crate::{Error, group::Group, math::total};

/// A bias of each channel, trained behind a [`Frozen`](super::Frozen) layer: tuning of biases alone.
///
/// x and y are `[channels][length]`. 0 changes nothing.
///
/// ```
/// use thalweg::nn::{Bias, Layer, Pass};
/// let mut y = [0.0; 2];
/// Bias::new(2).forward(&[1.0, -1.0], &[3.0, 3.0], &mut y, &mut [], Pass::Inference).unwrap();
/// assert_eq!(y, [4.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Bias {
    /// How many channels.
    pub channels: usize,
    /// How many values a channel has: 1 behind a dense layer.
    pub length: usize,
}

impl Bias {
    /// One value a channel.
    #[must_use]
    pub const fn new(channels: usize) -> Self {
        Self { channels, length: 1 }
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// None: every number of channels and values is one.
    pub const fn shape(&self) -> Result<Shape, Error> {
        let size = self.channels.saturating_mul(self.length);
        Ok(Shape { parameters: self.channels, ..Shape::plain(size, size) })
    }
}

impl Layer for Bias {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn group(&self) -> Result<Group, Error> {
        Ok(Group::matrix(self.channels, 1))
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
        let length = self.length.max(1);
        let channels = y.parts_mut(length).zip(x.parts(length));
        for ((y, x), bias) in channels.zip(parameters) {
            y.iter_mut().zip(x).for_each(|(y, x)| *y = x + bias);
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
        let channels = trace.dy.parts(self.length.max(1));
        for (g, dy) in gradient.unwrap_or_default().iter_mut().zip(channels) {
            *g += total(dy);
        }
        dx.unwrap_or_default().iter_mut().zip(trace.dy).for_each(|(dx, dy)| *dx = *dy);
        Ok(())
    }
}
