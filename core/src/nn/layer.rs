//! What a network is made of: forward, and backward, one sample at a time or several, in memory of the caller's.

use super::{BatchGradient, axis::at_least_one, one_by_one};
use crate::{Error, error, error::check, group::Group};

/// One layer: y = f(x, w), and from ∂L/∂y the gradients ∂L/∂w and ∂L/∂x.
///
/// Implement it for a layer of your own, and it stands in a [`Sequential`](super::Sequential) like ours: say the
/// [`Shape`], write the two passes. Every buffer comes from the caller, so that a layer neither allocates nor keeps
/// anything; what backward needs of forward, the shape says.
///
/// ```
/// use thalweg::{Error, nn::{Keeps, Layer, Pass, Shape, Trace}};
///
/// /// y = w x, with one w for all.
/// struct Gain { size: usize }
///
/// impl Layer for Gain {
///     fn shape(&self) -> Result<Shape, Error> {
///         Ok(Shape { parameters: 1, for_gradient: Keeps::Input, ..Shape::plain(self.size, self.size) })
///     }
///     fn forward(&self, w: &[f32], x: &[f32], y: &mut [f32], memory: &mut [f32], _: Pass) -> Result<(), Error> {
///         self.shape()?.check_forward(w, x, y, memory)?;
///         y.iter_mut().zip(x).for_each(|(y, x)| *y = w[0] * x);
///         Ok(())
///     }
///     fn backward(
///         &self, w: &[f32], trace: Trace<'_>, gradient: Option<&mut [f32]>, dx: Option<&mut [f32]>,
///     ) -> Result<(), Error> {
///         self.shape()?.check_backward(w, &trace, gradient.as_deref(), dx.as_deref())?;
///         if let Some(g) = gradient {
///             g[0] += trace.x.iter().zip(trace.dy).map(|(x, dy)| x * dy).sum::<f32>();
///         }
///         if let Some(dx) = dx {
///             dx.iter_mut().zip(trace.dy).for_each(|(dx, dy)| *dx = w[0] * dy);
///         }
///         Ok(())
///     }
/// }
///
/// let (mut y, mut dx, mut gradient) = ([0.0; 2], [0.0; 2], [0.0]);
/// let (gain, x) = (Gain { size: 2 }, [1.0, 2.0]);
/// gain.forward(&[3.0], &x, &mut y, &mut [], Pass::Inference)?;
/// assert_eq!(y, [3.0, 6.0]);
/// let trace = Trace { x: &x, y: &[], dy: &[1.0, 1.0], memory: &mut [], pass: Pass::Inference };
/// gain.backward(&[3.0], trace, Some(&mut gradient), Some(&mut dx))?;
/// assert_eq!((gradient, dx), ([3.0], [3.0, 3.0]));
/// # Ok::<(), Error>(())
/// ```
pub trait Layer {
    /// How long each buffer is, and what backward needs.
    ///
    /// # Errors
    /// A setting out of its range.
    fn shape(&self) -> Result<Shape, Error>;

    /// The rows of its parameters, an output each with its bias last: what a [`Selection`](crate::recipe::Selection) picks
    /// from. A vector, of which no part can be picked, unless a layer says otherwise.
    ///
    /// # Errors
    /// A setting out of its range.
    fn group(&self) -> Result<Group, Error>
    where
        Self: Sized,
    {
        Ok(Group::vector(self.shape()?.parameters))
    }

    /// `y` from `x`; `memory` is kept until [`backward`](Self::backward).
    ///
    /// # Errors
    /// A setting out of its range; a slice of another length than the shape says.
    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error>;

    /// Adds ∂L/∂w to `gradient` and puts ∂L/∂x into `dx`, each if it is asked for.
    ///
    /// # Errors
    /// A setting out of its range; a slice of another length than the shape says.
    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error>;

    /// [`forward`](Self::forward) of so many samples, one behind the other in `x` and in `y`, to the same bits (but for
    /// which NaN).
    ///
    /// `memory` is that of the [`Shape`] as many times, and the layer's own until
    /// [`backward_batch`](Self::backward_batch). `pass` is that of the first sample:
    /// [`Pass::of_sample`] says what the others have.
    ///
    /// Unless a layer has a way of its own, this goes sample by sample.
    ///
    /// # Errors
    /// A setting out of its range; no sample; a slice of another length than so many samples have; nothing is changed
    /// then.
    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error>
    where
        Self: Sized,
    {
        one_by_one::forward(self, samples, [parameters, x], (y, memory), pass)
    }

    /// Stores, or adds, the sum of ∂L/∂w over so many samples, and puts ∂L/∂x of each into `dx`, each if it is asked for;
    /// the slices of `trace` have one sample behind the other. The bits are those of [`backward`](Self::backward), sample
    /// after sample, into a gradient that was zeroed if it is to be stored.
    ///
    /// For the gradient of the mean divide each ∂L/∂y by the number of samples.
    ///
    /// Unless a layer has a way of its own, this goes sample by sample.
    ///
    /// # Errors
    /// A setting out of its range; no sample; a slice of another length than so many samples have; nothing is changed
    /// then.
    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error>
    where
        Self: Sized,
    {
        one_by_one::backward(self, samples, parameters, trace, (gradient, dx))
    }
}

/// The lengths of a layer's buffers, in numbers of `f32`, and what its backward pass needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Shape {
    /// Values that go in.
    pub inputs: usize,
    /// Values that come out.
    pub outputs: usize,
    /// Parameters that are trained; 0 of a frozen layer.
    pub parameters: usize,
    /// What forward leaves for backward besides x and y.
    pub memory: usize,
    /// What ∂L/∂w needs of x and y.
    pub for_gradient: Keeps,
    /// What ∂L/∂x needs of them.
    pub for_dx: Keeps,
}

