//! What a rule around another rule leaves to it: state, memory, shapes and averages.

/// The items of [`Rule`](super::super::Rule) that a wrapper with a field `rule: R` forwards as they are.
macro_rules! forward_to_rule {
    () => {
        type State = R::State;
        type Tensor = R::Tensor;

        const MOMENTUM: bool = R::MOMENTUM;
        const ONE_BY_ONE: bool = R::ONE_BY_ONE;

        fn validate_group(&self, group: &Group) -> Result<(), Error> {
            self.rule.validate_group(group)
        }

        fn validate_state(&self, state: &R::State) -> Result<(), Error> {
            self.rule.validate_state(state)
        }

        fn validate_tensor(&self, state: &<R::Tensor as Tensor>::State) -> Result<(), Error> {
            self.rule.validate_tensor(state)
        }

        fn initial(&self) -> R::State {
            self.rule.initial()
        }

        #[inline]
        fn moment(slot: usize) -> MomentKind {
            R::moment(slot)
        }

        #[inline]
        fn begin(&self, step: &GroupStep, tensor: TensorMut<'_, R::Tensor>) -> bool {
            self.rule.begin(step, tensor)
        }

        #[inline]
        fn looked(&self, step: &GroupStep, tensor: TensorMut<'_, R::Tensor>) -> bool {
            self.rule.looked(step, tensor)
        }

        fn describe(&self) -> Description {
            self.rule.describe()
        }
    };
}

pub(super) use forward_to_rule;
