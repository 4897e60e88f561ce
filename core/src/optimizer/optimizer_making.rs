//! How an optimizer is made: with its memory inside, or lent.

use super::{
    Memory, Optimizer, Precision, Rule, Storage, Tensor,
    state::{Cells, cells},
};
use crate::Error;
use crate::gradient::{Chain, SkipNonFinite};
use crate::group::{Layout, Span, Whole, layout};

impl<R: Rule, P: Precision, const N: usize, T: Chain> Optimizer<R, [P; N], T, Whole> {
    /// An optimizer that has taken no step, with the default transformation, over one group.
    ///
    /// The state is inside and moves with it: in a small build by way of the stack, twice. Where it is large,
    /// [`lend`](Optimizer::lend) memory instead.
    ///
    /// # Errors
    /// A field of `rule` out of its range.
    pub fn new(rule: R) -> Result<Self, Error>
    where
        T: Default,
    {
        Self::grouped(rule, T::default(), Whole)
    }

    /// The same with these transformations.
    ///
    /// # Errors
    /// A field of `rule` or `transform` out of its range.
    pub fn with_transform(rule: R, transform: T) -> Result<Self, Error> {
        Self::grouped(rule, transform, Whole)
    }
}

impl<R: Rule, P: Precision, const N: usize, T: Chain, L: Layout> Optimizer<R, [P; N], T, L> {
    /// The same with these transformations, over the groups of `layout`.
    ///
    /// ```
    /// use thalweg::gradient::SkipNonFinite;
    /// use thalweg::group::{Group, Groups};
    /// use thalweg::optimizer::{Adam, Optimizer};
    /// // The first layer of a network learns slowly, the last fast.
    /// let groups = Groups([
    ///     Group { learning_rate: 0.1, ..Group::matrix(24, 25) },
    ///     Group::matrix(7, 25),
    /// ]);
    /// let (rule, transform) = (Adam::DEFAULT, SkipNonFinite::DEFAULT);
    /// assert!(Optimizer::<_, [f32; 775], _, _>::grouped(rule, transform, groups).is_ok());
    /// ```
    ///
    /// # Errors
    /// A field of `rule`, `transform` or a group out of its range; groups that are not `N`
    /// parameters together.
    pub fn grouped(rule: R, transform: T, layout: L) -> Result<Self, Error> {
        Self::over_held(rule, transform, layout, N, Memory::ZERO)
    }
}

impl<'m, R: Rule, C: Cells> Optimizer<R, &'m mut C> {
    /// An optimizer that has taken no step, with the default transformation, over one group, whose memory is
    /// lent; what the memory holds is overwritten.
    ///
    /// Nothing of the size of the model lies in flash or crosses the stack, at any opt-level.
    ///
    /// ```
    /// use static_cell::ConstStaticCell;
    /// use thalweg::optimizer::{AdamW, Memory, Optimizer};
    /// static MEMORY: ConstStaticCell<Memory<AdamW, [f32; 1000]>> =
    ///     ConstStaticCell::new(Memory::ZERO);
    ///
    /// let mut optimizer = Optimizer::lend(AdamW::DEFAULT, MEMORY.take()).unwrap();
    /// let mut w = [0.0; 1000];
    /// optimizer.step(&mut w, &[1.0; 1000], 0.001).unwrap();
    /// assert!(w[999] < 0.0);
    /// ```
    ///
    /// # Errors
    /// A field of `rule` out of its range.
    #[inline]
    pub fn lend(rule: R, memory: &'m mut Memory<R, C>) -> Result<Self, Error> {
        Self::lend_grouped(rule, SkipNonFinite::DEFAULT, Whole, memory)
    }
}

