//! What every optimizer averages, at its defaults: the view of [`Rule::averages`] that the page draws.

use std::{any::type_name, collections::BTreeSet};
use thalweg::optimizer::{
    Rule,
    describe::{BiasCorrection, EmaDescription, Quantity},
};
use thalweg_catalogue::{rules, tensor_rules};
use wasm_bindgen::prelude::wasm_bindgen;

/// One moving average inside an optimizer.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub struct RuleAverage {
    rule: &'static str,
    average: EmaDescription,
}

#[wasm_bindgen]
impl RuleAverage {
    /// The optimizer.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn rule(&self) -> String {
        self.rule.to_owned()
    }

    /// What is averaged, in words.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn of(&self) -> String {
        let of = match self.average.of {
            Quantity::Gradient => "gradients",
            Quantity::Square => "squared gradients",
            Quantity::Difference => "differences of gradients",
            Quantity::Update => "squared updates",
        };
        of.to_owned()
    }

    /// Whether the newest value has weight 1, so that it is a sum: the average times its window.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn sum(&self) -> bool {
        self.average.newest == 1.0 && self.average.decay > 0.0
    }

    /// How it makes up for having started at 0: `"none"`, `"divided"` or `"started"`.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn correction(&self) -> String {
        let correction = match self.average.correction {
            BiasCorrection::None => "none",
            BiasCorrection::Divided => "divided",
            BiasCorrection::Started => "started",
        };
        correction.to_owned()
    }

    /// γ.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn decay(&self) -> f32 {
        self.average.decay
    }

    /// 1/(1 − γ): about how many values are averaged.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn window(&self) -> f32 {
        self.average.window()
    }

    /// The weight of the value `age` steps ago.
    #[must_use]
    pub fn weight(&self, age: u32) -> f32 {
        self.average.weight(age)
    }
}

/// Every optimizer of the catalogue that averages, by the name of its type and once, each with its averages.
///
/// One around another, as decay is around Adam in AdamW, averages what that does and is left out.
#[wasm_bindgen]
#[must_use]
pub fn rule_averages() -> Vec<RuleAverage> {
    let mut averages = Vec::new();
    let mut seen = BTreeSet::new();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            if let Some(rule) = own_name(type_name::<$rule>()).filter(|name| seen.insert(*name)) {
                let value: $rule = $value;
                add(&mut averages, rule, &Rule::describe(&value));
            }
        )*};
    }
    rules!(each);
    tensor_rules!(each);
    averages
}

#[inline(never)] // called for each rule
fn add(to: &mut Vec<RuleAverage>, rule: &'static str, averages: &[EmaDescription]) {
    to.extend(averages.iter().map(|&average| RuleAverage { rule, average }));
}

/// A rule's own name, without parameters, of the path of its type; `None` for one around another.
#[inline(never)] // called for each rule
fn own_name(path: &'static str) -> Option<&'static str> {
    let path = path.split('<').next()?;
    path.contains("::rules::").then(|| path.rsplit("::").next()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_optimizer_averages() {
        let averages = rule_averages();
        let adam: Vec<_> = averages.iter().filter(|average| average.rule() == "Adam").collect();
        assert_eq!(adam.iter().map(|a| a.window().round()).collect::<Vec<_>>(), [10.0, 1000.0]);
        assert_eq!([adam[0].of(), adam[1].of()], ["gradients", "squared gradients"]);
        for average in &averages {
            assert!(average.window() >= 1.0 && average.window().is_finite(), "{}", average.rule());
        }
    }

    #[test]
    fn each_optimizer_stands_once_and_none_around_another() {
        let names: Vec<_> = rule_averages().iter().map(RuleAverage::rule).collect();
        let each: BTreeSet<_> = names.iter().collect();
        let runs = names.chunk_by(|a, b| a == b).count();
        assert_eq!(runs, each.len(), "{names:?}");
        for rule in ["AmsGrad", "Ftml", "Lars", "Muon", "Prodigy", "ScheduleFreeAdamW"] {
            assert!(names.iter().any(|name| name == rule), "{rule} is missing");
        }
        assert!(names.iter().all(|name| name != "Decoupled" && name != "L2"));
    }

    #[test]
    fn momentum_sums_and_adam_divides() {
        let averages = rule_averages();
        let momentum = averages.iter().find(|average| average.rule() == "Momentum").unwrap();
        assert!(momentum.sum() && momentum.weight(0) == 1.0 && momentum.correction() == "none");
        let adam = averages.iter().find(|average| average.rule() == "Adam").unwrap();
        assert!(!adam.sum() && adam.correction() == "divided");
    }
}
