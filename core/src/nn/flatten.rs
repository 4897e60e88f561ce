//! y = x: the same values, read as one row.

use super::{Layer, Pass, Shape, Trace};
use crate::Error;

/// Rows and channels as one run of values, which is what they are in memory: only the shape changes.
///
/// ```
/// use thalweg::nn::{Flatten, Layer, Pass};
/// let mut y = [0.0; 2];
/// Flatten::new(2).forward(&[], &[1.0, 2.0], &mut y, &mut [], Pass::Inference).unwrap();
/// assert_eq!(y, [1.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Flatten {
    /// How many values.
    pub size: usize,
}

impl Flatten {
    /// Of `size` values.
    #[must_use]
    pub const fn new(size: usize) -> Self {
        Self { size }
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// None: every size is one.
    pub const fn shape(&self) -> Result<Shape, Error> {
        Ok(Shape::plain(self.size, self.size))
    }
}

impl Layer for Flatten {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
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
        y.iter_mut().zip(x).for_each(|(y, x)| *y = *x);
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
        dx.unwrap_or_default().iter_mut().zip(trace.dy).for_each(|(dx, dy)| *dx = *dy);
        Ok(())
    }
}
