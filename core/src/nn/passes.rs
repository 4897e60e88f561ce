//! The two passes through the layers of a network, of one sample or of several at once.
//!
//! Of several, every buffer of the plan is as many times as long, and a whole batch goes through one layer before the
//! next one begins.

// What is left of a lent slice is kept in the slice itself.
#![allow(clippy::mut_mut)]

use super::{BatchGradient, Layer, LayerList, Pass, Sequential, Shape, Trace};
use crate::{Error, error};
use core::mem::{swap, take};

/// How a layer is passed, and how long a buffer is.
pub(super) trait Samples {
    /// What so many values of one sample are of all.
    fn times(&self, values: usize) -> usize;

    /// The shape of all.
    fn shape(&self, of_one: Shape) -> Result<Shape, Error>;

    /// [`Layer::forward`] through the layer of a number, or what is that of several.
    fn forward(
        &self,
        of: (usize, &dyn Layer),
        given: [&[f32]; 2],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error>;

    /// [`Layer::backward`] likewise.
    fn backward(
        &self,
        of: (usize, &dyn Layer),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error>;
}

/// One sample, whose gradient is added.
pub(super) struct One;

impl Samples for One {
    #[inline]
    fn times(&self, values: usize) -> usize {
        values
    }

    #[inline]
    fn shape(&self, of_one: Shape) -> Result<Shape, Error> {
        Ok(of_one)
    }

    #[inline]
    fn forward(
        &self,
        (_, layer): (usize, &dyn Layer),
        [parameters, x]: [&[f32]; 2],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        layer.forward(parameters, x, y, memory, pass)
    }

    #[inline]
    fn backward(
        &self,
        (_, layer): (usize, &dyn Layer),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        layer.backward(parameters, trace, gradient, dx)
    }
}

/// Several samples through these layers, each of which is called as the type that it is.
pub(super) struct Several<'l, T> {
    pub(super) layers: &'l T,
    pub(super) samples: usize,
    /// Whether their gradient takes the place of what was there.
    pub(super) stores: bool,
}

impl<T: LayerList> Samples for Several<'_, T> {
    #[inline]
    fn times(&self, values: usize) -> usize {
        self.samples.saturating_mul(values)
    }

    #[inline]
    fn shape(&self, of_one: Shape) -> Result<Shape, Error> {
        of_one.batch(self.samples)
    }

    #[inline]
    fn forward(
        &self,
        (index, _): (usize, &dyn Layer),
        [parameters, x]: [&[f32]; 2],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        self.layers.forward_batch_at((index, self.samples), parameters, x, y, memory, pass)
    }

    #[inline]
    fn backward(
        &self,
        (index, _): (usize, &dyn Layer),
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let gradient = gradient.map(|gradient| BatchGradient::new(self.stores, gradient));
        self.layers.backward_batch_at((index, self.samples), parameters, trace, gradient, dx)
    }
}

impl<T: LayerList> Sequential<T> {
    /// Up through all layers.
    #[inline]
    pub(super) fn pass_forward(
        &self,
        samples: &impl Samples,
        [mut parameters, x]: [&[f32]; 2],
        y: &mut [f32],
        mut memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        let trains = pass != Pass::Inference;
        let whole = samples.shape(self.plan.shape())?;
        let needed = if trains { whole.memory } else { samples.times(self.plan.inference) };
        error::capacity("memory", needed, memory.len())?;
        Shape { memory: memory.len(), ..whole }.check_forward(parameters, x, y, memory)?;
        let mut buffers = Buffers::new(&mut memory, samples.times(self.plan.width));
        let (mut kept, mut index, mut layer): (Option<&[f32]>, _, _) =
            (Some(x), 0_usize, self.at(0)?);
        while let Some((of, shape)) = layer {
            let next = self.at(index.wrapping_add(1))?;
            let behind = next.as_ref().map(|(_, shape)| shape);
            let keeps = trains && self.plan.keeps_behind(index, &shape, behind);
            let (own, rest) = parameters.split_at_checked(shape.parameters).unwrap_or_default();
            parameters = rest;
            let own_memory = first(&mut memory, samples.times(shape.memory));
            let outputs = samples.times(shape.outputs);
            let (held, free) = buffers.halves(samples.times(shape.inputs), outputs);
            let (of, given) = ((index, of), [own, kept.unwrap_or(held)]);
            if next.is_none() {
                samples.forward(of, given, y, own_memory, pass)?;
                if keeps {
                    copy(first(&mut memory, outputs), y);
                }
            } else if keeps {
                let output = first(&mut memory, outputs);
                samples.forward(of, given, output, own_memory, pass)?;
                kept = Some(output);
            } else {
                samples.forward(of, given, free, own_memory, pass)?;
                buffers.swap();
                kept = None;
            }
            (layer, index) = (next, index.wrapping_add(1));
        }
        Ok(())
    }

