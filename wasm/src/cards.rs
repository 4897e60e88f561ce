//! What a recipe can be made of, described for the page: every rule, every family and combinator of
//! schedules with a value to start from, and what a field can be where it is neither number nor switch.
//!
//! A card's fields are the JSON of its value, so that what the core gains appears on the page.
//!
//! They are made from the catalogue by the test below, which sees to it that they are of today: as text they take a third of
//! what making them takes in WebAssembly.

use wasm_bindgen::prelude::wasm_bindgen;

const CARDS: &str = include_str!("cards.json");

/// Everything that a recipe can be made of, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn cards() -> String {
    CARDS.to_owned()
}

#[cfg(test)]
mod made;

#[cfg(test)]
mod tests {
    use super::{
        CARDS,
        made::{all, rule_cards},
    };
    use serde_json::{Value, json};
    use thalweg::{recipe::AnyRule, schedule::AnySchedule};

    /// `WRITE_CARDS=1 cargo test -p thalweg-wasm cards` writes them anew.
    #[test]
    fn the_cards_are_those_of_the_catalogue() {
        let made = format!("{}\n", all().unwrap());
        if std::env::var_os("WRITE_CARDS").is_some() {
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cards.json");
            return std::fs::write(file, &made).unwrap();
        }
        assert!(
            made == CARDS,
            "wasm/src/cards.json is not what is made: WRITE_CARDS=1 cargo test -p thalweg-wasm cards"
        );
    }

    fn names(cards: &Value) -> Vec<String> {
        cards
            .as_array()
            .unwrap()
            .iter()
            .map(|card| card["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The variants that a reader would accept, as its refusal of another lists them.
    fn variants<T: serde::de::DeserializeOwned>() -> Vec<String> {
        let error = serde_json::from_str::<T>(r#"{"?": 0}"#).err().unwrap().to_string();
        error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn every_part_of_a_schedule_has_a_card() {
        let all = all().unwrap();
        let accepted = |wrapped: &str| -> Vec<String> {
            let error = serde_json::from_str::<AnySchedule>(wrapped).err().unwrap().to_string();
            error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
        };
        assert_eq!(names(&all["families"]), accepted(r#"[{"Family": {"?": 0}}]"#));
        let mut combinators = accepted(r#"[{"?": 0}]"#);
        combinators.retain(|name| name != "Family");
        assert_eq!(names(&all["combinators"]), combinators);
    }

    #[test]
    fn whole_numbers_are_told_from_others() {
        let cards = all().unwrap();
        let whole = |name: &str| {
            let families = cards["families"].as_array().unwrap();
            families.iter().find(|card| card["name"] == name).unwrap()["whole"].clone()
        };
        assert_eq!(whole("Cosine"), json!([".Family.Cosine.steps"]));
        assert_eq!(whole("PiecewiseCurve"), json!([".Family.PiecewiseCurve.points.#.0"]));
    }

    #[test]
    fn every_rule_has_a_card_that_steps() {
        let mut cards = names(&all().unwrap()["rules"]);
        let mut known = variants::<AnyRule>();
        cards.sort();
        known.sort();
        assert_eq!(cards, known);
        let mut stepping = Vec::new();
        for card in rule_cards().unwrap() {
            let rule: AnyRule = serde_json::from_str(&card.value).unwrap();
            let step = crate::stepping::with_optimizer(rule, 2, |optimizer| {
                optimizer.step(&mut [1.0, 1.0], &[0.1, -0.1], 0.01)
            });
            match step {
                Ok(_) => stepping.push(card.name),
                Err(error) => assert_eq!(card.name, "Muon", "{error}"),
            }
        }
        assert_eq!(stepping.len(), known.len() - 1);
    }
}
