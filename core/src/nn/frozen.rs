//! Layers whose parameters stay as they are, and the bias that is trained beside them.

use super::{
    BatchGradient, BatchNorm, Conv1d, Conv2d, Dense, GroupNorm, Keeps, Layer, LayerNorm, Pass,
    Shape, Trace, batch_gradient::parts_of,
};
use crate::{Error, error};

/// A layer with parameters that are not trained and lie elsewhere: in flash.
///
/// To whatever it stands in, it has no parameters. Layers below the lowest trained one keep nothing and are left out of
/// the backward pass.
///
/// ```
/// use thalweg::{nn::{Dense, Frozen, Relu, Sequential}, sequential};
/// static PRETRAINED: [f32; 9] = [0.25; 9];
/// const BODY: Frozen<Dense> = Frozen::new(Dense::new(2, 3), &PRETRAINED);
/// const NETWORK: Sequential<(Frozen<Dense>, Relu, Dense)> = sequential!(BODY, Relu::new(3), Dense::new(3, 2));
/// assert_eq!(NETWORK.parameters(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Frozen<'p, L> {
    layer: L,
    parameters: &'p [f32],
}

impl<'p, L> Frozen<'p, L> {
    /// `layer` with these parameters.
    #[must_use]
    pub const fn new(layer: L, parameters: &'p [f32]) -> Self {
        Self { layer, parameters }
    }

    /// The shape of a layer with `shape`, without its parameters.
    const fn without(&self, shape: Shape) -> Result<Shape, Error> {
        error::check!(error::same_length("parameters", shape.parameters, self.parameters.len()));
        Ok(Shape { parameters: 0, for_gradient: Keeps::Nothing, ..shape })
    }
}

macro_rules! shapes {
    ($([$($generics:tt)*] $layer:ty),* $(,)?) => {$(
        impl<$($generics)*> Frozen<'_, $layer> {
            /// The lengths of its buffers.
            ///
            /// # Errors
            /// A setting out of its range; another number of parameters than the layer has.
            pub const fn shape(&self) -> Result<Shape, Error> {
                match self.layer.shape() {
                    Ok(shape) => self.without(shape),
                    Err(error) => Err(error),
                }
            }
        }
    )*};
}
shapes!(
    [] Dense, [] Conv1d, [] Conv2d, [] GroupNorm, [] LayerNorm,
    [const N: usize] BatchNorm<[f32; N]>, [] BatchNorm<&[f32]>,
);

impl<L: Layer> Layer for Frozen<'_, L> {
    fn shape(&self) -> Result<Shape, Error> {
        self.without(self.layer.shape()?)
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        error::same_length("parameters", 0, parameters.len())?;
        self.layer.forward(self.parameters, x, y, memory, pass)
    }

    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        error::same_length("parameters", 0, parameters.len())?;
        error::same_length("gradient", 0, gradient.map_or(0, |gradient| gradient.len()))?;
        self.layer.backward(self.parameters, trace, None, dx)
    }
    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        error::same_length("parameters", 0, parameters.len())?;
        self.layer.forward_batch(samples, self.parameters, x, y, memory, pass)
    }

    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let (_, gradient) = parts_of(gradient);
        error::same_length("parameters", 0, parameters.len())?;
        error::same_length("gradient", 0, gradient.map_or(0, |gradient| gradient.len()))?;
        self.layer.backward_batch(samples, self.parameters, trace, None, dx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_in_flash_have_a_shape_before_it_runs() {
        static STATISTICS: [f32; 2] = [0.5, 2.0];
        static PARAMETERS: [f32; 4] = [1.0; 4];
        const NORM: BatchNorm<&[f32]> =
            BatchNorm { length: 3, mean: &STATISTICS, variance: &STATISTICS, epsilon: 1e-5 };
        const SHAPE: Result<Shape, Error> = Frozen::new(NORM, &PARAMETERS).shape();
        let inside = BatchNorm { length: 3, mean: [0.5, 2.0], variance: [0.5, 2.0], epsilon: 1e-5 };
        assert_eq!(SHAPE, Frozen::new(inside, &PARAMETERS).shape());
        assert_eq!(SHAPE.map(|shape| (shape.inputs, shape.parameters)), Ok((6, 0)));
        assert!(Frozen::new(NORM, &PARAMETERS[..3]).shape().is_err());
    }
}
