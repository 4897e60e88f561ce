//! One optimizer for each rule of a recipe.

use crate::held::{Steps, Way, held};
use thalweg::{
    Error,
    group::Group,
    optimizer::Rule,
    recipe::{AnyRule, Recipe, StatePrecision},
};
use thalweg_catalogue::any_rules;

/// An optimizer of this rule for the parameters of one group, a vector or a matrix.
///
/// # Errors
/// A setting out of its range; a group that the rule cannot work on.
pub fn of_rule(rule: &AnyRule, way: Way, group: Group) -> Result<Box<dyn Steps>, Error> {
    macro_rules! each {
        ($($variant:ident($type:ty),)*) => {
            match *rule {
                $(AnyRule::$variant(rule) => held(rule, way, group),)*
                _ => Err(Error::Conflict { field: "rule", with: "it is unknown here; allowed: another" }),
            }
        };
    }
    any_rules!(each)
}

/// How many bytes a rule keeps of each parameter, in `f32`.
#[must_use]
pub fn state_bytes(rule: &AnyRule) -> usize {
    const fn of<R: Rule>(_: &R) -> usize {
        size_of::<R::State>()
    }
    macro_rules! each {
        ($($variant:ident($type:ty),)*) => {
            match rule {
                $(AnyRule::$variant(rule) => of(rule),)*
                _ => 0,
            }
        };
    }
    any_rules!(each)
}

/// The optimizer of a recipe, for a vector of `n` parameters. Its rate is the schedule's, its order of samples and its
/// averages are the caller's, and so are the loss with its `l2_sp`, `replay` and what `wise` keeps after the training.
///
/// # Errors
/// The first setting that is wrong, or that this cannot follow: groups, accumulation, a precision other than `f32`,
/// clipping other than by value or by the global norm, parameters that are not trained, layers that thaw, adapters.
pub fn of_recipe(recipe: &Recipe, n: usize) -> Result<Box<dyn Steps>, Error> {
    if let Some(error) = recipe.validate().next() {
        return Err(error);
    }
    if recipe.precision != StatePrecision::F32 {
        return Err(Error::Conflict { field: "precision", with: "allowed on a host: F32" });
    }
    if !recipe.groups.as_slice().is_empty() {
        return Err(Error::Conflict { field: "groups", with: "allowed on a host: none" });
    }
    recipe.refuse_selection()?;
    of_rule(&recipe.rule, recipe.chain::<Way>()?, Group::vector(n))
}
