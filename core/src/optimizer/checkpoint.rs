//! An optimizer in a checkpoint: its counts, its groups, the state in its precision; then what its transformations keep.

use super::{GroupState, Optimizer, Precision, Rule, Slots, Storage, Tensor, state::cells};
use crate::checkpoint::{
    Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag, combined,
};
use crate::error;
use crate::gradient::Chain;
use crate::group::{Group, Layout};

const OPTIMIZER: Tag = Tag::of(2, "optimizer");
/// Rule, precision, seed of its rounding, parameters, groups, steps, skipped steps.
type Head = [u32; 7];

/// What is kept of a group: its settings, which a training may change, and how far it has come.
#[derive(Clone, Copy)]
struct Kept<S> {
    length: u32,
    columns: Option<u32>,
    learning_rate: f32,
    weight_decay: f32,
    bias_weight_decay: Option<f32>,
    frozen: bool,
    steps: u32,
    tensor: S,
}

crate::plain_struct! {
    [S: Plain]
    struct Kept<S> {
        length: u32,
        columns: Option<u32>,
        learning_rate: f32,
        weight_decay: f32,
        bias_weight_decay: Option<f32>,
        frozen: bool,
        steps: u32,
        tensor: S,
    }
}

impl<S: Plain> Kept<S> {
    fn new(group: &Group, state: &GroupState<S>) -> Self {
        Self {
            length: group.length as u32,
            columns: group.columns.map(|columns| columns as u32),
            learning_rate: group.learning_rate,
            weight_decay: group.weight_decay,
            bias_weight_decay: group.bias_weight_decay,
            frozen: group.frozen,
            steps: state.steps,
            tensor: state.tensor,
        }
    }

    fn group(&self) -> Group {
        Group {
            length: self.length as usize,
            columns: self.columns.map(|columns| columns as usize),
            learning_rate: self.learning_rate,
            weight_decay: self.weight_decay,
            bias_weight_decay: self.bias_weight_decay,
            frozen: self.frozen,
        }
    }
}

type TensorState<R> = <<R as Rule>::Tensor as Tensor>::State;
type PrecisionOf<S> = <<S as cells::Storage>::Cells as cells::Cells>::Precision;

/// Bytes of the body for so many parameters and groups.
const fn length_of<R: Rule, P: Precision>(parameters: usize, groups: usize) -> u32 {
    let (slot, for_all) = P::SLOT_BYTES;
    let cells = (parameters as u32).saturating_mul(slot).saturating_add(for_all);
    let groups = (groups as u32).saturating_mul(Kept::<TensorState<R>>::BYTES);
    (R::State::LEN as u32).saturating_mul(cells).saturating_add(groups).saturating_add(Head::BYTES)
}

impl<R: Rule, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    fn body(&self) -> u32 {
        length_of::<R, PrecisionOf<S>>(self.len(), self.spans.as_ref().len())
    }

    fn head(&self) -> Head {
        let rule = combined(R::IDENTITY, TensorState::<R>::KIND);
        let (precision, _) = PrecisionOf::<S>::PRECISION;
        let (parameters, groups) = (self.len() as u32, self.spans.as_ref().len() as u32);
        let seed = PrecisionOf::<S>::NOISE;
        [rule, precision, seed, parameters, groups, self.steps, self.skipped]
    }

    /// What was counted, if all else is as it is here.
    fn counts(&self, from: &mut Loader<'_>) -> Result<[u32; 2], CheckpointError> {
        let [rule, precision, seed, parameters, groups, steps, skipped] = Head::get(from)?;
        let [ours, our_precision, our_seed, expected, expected_groups, ..] = self.head();
        let (_, name) = PrecisionOf::<S>::PRECISION;
        if rule != ours {
            return Err(CheckpointError::Rule { found: rule, allowed: R::NAME });
        }
        if precision != our_precision {
            return Err(CheckpointError::Precision { found: precision, allowed: name });
        }
        if seed != our_seed {
            let allowed = "the same seed of the rounding";
            return Err(CheckpointError::Precision { found: seed, allowed });
        }
        let lengths = [("parameters", expected, parameters), ("groups", expected_groups, groups)];
        for (what, expected, found) in lengths {
            error::same_length(what, expected as usize, found as usize)
                .map_err(|error| from.refuse(error))?;
        }
        Ok([steps, skipped])
    }
}

/// A step in parts that was not brought to its end is refused when it is saved; loading ends it.
impl<R: Rule, S: Storage, T: Chain + Checkpoint, L: Layout> Checkpoint for Optimizer<R, S, T, L> {
    fn length(&self) -> u32 {
        let own = self.body().saturating_add(Saver::HEAD);
        own.saturating_add(self.transform.length())
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        if self.unfinished {
            return Err(CheckpointError::Unfinished);
        }
        to.section(OPTIMIZER, self.body())?;
        self.head().put(to)?;
        let (memory, spans) = (S::memory(&self.held), self.spans.as_ref());
        for (span, state) in spans.iter().zip(memory.groups()) {
            self.rule.validate_tensor(&state.tensor).map_err(|error| to.refuse(error))?;
            Kept::new(&span.group, state).put(to)?;
        }
        // Memory may be for more parameters than there are now.
        let cells = memory.cells().get(..self.len()).unwrap_or_default();
        PrecisionOf::<S>::save(&self.rule, cells, memory.extra(), spans, to)?;
        self.transform.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let found = from.section_of_any_length(OPTIMIZER)?;
        let [steps, skipped] = self.counts(from)?;
        from.check_length(found, self.body())?;
        for number in 0..self.spans.as_ref().len() {
            let kept = Kept::<TensorState<R>>::get(from)?;
            let span = self.changed_group(number, kept.group());
            let span = span.map_err(|error| from.refuse(error))?;
            self.rule.validate_tensor(&kept.tensor).map_err(|error| from.refuse(error))?;
            let place = self.spans.as_mut().get_mut(number);
            let state = S::view(&mut self.held).groups.get_mut(number);
            if let (true, Some(place), Some(state)) = (from.commits(), place, state) {
                (*place, state.steps, state.tensor) = (span, kept.steps, kept.tensor);
            }
        }
        let length = self.len();
        let view = S::view(&mut self.held);
        let cells = view.cells.get_mut(..length).unwrap_or_default();
        let spans = self.spans.as_ref();
        PrecisionOf::<S>::load(&self.rule, cells, view.extra, spans, from)?;
        if from.commits() {
            (self.steps, self.skipped) = (steps, skipped);
            (self.unfinished, self.suspect) = (false, true);
        }
        self.transform.load(from)
    }
}

macro_rules! max_length {
    ($($storage:ty),*) => {$(
        impl<R: Rule, P: Precision, const N: usize, T: Chain + MaxLength, L: Layout> MaxLength
            for Optimizer<R, $storage, T, L>
        {
            const MAX_LENGTH: u32 =
                Saver::HEAD + length_of::<R, P>(N, L::GROUPS) + T::MAX_LENGTH;
        }
    )*};
}

max_length!([P; N], &mut [P; N]);
