//! Which parameters of a network a recipe trains, and a step of these alone.

use super::{Recipe, Trained, Unfreezing};
use crate::{
    Error, error,
    gradient::Chain,
    group::{Group, Groups, Hyperparams},
    numbered::numbered,
    optimizer::{Optimizer, Outcome, Rule, state::Storage},
};
use core::{mem::take, ops::Range};

/// What of the parameters of `K` layers is trained, and from which step on.
///
/// The optimizer is one of the parameters that are trained, one after the other, and of nothing else: it keeps no state
/// of the others, which no decay, momentum or rounding reaches, whatever the rule. Each layer is a group, so that one
/// that thaws begins with the bias correction of a first step.
///
/// A layer is a [`Group`]: rows with their bias last, as [`Dense`](crate::nn::Dense) has them
/// ([`Mlp::groups`](crate::nn::Mlp::groups), [`Sequential::groups`](crate::nn::Sequential::groups)); its multipliers hold
/// for what of it is trained.
///
/// ```
/// use thalweg::gradient::SkipNonFinite;
/// use thalweg::group::Groups;
/// use thalweg::nn::Mlp;
/// use thalweg::optimizer::{AdamW, Optimizer};
/// use thalweg::recipe::{Selection, Trained};
/// const NETWORK: Mlp = Mlp::new(3, 4, 2);
/// const N: usize = NETWORK.parameters();
/// let selection = Selection::new(Trained::LastLayers { layers: 1 }, None, NETWORK.groups())?;
/// assert_eq!((selection.len(), selection.lowest_layer(0)), (10, 1)); // backward may stop above layer 0
/// let mut optimizer = Optimizer::<_, [f32; 10], _, _>::grouped(
///     AdamW::DEFAULT,
///     SkipNonFinite::DEFAULT,
///     Groups(selection.groups_at(0)),
/// )?;
/// let (mut w, mut gradient) = ([1.0; N], [0.5; N]);
/// selection.step(&mut optimizer, 0, &mut w, &mut gradient, 0.1)?;
/// assert!(w[..16].iter().all(|w| *w == 1.0) && w[16..].iter().all(|w| *w < 1.0));
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Selection<const K: usize> {
    layers: [Group; K],
    trained: Trained,
    unfreezing: Option<Unfreezing>,
    joined: bool,
}

impl<R, S, const G: usize> Recipe<R, S, G> {
    /// What the recipe trains of a network of these layers; the groups of the recipe, where it has some, are these layers
    /// with multipliers.
    ///
    /// # Errors
    /// As [`Selection::new`]; groups that are not these layers.
    pub fn selection<const K: usize>(&self, mut layers: [Group; K]) -> Result<Selection<K>, Error> {
        let groups = self.groups.as_slice();
        if !groups.is_empty() {
            error::same_length("groups", K, groups.len())?;
            for (layer, group) in layers.iter_mut().zip(groups) {
                error::same_length("group", layer.length, group.length)?;
                *layer = Group { columns: layer.columns, ..*group };
            }
        }
        Selection::new(self.trained, self.unfreezing, layers)
    }
}

const LAYERS: &str = "at most the number of layers";

impl<const K: usize> Selection<K> {
    /// What is trained of a network of these layers, in the order of their parameters.
    ///
    /// ```
    /// use thalweg::{nn::Mlp, recipe::{Selection, Trained}};
    /// let layers = Mlp::new(3, 4, 2).groups();
    /// let refused = |trained| Selection::new(trained, None, layers).unwrap_err().to_string();
    /// let said = refused(Trained::LastLayers { layers: 3 });
    /// assert_eq!(said, "trained.layers is 3; allowed: at most the number of layers");
    /// let said = refused(Trained::Channels { layer: 1, first: 1, count: 2 });
    /// assert_eq!(said, "trained.count is 2; allowed: up to the last row of the layer");
    /// ```
    ///
    /// # Errors
    /// A number out of its range; more layers than there are, channels that the layer does not have, nothing at all that is
    /// trained; a setting of a layer out of its range.
    pub fn new(
        trained: Trained,
        unfreezing: Option<Unfreezing>,
        layers: [Group; K],
    ) -> Result<Self, Error> {
        trained.validate()?;
        for group in &layers {
            group.validate_for(true, None)?;
        }
        let count = u32::try_from(K).unwrap_or(u32::MAX);
        let refuse = |field, value, allowed| Err(Error::Count { field, value, allowed });
        match trained {
            Trained::LastLayers { layers } | Trained::Biases { layers: Some(layers) }
                if layers > count =>
            {
                return refuse("trained.layers", layers, LAYERS);
            }
            Trained::Channels { layer, first, count } => {
                let Some(group) = layers.get(layer as usize) else {
                    return refuse("trained.layer", layer, "below the number of layers");
                };
                let (rows, _) = group.shape();
                let rows = if group.columns.is_some() { rows } else { 0 };
                let end = (first as usize).saturating_add(count as usize);
                if end > rows {
                    return refuse("trained.count", count, "up to the last row of the layer");
                }
            }
            _ => {}
        }
        if let Some(unfreezing) = unfreezing {
            unfreezing.judge(&mut |judged| judged)?;
            if unfreezing.layers > count {
                return refuse("unfreezing.layers", unfreezing.layers, LAYERS);
            }
        }
        let selection = Self { layers, trained, unfreezing, joined: false };
        if selection.is_empty() {
            let with = "no layer has what it picks; allowed: what trains a parameter";
            return Err(Error::Conflict { field: "trained", with });
        }
        Ok(selection)
    }

