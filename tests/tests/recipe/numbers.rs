//! The numbers of rules, which bytes hold for ever.

use crate::arbitrary::every_rule;
use std::fmt::Write;
use thalweg::{
    recipe::{AnyRule, Recipe, RuleSet},
    schedule::Constant,
};

/// The word that the rule's section begins with.
fn number(rule: AnyRule) -> u32 {
    let recipe: Recipe = Recipe::new(rule, Constant::new(0.1).unwrap().into());
    let mut buffer = [0; 256];
    let bytes = recipe.encode(&mut buffer).unwrap();
    u32::from_le_bytes(bytes[16..20].try_into().unwrap())
}

#[test]
fn every_rule_of_the_catalogue_has_a_number_and_keeps_it() {
    let mut numbers: Vec<_> =
        every_rule().into_iter().map(|rule| (number(rule), rule.name())).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut text = String::new();
    for (number, name) in numbers {
        writeln!(text, "{number} {name}").unwrap();
    }
    let golden = include_str!("../../golden/recipes/rules.txt");
    assert!(
        text == golden,
        "a rule keeps its number, and a new one has its line in tests/golden/recipes/rules.txt; all:\n{text}"
    );
}
