//! A fixed-point optimizer in a checkpoint, and its numbers.

use super::{
    GroupedOptimizer, Moments, Optimizer, Q, Rounding, Rule, Storage, Weight,
    storage::sealed::Parameter as _,
};
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, combined, named,
};
use crate::{error, group::Group, numbered::numbered};

const FIXED_OPTIMIZER: Tag = Tag::of(15, "fixed optimizer");
const FIXED_GROUPS: Tag = Tag::of(23, "fixed groups");
/// That of state in integers, as a recipe says it.
const FIXED: u32 = 5;
/// Rule, precision, fraction bits of parameters and gradient, rounding and its generator, parameters, steps, saturated.
type Head = [u32; 9];

impl<T: Plain, const F: u32> Plain for Q<T, F> {
    const BYTES: u32 = T::BYTES;
    const KIND: u32 = combined(combined(13, T::KIND), F);
    const BLANK: Self = Self(T::BLANK);

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.0.put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        T::get(from).map(Self)
    }
}

impl Plain for Moments {
    const BYTES: u32 = <[u32; 2]>::BYTES;
    const KIND: u32 = <[u32; 2]>::KIND;
    const BLANK: Self = Self::from_bits([0; 2]);

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.to_bits().put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        Plain::get(from).map(Self::from_bits)
    }
}

/// Bytes of the body for so many parameters.
const fn length_of<R: Rule>(parameters: usize) -> u32 {
    (parameters as u32).saturating_mul(R::State::BYTES).saturating_add(Head::BYTES)
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> Optimizer<R, S, D, G> {
    const RULE: u32 = combined(named(R::NAME), R::State::KIND);

    fn head(&self) -> Head {
        let (w, parameters) = (S::Parameter::FRACTION, self.len() as u32);
        let (number, generator) = (D::NUMBER, self.rounding.generator());
        [Self::RULE, FIXED, w, G, number, generator, parameters, self.steps, self.saturated]
    }

    /// What was counted and the generator, if all else is as it is here.
    fn counts(&self, from: &mut Loader<'_>) -> Result<[u32; 3], CheckpointError> {
        let [rule, formats @ .., generator, parameters, steps, saturated] = Head::get(from)?;
        let [ours, our_formats @ .., _, expected, _, _] = self.head();
        if rule != ours {
            return Err(CheckpointError::Rule { found: rule, allowed: R::NAME });
        }
        let names =
            ["fixed point", "the fraction bits W", "the fraction bits G", "the same rounding"];
        let mut each = formats.into_iter().zip(our_formats).zip(names);
        if let Some(((found, _), allowed)) = each.find(|((found, ours), _)| found != ours) {
            return Err(CheckpointError::Precision { found, allowed });
        }
        error::same_length("parameters", expected as usize, parameters as usize)
            .map_err(|error| from.refuse(error))?;
        Ok([generator, steps, saturated])
    }
}

/// A step in parts that was not brought to its end is refused when it is saved; loading ends it.
impl<R: Rule, S: Storage, D: Rounding, const G: u32> Checkpoint for Optimizer<R, S, D, G> {
    fn length(&self) -> u32 {
        length_of::<R>(self.len()).saturating_add(Saver::HEAD)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        if self.unfinished {
            return Err(CheckpointError::Unfinished);
        }
        to.section(FIXED_OPTIMIZER, length_of::<R>(self.len()))?;
        self.head().put(to)?;
        for state in self.state() {
            self.rule().validate_state(state).map_err(|error| to.refuse(error))?;
            state.put(to)?;
        }
        Ok(())
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let found = from.section_of_any_length(FIXED_OPTIMIZER)?;
        let [generator, steps, saturated] = self.counts(from)?;
        from.check_length(found, length_of::<R>(self.len()))?;
        let rule = *self.rule();
        for place in S::memory_mut(&mut self.held).states_mut() {
            let state = R::State::get(from)?;
            rule.validate_state(&state).map_err(|error| from.refuse(error))?;
            if from.commits() {
                *place = state;
            }
        }
        if from.commits() {
            self.rounding = D::from_generator(generator);
            (self.steps, self.saturated, self.unfinished) = (steps, saturated, false);
        }
        Ok(())
    }
}

/// What is kept of a group: its settings, which a training may change, and how far it has come.
#[derive(Clone, Copy)]
struct Kept {
    length: u32,
    learning_rate: f32,
    frozen: bool,
    steps: u32,
}

crate::plain_struct! {
    struct Kept { length: u32, learning_rate: f32, frozen: bool, steps: u32 }
}

/// Bytes of the body for so many groups: how many there are, then each.
const fn length_of_groups(groups: usize) -> u32 {
    (groups as u32).saturating_mul(Kept::BYTES).saturating_add(u32::BYTES)
}

/// The optimizer, then its groups.
impl<R: Rule, S: Storage, const K: usize, D: Rounding, const G: u32> Checkpoint
    for GroupedOptimizer<R, S, K, D, G>
{
    fn length(&self) -> u32 {
        let groups = length_of_groups(K).saturating_add(Saver::HEAD);
        self.optimizer.length().saturating_add(groups)
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.optimizer.save(to)?;
        to.section(FIXED_GROUPS, length_of_groups(K))?;
        (K as u32).put(to)?;
        for (span, &steps) in self.spans.iter().zip(&self.steps) {
            let Group { length, learning_rate, frozen, .. } = span.group;
            Kept { length: length as u32, learning_rate, frozen, steps }.put(to)?;
        }
        Ok(())
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.optimizer.load(from)?;
        let found = from.section_of_any_length(FIXED_GROUPS)?;
        let groups = u32::get(from)? as usize;
        error::same_length("groups", K, groups).map_err(|error| from.refuse(error))?;
        from.check_length(found, length_of_groups(K))?;
        for (number, ()) in numbered([(); K]) {
            let Kept { length, learning_rate, frozen, steps } = Kept::get(from)?;
            let ours = self.spans.get(number).map_or(Group::vector(0), |span| span.group);
            let group = Group { length: length as usize, learning_rate, frozen, ..ours };
            let changed = self.changed_group(number, group);
            let changed = changed.map_err(|error| from.refuse(error))?;
            let places = (self.spans.get_mut(number), self.steps.get_mut(number));
            if let (true, (Some(span), Some(count))) = (from.commits(), places) {
                (*span, *count) = (changed, steps);
            }
        }
        Ok(())
    }
}

macro_rules! max_length {
    ($($storage:ty),*) => {$(
        impl<R: Rule, D: Rounding, const W: u32, const N: usize, const G: u32> MaxLength
            for Optimizer<R, $storage, D, G>
        {
            const MAX_LENGTH: u32 = Saver::HEAD + length_of::<R>(N);
        }

        impl<R: Rule, D: Rounding, const W: u32, const N: usize, const K: usize, const G: u32>
            MaxLength for GroupedOptimizer<R, $storage, K, D, G>
        {
            const MAX_LENGTH: u32 =
                2 * Saver::HEAD + length_of::<R>(N) + length_of_groups(K);
        }
    )*};
}

max_length!([Weight<W>; N], &mut [Weight<W>; N]);