impl Shape {
    /// A layer without parameters whose backward pass needs neither x nor y.
    #[must_use]
    pub const fn plain(inputs: usize, outputs: usize) -> Self {
        let (for_gradient, for_dx) = (Keeps::Nothing, Keeps::Nothing);
        Self { inputs, outputs, parameters: 0, memory: 0, for_gradient, for_dx }
    }

    /// The shape of so many samples, one behind the other: the same parameters, and everything else as many times.
    ///
    /// ```
    /// use thalweg::nn::Dense;
    /// let shape = Dense::new(3, 2).shape()?.batch(4)?;
    /// assert_eq!((shape.inputs, shape.outputs, shape.parameters), (12, 8, 8));
    /// let error = shape.batch(0).unwrap_err();
    /// assert_eq!(error.to_string(), "samples is 0; allowed: at least 1");
    /// # Ok::<(), thalweg::Error>(())
    /// ```
    ///
    /// # Errors
    /// No sample.
    pub const fn batch(self, samples: usize) -> Result<Self, Error> {
        check!(at_least_one("samples", samples));
        Ok(Self {
            inputs: self.inputs.saturating_mul(samples),
            outputs: self.outputs.saturating_mul(samples),
            memory: self.memory.saturating_mul(samples),
            ..self
        })
    }

    /// Each buffer of a forward pass has its length.
    ///
    /// # Errors
    /// The first that has not.
    #[inline]
    pub fn check_forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &[f32],
        memory: &[f32],
    ) -> Result<(), Error> {
        error::same_length("parameters", self.parameters, parameters.len())?;
        error::same_length("x", self.inputs, x.len())?;
        error::same_length("y", self.outputs, y.len())?;
        error::same_length("memory", self.memory, memory.len())
    }

    /// Each buffer of a backward pass has its length; x and y only where they are needed.
    ///
    /// # Errors
    /// The first that has not.
    #[inline]
    pub fn check_backward(
        &self,
        parameters: &[f32],
        trace: &Trace<'_>,
        gradient: Option<&[f32]>,
        dx: Option<&[f32]>,
    ) -> Result<(), Error> {
        let keeps = self.keeps(gradient.is_some(), dx.is_some());
        error::same_length("parameters", self.parameters, parameters.len())?;
        error::same_length("dy", self.outputs, trace.dy.len())?;
        error::same_length("memory", self.memory, trace.memory.len())?;
        if keeps.input() {
            error::same_length("x", self.inputs, trace.x.len())?;
        }
        if keeps.output() {
            error::same_length("y", self.outputs, trace.y.len())?;
        }
        let gradient = gradient.map_or(self.parameters, <[f32]>::len);
        error::same_length("gradient", self.parameters, gradient)?;
        error::same_length("dx", self.inputs, dx.map_or(self.inputs, <[f32]>::len))
    }

    /// What of x and y is needed for the gradient, if it is asked for, and for dx, likewise.
    pub(super) const fn keeps(&self, gradient: bool, dx: bool) -> Keeps {
        let for_gradient = if gradient { self.for_gradient } else { Keeps::Nothing };
        if dx { for_gradient.and(self.for_dx) } else { for_gradient }
    }
}

/// What of a forward pass has to be kept for the backward pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Keeps {
    /// Neither x nor y.
    Nothing,
    /// x.
    Input,
    /// y.
    Output,
    /// x and y.
    Both,
}

impl Keeps {
    /// Whether x is among it.
    pub const fn input(self) -> bool {
        matches!(self, Self::Input | Self::Both)
    }

    /// Whether y is among it.
    pub const fn output(self) -> bool {
        matches!(self, Self::Output | Self::Both)
    }

    /// What either needs.
    pub(super) const fn and(self, other: Self) -> Self {
        match (self.input() || other.input(), self.output() || other.output()) {
            (false, false) => Self::Nothing,
            (true, false) => Self::Input,
            (false, true) => Self::Output,
            (true, true) => Self::Both,
        }
    }
}

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pass {
    /// Only the outputs are wanted.
    Inference,
    /// A sample is trained on. The number is that of the sample in the training: [`Dropout`](super::Dropout) leaves
    /// others out for every number, and the same again for the same.
    Training(u32),
}

impl Pass {
    /// The pass of a sample of a batch, counted from 0, whose first sample has this one: the numbers of a training go on
    /// by one, and begin anew behind the largest.
    ///
    /// ```
    /// use thalweg::nn::Pass;
    /// assert_eq!(Pass::Training(7).of_sample(2), Pass::Training(9));
    /// assert_eq!(Pass::Inference.of_sample(2), Pass::Inference);
    /// ```
    #[must_use]
    pub const fn of_sample(self, sample: usize) -> Self {
        match self {
            Self::Inference => Self::Inference,
            Self::Training(first) => Self::Training(first.wrapping_add(sample as u32)),
        }
    }
}

/// What a forward pass left for the backward pass, and ∂L/∂y.
#[derive(Debug, PartialEq)]
pub struct Trace<'t> {
    /// What went in; may be empty if the shape says that it is not needed.
    pub x: &'t [f32],
    /// What came out; may be empty if the shape says that it is not needed.
    pub y: &'t [f32],
    /// ∂L/∂y.
    pub dy: &'t [f32],
    /// What forward left in it.
    pub memory: &'t mut [f32],
    /// What the forward pass was for.
    pub pass: Pass,
}
