//! A list of nodes as a tree: building it, and asking it for a value.

use super::ScheduleSet;
use crate::words::Malformed;
use crate::{Error, schedule::Schedule};
use core::fmt;
use heapless::Vec;

/// A node, and how many nodes its schedule has, itself included.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Placed<K> {
    pub(super) node: K,
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

impl TreeError {
    /// What a reader is told.
    pub(super) fn malformed(self) -> Malformed {
        let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        match self {
            Self::Node { node, error } => Malformed::Node { node, error },
            Self::Operands { node, found, .. } => {
                let allowed = "as many as the combinator stands on";
                let error =
                    Error::Count { field: "schedules before it", value: count(found), allowed };
                Malformed::Node { node, error }
            }
            Self::NotOne { found } => {
                let error =
                    Error::Count { field: "schedules", value: count(found), allowed: "one" };
                Malformed::Node { node: 0, error }
            }
        }
    }
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

/// How many nodes the schedule of each of `M` nodes has, itself included: what makes a tree of a list, known when a
/// program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes<const M: usize>([u8; M]);

impl<const M: usize> Sizes<M> {
    /// Of nodes that stand on so many schedules each.
    ///
    /// # Errors
    /// A node that finds fewer before it; nodes that are not one schedule.
    pub const fn of(operands: [usize; M]) -> Result<Self, Error> {
        let mut sizes = [0_u8; M];
        let (mut index, mut left) = (0_usize, operands.as_slice());
        while let ([needed, rest @ ..], Some((before, [place, ..]))) =
            (left, sizes.split_at_mut_checked(index))
        {
            let Some(size) = size_of_node(before, *needed) else {
                let allowed = "as many as the combinator stands on";
                let value = index as u32;
                return Err(Error::Count { field: "schedules before node", value, allowed });
            };
            *place = size;
            (index, left) = (index.wrapping_add(1), rest);
        }
        match sizes.as_slice() {
            [.., last] if *last as usize == M => Ok(Self(sizes)),
            _ => {
                let allowed = "those of one schedule";
                Err(Error::Count { field: "nodes", value: M as u32, allowed })
            }
        }
    }
}

/// [`size_over`] of nodes that have these sizes, in a `const`.
const fn size_of_node(mut before: &[u8], needed: usize) -> Option<u8> {
    let (mut size, mut taken) = (1_u8, 0_usize);
    while taken < needed {
        let Some(last) = before.last() else { return None };
        let Some(rest) = before.len().checked_sub(*last as usize) else { return None };
        let Some((others, _)) = before.split_at_checked(rest) else { return None };
        let Some(sum) = size.checked_add(*last) else { return None };
        (before, size, taken) = (others, sum, taken.wrapping_add(1));
    }
    Some(size)
}

/// Nodes with their sizes.
pub(super) const fn placed<K: Copy, const M: usize>(
    nodes: [K; M],
    Sizes(sizes): Sizes<M>,
) -> Option<[Placed<K>; M]> {
    let [node, ..] = nodes.as_slice() else { return None };
    let mut placed = [Placed { node: *node, size: 1 }; M];
    let (mut to, mut from, mut of) = (placed.as_mut_slice(), nodes.as_slice(), sizes.as_slice());
    while let ([place, rest @ ..], [node, more @ ..], [size, others @ ..]) = (to, from, of) {
        *place = Placed { node: *node, size: *size };
        (to, from, of) = (rest, more, others);
    }
    Some(placed)
}

pub(super) fn build<K: ScheduleSet, const N: usize>(
    nodes: impl IntoIterator<Item = K>,
) -> Result<Vec<Placed<K>, N>, TreeError> {
    let mut placed = Vec::new();
    nodes.into_iter().try_for_each(|node| add(&mut placed, node))?;
    one(&placed).map(|()| placed)
}

/// Puts a node behind the others, if its fields are in their ranges and it finds what it stands on.
pub(super) fn add<K: ScheduleSet, const N: usize>(
    placed: &mut Vec<Placed<K>, N>,
    node: K,
) -> Result<(), TreeError> {
    let index = placed.len();
    let refused = |error| TreeError::Node { node: index, error };
    node.validate().map_err(refused)?;
    let needed = node.operands();
    match size_over(placed, needed) {
        Some(size) => push(placed, node, size).map_err(refused),
        None => Err(TreeError::Operands { node: index, needed, found: roots(placed) }),
    }
}

/// The nodes are one schedule.
pub(super) fn one<K>(placed: &[Placed<K>]) -> Result<(), TreeError> {
    match placed.last() {
        Some(last) if usize::from(last.size) == placed.len() => Ok(()),
        _ => Err(TreeError::NotOne { found: roots(placed) }),
    }
}

/// Puts a node around what stands before it, behind the others.
pub(super) fn place<K: ScheduleSet, const N: usize>(
    placed: &mut Vec<Placed<K>, N>,
    node: K,
) -> Result<(), Error> {
    // Whoever puts a node around a schedule has one.
    let size = size_over(placed, node.operands()).unwrap_or(1);
    push(placed, node, size)
}

/// How many nodes a schedule has whose last node stands on the last `needed` schedules of these, if there are as many.
fn size_over<K>(nodes: &[Placed<K>], needed: usize) -> Option<usize> {
    let mut before = nodes;
    for _ in 0..needed {
        before = split(before)?.0;
    }
    Some(nodes.len().wrapping_sub(before.len()).wrapping_add(1))
}

fn push<K: ScheduleSet, const N: usize>(
    placed: &mut Vec<Placed<K>, N>,
    node: K,
    size: usize,
) -> Result<(), Error> {
    let full = full::<N>(placed.len().saturating_add(1));
    let size = u8::try_from(size).map_err(|_| full)?;
    placed.push(Placed { node, size }).map_err(|_| full)
}

fn roots<K>(nodes: &[Placed<K>]) -> usize {
    // No more than there are nodes: so the compiler, too, knows that it ends, and leaves it out where nobody looks at it.
    subtrees(nodes).take(nodes.len()).fold(0, |count, _| count.saturating_add(1))
}

/// The schedules that nodes form, the last one first.
fn subtrees<K>(mut nodes: &[Placed<K>]) -> impl Iterator<Item = Subtree<'_, K>> {
    core::iter::from_fn(move || {
        let (before, last) = split(nodes)?;
        nodes = before;
        Some(last)
    })
}

