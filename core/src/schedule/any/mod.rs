//! A schedule chosen at run time, out of every family and combinator or of those that a program links, without
//! a heap.
//!
//! The nodes stand in the order in which a pocket calculator is fed: the parts first, then what is
//! made of them. `cosine.warmup(10, 0.0).then(100, constant)` is
//!
//! ```text
//! Cosine  Warmup(10, 0.0)  Constant  Then(100)
//! ```
//!
//! Every sub-schedule is then a run of neighbours whose last node is its root: no pointers, no
//! indices that could go astray, and any list of nodes is either one schedule or refused by name.
//! A combinator is the very type of the static composition, put around its operands at each call:
//! so the bits are the same.

#[cfg(feature = "postcard")]
mod bytes;
mod family;
mod node;
mod operand;
mod part;
#[cfg(feature = "serde")]
mod serialize;
mod set;
#[cfg(test)]
mod tests;
mod tree;
mod verbs;

#[cfg(feature = "postcard")]
pub use bytes::DecodeError;
pub use family::{FAMILY_CAPACITY, Family};
pub use node::Node;
pub use operand::Operand;
pub use part::Part;
pub(crate) use part::part_name;
pub use set::ScheduleSet;
pub use tree::{Sizes, Subtree, TreeError};

use super::Schedule;
use crate::words::{Malformed, WordReader, WordWriter, Words};
use heapless::Vec;
use tree::Placed;

/// Any schedule of up to `N` nodes, at most 255: one for each family and one for each combinator.
///
/// All of them are linked: to read and evaluate it took 22,910 bytes of flash on a Cortex-M4F at opt-level "z" (rustc
/// 1.95), and 4.4 KB of stack to read. One of 16 nodes has 1,672 bytes, of 4 nodes 424. A firmware that knows which
/// parts may come links a [`schedule_set!`](crate::schedule_set) of them.
///
/// ```
/// use thalweg::schedule::{AnySchedule, Constant, Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let cosine = Cosine::new(0.1, 0.01, 100)?;
/// let last = Constant::new(0.001)?;
/// let mut chosen: AnySchedule = AnySchedule::from(cosine).warmup(10, 0.0)?;
/// if std::env::args().count() < 99 {
///     chosen = chosen.then(110, last)?;
/// }
/// let fixed = cosine.warmup(10, 0.0)?.then(110, last);
/// for step in 0..200 {
///     assert_eq!(chosen.at(step).to_bits(), fixed.at(step).to_bits());
/// }
/// # Ok(())
/// # }
/// ```
pub type AnySchedule<const N: usize = 16> = ScheduleTree<Node, N>;

/// A schedule of up to `N` nodes out of a [choice](crate::schedule_set) `K` of families and combinators;
/// [`AnySchedule`] is out of all.
///
/// It is built with the verbs of [`Schedule`] whose combinators are in the choice, gives the bits of the static
/// composition, and is plain data: compared, cloned, kept in flash. An evaluation nests at most as deep as the
/// schedule does, `N` levels.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ScheduleTree<K, const N: usize = 16> {
    nodes: Vec<Placed<K>, N>,
}

