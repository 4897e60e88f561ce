//! Everything that is wrong with a recipe, one after the other: there is no heap for a list.

use super::{Recipe, RuleSet};
use crate::{Error, error};
use core::iter;

/// Places of findings, each with as many fields as it can have.
const LOSS: usize = 2;
const CLIP: usize = LOSS + 3;
const FIELDS: usize = CLIP + 8;
/// Of each group.
const GROUP: usize = 5;

impl<R: RuleSet, S, const G: usize> Recipe<R, S, G> {
    /// Everything that is wrong, each with its field, its value and what is allowed; nothing for a recipe that
    /// can be followed.
    ///
    /// Whether the groups are together as many parameters as a model has, only who makes the optimizer knows.
    pub fn validate(&self) -> impl Iterator<Item = Error> + '_ {
        let mut rule = self.rule;
        let of_the_rule = iter::from_fn(move || next_of_the_rule(&mut rule));
        of_the_rule.chain((0..self.places()).filter_map(|place| self.finding(place)))
    }

    /// Whether the recipe can be followed: the first finding of [`validate`](Self::validate), for less flash where one is
    /// enough.
    ///
    /// ```
    /// use thalweg::{Error, optimizer::Sgd, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let recipe: Recipe = Recipe::new(Sgd, schedule);
    /// assert_eq!(recipe.check(), Ok(()));
    /// let recipe = Recipe { batch: 0, epochs: 0, ..recipe };
    /// assert_eq!(recipe.check().unwrap_err().to_string(), "batch is 0; allowed: at least 1");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), Error> {
        self.rule.validate()?;
        (0..self.places()).try_for_each(|place| self.finding(place).map_or(Ok(()), Err))
    }

    /// How many places findings may be about, those of the rule aside.
    fn places(&self) -> usize {
        FIELDS.saturating_add(self.groups.as_slice().len().saturating_mul(GROUP))
    }

    /// What is wrong at a place.
    #[inline(never)]
    fn finding(&self, place: usize) -> Option<Error> {
        if place < LOSS {
            return self.loss.fault(place);
        }
        if place < CLIP {
            return self.clip?.fault(place.wrapping_sub(LOSS));
        }
        if place < FIELDS {
            return self.fault(place.wrapping_sub(CLIP));
        }
        let place = place.wrapping_sub(FIELDS);
        let group = self.groups.as_slice().get(place / GROUP)?;
        match place % GROUP {
            4 => group.validate_decay(self.decay.is_some() || self.rule.decays()).err(),
            field => group.fault(field),
        }
    }

    /// What is wrong with a field, by its place.
    fn fault(&self, field: usize) -> Option<Error> {
        let (name, value) = match field {
            0 => return error::non_negative("decay.weight_decay", self.decay?.weight_decay).err(),
            1 => ("accumulation", self.accumulation),
            2 => ("batch", self.batch),
            3 => ("epochs", self.epochs),
            4 => return self.ema?.validate().err(),
            5 => ("swa.every", self.swa?.every),
            6 => {
                let value = self.swa?.start_epoch;
                let allowed = "below the number of epochs";
                let error = Error::Count { field: "swa.start_epoch", value, allowed };
                return (value >= self.epochs).then_some(error);
            }
            _ => return self.early_stopping?.validate().err(),
        };
        error::at_least_one(name, value).err()
    }
}

/// What is wrong with a field of the rule, which then has the default in its place.
#[inline(never)]
fn next_of_the_rule<R: RuleSet>(rule: &mut R) -> Option<Error> {
    let found = rule.validate().err()?;
    let before = *rule;
    for field in 0..before.fields() {
        *rule = before.with_default(field);
        if rule.validate().err().is_none_or(|error| !error.is_about(&found)) {
            return Some(found);
        }
    }
    // Not of one field: with all of them as they are by default nothing more is found.
    for field in 0..before.fields() {
        *rule = rule.with_default(field);
    }
    Some(found)
}
