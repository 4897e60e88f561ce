//! A layer that is another one with some of its settings given.

/// Lets a layer do what its `general` does.
macro_rules! special_case {
    ($layer:ty) => {
        impl $layer {
            /// The lengths of its buffers.
            ///
            /// # Errors
            /// A setting out of its range.
            pub const fn shape(&self) -> Result<Shape, Error> {
                self.general().shape()
            }
        }

        impl $crate::nn::Layer for $layer {
            fn shape(&self) -> Result<Shape, Error> {
                self.shape()
            }

            fn group(&self) -> Result<$crate::group::Group, Error> {
                $crate::nn::Layer::group(&self.general())
            }

            fn forward(
                &self,
                parameters: &[f32],
                x: &[f32],
                y: &mut [f32],
                memory: &mut [f32],
                pass: $crate::nn::Pass,
            ) -> Result<(), Error> {
                $crate::nn::Layer::forward(&self.general(), parameters, x, y, memory, pass)
            }

            fn backward(
                &self,
                parameters: &[f32],
                trace: $crate::nn::Trace<'_>,
                gradient: Option<&mut [f32]>,
                dx: Option<&mut [f32]>,
            ) -> Result<(), Error> {
                $crate::nn::Layer::backward(&self.general(), parameters, trace, gradient, dx)
            }
        }
    };
}

pub(super) use special_case;
