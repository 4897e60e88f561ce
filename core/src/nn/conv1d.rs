//! y(o, i) = b(o) + Σ w(o, c, k) x(c, i s + k d − p), over the channels c of o's group and the kernel's k.

use super::{Axis, Conv2d, Shape, special_case::special_case};
use crate::{Error, config::config};

config! {
    /// A convolution along one axis of several channels, as PyTorch's `Conv1d`.
    ///
    /// x is `[in_channels][axis.size]`, y `[out_channels][axis.outputs()]`. The parameters are a row for each
    /// output channel: its weights `[in_channels / groups][axis.kernel]`, then its bias, as in
    /// [`Dense`](super::Dense).
    ///
    /// ```
    /// use thalweg::nn::{Axis, Conv1d, Layer, Pass};
    /// const SLOPE: Conv1d = Conv1d::new(1, 1, Axis::new(4, 2));
    /// let mut y = [0.0; SLOPE.outputs()];
    /// SLOPE.forward(&[-1.0, 1.0, 0.5], &[1.0, 2.0, 4.0, 8.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [1.5, 2.5, 4.5]);
    /// ```
    ///
    /// Four channels of 48 values are 192 inputs of a dense layer behind it:
    ///
    /// ```
    /// use thalweg::{nn::{Axis, Conv1d, Dense, Sequential}, sequential};
    /// const FIRST: Conv1d = Conv1d::new(3, 4, Axis::new(50, 3));
    /// const NETWORK: Sequential<(Conv1d, Dense)> = sequential!(FIRST, Dense::new(192, 2));
    /// ```
    ///
    /// ```compile_fail
    /// use thalweg::{nn::{Axis, Conv1d, Dense, Sequential}, sequential};
    /// const FIRST: Conv1d = Conv1d::new(3, 4, Axis::new(50, 3));
    /// const NETWORK: Sequential<(Conv1d, Dense)> = sequential!(FIRST, Dense::new(200, 2));
    /// ```
    ///
    /// A kernel is no longer than its axis:
    ///
    /// ```
    /// use thalweg::{nn::{Axis, Conv1d, Sequential}, sequential};
    /// const NETWORK: Sequential<(Conv1d,)> = sequential!(Conv1d::new(1, 1, Axis::new(5, 5)));
    /// ```
    ///
    /// ```compile_fail
    /// use thalweg::{nn::{Axis, Conv1d, Sequential}, sequential};
    /// const NETWORK: Sequential<(Conv1d,)> = sequential!(Conv1d::new(1, 1, Axis::new(5, 6)));
    /// ```
    #[derive(Eq)]
    pub struct Conv1d {
        /// Channels that go in: a multiple of `groups`.
        pub in_channels: usize,
        /// Channels that come out: a multiple of `groups`.
        pub out_channels: usize,
        /// Into how many parts the channels fall, of which each output sees one.
        pub groups: usize,
        /// Time, mostly.
        pub axis: Axis,
    }
}

impl Conv1d {
    /// Every output channel sees every input channel.
    #[must_use]
    pub const fn new(in_channels: usize, out_channels: usize, axis: Axis) -> Self {
        Self { in_channels, out_channels, groups: 1, axis }
    }

    /// A depthwise convolution: every channel by itself, `multiplier` outputs each.
    ///
    /// ```
    /// use thalweg::nn::{Axis, Conv1d};
    /// let layer = Conv1d::depthwise(4, 2, Axis::new(50, 5));
    /// assert_eq!((layer.out_channels, layer.groups, layer.parameters()), (8, 4, 8 * 6));
    /// ```
    #[must_use]
    pub const fn depthwise(channels: usize, multiplier: usize, axis: Axis) -> Self {
        let out_channels = channels.saturating_mul(multiplier);
        Self { in_channels: channels, out_channels, groups: channels, axis }
    }

    /// How many values come out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.general().outputs()
    }

    /// How many parameters it has.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.general().parameters()
    }

    #[cfg(feature = "serde")]
    const fn validate(self) -> Result<(), Error> {
        self.general().validate()
    }

    /// The same with one row.
    pub(super) const fn general(&self) -> Conv2d {
        let Self { in_channels, out_channels, groups, axis } = *self;
        Conv2d { in_channels, out_channels, groups, rows: Axis::ONE, columns: axis }
    }
}

special_case!(Conv1d);
