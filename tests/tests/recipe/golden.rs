//! Recipes of the first version, which decode to equal values ever after.

use std::fs;
use thalweg::{
    optimizer::{Adam, epsilon::Both},
    recipe::Recipe,
};
use thalweg_tests::recipes::{path, recipes};

/// A second rule with two ε, whose recipe is that of the watch.
fn with_both_epsilons() -> Recipe {
    let (_, watch) = recipes().unwrap().swap_remove(1);
    let epsilon = Both { inside: 1e-8, outside: 1e-7 };
    Recipe { rule: Adam { beta1: 0.9, beta2: 0.99, epsilon }.into(), ..watch }
}

#[test]
fn the_recipes_of_the_first_version_decode_to_equal_values() {
    for (name, recipe) in recipes().unwrap() {
        assert_eq!(recipe.validate().next(), None, "{name}");
        let bytes = fs::read(path(name, "bin")).unwrap();
        assert_eq!(Recipe::decode(&bytes).as_ref(), Ok(&recipe), "{name}");
        let mut buffer = [0; 1024];
        assert_eq!(recipe.encode(&mut buffer).unwrap(), bytes, "{name}");
        let text = fs::read_to_string(path(name, "json")).unwrap();
        assert_eq!(serde_json::from_str::<Recipe>(&text).unwrap(), recipe, "{name}");
    }
}

#[test]
fn a_rule_with_two_epsilons_comes_back_from_text_and_bytes() {
    let recipe = with_both_epsilons();
    let mut buffer = [0; 1024];
    let bytes = recipe.encode(&mut buffer).unwrap();
    assert_eq!(Recipe::decode(bytes).as_ref(), Ok(&recipe));
    let text = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<Recipe>(&text).unwrap(), recipe);
}

/// Writes the files of a recipe that is new; those that exist stay as they are.
#[test]
#[ignore = "writes golden files"]
fn write_what_is_missing() {
    for (name, recipe) in recipes().unwrap() {
        let mut buffer = [0; 1024];
        let bytes = recipe.encode(&mut buffer).unwrap();
        let text = serde_json::to_string_pretty(&recipe).unwrap() + "\n";
        for (path, content) in [(path(name, "bin"), &*bytes), (path(name, "json"), text.as_bytes())]
        {
            if !path.exists() {
                fs::write(path, content).unwrap();
            }
        }
    }
}
