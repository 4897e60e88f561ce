//! Everything that is wrong with a recipe, one after the other: there is no heap for a list.

use super::{Recipe, RuleSet, Trained};
use crate::{Error, error, group::Group};
use core::iter;

impl<R: RuleSet, S, const G: usize> Recipe<R, S, G> {
    /// Everything that is wrong, each with its field, its value and what is allowed; nothing for a recipe that
    /// can be followed.
    ///
    /// Whether the groups are together as many parameters as a model has, only who makes the optimizer knows.
    pub fn validate(&self) -> impl Iterator<Item = Error> + '_ {
        let mut rule = self.rule;
        let of_the_rule = iter::from_fn(move || next_of_the_rule(&mut rule));
        let mut named = 0_usize;
        of_the_rule.chain(iter::from_fn(move || {
            let mut before = named;
            named = named.saturating_add(1);
            let next = self.judge(|judged| match (judged, before.checked_sub(1)) {
                (Err(_), Some(rest)) => {
                    before = rest;
                    Ok(())
                }
                _ => judged,
            });
            next.err()
        }))
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
        self.judge(|judged| judged)
    }

    /// Shows `go_on` each judgement of the fields behind the rule, in order, until it returns an error.
    ///
    /// One after the other and not by a number, so that what one field takes is looked up once; of errors that nobody
    /// looks at nothing is linked.
    #[inline]
    pub(super) fn judge(
        &self,
        mut go_on: impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.loss.judge(&mut go_on)?;
        if let Some(clip) = self.clip {
            clip.judge(&mut go_on)?;
        }
        if let Some(decay) = self.decay {
            go_on(error::non_negative("decay.weight_decay", decay.weight_decay))?;
        }
        go_on(error::at_least_one("accumulation", self.accumulation))?;
        go_on(error::at_least_one("batch", self.batch))?;
        go_on(error::at_least_one("epochs", self.epochs))?;
        if let Some(ema) = self.ema {
            go_on(ema.validate())?;
        }
        if let Some(swa) = self.swa {
            go_on(error::at_least_one("swa.every", swa.every))?;
            let (field, allowed) = ("swa.start_epoch", "below the number of epochs");
            let (value, late) = (swa.start_epoch, swa.start_epoch >= self.epochs);
            go_on(if late { Err(Error::Count { field, value, allowed }) } else { Ok(()) })?;
        }
        if let Some(early_stopping) = self.early_stopping {
            go_on(early_stopping.validate())?;
        }
        self.judge_fine_tuning(&mut go_on)?;
        for group in self.groups.as_slice() {
            for field in 0..Group::FIELDS {
                go_on(group.fault(field).map_or(Ok(()), Err))?;
            }
            go_on(group.validate_decay(self.decay.is_some() || self.rule.decays()))?;
        }
        Ok(())
    }
}

impl<R, S, const G: usize> Recipe<R, S, G> {
    /// What is trained, and how the start is kept.
    #[inline]
    fn judge_fine_tuning(
        &self,
        go_on: &mut impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        go_on(self.trained.validate())?;
        if let Some(unfreezing) = self.unfreezing {
            unfreezing.judge(go_on)?;
        }
        if let Some(l2_sp) = self.l2_sp {
            go_on(error::non_negative("l2_sp.alpha", l2_sp.alpha))?;
        }
        if let Some(wise) = self.wise {
            go_on(error::share("wise.share", wise.share))?;
        }
        if let Some(lora) = self.lora {
            lora.judge(go_on)?;
            let with = "trained picks a part of a layer; allowed: None, or All or LastLayers";
            let torn = !self.trained.is_of_layers();
            go_on(if torn { Err(Error::Conflict { field: "lora", with }) } else { Ok(()) })?;
        }
        Ok(())
    }

    /// Refuses by name what says which parameters are trained, how the start is kept and what a batch has besides: for a
    /// program that trains all, from no start that it knows.
    ///
    /// ```
    /// use thalweg::{optimizer::Sgd, recipe::{Recipe, WiseFt}, schedule::{AnySchedule, Constant}};
    /// let schedule: AnySchedule = Constant::new(0.1)?.into();
    /// let mut recipe: Recipe = Recipe::new(Sgd, schedule);
    /// assert_eq!(recipe.refuse_fine_tuning(), Ok(()));
    /// recipe.wise = Some(WiseFt { share: 0.8 });
    /// let error = recipe.refuse_fine_tuning().unwrap_err();
    /// assert_eq!(error.to_string(), "wise cannot be set: no start is kept here; allowed: None");
    /// # Ok::<(), thalweg::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first of `lora`, `unfreezing`, `trained`, `l2_sp`, `wise` and `replay` that the recipe has.
    pub fn refuse_fine_tuning(&self) -> Result<(), Error> {
        self.refuse_selection()?;
        let with = "no start is kept here; allowed: None";
        if self.l2_sp.is_some() {
            return Err(Error::Conflict { field: "l2_sp", with });
        }
        if self.wise.is_some() {
            return Err(Error::Conflict { field: "wise", with });
        }
        if self.replay > 0 {
            let (field, value) = ("replay", self.replay);
            return Err(Error::Count { field, value, allowed: "0, as nothing of before is here" });
        }
        Ok(())
    }

    /// The same of what an optimizer of all parameters does not do, where the loss and the start are somebody else's.
    ///
    /// # Errors
    /// The first of `lora`, `unfreezing` and `trained` that the recipe has.
    pub const fn refuse_selection(&self) -> Result<(), Error> {
        let (field, with) = match self {
            Self { lora: Some(_), .. } => ("lora", "no adapter is trained here; allowed: None"),
            Self { unfreezing: Some(_), .. } => {
                ("unfreezing", "all parameters are trained from the first step on; allowed: None")
            }
            Self { trained: Trained::All, .. } => return Ok(()),
            _ => ("trained", "all parameters are trained here; allowed: All"),
        };
        Err(Error::Conflict { field, with })
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
