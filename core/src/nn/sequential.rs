//! y = fₙ(… f₂(f₁(x)) …): a network as a type.

use super::{
    BatchGradient, Layer, LayerList, Pass, Shape, Trace,
    batch_gradient::parts_of,
    passes::{One, Several},
    plan::Plan,
};
use crate::{Error, error, group::Group};

/// Layers one after the other, and the plan of their memory.
///
/// As a constant it is made by [`sequential!`](crate::sequential), and layers that do not fit each other fail to build;
/// [`new`](Self::new) makes one at run time. The parameters are those of the layers in their order, so that one
/// optimizer runs over all of them.
///
/// Backward goes down to the lowest layer with parameters and no further, and forward keeps only the activations that
/// backward needs: with [`Frozen`](super::Frozen) layers below, tuning takes a fraction of the memory and of the time.
///
/// ```
/// use thalweg::{loss::SoftmaxCrossEntropy, nn::{Dense, Layer, Pass, Relu, Sequential, Trace}, sequential};
/// const NETWORK: Sequential<(Dense, Relu, Dense)> = sequential!(Dense::new(2, 3), Relu::new(3), Dense::new(3, 2));
/// const MEMORY: usize = NETWORK.memory();
/// let parameters = [0.1; NETWORK.parameters()];
/// let (mut memory, mut z, mut gradient) = ([0.0; MEMORY], [0.0; 2], [0.0; NETWORK.parameters()]);
/// let (x, pass) = ([1.0, -0.5], Pass::Training(0));
/// NETWORK.forward(&parameters, &x, &mut z, &mut memory, pass)?;
/// SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1)?;
/// let trace = Trace { x: &x, y: &[], dy: &z, memory: &mut memory, pass };
/// NETWORK.backward(&parameters, trace, Some(&mut gradient), None)?;
/// assert_eq!(gradient[16], -0.5); // the bias of the target class
/// # Ok::<(), thalweg::Error>(())
/// ```
///
/// Whole batches go layer by layer, to the same bits, and the gradient that they store was not zeroed:
///
/// ```
/// use thalweg::{
///     loss::SoftmaxCrossEntropy,
///     nn::{BatchGradient, Dense, Kaiming, Layer, Pass, Relu, Sequential, Trace},
///     optimizer::{Adam, Optimizer},
///     sequential,
/// };
/// const NETWORK: Sequential<(Dense, Relu, Dense, Relu, Dense)> = sequential!(
///     Dense::new(2, 8), Relu::new(8), Dense::new(8, 8), Relu::new(8), Dense::new(8, 2),
/// );
/// const BATCH: usize = 4;
/// // Exclusive or, which no line tells apart.
/// let (x, classes) = ([0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], [0, 1, 1, 0]);
/// let mut parameters = [0.0; NETWORK.parameters()];
/// let (first, rest) = parameters.split_at_mut(Dense::new(2, 8).parameters());
/// Kaiming::DEFAULT.fill(2, first, 1)?;
/// Kaiming::DEFAULT.fill(8, rest, 2)?;
/// let mut optimizer = Optimizer::<_, [f32; NETWORK.parameters()]>::new(Adam::DEFAULT)?;
/// let (mut memory, mut z) = ([0.0; NETWORK.batch_memory(BATCH)], [0.0; 2 * BATCH]);
/// let (mut gradient, mut loss) = ([0.0; NETWORK.parameters()], 0.0);
/// for step in 0..200 {
///     let pass = Pass::Training(step * BATCH as u32);
///     NETWORK.forward_batch(BATCH, &parameters, &x, &mut z, &mut memory, pass)?;
///     loss = 0.0;
///     for (z, class) in z.chunks_mut(2).zip(classes) {
///         loss += SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, class)?;
///         z.iter_mut().for_each(|delta| *delta /= BATCH as f32); // of the mean
///     }
///     let trace = Trace { x: &x, y: &[], dy: &z, memory: &mut memory, pass };
///     NETWORK.backward_batch(BATCH, &parameters, trace, Some(BatchGradient::Store(&mut gradient)), None)?;
///     optimizer.step(&mut parameters, &gradient, 0.02)?;
/// }
/// assert!(loss < 0.1, "{loss}");
/// # Ok::<(), thalweg::Error>(())
/// ```
///
/// ```compile_fail
/// use thalweg::{nn::{Dense, Relu, Sequential}, sequential};
/// // The second layer takes 4 values, the first gives 3.
/// const NETWORK: Sequential<(Dense, Dense)> = sequential!(Dense::new(2, 3), Dense::new(4, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sequential<T> {
    pub(super) layers: T,
    pub(super) plan: Plan,
}

