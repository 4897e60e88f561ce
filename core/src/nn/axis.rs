//! Along one axis: outputs = ⌊(size + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1.

use crate::{Error, config::config, error, error::check, math::Along};

config! {
    /// One axis of a convolution or of pooling: how long it is, and how the kernel moves along it.
    ///
    /// ```
    /// use thalweg::nn::Axis;
    /// const TIME: Axis = Axis { stride: 2, padding: 1, ..Axis::new(100, 3) };
    /// assert_eq!(TIME.outputs(), 50);
    /// ```
    #[derive(Eq)]
    pub struct Axis {
        /// How many values lie along it, at least 1.
        pub size: usize,
        /// How many of them the kernel takes, at least 1.
        pub kernel: usize,
        /// By how many values it moves from one output to the next, at least 1.
        pub stride: usize,
        /// How many zeros are thought of at either end.
        pub padding: usize,
        /// How far apart the values are that the kernel takes, at least 1.
        pub dilation: usize,
    }
}

impl Axis {
    /// An axis of one value, along which nothing moves.
    pub(super) const ONE: Self = Self::new(1, 1);

    /// Stride 1, no padding, dilation 1.
    #[must_use]
    pub const fn new(size: usize, kernel: usize) -> Self {
        Self { size, kernel, stride: 1, padding: 0, dilation: 1 }
    }

    /// How many outputs lie along it; 0 if the kernel is longer than the axis.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        let reach = self.kernel.saturating_sub(1).saturating_mul(self.dilation);
        let padded = self.size.saturating_add(self.padding.saturating_mul(2));
        match (padded.checked_sub(reach), self.stride) {
            (None | Some(0), _) | (_, 0) => 0,
            (Some(room), stride) => (room.saturating_sub(1) / stride).saturating_add(1),
        }
    }

    pub(super) const fn validate(self) -> Result<(), Error> {
        check!(at_least_one("size", self.size));
        check!(at_least_one("kernel", self.kernel));
        check!(at_least_one("stride", self.stride));
        check!(at_least_one("dilation", self.dilation));
        if self.outputs() == 0 {
            return Err(Error::Count {
                field: "kernel",
                value: count(self.kernel),
                allowed: "at most the size with its padding, dilated",
            });
        }
        Ok(())
    }

    /// The same for pooling, none of whose windows may lie on the padding alone.
    pub(super) const fn validate_pool(self) -> Result<(), Error> {
        check!(self.validate());
        if self.padding > self.kernel / 2 {
            return Err(Error::Count {
                field: "padding",
                value: count(self.padding),
                allowed: "at most half of the kernel",
            });
        }
        if self.padding > 0 && self.dilation > 1 {
            return Err(Error::Count {
                field: "dilation",
                value: count(self.dilation),
                allowed: "1 where a pool is padded",
            });
        }
        Ok(())
    }

    /// The kernel's values, and for each the outputs for which it lies on values.
    pub(super) fn over_weights(&self) -> Along {
        let Along { step, stride, origin, length, .. } = self.along();
        let (sums, taps) = (self.kernel, self.outputs());
        Along { sums, stride: step, origin, step: stride, taps, length }
    }

    /// The inputs, and for each what of the turned kernel lies on outputs, of stride 1.
    pub(super) fn turned(&self) -> Along {
        let reach = self.kernel.wrapping_sub(1).wrapping_mul(self.dilation);
        Along {
            sums: self.size,
            stride: 1,
            origin: self.padding.wrapping_sub(reach).cast_signed(),
            step: self.dilation,
            taps: self.kernel,
            length: self.outputs(),
        }
    }

    /// Its outputs, and what of the kernel lies on values for each.
    pub(super) fn along(&self) -> Along {
        Along {
            sums: self.outputs(),
            stride: self.stride,
            origin: self.padding.cast_signed().wrapping_neg(),
            step: self.dilation,
            taps: self.kernel,
            length: self.size,
        }
    }
}

/// A count that something is divided by.
pub(super) const fn at_least_one(field: &'static str, value: usize) -> Result<(), Error> {
    error::at_least_one(field, count(value))
}

/// A count in an error; beyond the largest `u32`, that.
pub(super) const fn count(value: usize) -> u32 {
    if value > u32::MAX as usize { u32::MAX } else { value as u32 }
}
