//! What a rule keeps once a tensor.

use crate::{Zero, checkpoint::Plain};
use core::fmt::Debug;

/// What a rule keeps once a tensor, and what it needs while it looks at one.
///
/// `()` for nothing, a pair `(state, scratch)` for the others: the state is one for each group, and kept;
/// the scratch is one for all groups, and of no worth between two steps. Both begin as zeros and lie in the
/// optimizer's memory, not on the stack.
pub trait Tensor: 'static {
    /// Kept between steps, one for each group.
    type State: Zero + Plain + Debug + PartialEq + 'static;
    /// Needed within a step, one for all groups.
    type Scratch: Zero + Clone + Debug + 'static;
}

impl Tensor for () {
    type State = ();
    type Scratch = ();
}

impl<S, W> Tensor for (S, W)
where
    S: Zero + Plain + Debug + PartialEq + 'static,
    W: Zero + Clone + Debug + 'static,
{
    type State = S;
    type Scratch = W;
}

/// The two of one group, lent to its rule.
#[derive(Debug)]
pub struct TensorMut<'a, Y: Tensor> {
    /// What is kept between steps.
    pub state: &'a mut Y::State,
    /// What is needed within a step.
    pub scratch: &'a mut Y::Scratch,
}

/// How far a group has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GroupState<S> {
    /// How many steps it has taken; none while it was frozen.
    pub steps: u32,
    /// What the rule keeps once a tensor.
    pub tensor: S,
}

impl<S: Zero> Zero for GroupState<S> {
    const ZERO: Self = Self { steps: 0, tensor: S::ZERO };

    fn clear(&mut self) {
        self.steps = 0;
        self.tensor.clear();
    }
}
