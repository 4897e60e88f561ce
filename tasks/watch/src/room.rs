//! What the watch keeps that is large, and where.

use crate::{
    FEATURES, PARAMETERS,
    adapter::{CAPACITY, Labelled},
    training::{LAYERS, Rules},
};
use core::{borrow::BorrowMut, fmt::Debug};
use heapless::Vec;
use thalweg::{
    data::Normalizer,
    group::Groups,
    optimizer::{Memory, state::Storage},
};

/// What is as long as the network, or as what is remembered.
#[derive(Debug)]
pub struct Buffers {
    pub(crate) parameters: [f32; PARAMETERS],
    /// Of the batch; between fine-tunings, the parameters that are about to be adopted, or the words of a recipe.
    pub(crate) gradient: [f32; PARAMETERS],
    pub(crate) windows: Vec<Labelled, CAPACITY>,
    /// Of the wearer, over what is normalised by the population.
    pub(crate) own: Normalizer<FEATURES>,
    /// The windows of this epoch that are still to come, shuffled.
    pub(crate) order: Vec<u8, CAPACITY>,
}

impl Buffers {
    pub(crate) const ZERO: Self = Self {
        parameters: [0.0; PARAMETERS],
        gradient: [0.0; PARAMETERS],
        windows: Vec::new(),
        // Not yet those of the population: what is zero takes no flash.
        own: Normalizer { mean: [0.0; FEATURES], scale: [0.0; FEATURES] },
        order: Vec::new(),
    };
}

/// Where an [`Adapter`](crate::Adapter) keeps its buffers and the state of its optimizer: in itself,
/// `[f32; PARAMETERS]`, or in a memory that is lent, `&mut [f32; PARAMETERS]`. Sealed, as [`Storage`] is.
pub trait Room: Storage {
    /// The buffers, or the loan of some.
    type Buffers: BorrowMut<Buffers> + Debug;
}

impl Room for [f32; PARAMETERS] {
    type Buffers = Buffers;
}

impl<'m> Room for &'m mut [f32; PARAMETERS] {
    type Buffers = &'m mut Buffers;
}

/// What is lent to an [`Adapter`](crate::Adapter): a zeroed static, of which nothing crosses the stack.
#[derive(Debug)]
pub struct AdapterMemory {
    pub(crate) optimizer: Memory<Rules, [f32; PARAMETERS], Groups<LAYERS>>,
    pub(crate) buffers: Buffers,
}

impl AdapterMemory {
    /// As it is before it is lent.
    pub const ZERO: Self = Self { optimizer: Memory::ZERO, buffers: Buffers::ZERO };
}