impl<K: ScheduleSet, const N: usize> ScheduleTree<K, N> {
    /// A schedule of one family.
    ///
    /// ```
    /// use thalweg::schedule::{Constant, Node, Schedule, ScheduleTree};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// assert_eq!(ScheduleTree::<Node, 1>::leaf(Constant::new(0.1)?).at(7), 0.1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn leaf(family: impl Into<K>) -> Self {
        const { assert!(N >= 1 && N <= 255, "a schedule has between 1 and 255 nodes") };
        let mut nodes = Vec::new();
        // There is place for one: see above.
        let _never_full = nodes.push(Placed { node: family.into(), size: 1 });
        Self { nodes }
    }

    /// The schedule that a list of nodes describes, parts before what is made of them.
    ///
    /// ```
    /// use thalweg::schedule::{AnySchedule, Constant, Node, Operand, Scale};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let nodes = [Constant::new(1.0)?.into(), Node::Scale(Scale::new(0.5, Operand)?)];
    /// let schedule = AnySchedule::<2>::from_nodes(nodes)?;
    /// let error = AnySchedule::<2>::from_nodes([nodes[1]]).unwrap_err();
    /// assert_eq!(error.to_string(), "node 0 needs 1 schedule before it and finds 0");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A node out of its range, a combinator with too few parts, parts that nothing joins, or more
    /// nodes than `N`.
    pub fn from_nodes(nodes: impl IntoIterator<Item = K>) -> Result<Self, TreeError> {
        tree::build(nodes).map(|nodes| Self { nodes })
    }

    /// The same in a `const`, of checked parts, and sizes of which a [`schedule_set!`](crate::schedule_set) knows how
    /// they come of them; no node, no rate.
    ///
    /// ```
    /// use thalweg::schedule::{Cosine, Operand, Schedule, ScheduleTree, Warmup};
    /// use thalweg::valid;
    /// thalweg::schedule_set! { enum Linked { Cosine(Cosine), Warmup(Warmup<Operand>) } }
    /// const NODES: [Linked; 2] = [
    ///     Linked::Cosine(valid!(Cosine::new(0.1, 0.0, 100))),
    ///     Linked::Warmup(valid!(Warmup::linear(10, 0.0, Operand))),
    /// ];
    /// const RATE: ScheduleTree<Linked, 2> = ScheduleTree::placed(NODES, valid!(Linked::sizes(&NODES)));
    /// assert_eq!(RATE, ScheduleTree::from_nodes(NODES).unwrap());
    /// assert_eq!([RATE.at(0), RATE.at(10)], [0.0, 0.1]);
    /// ```
    ///
    /// ```compile_fail
    /// use thalweg::schedule::{Cosine, Operand, Warmup};
    /// use thalweg::valid;
    /// thalweg::schedule_set! { enum Linked { Cosine(Cosine), Warmup(Warmup<Operand>) } }
    /// const ALONE: [Linked; 1] = [Linked::Warmup(valid!(Warmup::linear(10, 0.0, Operand)))];
    /// const SIZES: thalweg::schedule::Sizes<1> = valid!(Linked::sizes(&ALONE)); // a warmup of nothing
    /// ```
    pub const fn placed<const M: usize>(nodes: [K; M], sizes: Sizes<M>) -> Self {
        match tree::placed(nodes, sizes) {
            Some(nodes) => Self { nodes: Vec::from_array(nodes) },
            None => Self { nodes: Vec::new() },
        }
    }

    /// The nodes, parts before what is made of them.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &K> {
        self.nodes.iter().map(|placed| &placed.node)
    }

    /// The tree that the nodes are.
    #[cfg(feature = "print")]
    pub(crate) fn tree(&self) -> Subtree<'_, K> {
        Subtree::new(&self.nodes)
    }
}

impl<const N: usize, F: Into<Family>> From<F> for AnySchedule<N> {
    fn from(family: F) -> Self {
        Self::leaf(family.into())
    }
}

/// How many nodes, then each.
impl<K: ScheduleSet, const N: usize> Words for ScheduleTree<K, N> {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.nodes.len().write(to);
        self.nodes().for_each(|node| node.write(to));
    }

    #[inline]
    fn none() -> Self {
        Self { nodes: Vec::new() }
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        let mut tree = Self::none();
        if let Err(why) = tree.read_over(from) {
            from.refuse(why);
        }
        tree
    }

    fn read_over(&mut self, from: &mut WordReader<'_>) -> Result<(), Malformed> {
        self.nodes.clear();
        let count = from.count(N);
        let mut each = (0..count).map(|_| K::read(from));
        let built = each.try_for_each(|node| tree::add(&mut self.nodes, node));
        built.and_then(|()| tree::one(&self.nodes)).map_err(|error| {
            self.nodes.clear();
            error.malformed()
        })
    }
}

impl<K: ScheduleSet, const N: usize> Schedule for ScheduleTree<K, N> {
    fn at(&self, step: u32) -> f32 {
        Subtree::new(&self.nodes).at(step)
    }
}
