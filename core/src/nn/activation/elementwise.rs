//! What all activations share: every value by itself.

use crate::{
    Error,
    nn::{Keeps, Shape, Trace},
};

/// y = f(x), and f′.
pub(super) trait Elementwise {
    /// What [`slope`](Self::slope) is a function of: the input or the output.
    const KEEPS: Keeps;

    /// f(x).
    fn value(&self, x: f32) -> f32;

    /// f′ at the x, or at the y, that is kept.
    fn slope(&self, kept: f32) -> f32;
}

/// y = f(x).
#[inline]
pub(super) fn forward(
    activation: &impl Elementwise,
    shape: Shape,
    [parameters, x, memory]: [&[f32]; 3],
    y: &mut [f32],
) -> Result<(), Error> {
    shape.check_forward(parameters, x, y, memory)?;
    y.iter_mut().zip(x).for_each(|(y, &x)| *y = activation.value(x));
    Ok(())
}

/// ∂L/∂x = f′ ∂L/∂y.
#[inline]
pub(super) fn backward(
    activation: &impl Elementwise,
    shape: Shape,
    parameters: &[f32],
    trace: &Trace<'_>,
    gradients: (Option<&[f32]>, Option<&mut [f32]>),
) -> Result<(), Error> {
    let (gradient, dx) = gradients;
    shape.check_backward(parameters, trace, gradient, dx.as_deref())?;
    let kept = if shape.for_dx.input() { trace.x } else { trace.y };
    let dx = dx.unwrap_or_default().iter_mut();
    dx.zip(trace.dy).zip(kept).for_each(|((dx, dy), &kept)| *dx = dy * activation.slope(kept));
    Ok(())
}

/// Makes a layer of an [`Elementwise`] with a `size` and a `validate`.
macro_rules! elementwise {
    ($name:ident) => {
        impl $name {
            /// The lengths of its buffers.
            ///
            /// # Errors
            /// A setting out of its range.
            pub const fn shape(&self) -> Result<$crate::nn::Shape, $crate::Error> {
                $crate::error::check!(self.validate());
                let plain = $crate::nn::Shape::plain(self.size, self.size);
                Ok($crate::nn::Shape { for_dx: <Self as Elementwise>::KEEPS, ..plain })
            }
        }

        impl $crate::nn::Layer for $name {
            fn shape(&self) -> Result<$crate::nn::Shape, $crate::Error> {
                self.shape()
            }

            fn forward(
                &self,
                parameters: &[f32],
                x: &[f32],
                y: &mut [f32],
                memory: &mut [f32],
                _: $crate::nn::Pass,
            ) -> Result<(), $crate::Error> {
                let given = [parameters, x, memory];
                $crate::nn::activation::elementwise::forward(self, self.shape()?, given, y)
            }

            fn backward(
                &self,
                parameters: &[f32],
                trace: $crate::nn::Trace<'_>,
                gradient: Option<&mut [f32]>,
                dx: Option<&mut [f32]>,
            ) -> Result<(), $crate::Error> {
                let (shape, gradients) = (self.shape()?, (gradient.as_deref(), dx));
                $crate::nn::activation::elementwise::backward(
                    self, shape, parameters, &trace, gradients,
                )
            }

            // The values of several samples are more values.
            fn forward_batch(
                &self,
                samples: usize,
                parameters: &[f32],
                x: &[f32],
                y: &mut [f32],
                memory: &mut [f32],
                _: $crate::nn::Pass,
            ) -> Result<(), $crate::Error> {
                let (shape, given) = (self.shape()?.batch(samples)?, [parameters, x, memory]);
                $crate::nn::activation::elementwise::forward(self, shape, given, y)
            }

            fn backward_batch(
                &self,
                samples: usize,
                parameters: &[f32],
                trace: $crate::nn::Trace<'_>,
                gradient: Option<$crate::nn::BatchGradient<'_>>,
                dx: Option<&mut [f32]>,
            ) -> Result<(), $crate::Error> {
                let (_, gradient) = $crate::nn::batch_gradient::parts_of(gradient);
                let shape = self.shape()?.batch(samples)?;
                let gradients = (gradient.as_deref(), dx);
                $crate::nn::activation::elementwise::backward(
                    self, shape, parameters, &trace, gradients,
                )
            }
        }
    };
}
pub(super) use elementwise;

/// Defines an activation without settings: f, and its slope as a function of what it keeps.
macro_rules! activation {
    ($(#[$about:meta])* $name:ident keeps $keeps:ident, $value:expr, $slope:expr) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name {
            /// How many values.
            pub size: usize,
        }

        impl $name {
            /// Of `size` values.
            #[must_use]
            pub const fn new(size: usize) -> Self {
                Self { size }
            }

            #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // asked of every activation
            const fn validate(&self) -> Result<(), $crate::Error> {
                Ok(())
            }
        }

        impl $crate::nn::activation::elementwise::Elementwise for $name {
            const KEEPS: $crate::nn::Keeps = $crate::nn::Keeps::$keeps;

            #[inline]
            fn value(&self, x: f32) -> f32 {
                let value: fn(f32) -> f32 = $value;
                value(x)
            }

            #[inline]
            fn slope(&self, kept: f32) -> f32 {
                let slope: fn(f32) -> f32 = $slope;
                slope(kept)
            }
        }

        elementwise!($name);
    };
}
pub(super) use activation;
