//! How an optimizer is made: with its memory inside, or lent.

use super::{
    Memory, Optimizer, Precision, Rule, Storage, Tensor,
    state::{Cells, cells},
};
use crate::Error;
use crate::gradient::{Chain, SkipNonFinite};
use crate::group::{Group, Layout, Whole, layout};

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
        let mut optimizer = Self::over_held(rule, transform, layout, N, Memory::ZERO)?;
        optimizer.held.reset(&rule);
        Ok(optimizer)
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
    pub fn lend_grouped(
        rule: R,
        transform: T,
        layout: L,
        memory: &'m mut Memory<R, C, L>,
    ) -> Result<Self, Error> {
        let optimizer = Self::over_held(rule, transform, layout, memory.cells().len(), memory)?;
        optimizer.held.reset(&rule);
        Ok(optimizer)
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
        let mut optimizer = Self::over_held(rule, transform, Whole, n, Memory::over(states))?;
        optimizer.held.reset(&rule);
        Ok(optimizer)
    }
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    /// Everything checked, and nothing of the memory touched yet.
    #[inline]
    fn over_held(
        rule: R,
        transform: T,
        layout: L,
        n: usize,
        held: S::Held<R, L>,
    ) -> Result<Self, Error> {
        rule.validate()?;
        layout::validate(&layout, n)?;
        let spans = layout.spans(n);
        for span in spans.as_ref() {
            Self::validate_group(&rule, &span.group)?;
        }
        transform.validate(spans.as_ref())?;
        <S::Cells as cells::Cells>::Precision::validate(spans.as_ref())?;
        Ok(Self {
            rule,
            transform,
            held,
            spans,
            steps: 0,
            skipped: 0,
            unfinished: false,
            diverged: false,
        })
    }

    /// A group that the rule and the transformations can do justice to.
    pub(super) fn validate_group(rule: &R, group: &Group) -> Result<(), Error> {
        layout::validate_group::<L>(group)?;
        group.validate_decay(R::WEIGHT_DECAY || T::WEIGHT_DECAY)?;
        if group.bias_weight_decay.is_some() && size_of::<<R::Tensor as Tensor>::Scratch>() > 0 {
            let with = "the rule looks at whole tensors; allowed: None, and the biases a group of their own";
            return Err(Error::Conflict { field: "group.bias_weight_decay", with });
        }
        rule.validate_group(group)
    }
}