    /// Down to the lowest layer that is trained, or through all.
    #[inline]
    pub(super) fn pass_backward(
        &self,
        samples: &impl Samples,
        mut parameters: &[f32],
        trace: Trace<'_>,
        mut gradient: Option<&mut [f32]>,
        mut dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let whole = samples.shape(self.plan.shape())?;
        whole.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        if dx.is_some() && !self.plan.block {
            return Err(NO_BLOCK);
        }
        let stop = if dx.is_some() { 0 } else { self.plan.lowest };
        let mut memory = trace.memory;
        let mut buffers = Buffers::new(&mut memory, samples.times(self.plan.width));
        let (mut index, mut above) = (self.count(), None);
        let (mut delta, mut y): (_, Option<&[f32]>) = (Some(trace.dy), None);
        while index > stop {
            index = index.wrapping_sub(1);
            let Some((layer, shape)) = self.at(index)? else { break };
            let (inputs, outputs) = (samples.times(shape.inputs), samples.times(shape.outputs));
            let keeps_y = self.plan.keeps_behind(index, &shape, above.as_ref());
            let y_here = match y {
                Some(y) => y,
                None if keeps_y => last(&mut memory, outputs),
                None => &[],
            };
            let own_memory = last(&mut memory, samples.times(shape.memory));
            let x = self.input(samples, (index, &shape), trace.x, &mut memory)?;
            let (held, free) = buffers.halves(outputs, inputs);
            let dy = delta.unwrap_or(held);
            let trace = Trace { x, y: y_here, dy, memory: own_memory, pass: trace.pass };
            let own = last_of(&mut parameters, shape.parameters);
            let own_gradient = gradient.as_mut().map(|all| last(all, shape.parameters));
            let own_gradient = own_gradient.filter(|_| index >= self.plan.lowest);
            let own_dx = if index > stop { Some(free) } else { dx.take() };
            samples.backward((index, layer), own, trace, own_gradient, own_dx)?;
            buffers.swap();
            (delta, y, above) = (None, Some(x), Some(shape));
        }
        Ok(())
    }

    /// What went into a layer, taken off the end of what was kept; nothing if it was not.
    #[inline]
    fn input<'m>(
        &self,
        samples: &impl Samples,
        (index, shape): (usize, &Shape),
        x: &'m [f32],
        memory: &mut &'m mut [f32],
    ) -> Result<&'m [f32], Error> {
        let Some(below) = index.checked_sub(1) else { return Ok(x) };
        let Some((_, of_below)) = self.at(below)? else { return Ok(&[]) };
        let keeps = self.plan.keeps_behind(below, &of_below, Some(shape));
        Ok(if keeps { last(memory, samples.times(of_below.outputs)) } else { &[] })
    }

    /// The layer of this number and its shape.
    fn at(&self, index: usize) -> Result<Option<(&dyn Layer, Shape)>, Error> {
        self.layers.layer(index).map(|layer| Ok((layer, layer.shape()?))).transpose()
    }

    /// How many layers there are.
    fn count(&self) -> usize {
        let mut count = 0_usize;
        while self.layers.layer(count).is_some() {
            count = count.wrapping_add(1);
        }
        count
    }
}

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

const NO_BLOCK: Error = Error::Conflict {
    field: "dx",
    with: "the network was not planned for it; allowed: None, or Sequential::into_block",
};

/// The same numbers in another place.
fn copy(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}