impl<'m, R: Rule, C: Cells, T: Chain, L: Layout> Optimizer<R, &'m mut C, T, L> {
    /// The same with these transformations, over the groups of `layout`.
    ///
    /// ```
    /// use thalweg::gradient::{ClipByGlobalNorm, SkipNonFinite};
    /// use thalweg::group::{Group, Groups};
    /// use thalweg::optimizer::{Adam, Memory, Optimizer};
    /// let mut memory = Memory::<Adam, [f32; 775], Groups<2>>::ZERO; // a static, on a device
    /// let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
    /// let groups = Groups([Group::matrix(24, 25), Group::matrix(7, 25)]);
    /// assert!(Optimizer::lend_grouped(Adam::DEFAULT, chain, groups, &mut memory).is_ok());
    /// ```
    ///
    /// # Errors
    /// A field of `rule`, `transform` or a group out of its range; groups that are not together as many
    /// parameters as the memory is for.
    #[allow(clippy::inline_always)] // as a function it would hand over the rule, the layout and itself in memory
    #[inline(always)]
    pub fn lend_grouped(
        rule: R,
        transform: T,
        layout: L,
        memory: &'m mut Memory<R, C, L>,
    ) -> Result<Self, Error> {
        let n = memory.cells().len();
        Self::over_held(rule, transform, layout, n, memory)
    }
}

impl<'m, R: Rule> Optimizer<R, &'m mut [f32]> {
    /// An optimizer that has taken no step, with the default transformation, over one group of as many
    /// parameters as there are states; what they hold is overwritten.
    ///
    /// For another precision, other transformations or several groups: [`Memory::over`] and
    /// [`lend_grouped`](Optimizer::lend_grouped).
    ///
    /// ```
    /// use thalweg::optimizer::{Adam, Optimizer};
    /// let mut buffer = [[0.0; 2]; 64]; // a RAM section, or what a C program lends
    /// let parameters = 10; // known at run time
    /// let mut optimizer = Optimizer::over(Adam::DEFAULT, &mut buffer[..parameters]).unwrap();
    /// let mut w = [0.0; 10];
    /// optimizer.step(&mut w, &[1.0; 10], 0.001).unwrap();
    /// ```
    ///
    /// # Errors
    /// A field of `rule` out of its range.
    pub fn over(rule: R, states: &'m mut [R::State]) -> Result<Self, Error> {
        let (transform, n) = (SkipNonFinite::DEFAULT, states.len());
        Self::over_held(rule, transform, Whole, n, Memory::over(states))
    }
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    /// Why biases can have no weight decay of their own, where they cannot.
    pub(super) const NO_BIASES: Option<&'static str> = match layout::no_biases::<L>() {
        None if size_of::<<R::Tensor as Tensor>::Scratch>() > 0 => Some(
            "the rule looks at whole tensors; allowed: None, and the biases a group of their own",
        ),
        reason => reason,
    };

    /// Put together where it stays, as nothing but its own bytes is then on the stack while it is checked.
    #[allow(clippy::inline_always)] // as a function it would be handed all of it, and hand it back, in memory
    #[inline(always)]
    fn over_held(
        rule: R,
        transform: T,
        layout: L,
        n: usize,
        mut held: S::Held<R, L>,
    ) -> Result<Self, Error> {
        rule.validate()?;
        layout.validate(n, Self::decays(&rule), Self::NO_BIASES)?;
        let spans = layout.spans(n);
        Self::validate_spans(&rule, &transform, spans.as_ref())?;
        S::reset(&mut held, &rule);
        let (steps, skipped, unfinished, suspect) = (0, 0, false, true);
        Ok(Self { rule, transform, held, spans, steps, skipped, unfinished, suspect })
    }

    /// Whether a weight decay has a use.
    #[inline]
    pub(super) fn decays(rule: &R) -> bool {
        T::WEIGHT_DECAY || rule.takes_weight_decay()
    }

    /// Groups that the rule, the transformations and the memory can do justice to.
    #[inline]
    pub(super) fn validate_spans(rule: &R, transform: &T, spans: &[Span]) -> Result<(), Error> {
        for span in spans {
            rule.validate_group(&span.group)?;
        }
        transform.validate(spans)?;
        <S::Cells as cells::Cells>::Precision::validate(spans)
    }
}
