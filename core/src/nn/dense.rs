//! y = W x + b.

use super::{BatchGradient, Keeps, Layer, Pass, Shape, Trace, batch_gradient::parts_of};
use crate::{
    Error, error,
    group::Group,
    math::{affine, affine_samples, combine, outer, outer_samples, sample_of, sample_of_mut},
};

/// A fully connected layer: a shape, known at compile time when it is a `const`.
///
/// Its parameters are `outputs` rows of `[w₀ … w_{inputs−1}, b]`, so that a row is one run of memory.
///
/// ```
/// use thalweg::nn::Dense;
/// const LAYER: Dense = Dense::new(2, 1);
/// let parameters: [f32; LAYER.parameters()] = [2.0, -1.0, 0.5]; // y = 2 x₀ − x₁ + ½
/// let mut y = [0.0];
/// LAYER.forward(&parameters, &[3.0, 1.0], &mut y).unwrap();
/// assert_eq!(y, [5.5]);
/// let error = LAYER.forward(&parameters, &[3.0], &mut y).unwrap_err();
/// assert_eq!(error.to_string(), "x has 1 elements; allowed: exactly 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Dense {
    inputs: usize,
    outputs: usize,
}

impl Dense {
    /// A layer from `inputs` values to `outputs`.
    pub const fn new(inputs: usize, outputs: usize) -> Self {
        Self { inputs, outputs }
    }

    /// How many values go in.
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many values come out.
    pub const fn outputs(&self) -> usize {
        self.outputs
    }

    /// How many parameters the layer has: outputs · (inputs + 1).
    pub const fn parameters(&self) -> usize {
        self.outputs.saturating_mul(self.row())
    }

    /// The lengths of its buffers as a [`Layer`].
    ///
    /// # Errors
    /// None: every shape is one.
    pub const fn shape(&self) -> Result<Shape, Error> {
        let (parameters, plain) = (self.parameters(), Shape::plain(self.inputs, self.outputs));
        Ok(Shape { parameters, for_gradient: Keeps::Input, ..plain })
    }

    /// Parameters of one output: its weights and its bias. Never 0, whatever the shape.
    pub(super) const fn row(&self) -> usize {
        self.inputs.saturating_add(1)
    }

    /// y = W x + b.
    ///
    /// # Errors
    /// A slice of another length than the shape says.
    #[inline]
    pub fn forward(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) -> Result<(), Error> {
        self.check(parameters.len(), x.len(), y.len())?;
        affine(x, parameters, y);
        Ok(())
    }

    /// Adds ∂L/∂W = δ xᵀ and ∂L/∂b = δ to `gradient`, for one sample with δ = ∂L/∂y.
    ///
    /// # Errors
    /// A slice of another length than the shape says.
    #[inline]
    pub fn accumulate(&self, x: &[f32], delta: &[f32], gradient: &mut [f32]) -> Result<(), Error> {
        self.check(gradient.len(), x.len(), delta.len())?;
        outer(delta, x, gradient);
        Ok(())
    }

    /// ∂L/∂x = Wᵀ δ, for the layer below.
    ///
    /// # Errors
    /// A slice of another length than the shape says.
    #[inline]
    pub fn backward(&self, parameters: &[f32], delta: &[f32], dx: &mut [f32]) -> Result<(), Error> {
        self.check(parameters.len(), dx.len(), delta.len())?;
        dx.fill(0.0);
        combine(delta, parameters, self.row(), dx);
        Ok(())
    }