/// Makes a [`Sequential`](crate::nn::Sequential) of layers, in a constant: what does not fit fails to build.
///
/// Each layer needs a `const fn shape(&self) -> Result<Shape, Error>` of its own, as all of ours have.
///
/// ```
/// use thalweg::{nn::{Dense, Sequential, Tanh}, sequential};
/// const NETWORK: Sequential<(Dense, Tanh)> = sequential!(Dense::new(8, 2), Tanh::new(2));
/// assert_eq!((NETWORK.parameters(), NETWORK.outputs()), (18, 2));
/// ```
#[macro_export]
macro_rules! sequential {
    ($($layer:expr),+ $(,)?) => {
        const {
            $crate::valid!($crate::nn::Sequential::with_shapes(
                ($($layer,)+),
                &[$($crate::valid!($layer.shape())),+],
            ))
        }
    };
}

impl<T> Sequential<T> {
    /// Layers with their shapes, in the same order; [`sequential!`](crate::sequential) writes the shapes itself.
    ///
    /// # Errors
    /// No layer; one that takes another number of values than the one before it gives.
    pub const fn with_shapes(layers: T, shapes: &[Shape]) -> Result<Self, Error>
    where
        T: Copy,
    {
        match Plan::new(shapes) {
            Ok(plan) => Ok(Self { layers, plan }),
            Err(error) => Err(error),
        }
    }

    /// The same network as a part of another one, so that ∂L/∂x is found as well: it keeps what that takes.
    #[must_use]
    pub const fn into_block(mut self) -> Self {
        self.plan.block = true;
        self
    }

    /// How many values go in.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.plan.inputs
    }

    /// How many values come out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.plan.outputs
    }

    /// How many parameters all layers have together.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.plan.parameters
    }

    /// How much memory training takes, in numbers of `f32`: what is kept, and two buffers of the widest activation.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.plan.shape().memory
    }

    /// How much memory training with so many samples at once takes: as many times that of one.
    #[must_use]
    pub const fn batch_memory(&self, samples: usize) -> usize {
        self.memory().saturating_mul(samples)
    }

    /// How much memory [`Pass::Inference`] takes, which keeps nothing.
    #[must_use]
    pub const fn inference_memory(&self) -> usize {
        self.plan.inference
    }

    /// The lengths of its buffers.
    ///
    /// # Errors
    /// None: what does not fit was refused when it was made.
    pub const fn shape(&self) -> Result<Shape, Error> {
        Ok(self.plan.shape())
    }

    /// The layers.
    pub const fn layers(&self) -> &T {
        &self.layers
    }
}

impl<T: LayerList> Sequential<T> {
    /// A network of these layers.
    ///
    /// ```
    /// use thalweg::nn::{Dense, Sequential};
    /// let error = Sequential::new((Dense::new(2, 3), Dense::new(4, 2))).unwrap_err();
    /// assert_eq!(error.to_string(), "inputs of a layer has 4 elements; allowed: exactly 3");
    /// ```
    ///
    /// # Errors
    /// No layer, or more than 64; a setting of a layer out of its range; one that takes another number of values than
    /// the one before it gives.
    pub fn new(layers: T) -> Result<Self, Error> {
        let mut shapes = [Shape::plain(0, 0); MOST];
        let plan = Plan::new(shapes_of(&layers, &mut shapes)?)?;
        Ok(Self { layers, plan })
    }

    /// The layers with parameters as groups, in the order of their parameters, for a
    /// [`Selection`](crate::recipe::Selection).
    ///
    /// ```
    /// use thalweg::{group::Group, nn::{Dense, Relu, Sequential}, sequential};
    /// const NETWORK: Sequential<(Dense, Relu, Dense)> = sequential!(Dense::new(2, 3), Relu::new(3), Dense::new(3, 2));
    /// assert_eq!(NETWORK.groups(), Ok([Group::dense(2, 3), Group::dense(3, 2)]));
    /// let error = NETWORK.groups::<3>().unwrap_err();
    /// assert_eq!(error.to_string(), "groups has 3 elements; allowed: exactly 2");
    /// ```
    ///
    /// # Errors
    /// Not as many as have parameters; a setting of a layer out of its range.
    pub fn groups<const K: usize>(&self) -> Result<[Group; K], Error> {
        let mut groups = [Group::vector(0); K];
        let (mut index, mut found) = (0_usize, 0_usize);
        while self.layers.layer(index).is_some() {
            let group = self.layers.group_at(index)?;
            if group.length > 0 {
                groups.get_mut(found).into_iter().for_each(|place| *place = group);
                found = found.wrapping_add(1);
            }
            index = index.wrapping_add(1);
        }
        error::same_length("groups", found, K)?;
        Ok(groups)
    }

