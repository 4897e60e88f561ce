//! y = fₙ(… f₂(f₁(x)) …): a network as a type.

// What is left of a lent slice is kept in the slice itself.
#![allow(clippy::mut_mut)]

use super::{Layer, LayerList, Pass, Shape, Trace, plan::Plan};
use crate::{Error, error};
use core::mem::{swap, take};

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
/// ```compile_fail
/// use thalweg::{nn::{Dense, Relu, Sequential}, sequential};
/// // The second layer takes 4 values, the first gives 3.
/// const NETWORK: Sequential<(Dense, Dense)> = sequential!(Dense::new(2, 3), Dense::new(4, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sequential<T> {
    layers: T,
    plan: Plan,
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
        let mut found = 0_usize;
        while let Some(layer) = layers.layer(found) {
            let shape = layer.shape()?;
            match shapes.get_mut(found) {
                Some(slot) => *slot = shape,
                None => return Err(MANY),
            }
            found = found.wrapping_add(1);
        }
        let plan = Plan::new(shapes.get(..found).unwrap_or_default())?;
        Ok(Self { layers, plan })
    }

    /// The layer of this number and its shape.
    fn at(&self, index: usize) -> Result<Option<(&dyn Layer, Shape)>, Error> {
        self.layers.layer(index).map(|layer| Ok((layer, layer.shape()?))).transpose()
    }
}

impl<T: LayerList> Sequential<T> {
    /// How many layers there are.
    fn count(&self) -> usize {
        let mut count = 0_usize;
        while self.layers.layer(count).is_some() {
            count = count.wrapping_add(1);
        }
        count
    }

    /// What went into a layer, taken off the end of what was kept; nothing if it was not.
    fn input<'m>(
        &self,
        index: usize,
        shape: &Shape,
        x: &'m [f32],
        memory: &mut &'m mut [f32],
    ) -> Result<&'m [f32], Error> {
        let Some(below) = index.checked_sub(1) else { return Ok(x) };
        let Some((_, of_below)) = self.at(below)? else { return Ok(&[]) };
        let keeps = self.plan.keeps_behind(below, &of_below, Some(shape));
        Ok(if keeps { last(memory, of_below.outputs) } else { &[] })
    }
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

/// The first `count` values, which are taken off; fewer if there are not so many.
fn first<'m>(rest: &mut &'m mut [f32], count: usize) -> &'m mut [f32] {
    let count = count.min(rest.len());
    let (first, others) = take(rest).split_at_mut_checked(count).unwrap_or_default();
    *rest = others;
    first
}

/// The last `count` values, which are taken off; fewer if there are not so many.
fn last<'m>(rest: &mut &'m mut [f32], count: usize) -> &'m mut [f32] {
    let start = rest.len().saturating_sub(count);
    let (others, last) = take(rest).split_at_mut_checked(start).unwrap_or_default();
    *rest = others;
    last
}

/// The last `count` values, which are taken off; fewer if there are not so many.
fn last_of<'p>(rest: &mut &'p [f32], count: usize) -> &'p [f32] {
    let start = rest.len().saturating_sub(count);
    let (others, last) = rest.split_at_checked(start).unwrap_or_default();
    *rest = others;
    last
}

/// Two buffers for what is not kept: one holds what was last written, the other is written next.
struct Buffers<'m> {
    held: &'m mut [f32],
    free: &'m mut [f32],
}

impl<'m> Buffers<'m> {
    fn new(memory: &mut &'m mut [f32], width: usize) -> Self {
        Self { held: first(memory, width), free: first(memory, width) }
    }

    /// The first values of the one that holds something, and of the other.
    fn halves(&mut self, held: usize, free: usize) -> (&[f32], &mut [f32]) {
        let free = self.free.get_mut(..free).unwrap_or_default();
        (self.held.get(..held).unwrap_or_default(), free)
    }

    fn swap(&mut self) {
        swap(&mut self.held, &mut self.free);
    }
}

