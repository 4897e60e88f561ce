//! Everything that is wrong with a recipe, one after the other: there is no heap for a list.

use super::{Recipe, RuleSet};
use crate::{Error, error, group::Group};
use core::iter;

impl<R: RuleSet, S, const G: usize> Recipe<R, S, G> {
    /// Everything that is wrong, each with its field, its value and what is allowed; nothing for a recipe that
    /// can be followed.
    ///
    /// Whether the groups are together as many parameters as a model has, only who makes the optimizer knows.
    pub fn validate(&self) -> impl Iterator<Item = Error> + '_ {
        self.of_the_rule()
            .chain((0..2).filter_map(|skip| self.loss.fault(skip)))
            .chain((0..3).filter_map(|field| self.clip.and_then(|clip| clip.fault(field))))
            .chain((0..9).filter_map(|field| self.fault(field)))
            .chain(self.groups.as_slice().iter().flat_map(|group| self.of_a_group(group)))
    }

    /// What is wrong with the fields of the rule: after each finding goes on with the default in its place.
    fn of_the_rule(&self) -> impl Iterator<Item = Error> + '_ {
        let mut rule = self.rule;
        iter::from_fn(move || {
            let found = rule.validate().err()?;
            let mended = (0..rule.fields()).map(|field| rule.with_default(field));
            let differs =
                |other: &R| other.validate().err().is_none_or(|error| !error.is_about(&found));
            match mended.into_iter().find(differs) {
                Some(mended) => rule = mended,
                // Not of one field: with all of them as they are by default nothing more is found.
                None => (0..rule.fields()).for_each(|field| rule = rule.with_default(field)),
            }
            Some(found)
        })
    }

    /// What is wrong with a field, by its place.
    fn fault(&self, field: usize) -> Option<Error> {
        let least_one = |name, value| error::at_least_one(name, value).err();
        match field {
            0 => error::non_negative("decay.weight_decay", self.decay?.weight_decay).err(),
            1 => least_one("accumulation", self.accumulation),
            2 => least_one("batch", self.batch),
            3 => least_one("epochs", self.epochs),
            4 => self.ema?.validate().err(),
            5 => least_one("swa.every", self.swa?.every),
            6 => {
                let value = self.swa?.start_epoch;
                let allowed = "below the number of epochs";
                let error = Error::Count { field: "swa.start_epoch", value, allowed };
                (value >= self.epochs).then_some(error)
            }
            7 => self.early_stopping?.validate().err(),
            _ => None,
        }
    }

    /// What is wrong with a group: of its own, then beside the rule.
    fn of_a_group(&self, group: &Group) -> impl Iterator<Item = Error> {
        let decays = self.decay.is_some() || self.rule.decays();
        group.faults().chain(group.validate_decay(decays).err())
    }
}