    /// The same as one group, unless layers thaw one after the other or have settings of their own: the bits are then those
    /// of an optimizer over [`Whole`](crate::group::Whole), as a norm is summed up otherwise over several groups.
    #[must_use]
    pub fn joined(mut self) -> Self {
        let plain = |group: &Group| {
            *group == Group { columns: group.columns, ..Group::vector(group.length) }
        };
        self.joined = self.unfreezing.is_none() && self.layers.iter().all(plain);
        self
    }

    /// How many parameters are trained, at one step or another.
    #[must_use]
    #[inline(never)]
    pub fn len(&self) -> usize {
        let lengths = numbered(&self.layers).map(|(number, group)| self.length_of(number, group));
        lengths.fold(0, usize::saturating_add)
    }

    /// Whether none is: never, as such a selection is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many parameters the layers have together.
    fn total(&self) -> usize {
        self.layers.iter().fold(0, |sum, group| sum.saturating_add(group.length))
    }

    /// The groups of the parameters that are trained, in order: those of no layer, or of one that has not thawed at this step,
    /// are frozen.
    #[must_use]
    #[inline(never)]
    pub fn groups_at(&self, step: u32) -> [Group; K] {
        let mut numbers = 0..K;
        let nothing = Group { frozen: true, ..Group::vector(0) };
        self.layers.each_ref().map(|group| {
            let number = numbers.next().unwrap_or_default();
            if self.joined {
                return if number == 0 { Group::vector(self.len()) } else { nothing };
            }
            let length = self.length_of(number, group);
            if length == 0 {
                return nothing;
            }
            let frozen = group.frozen || !self.is_thawed(number, step);
            match self.trained {
                Trained::Biases { .. } => {
                    let weight_decay = group.bias_weight_decay.unwrap_or(group.weight_decay);
                    let vector = Group::vector(length);
                    Group { learning_rate: group.learning_rate, weight_decay, frozen, ..vector }
                }
                _ => Group { length, frozen, ..*group },
            }
        })
    }

    /// The lowest layer, from 0, of which something is trained at this step: below it backward has nothing to do. `K` if
    /// all that is picked still waits to thaw.
    #[must_use]
    pub fn lowest_layer(&self, step: u32) -> usize {
        let trains = |(number, group): &(usize, &Group)| {
            !group.frozen && self.length_of(*number, group) > 0 && self.is_thawed(*number, step)
        };
        numbered(&self.layers).find(trains).map_or(K, |(number, _)| number)
    }

    /// Where the parameters that are trained lie, if they lie together: all but biases do.
    #[must_use]
    #[inline(never)]
    pub fn range(&self) -> Option<Range<usize>> {
        if matches!(self.trained, Trained::Biases { .. }) {
            return None;
        }
        let mut below = 0_usize;
        let mut layers = numbered(&self.layers);
        let (_, group) = layers.find(|(number, group)| {
            let picked = self.length_of(*number, group) > 0;
            below = below.saturating_add(if picked { 0 } else { group.length });
            picked
        })?;
        let first = match self.trained {
            Trained::Channels { first, .. } => {
                (first as usize).saturating_mul(group.columns.unwrap_or(0))
            }
            _ => 0,
        };
        let start = below.saturating_add(first);
        Some(start..start.saturating_add(self.len()))
    }