/// The last schedule of a list of nodes, and what stands before it.
fn split<K>(nodes: &[Placed<K>]) -> Option<(&[Placed<K>], Subtree<'_, K>)> {
    let size = usize::from(nodes.last()?.size);
    let (before, nodes) = nodes.split_at_checked(nodes.len().checked_sub(size)?)?;
    Some((before, Subtree { nodes }))
}

/// Neighbouring nodes that are one schedule, or the schedules before a node.
#[derive(Debug)]
pub struct Subtree<'a, K> {
    nodes: &'a [Placed<K>],
}

impl<K> Clone for Subtree<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Subtree<'_, K> {}

impl<'a, K> Subtree<'a, K> {
    pub(super) const fn new(nodes: &'a [Placed<K>]) -> Self {
        Self { nodes }
    }

    /// Its last node, which is what the others are parts of, and the schedules before that.
    #[cfg(feature = "print")]
    pub(crate) fn root(self) -> Option<(&'a K, Self)> {
        let (Placed { node, .. }, before) = self.nodes.split_last()?;
        Some((node, Self::new(before)))
    }

    /// The last schedule of those before a node.
    pub(crate) fn one(self) -> Option<Self> {
        Some(split(self.nodes)?.1)
    }

    /// The last two, in order.
    pub(crate) fn two(self) -> Option<(Self, Self)> {
        let (before, second) = split(self.nodes)?;
        Some((split(before)?.1, second))
    }
}

impl<K: ScheduleSet> Subtree<'_, K> {
    /// The value at `step`; `None` never comes of nodes that [`build`] has accepted.
    pub(super) fn value(self, step: u32) -> Option<f32> {
        let (Placed { node, .. }, before) = self.nodes.split_last()?;
        node.value(Subtree::new(before), step)
    }
}

impl<K: ScheduleSet> Schedule for Subtree<'_, K> {
    fn at(&self, step: u32) -> f32 {
        // A rate of 0 moves nothing; see `value` for why it does not come to that.
        self.value(step).unwrap_or(0.0)
    }
}
