//! y = s (Q x) + b: frozen weights as integers of 8 bits with a scale for each output, w ≈ s q.
//!
//! Symmetric, a channel at a time, as B. Jacob et al., "Quantization and Training of Neural Networks for
//! Integer-Arithmetic-Only Inference" (2018) keep weights; x stays a float, so that nothing is calibrated. A weight is off
//! by at most half of its channel's scale.

use super::{Conv1d, Conv2d, Dense, Keeps, Layer, Pass, Shape, Trace, axis::at_least_one};
use crate::{Error, error, error::check};

/// A layer whose weights are integers of 8 bits and are not trained, read from flash: a quarter of the bytes of
/// [`Frozen`](super::Frozen).
///
/// `L` is [`Dense`], [`Conv1d`] or [`Conv2d`]. To whatever it stands in, it has no parameters.
///
/// ```
/// use thalweg::nn::{Dense, Int8, Layer, Pass};
/// const LAYER: Int8<Dense> = Int8::new(Dense::new(2, 1), &[127, -64], &[0.01], &[0.5]);
/// let mut y = [0.0];
/// LAYER.forward(&[], &[1.0, 0.5], &mut y, &mut [], Pass::Inference).unwrap();
/// assert!((y[0] - (1.27 - 0.32 + 0.5)).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Int8<'p, L> {
    layer: L,
    weights: &'p [i8],
    scales: &'p [f32],
    biases: &'p [f32],
}

impl<'p, L> Int8<'p, L> {
    /// `layer` with weights without biases between them, and a scale and a bias of each output channel.
    #[must_use]
    pub const fn new(layer: L, weights: &'p [i8], scales: &'p [f32], biases: &'p [f32]) -> Self {
        Self { layer, weights, scales, biases }
    }

    /// The shape of a layer with `shape`, without its parameters.
    const fn without(&self, shape: Shape, channels: usize) -> Result<Shape, Error> {
        let weights = shape.parameters.saturating_sub(channels);
        check!(error::same_length("weights", weights, self.weights.len()));
        check!(error::same_length("scales", channels, self.scales.len()));
        check!(error::same_length("biases", channels, self.biases.len()));
        Ok(Shape { parameters: 0, for_gradient: Keeps::Nothing, ..shape })
    }
}

/// Rounds rows of `fan_in` weights with a bias behind each, as every layer here keeps them, to integers of 8 bits: the
/// largest of a row becomes ±127.
///
/// ```
/// use thalweg::nn::quantize_rows;
/// let (mut weights, mut scales, mut biases) = ([0; 2], [0.0], [0.0]);
/// quantize_rows(2, &[1.27, -0.64, 0.5], &mut weights, &mut scales, &mut biases).unwrap();
/// assert_eq!((weights, biases), ([127, -64], [0.5]));
/// ```
///
/// # Errors
/// No weight in a row, a buffer of another length, a parameter that is not finite; nothing is changed then.
pub fn quantize_rows(
    fan_in: usize,
    parameters: &[f32],
    weights: &mut [i8],
    scales: &mut [f32],
    biases: &mut [f32],
) -> Result<(), Error> {
    at_least_one("fan_in", fan_in)?;
    let rows = scales.len();
    error::same_length(
        "parameters",
        rows.saturating_mul(fan_in.saturating_add(1)),
        parameters.len(),
    )?;
    error::same_length("weights", rows.saturating_mul(fan_in), weights.len())?;
    error::same_length("biases", rows, biases.len())?;
    error::finite("parameters", parameters)?;
    let integers = weights.chunks_exact_mut(fan_in.max(1));
    let outputs = integers.zip(scales).zip(biases);
    for (row, ((integers, scale), to)) in
        parameters.chunks_exact(fan_in.saturating_add(1)).zip(outputs)
    {
        let Some((bias, weights)) = row.split_last() else { continue };
        let largest = weights.iter().fold(0.0_f32, |largest, w| largest.max(w.abs()));
        (*scale, *to) = (largest / 127.0, *bias);
        for (q, w) in integers.iter_mut().zip(weights) {
            // Half away from zero; a row of zeros stays one.
            let steps = if *scale > 0.0 { w / *scale } else { 0.0 };
            *q = (steps + 0.5_f32.copysign(steps)) as i8;
        }
    }
    Ok(())
}

/// δ of a row times its scale, beside its weights.
fn scaled<'a>(
    scales: &'a [f32],
    delta: &'a [f32],
    weights: &'a [i8],
    row: usize,
) -> impl Iterator<Item = (f32, &'a [i8])> {
    let scaled = delta.iter().zip(scales).map(|(delta, scale)| delta * scale);
    scaled.zip(weights.chunks_exact(row.max(1)))
}

impl Int8<'_, Dense> {
    /// The lengths of its buffers.
    ///
    /// # Errors
    /// Another number of weights, scales or biases than the layer has.
    pub const fn shape(&self) -> Result<Shape, Error> {
        match self.layer.shape() {
            Ok(shape) => self.without(shape, self.layer.outputs()),
            Err(error) => Err(error),
        }
    }
}

impl Layer for Int8<'_, Dense> {
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
        let rows = self.weights.chunks_exact(self.layer.inputs().max(1));
        for (((y, row), scale), bias) in y.iter_mut().zip(rows).zip(self.scales).zip(self.biases) {
            let sum: f32 = row.iter().zip(x).map(|(&q, x)| f32::from(q) * x).sum();
            *y = sum * scale + bias;
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
        for (delta, row) in scaled(self.scales, trace.dy, self.weights, self.layer.inputs()) {
            dx.iter_mut().zip(row).for_each(|(dx, &q)| *dx += delta * f32::from(q));
        }
        Ok(())
    }
}

macro_rules! convolutions {
    ($($layer:ident),*) => {$(
        impl Int8<'_, $layer> {
            /// The lengths of its buffers.
            ///
            /// # Errors
            /// A setting out of its range; another number of weights, scales or biases than the layer has.
            pub const fn shape(&self) -> Result<Shape, Error> {
                match self.layer.shape() {
                    Ok(shape) => self.without(shape, self.layer.out_channels),
                    Err(error) => Err(error),
                }
            }
        }

        impl Layer for Int8<'_, $layer> {
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
                self.layer.general().int8_forward(self.weights, self.scales, self.biases, x, y);
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
                if let Some(dx) = dx {
                    self.layer.general().int8_backward(self.weights, self.scales, trace.dy, dx);
                }
                Ok(())
            }
        }
    )*};
}
convolutions!(Conv1d, Conv2d);
