//! y(c, i, j) = 1/n Σ x(c, i s + k d − p, j s′ + l d′ − p′) over the n values of the kernel; x is 0 on the padding,
//! which counts, as PyTorch's `count_include_pad` has it by default.

use super::windows::{planes, shape, windows};
use crate::{
    Error,
    config::config,
    nn::{Axis, Layer, Pass, Shape, Trace, parts::Parts, special_case::special_case},
};

config! {
    /// The mean of the values under a kernel, in every channel, as PyTorch's `AvgPool2d`.
    ///
    /// x is `[channels][rows][columns]`, y `[channels][rows.outputs()][columns.outputs()]`.
    ///
    /// ```
    /// use thalweg::nn::{Axis, AveragePool2d, Layer, Pass};
    /// const POOL: AveragePool2d = AveragePool2d { channels: 1, rows: Axis::new(2, 2), columns: Axis::new(3, 2) };
    /// let mut y = [0.0; 2];
    /// POOL.forward(&[], &[1.0, 5.0, 2.0, 2.0, 4.0, 1.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [3.0, 3.0]);
    /// ```
    #[derive(Eq)]
    pub struct AveragePool2d {
        /// How many channels, each by itself.
        pub channels: usize,
        /// From one row to the next; a padding of at most half of the kernel.
        pub rows: Axis,
        /// Along a row, likewise.
        pub columns: Axis,
    }
}

impl AveragePool2d {
    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        super::windows::validate(self.channels, self.rows, self.columns)
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        shape(self.channels, self.rows, self.columns)
    }

    /// n.
    fn count(&self) -> f32 {
        self.rows.kernel.saturating_mul(self.columns.kernel) as f32
    }
}

impl Layer for AveragePool2d {
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
        let ((of_x, of_y), count) = (planes(self.rows, self.columns), self.count());
        for (x, y) in x.parts(of_x).zip(y.parts_mut(of_y)) {
            for (y, window) in y.iter_mut().zip(windows(self.rows, self.columns)) {
                let values = || window.indices().filter_map(|index| x.get(index));
                let sum: f32 = values().sum();
                // A sum may leave the range; the mean does not.
                let mean = || values().map(|x| x / count).sum();
                *y = if sum.is_finite() { sum / count } else { mean() };
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
        let ((of_x, of_y), count) = (planes(self.rows, self.columns), self.count());
        for (dx, dy) in dx.parts_mut(of_x).zip(trace.dy.parts(of_y)) {
            for (dy, window) in dy.iter().zip(windows(self.rows, self.columns)) {
                let share = dy / count;
                for index in window.indices() {
                    if let Some(dx) = dx.get_mut(index) {
                        *dx += share;
                    }
                }
            }
        }
        Ok(())
    }
}

config! {
    /// The mean of the values under a kernel along one axis, in every channel, as PyTorch's `AvgPool1d`.
    ///
    /// ```
    /// use thalweg::nn::{Axis, AveragePool1d, Layer, Pass};
    /// const POOL: AveragePool1d = AveragePool1d { channels: 1, axis: Axis { stride: 2, ..Axis::new(4, 2) } };
    /// let mut y = [0.0; 2];
    /// POOL.forward(&[], &[1.0, 5.0, 2.0, 3.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [3.0, 2.5]);
    /// ```
    #[derive(Eq)]
    pub struct AveragePool1d {
        /// How many channels, each by itself.
        pub channels: usize,
        /// Time, mostly; a padding of at most half of the kernel.
        pub axis: Axis,
    }
}

impl AveragePool1d {
    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        self.general().validate()
    }

    /// The same with one row.
    pub(super) const fn general(&self) -> AveragePool2d {
        AveragePool2d { channels: self.channels, rows: Axis::ONE, columns: self.axis }
    }
}

special_case!(AveragePool1d);
