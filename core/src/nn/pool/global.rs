//! y(c) = 1/n Σ x(c, i) over the n values of a channel, or their maximum: a kernel as long as the channel.

use super::{AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d};
use crate::{
    Error,
    config::config,
    nn::{Axis, Shape, special_case::special_case},
};

macro_rules! global {
    ($(#[$about:meta])* $name:ident: $plane:ident, $pool:ident) => {
        config! {
            $(#[$about])*
            #[derive(Eq)]
            pub struct $name {
                /// How many channels, each by itself.
                pub channels: usize,
                /// How many values a channel has, over rows and columns.
                pub size: usize,
            }
        }

        impl $name {
            #[cfg(feature = "serde")]
            const fn validate(self) -> Result<(), Error> {
                match self.general().shape() {
                    Ok(_) => Ok(()),
                    Err(error) => Err(error),
                }
            }

            /// The pool with one window a channel.
            const fn general(&self) -> $plane {
                let axis = Axis::new(self.size, self.size);
                $pool { channels: self.channels, axis }.general()
            }
        }

        special_case!($name);
    };
}

global! {
    /// The mean of each channel, as PyTorch's `AdaptiveAvgPool1d(1)` and `AdaptiveAvgPool2d(1)`.
    ///
    /// ```
    /// use thalweg::nn::{GlobalAveragePool, Layer, Pass};
    /// let mut y = [0.0; 2];
    /// let pool = GlobalAveragePool { channels: 2, size: 2 };
    /// pool.forward(&[], &[1.0, 3.0, 5.0, 6.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [2.0, 5.5]);
    /// ```
    GlobalAveragePool: AveragePool2d, AveragePool1d
}

global! {
    /// The largest value of each channel, as PyTorch's `AdaptiveMaxPool1d(1)` and `AdaptiveMaxPool2d(1)`.
    ///
    /// ```
    /// use thalweg::nn::{GlobalMaxPool, Layer, Pass};
    /// let mut y = [0.0; 2];
    /// let pool = GlobalMaxPool { channels: 2, size: 2 };
    /// pool.forward(&[], &[1.0, 3.0, 5.0, 6.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [3.0, 6.0]);
    /// ```
    GlobalMaxPool: MaxPool2d, MaxPool1d
}
