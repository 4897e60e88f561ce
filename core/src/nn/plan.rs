//! Which activations of a network are kept for its backward pass, and how much memory that takes.
//!
//! Backward goes down to the lowest layer with parameters: below it nothing is kept, and nothing is calculated. Above
//! it an activation is kept if the layer that made it, or the one that takes it, says that it needs it; the others pass
//! through two buffers of the widest one's length, as do the gradients on the way back.

use super::{Keeps, Shape};
use crate::{Error, error, error::check, numbered::numbered};

/// What a network needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Plan {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) parameters: usize,
    /// The longest activation between two layers.
    pub(super) width: usize,
    /// The memory of the layers themselves, and the two buffers.
    pub(super) inference: usize,
    /// The lowest layer whose parameters are trained; the number of layers if none has.
    pub(super) lowest: usize,
    /// Whether ∂L/∂x is wanted, of a network that stands in another.
    pub(super) block: bool,
    /// What is kept for gradients alone, and if ∂L/∂x is wanted too.
    network: Kept,
    whole: Kept,
}

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct Kept {
    values: usize,
    input: bool,
}

impl Plan {
    /// The plan of these layers.
    ///
    /// # Errors
    /// No layer; one that takes another number of values than the one before it gives.
    pub(super) const fn new(shapes: &[Shape]) -> Result<Self, Error> {
        let (Some(first), Some(last)) = (shapes.first(), shapes.last()) else {
            return Err(Error::Count { field: "layers", value: 0, allowed: "at least 1" });
        };
        let none = Kept { values: 0, input: false };
        let mut plan = Self {
            inputs: first.inputs,
            outputs: last.outputs,
            parameters: 0,
            width: 0,
            inference: 0,
            lowest: 0,
            block: false,
            network: none,
            whole: none,
        };
        let mut rest = shapes;
        while let [shape, above @ ..] = rest {
            plan.parameters = plan.parameters.saturating_add(shape.parameters);
            plan.inference = plan.inference.saturating_add(shape.memory);
            if plan.parameters == 0 {
                plan.lowest = plan.lowest.wrapping_add(1);
            }
            if let [next, ..] = above {
                check!(error::same_length("inputs of a layer", shape.outputs, next.inputs));
                plan.width = if shape.outputs > plan.width { shape.outputs } else { plan.width };
            }
            rest = above;
        }
        plan.inference = plan.inference.saturating_add(plan.width.saturating_mul(2));
        Ok(plan.keeping(shapes))
    }

    /// What is kept of these layers, in either case.
    const fn keeping(mut self, shapes: &[Shape]) -> Self {
        let block = self.block;
        self.block = false;
        self.network = self.kept(shapes);
        self.block = true;
        self.whole = self.kept(shapes);
        self.block = block;
        self
    }

    /// The same of which the layers with parameters below the one of this number are not trained.
    pub(super) fn trained_from(mut self, number: usize, shapes: &[Shape]) -> Self {
        let with_parameters = numbered(shapes).filter(|(_, shape)| shape.parameters > 0);
        let lowest = with_parameters.map(|(index, _)| index).nth(number);
        self.lowest = lowest.unwrap_or(shapes.len());
        self.keeping(shapes)
    }

    /// What of these layers is kept.
    const fn kept(&self, shapes: &[Shape]) -> Kept {
        let mut kept = Kept { values: 0, input: false };
        let (mut rest, mut index) = (shapes, 0_usize);
        while let [shape, above @ ..] = rest {
            if index == 0 {
                kept.input = self.keeps(0, shape).input();
            }
            if self.keeps_behind(index, shape, above.first()) {
                kept.values = kept.values.saturating_add(shape.outputs);
            }
            index = index.wrapping_add(1);
            rest = above;
        }
        kept
    }

    /// Whether ∂L/∂x of this layer is wanted.
    pub(super) const fn wants_dx(&self, index: usize) -> bool {
        self.block || index > self.lowest
    }

    /// What this layer needs for its backward pass.
    const fn keeps(&self, index: usize, shape: &Shape) -> Keeps {
        shape.keeps(shape.parameters > 0 && index >= self.lowest, self.wants_dx(index))
    }

    /// Whether what this layer gives is kept, for itself or for the next one.
    pub(super) const fn keeps_behind(
        &self,
        index: usize,
        shape: &Shape,
        next: Option<&Shape>,
    ) -> bool {
        self.keeps(index, shape).output()
            || match next {
                Some(next) => self.keeps(index.wrapping_add(1), next).input(),
                None => false,
            }
    }

    /// The shape of the whole.
    pub(super) const fn shape(&self) -> Shape {
        let kept = if self.block { self.whole } else { self.network };
        let keeps = if kept.input { Keeps::Input } else { Keeps::Nothing };
        Shape {
            inputs: self.inputs,
            outputs: self.outputs,
            parameters: self.parameters,
            memory: self.inference.saturating_add(kept.values),
            for_gradient: keeps,
            for_dx: if self.block { keeps } else { Keeps::Nothing },
        }
    }
}