    /// Whether the parameter of this number is trained, at one step or another.
    #[must_use]
    pub fn contains(&self, index: usize) -> bool {
        if let Some(range) = self.range() {
            return range.contains(&index);
        }
        let mut within = index;
        for (number, group) in numbered(&self.layers) {
            if within < group.length {
                return self.length_of(number, group) > 0 && group.is_bias(within);
            }
            within = within.saturating_sub(group.length);
        }
        false
    }

    /// One step of the parameters that are trained, by an optimizer of [`groups_at(0)`](Self::groups_at); those of layers
    /// that thaw at this step begin. The others keep their bits. `gradient` is of all, and is used up.
    ///
    /// # Errors
    /// As [`Optimizer::step`]; nothing is changed then but `gradient`, in which biases are put together: it has room for two
    /// numbers each.
    pub fn step<R: Rule, S: Storage, T: Chain>(
        &self,
        optimizer: &mut Optimizer<R, S, T, Groups<K>>,
        step: u32,
        parameters: &mut [f32],
        gradient: &mut [f32],
        hyperparams: impl Into<Hyperparams>,
    ) -> Result<Outcome, Error> {
        error::same_length("parameters", self.total(), parameters.len())?;
        error::same_length("gradient", self.total(), gradient.len())?;
        self.thaw(optimizer, step)?;
        if let Some(range) = self.range() {
            let of_trained = parameters.get_mut(range.clone()).unwrap_or_default();
            let gradient = gradient.get(range).unwrap_or_default();
            return optimizer.step(of_trained, gradient, hyperparams);
        }
        let count = self.len();
        error::capacity("gradient", count.saturating_mul(2), gradient.len())?;
        self.gather(gradient);
        let (gradient, room) = gradient.split_at_mut_checked(count).unwrap_or_default();
        let gathered = room.get_mut(..count).unwrap_or_default();
        let picked = numbered(&*parameters).filter(|(index, _)| self.contains(*index));
        gathered.iter_mut().zip(picked).for_each(|(place, (_, w))| *place = *w);
        let outcome = optimizer.step(gathered, gradient, hyperparams)?;
        let picked = numbered(parameters).filter(|(index, _)| self.contains(*index));
        picked.zip(gathered).for_each(|((_, place), w)| *place = *w);
        Ok(outcome)
    }

    /// Freezes and thaws the groups as they are at a step.
    fn thaw<R: Rule, S: Storage, T: Chain>(
        &self,
        optimizer: &mut Optimizer<R, S, T, Groups<K>>,
        step: u32,
    ) -> Result<(), Error> {
        if self.unfreezing.is_none() {
            return Ok(());
        }
        for (number, group) in numbered(self.groups_at(step)) {
            if optimizer.groups().nth(number).is_some_and(|now| now.frozen != group.frozen) {
                optimizer.set_group(number, group)?;
            }
        }
        Ok(())
    }

    /// Puts the numbers of the parameters that are trained to the front.
    fn gather(&self, numbers: &mut [f32]) {
        let mut places = 0..self.len();
        for index in 0..numbers.len() {
            if self.contains(index)
                && let Some(place) = places.next()
            {
                // A number stands no further back than its index.
                let number = numbers.get_mut(index).map(take).unwrap_or_default();
                numbers.get_mut(place).into_iter().for_each(|to| *to = number);
            }
        }
    }

    /// How many parameters of a layer are trained.
    #[inline(never)] // asked for in many places, of few layers
    fn length_of(&self, number: usize, group: &Group) -> usize {
        let (rows, columns) = group.shape();
        let whole = |picked: bool| if picked { group.length } else { 0 };
        match self.trained {
            Trained::All => group.length,
            Trained::LastLayers { layers } => whole(is_of_last(layers, number, K)),
            Trained::Biases { layers } => {
                let picked = layers.is_none_or(|layers| is_of_last(layers, number, K));
                if picked && group.columns.is_some() { rows } else { 0 }
            }
            Trained::Channels { layer, count, .. } => {
                let picked = number == layer as usize;
                if picked { (count as usize).saturating_mul(columns) } else { 0 }
            }
        }
    }

    fn is_thawed(&self, number: usize, step: u32) -> bool {
        self.unfreezing.is_none_or(|of| is_of_last(of.layers_at(step), number, K))
    }
}

/// Whether the layer of a number, from 0, is one of the last.
const fn is_of_last(layers: u32, number: usize, count: usize) -> bool {
    count.saturating_sub(number) <= layers as usize
}