    /// [`forward`](Self::forward) of so many samples, one behind the other in `x` and in `y`, to the same bits.
    ///
    /// ```
    /// use thalweg::nn::{BatchGradient, Dense};
    /// const LAYER: Dense = Dense::new(2, 1);
    /// let (x, mut y) = ([3.0, 1.0, 0.0, 2.0], [0.0; 2]);
    /// LAYER.forward_batch(2, &[2.0, -1.0, 0.5], &x, &mut y).unwrap();
    /// assert_eq!(y, [5.5, -1.5]);
    /// let mut gradient = [9.0; LAYER.parameters()];
    /// LAYER.accumulate_batch(2, &x, &[1.0, 0.5], BatchGradient::Store(&mut gradient)).unwrap();
    /// assert_eq!(gradient, [3.0, 2.0, 1.5]);
    /// ```
    ///
    /// # Errors
    /// A slice of another length than so many samples have.
    #[inline]
    pub fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
    ) -> Result<(), Error> {
        self.check_batch(samples, parameters.len(), x.len(), y.len())?;
        affine_samples([self.inputs, self.outputs, samples], x, parameters, y);
        Ok(())
    }

    /// Σ ∂L/∂W = Σ δ xᵀ and Σ ∂L/∂b = Σ δ over so many samples, one behind the other in `x` and in `delta`: the bits are those of
    /// [`accumulate`](Self::accumulate), sample after sample.
    ///
    /// On a Cortex-M with a floating-point unit most of the gradient stays in registers over all samples (not with the feature `small`).
    ///
    /// # Errors
    /// A slice of another length than so many samples have.
    #[inline]
    pub fn accumulate_batch(
        &self,
        samples: usize,
        x: &[f32],
        delta: &[f32],
        gradient: BatchGradient<'_>,
    ) -> Result<(), Error> {
        let (stores, gradient) = gradient.into_parts();
        self.accumulate_samples(samples, (x, delta), gradient, stores)
    }

    /// The same, stored or added.
    #[inline]
    pub(super) fn accumulate_samples(
        &self,
        samples: usize,
        (x, delta): (&[f32], &[f32]),
        gradient: &mut [f32],
        stores: bool,
    ) -> Result<(), Error> {
        self.check_batch(samples, gradient.len(), x.len(), delta.len())?;
        outer_samples([self.inputs, self.outputs, samples], (delta, x), gradient, stores);
        Ok(())
    }

    /// [`backward`](Self::backward) of so many samples.
    pub(super) fn backward_samples(
        &self,
        samples: usize,
        parameters: &[f32],
        delta: &[f32],
        dx: &mut [f32],
    ) -> Result<(), Error> {
        for sample in 0..samples {
            let dx = sample_of_mut(dx, self.inputs, sample);
            self.backward(parameters, sample_of(delta, self.outputs, sample), dx)?;
        }
        Ok(())
    }

    #[inline]
    fn check_batch(
        &self,
        samples: usize,
        parameters: usize,
        x: usize,
        y: usize,
    ) -> Result<(), Error> {
        error::same_length("parameters", self.parameters(), parameters)?;
        error::same_length("x", self.inputs.saturating_mul(samples), x)?;
        error::same_length("y", self.outputs.saturating_mul(samples), y)
    }

    #[inline]
    fn check(&self, parameters: usize, x: usize, y: usize) -> Result<(), Error> {
        error::same_length("parameters", self.parameters(), parameters)?;
        error::same_length("x", self.inputs, x)?;
        error::same_length("y", self.outputs, y)
    }
}

impl Layer for Dense {
    fn shape(&self) -> Result<Shape, Error> {
        self.shape()
    }

    fn group(&self) -> Result<Group, Error> {
        Ok(Group::dense(self.inputs, self.outputs))
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        error::same_length("memory", 0, memory.len())?;
        self.forward(parameters, x, y)
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
            self.accumulate(trace.x, trace.dy, gradient)?;
        }
        match dx {
            Some(dx) => self.backward(parameters, trace.dy, dx),
            None => Ok(()),
        }
    }
    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.shape()?.batch(samples)?.check_forward(parameters, x, y, memory)?;
        self.forward_batch(samples, parameters, x, y)
    }

    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = self.shape()?.batch(samples)?;
        let (stores, gradient) = parts_of(gradient);
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        if let Some(gradient) = gradient {
            self.accumulate_samples(samples, (trace.x, trace.dy), gradient, stores)?;
        }
        match dx {
            Some(dx) => self.backward_samples(samples, parameters, trace.dy, dx),
            None => Ok(()),
        }
    }
}
