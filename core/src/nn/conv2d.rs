//! y(o, i, j) = b(o) + Σ w(o, c, k, l) x(c, i s + k d − p, j s′ + l d′ − p′), over the channels c of o's group and the
//! kernel's k and l; x is 0 on the padding.

use super::{
    Keeps, Layer, Pass, Shape, Trace,
    axis::{Axis, at_least_one, count},
    parts::Parts,
};
use crate::{
    Error,
    config::config,
    error::check,
    group::Group,
    math::{TILES, total},
};

config! {
    /// A convolution over rows and columns of several channels, as PyTorch's `Conv2d`.
    ///
    /// x is `[in_channels][rows][columns]`, y `[out_channels][rows.outputs()][columns.outputs()]`. The parameters
    /// are a row for each output channel: its weights `[in_channels / groups][rows.kernel][columns.kernel]`, then
    /// its bias, as in [`Dense`](super::Dense).
    ///
    /// ```
    /// use thalweg::nn::{Axis, Conv2d, Layer, Pass};
    /// const EDGES: Conv2d = Conv2d::new(1, 1, Axis::new(2, 1), Axis::new(3, 2));
    /// let (parameters, x) = ([-1.0, 1.0, 0.0], [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]);
    /// let mut y = [0.0; EDGES.outputs()];
    /// EDGES.forward(&parameters, &x, &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [1.0, 2.0, 0.0, 0.0]);
    /// ```
    #[derive(Eq)]
    pub struct Conv2d {
        /// Channels that go in: a multiple of `groups`.
        pub in_channels: usize,
        /// Channels that come out: a multiple of `groups`.
        pub out_channels: usize,
        /// Into how many parts the channels fall, of which each output sees one.
        pub groups: usize,
        /// From one row to the next.
        pub rows: Axis,
        /// Along a row.
        pub columns: Axis,
    }
}

impl Conv2d {
    /// Every output channel sees every input channel.
    #[must_use]
    pub const fn new(in_channels: usize, out_channels: usize, rows: Axis, columns: Axis) -> Self {
        Self { in_channels, out_channels, groups: 1, rows, columns }
    }

    /// How many values come out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        let plane = self.rows.outputs().saturating_mul(self.columns.outputs());
        self.out_channels.saturating_mul(plane)
    }

    /// How many parameters it has.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.out_channels.saturating_mul(self.row())
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub const fn shape(&self) -> Result<Shape, Error> {
        check!(self.validate());
        let plane = self.rows.size.saturating_mul(self.columns.size);
        let inputs = self.in_channels.saturating_mul(plane);
        let plain = Shape::plain(inputs, self.outputs());
        Ok(Shape { parameters: self.parameters(), for_gradient: Keeps::Input, ..plain })
    }

    /// Parameters of one output channel.
    const fn row(&self) -> usize {
        let kernel = self.rows.kernel.saturating_mul(self.columns.kernel);
        share(self.in_channels, self.groups).saturating_mul(kernel).saturating_add(1)
    }

    pub(super) const fn validate(self) -> Result<(), Error> {
        check!(at_least_one("in_channels", self.in_channels));
        check!(at_least_one("groups", self.groups));
        check!(at_least_one("out_channels", self.out_channels));
        check!(multiple("in_channels", self.in_channels, self.groups));
        check!(multiple("out_channels", self.out_channels, self.groups));
        check!(self.rows.validate());
        self.columns.validate()
    }

    /// Input channels that an output sees.
    pub(super) const fn channels_of_group(&self) -> usize {
        share(self.in_channels, self.groups)
    }

    /// Output channels that see the same.
    pub(super) const fn out_channels_of_group(&self) -> usize {
        share(self.out_channels, self.groups)
    }

    /// What sums begin with.
    pub(super) fn fill_with_biases(&self, parameters: &[f32], y: &mut [f32]) {
        let (row, plane) = self.rows_and_planes();
        for (y, row) in y.parts_mut(plane).zip(parameters.parts(row)) {
            y.fill(row.last().copied().unwrap_or_default());
        }
    }

    /// [`forward`](Layer::forward) with weights of 8 bits, without biases between them.
    pub(super) fn int8_forward(
        &self,
        weights: &[i8],
        scales: &[f32],
        biases: &[f32],
        x: &[f32],
        y: &mut [f32],
    ) {
        y.fill(0.0);
        self.add_to_outputs(|channel, at| self.int8(weights, channel, at), x, y);
        let plane = self.rows_and_planes().1;
        for ((y, scale), bias) in y.parts_mut(plane).zip(scales).zip(biases) {
            y.iter_mut().for_each(|y| *y = *y * scale + bias);
        }
    }

    /// ∂L/∂x with weights of 8 bits.
    pub(super) fn int8_backward(&self, weights: &[i8], scales: &[f32], dy: &[f32], dx: &mut [f32]) {
        dx.fill(0.0);
        let scale = |channel: usize| scales.get(channel).copied().unwrap_or_default();
        let weight = |channel, at| self.int8(weights, channel, at);
        self.add_to_inputs(weight, |channel, delta| delta * scale(channel), dy, dx);
    }

    /// A weight of a channel, where no biases lie between the rows.
    fn int8(&self, weights: &[i8], channel: usize, at: usize) -> f32 {
        let row = self.row().wrapping_sub(1);
        weights.get(channel.wrapping_mul(row).wrapping_add(at)).copied().map_or(0.0, f32::from)
    }

    /// This very layer: what a convolution along one axis calls its own.
    pub(super) const fn general(&self) -> Self {
        *self
    }

    /// The parameters of an output channel, and its outputs.
    pub(super) fn rows_and_planes(&self) -> (usize, usize) {
        (self.row().max(1), self.rows.outputs().saturating_mul(self.columns.outputs()).max(1))
    }
}

/// A whole number of times; 0 of nothing.
const fn share(of: usize, parts: usize) -> usize {
    match of.checked_div(parts) {
        Some(share) => share,
        None => 0,
    }
}

const fn multiple(field: &'static str, value: usize, groups: usize) -> Result<(), Error> {
    match value.checked_rem(groups) {
        Some(0) => Ok(()),
        _ => Err(Error::Count { field, value: count(value), allowed: "a multiple of groups" }),
    }
}

impl Layer for Conv2d {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn group(&self) -> Result<Group, Error> {
        Ok(Group::matrix(self.out_channels, self.row()))
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
        if !TILES {
            self.forward_by_lines(parameters, x, y);
        } else if self.fills_tiles() {
            self.forward_by_tiles(parameters, x, y);
        } else {
            self.forward_by_correlation(parameters, x, y);
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
        if let Some(gradient) = gradient {
            let (row, plane) = self.rows_and_planes();
            let rows = gradient.parts_mut(row);
            for (dy, row) in trace.dy.parts(plane).zip(rows) {
                if let Some(bias) = row.last_mut() {
                    *bias += total(dy);
                }
            }
            if !TILES {
                self.gradient_by_lines(trace.x, trace.dy, gradient);
            } else if self.fills_tiles() {
                self.gradient_by_tiles(trace.x, trace.dy, gradient);
            } else {
                self.gradient_by_correlation(trace.x, trace.dy, gradient);
            }
        }
        if let Some(dx) = dx {
            if TILES && self.rows.stride == 1 && self.columns.stride == 1 {
                self.inputs_by_correlation(parameters, trace.dy, dx);
            } else {
                dx.fill(0.0);
                self.inputs_by_lines(parameters, trace.dy, dx);
            }
        }
        Ok(())
    }
}
