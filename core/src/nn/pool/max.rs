//! y(c, i, j) = max x(c, i s + k d − p, j s′ + l d′ − p′) over the kernel; ∂L/∂y goes to the first of the largest.

use super::windows::{planes, shape, windows};
use crate::{
    Error,
    config::config,
    nn::{Axis, Keeps, Layer, Pass, Shape, Trace, parts::Parts, special_case::special_case},
};

config! {
    /// The largest value under a kernel, in every channel, as PyTorch's `MaxPool2d`; NaN if there is one.
    ///
    /// x is `[channels][rows][columns]`, y `[channels][rows.outputs()][columns.outputs()]`.
    ///
    /// ```
    /// use thalweg::nn::{Axis, Layer, MaxPool2d, Pass};
    /// const POOL: MaxPool2d = MaxPool2d { channels: 1, rows: Axis::new(2, 2), columns: Axis::new(3, 2) };
    /// let mut y = [0.0; 2];
    /// POOL.forward(&[], &[1.0, 5.0, 2.0, 3.0, 4.0, 0.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [5.0, 5.0]);
    /// ```
    #[derive(Eq)]
    pub struct MaxPool2d {
        /// How many channels, each by itself.
        pub channels: usize,
        /// From one row to the next; a padding of at most half of the kernel.
        pub rows: Axis,
        /// Along a row, likewise.
        pub columns: Axis,
    }
}

impl MaxPool2d {
    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        super::windows::validate(self.channels, self.rows, self.columns)
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        match shape(self.channels, self.rows, self.columns) {
            Ok(shape) => Ok(Shape { for_dx: Keeps::Input, ..shape }),
            Err(error) => Err(error),
        }
    }
}

/// The first of the largest, and where it is.
#[inline]
fn largest(plane: &[f32], indices: impl Iterator<Item = usize>) -> (usize, f32) {
    indices.fold((0, f32::NEG_INFINITY), |(at, largest), index| {
        let x = plane.get(index).copied().unwrap_or(f32::NEG_INFINITY);
        if x > largest || x.is_nan() { (index, x) } else { (at, largest) }
    })
}

impl Layer for MaxPool2d {
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
        let (of_x, of_y) = planes(self.rows, self.columns);
        for (x, y) in x.parts(of_x).zip(y.parts_mut(of_y)) {
            for (y, window) in y.iter_mut().zip(windows(self.rows, self.columns)) {
                *y = largest(x, window.indices()).1;
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
        let Some(dx) = dx else { return Ok(()) };
        dx.fill(0.0);
        let (of_x, of_y) = planes(self.rows, self.columns);
        let pairs = trace.x.parts(of_x).zip(dx.parts_mut(of_x));
        for ((x, dx), dy) in pairs.zip(trace.dy.parts(of_y)) {
            for (dy, window) in dy.iter().zip(windows(self.rows, self.columns)) {
                if let Some(dx) = dx.get_mut(largest(x, window.indices()).0) {
                    *dx += dy;
                }
            }
        }
        Ok(())
    }
}

config! {
    /// The largest value under a kernel along one axis, in every channel, as PyTorch's `MaxPool1d`.
    ///
    /// ```
    /// use thalweg::nn::{Axis, Layer, MaxPool1d, Pass};
    /// const POOL: MaxPool1d = MaxPool1d { channels: 1, axis: Axis { stride: 2, ..Axis::new(4, 2) } };
    /// let mut y = [0.0; 2];
    /// POOL.forward(&[], &[1.0, 5.0, 2.0, 3.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [5.0, 3.0]);
    /// ```
    #[derive(Eq)]
    pub struct MaxPool1d {
        /// How many channels, each by itself.
        pub channels: usize,
        /// Time, mostly; a padding of at most half of the kernel.
        pub axis: Axis,
    }
}

impl MaxPool1d {
    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        self.general().validate()
    }

    /// The same with one row.
    pub(super) const fn general(&self) -> MaxPool2d {
        MaxPool2d { channels: self.channels, rows: Axis::ONE, columns: self.axis }
    }
}

special_case!(MaxPool1d);