    /// The same network whose backward pass goes no further down than to the layer with parameters of this number, from 0:
    /// of those below nothing is kept, and their gradient is not written.
    ///
    /// ```
    /// use thalweg::{nn::{Dense, Relu, Sequential}, sequential};
    /// const NETWORK: Sequential<(Dense, Relu, Dense)> = sequential!(Dense::new(9, 3), Relu::new(3), Dense::new(3, 2));
    /// let head = NETWORK.trained_from(1)?;
    /// assert_eq!((head.parameters(), head.memory()), (NETWORK.parameters(), NETWORK.memory()));
    /// let none = NETWORK.trained_from(2)?; // nothing is trained yet
    /// assert_eq!(none.memory(), none.inference_memory());
    /// # Ok::<(), thalweg::Error>(())
    /// ```
    ///
    /// # Errors
    /// More than 64 layers; a setting of a layer out of its range.
    pub fn trained_from(mut self, number: usize) -> Result<Self, Error> {
        let mut shapes = [Shape::plain(0, 0); MOST];
        self.plan = self.plan.trained_from(number, shapes_of(&self.layers, &mut shapes)?);
        Ok(self)
    }
}

/// The shape of each layer.
fn shapes_of<'s>(
    layers: &impl LayerList,
    shapes: &'s mut [Shape; MOST],
) -> Result<&'s [Shape], Error> {
    let mut found = 0_usize;
    while let Some(layer) = layers.layer(found) {
        let shape = layer.shape()?;
        match shapes.get_mut(found) {
            Some(slot) => *slot = shape,
            None => return Err(MANY),
        }
        found = found.wrapping_add(1);
    }
    Ok(shapes.get(..found).unwrap_or_default())
}

/// As its layers, from which the plan is made anew.
#[cfg(feature = "serde")]
const _: () = {
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(rename = "Sequential")]
    struct Written<T> {
        layers: T,
        block: bool,
    }

    impl<T: serde::Serialize> serde::Serialize for Sequential<T> {
        fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            Written { layers: &self.layers, block: self.plan.block }.serialize(to)
        }
    }

    impl<'de, T: LayerList + serde::Deserialize<'de>> serde::Deserialize<'de> for Sequential<T> {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let written = Written::<T>::deserialize(from)?;
            let network = Self::new(written.layers).map_err(serde::de::Error::custom)?;
            Ok(if written.block { network.into_block() } else { network })
        }
    }
};

/// The most layers that [`Sequential::new`] takes.
const MOST: usize = 64;
const MANY: Error = Error::Capacity { what: "layers", needed: MOST + 1, room: MOST };

impl<T: LayerList> Layer for Sequential<T> {
    fn shape(&self) -> Result<Shape, Error> {
        Ok(self.plan.shape())
    }

    /// As [`Layer::forward`]; `memory` has [`memory`](Sequential::memory) values, or at least
    /// [`inference_memory`](Sequential::inference_memory) for [`Pass::Inference`].
    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.pass_forward(&One, [parameters, x], y, memory, pass)
    }

    /// As [`Layer::backward`]; y is not looked at.
    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.pass_backward(&One, parameters, trace, gradient, dx)
    }

    /// As [`Layer::forward_batch`], layer by layer; `memory` has [`batch_memory`](Sequential::batch_memory) values, or at
    /// least as many times [`inference_memory`](Sequential::inference_memory) for [`Pass::Inference`].
    fn forward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        let several = Several { layers: &self.layers, samples, stores: false };
        self.pass_forward(&several, [parameters, x], y, memory, pass)
    }

    /// As [`Layer::backward_batch`], layer by layer; y is not looked at.
    fn backward_batch(
        &self,
        samples: usize,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let (stores, gradient) = parts_of(gradient);
        let several = Several { layers: &self.layers, samples, stores };
        self.pass_backward(&several, parameters, trace, gradient, dx)
    }
}
