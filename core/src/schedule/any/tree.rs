//! A list of nodes as a tree: building it, and asking it for a value.

use super::Node;
use crate::{
    Error,
    schedule::{Max, Min, Product, Schedule, Sum},
};
use core::fmt;
use heapless::Vec;

/// A node, and how many nodes its schedule has, itself included.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Placed {
    pub(super) node: Node,
    pub(super) size: u8,
}

/// Why a list of nodes is no schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum TreeError {
    /// A node has a field out of its range, or there is no place for it.
    Node {
        /// Its number, from 0.
        node: usize,
        /// What is wrong.
        error: Error,
    },
    /// A combinator has fewer schedules before it than it stands on.
    Operands {
        /// Its number, from 0.
        node: usize,
        /// How many it needs.
        needed: usize,
        /// How many are left for it.
        found: usize,
    },
    /// The nodes are not one schedule but none, or several that nothing joins.
    NotOne {
        /// How many they are.
        found: usize,
    },
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node { node, error } => write!(f, "node {node}: {error}"),
            Self::Operands { node, needed, found } => {
                let plural = if *needed == 1 { "" } else { "s" };
                write!(f, "node {node} needs {needed} schedule{plural} before it and finds {found}")
            }
            Self::NotOne { found } => write!(f, "the nodes are {found} schedules; allowed: one"),
        }
    }
}

impl core::error::Error for TreeError {}

/// The error of `nodes` nodes where `N` are allowed.
pub(super) fn full<const N: usize>(nodes: usize) -> Error {
    let allowed = "at most the capacity of the schedule, and 255";
    Error::Count { field: "nodes", value: u32::try_from(nodes).unwrap_or(u32::MAX), allowed }
}

pub(super) fn build<const N: usize>(
    nodes: impl IntoIterator<Item = Node>,
) -> Result<Vec<Placed, N>, TreeError> {
    let mut placed = Vec::new();
    for (index, node) in nodes.into_iter().enumerate() {
        node.validate().map_err(|error| TreeError::Node { node: index, error })?;
        let (needed, found) = (node.operands(), roots(&placed));
        if found < needed {
            return Err(TreeError::Operands { node: index, needed, found });
        }
        place(&mut placed, node).map_err(|error| TreeError::Node { node: index, error })?;
    }
    match roots(&placed) {
        1 => Ok(placed),
        found => Err(TreeError::NotOne { found }),
    }
}

/// Puts a node, which finds its operands, behind the others.
pub(super) fn place<const N: usize>(placed: &mut Vec<Placed, N>, node: Node) -> Result<(), Error> {
    let operands: usize =
        subtrees(placed).take(node.operands()).map(|subtree| subtree.nodes.len()).sum();
    let full = full::<N>(placed.len() + 1);
    let size = u8::try_from(operands + 1).map_err(|_| full)?;
    placed.push(Placed { node, size }).map_err(|_| full)
}

fn roots(nodes: &[Placed]) -> usize {
    subtrees(nodes).count()
}

/// The schedules that nodes form, the last one first.
fn subtrees(mut nodes: &[Placed]) -> impl Iterator<Item = Subtree<'_>> {
    core::iter::from_fn(move || {
        let (before, last) = split(nodes)?;
        nodes = before;
        Some(last)
    })
}

/// The last schedule of a list of nodes, and what stands before it.
fn split(nodes: &[Placed]) -> Option<(&[Placed], Subtree<'_>)> {
    let size = usize::from(nodes.last()?.size);
    let (before, nodes) = nodes.split_at_checked(nodes.len().checked_sub(size)?)?;
    Some((before, Subtree { nodes }))
}

/// Neighbouring nodes that are one schedule.
#[derive(Clone, Copy)]
pub(super) struct Subtree<'a> {
    nodes: &'a [Placed],
}

impl<'a> Subtree<'a> {
    pub(super) const fn new(nodes: &'a [Placed]) -> Self {
        Self { nodes }
    }

    /// The value at `step`; `None` never comes of nodes that [`build`] has accepted.
    pub(super) fn value(self, step: u32) -> Option<f32> {
        let (Placed { node, .. }, operands) = self.nodes.split_last()?;
        let one = || Some(split(operands)?.1);
        let two = || {
            let (before, second) = split(operands)?;
            Some((split(before)?.1, second))
        };
        Some(match node {
            Node::Family(family) => family.at(step),
            Node::Warmup(warmup) => warmup.around(one()?).at(step),
            Node::Repeat(repeat) => repeat.around(one()?).at(step),
            Node::Scale(scale) => scale.around(one()?).at(step),
            Node::Clamp(clamp) => clamp.around(one()?).at(step),
            Node::Offset(offset) => offset.around(one()?).at(step),
            Node::Hold(hold) => hold.around(one()?).at(step),
            Node::PerEpoch(per_epoch) => per_epoch.around(one()?).at(step),
            // Without an amplitude it evaluates nothing.
            Node::Cyclic(cyclic) => cyclic.around(Subtree::new(operands)).at(step),
            Node::Then(then) => two().map(|(first, next)| then.around(first, next).at(step))?,
            Node::Max(_) => two().map(|(a, b)| Max::new(a, b).at(step))?,
            Node::Min(_) => two().map(|(a, b)| Min::new(a, b).at(step))?,
            Node::Product(_) => two().map(|(a, b)| Product::new(a, b).at(step))?,
            Node::Sum(_) => two().map(|(a, b)| Sum::new(a, b).at(step))?,
        })
    }
}

impl Schedule for Subtree<'_> {
    fn at(&self, step: u32) -> f32 {
        // A rate of 0 moves nothing; see `value` for why it does not come to that.
        self.value(step).unwrap_or(0.0)
    }
}