impl<T: LayerList> Layer for Sequential<T> {
    fn shape(&self) -> Result<Shape, Error> {
        Ok(self.plan.shape())
    }

    /// As [`Layer::forward`]; `memory` has [`memory`](Sequential::memory) values, or at least
    /// [`inference_memory`](Sequential::inference_memory) for [`Pass::Inference`].
    fn forward(
        &self,
        mut parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        mut memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        let trains = pass != Pass::Inference;
        let needed = if trains { self.memory() } else { self.plan.inference };
        error::capacity("memory", needed, memory.len())?;
        Shape { memory: memory.len(), ..self.plan.shape() }
            .check_forward(parameters, x, y, memory)?;
        let mut buffers = Buffers::new(&mut memory, self.plan.width);
        let (mut kept, mut index, mut layer): (Option<&[f32]>, _, _) =
            (Some(x), 0_usize, self.at(0)?);
        while let Some((of, shape)) = layer {
            let next = self.at(index.wrapping_add(1))?;
            let behind = next.as_ref().map(|(_, shape)| shape);
            let keeps = trains && self.plan.keeps_behind(index, &shape, behind);
            let (own, rest) = parameters.split_at_checked(shape.parameters).unwrap_or_default();
            parameters = rest;
            let own_memory = first(&mut memory, shape.memory);
            let (held, free) = buffers.halves(shape.inputs, shape.outputs);
            let input = kept.unwrap_or(held);
            if next.is_none() {
                of.forward(own, input, y, own_memory, pass)?;
                if keeps {
                    copy(first(&mut memory, shape.outputs), y);
                }
            } else if keeps {
                let output = first(&mut memory, shape.outputs);
                of.forward(own, input, output, own_memory, pass)?;
                kept = Some(output);
            } else {
                of.forward(own, input, free, own_memory, pass)?;
                buffers.swap();
                kept = None;
            }
            (layer, index) = (next, index.wrapping_add(1));
        }
        Ok(())
    }

    /// As [`Layer::backward`]; y is not looked at.
    fn backward(
        &self,
        mut parameters: &[f32],
        trace: Trace<'_>,
        mut gradient: Option<&mut [f32]>,
        mut dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = self.plan.shape();
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        if dx.is_some() && !self.plan.block {
            return Err(NO_BLOCK);
        }
        let stop = if dx.is_some() { 0 } else { self.plan.lowest };
        let mut memory = trace.memory;
        let mut buffers = Buffers::new(&mut memory, self.plan.width);
        let (mut index, mut above) = (self.count(), None);
        let (mut delta, mut y): (_, Option<&[f32]>) = (Some(trace.dy), None);
        while index > stop {
            index = index.wrapping_sub(1);
            let Some((layer, shape)) = self.at(index)? else { break };
            let keeps_y = self.plan.keeps_behind(index, &shape, above.as_ref());
            let y_here = match y {
                Some(y) => y,
                None if keeps_y => last(&mut memory, shape.outputs),
                None => &[],
            };
            let own_memory = last(&mut memory, shape.memory);
            let x = self.input(index, &shape, trace.x, &mut memory)?;
            let (held, free) = buffers.halves(shape.outputs, shape.inputs);
            let dy = delta.unwrap_or(held);
            let trace = Trace { x, y: y_here, dy, memory: own_memory, pass: trace.pass };
            let own = last_of(&mut parameters, shape.parameters);
            let own_gradient = gradient.as_mut().map(|all| last(all, shape.parameters));
            let own_dx = if index > stop { Some(free) } else { dx.take() };
            layer.backward(own, trace, own_gradient, own_dx)?;
            buffers.swap();
            (delta, y, above) = (None, Some(x), Some(shape));
        }
        Ok(())
    }
}

const NO_BLOCK: Error = Error::Conflict {
    field: "dx",
    with: "the network was not planned for it; allowed: None, or Sequential::into_block",
};

/// The same numbers in another place.
fn copy(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}
