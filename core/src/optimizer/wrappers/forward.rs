//! What a rule around another rule leaves to it: state, memory, shapes and averages.

/// The items of [`Rule`](crate::optimizer::Rule) that a wrapper with a field `rule: R` forwards as they are; what
/// remains is `validate`, `begin`, `radicand` and `update`, with one number beside the scalars of the inner rule.
macro_rules! forward_to_rule {
    () => {
        type State = R::State;
        type Memory = R::Memory;
        type Scalars<'a>
            = (f32, R::Scalars<'a>)
        where
            R: 'a;

        const ROOT: bool = R::ROOT;

        fn validate_group(&self, group: &Group) -> Result<(), Error> {
            self.rule.validate_group(group)
        }

        fn initial(&self) -> R::State {
            self.rule.initial()
        }

        #[inline]
        fn slot(slot: usize) -> Slot {
            R::slot(slot)
        }

        fn averages(&self) -> Averages {
            self.rule.averages()
        }
    };
}

pub(super) use forward_to_rule;
