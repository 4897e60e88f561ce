//! What every optimizer averages, at its defaults: the view of [`Rule::averages`] that the page draws.

use thalweg::optimizer::{
    AdaDelta, Adam, Lamb, Lion, Momentum, Muon, NAdam, Nesterov, RAdam, RmsProp, Rule, Signum,
    describe::{BiasCorrection, EmaDescription, Quantity},
    rules::{AdaBelief, Adan, CenteredRmsProp, HeavyBall, NovoGrad, Yogi},
};
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

/// Every optimizer that averages, in the order of its family, each with its averages.
#[wasm_bindgen]
#[must_use]
pub fn rule_averages() -> Vec<RuleAverage> {
    let mut averages = Vec::new();
    let mut add = |rule: &'static str, of: &dyn Averaging| {
        averages.extend(of.list().into_iter().map(|average| RuleAverage { rule, average }));
    };
    add("Momentum", &Momentum::DEFAULT);
    add("Nesterov", &Nesterov::DEFAULT);
    add("Heavy ball", &HeavyBall::DEFAULT);
    add("RMSProp", &RmsProp::DEFAULT);
    add("RMSProp, centered", &CenteredRmsProp::DEFAULT);
    add("AdaDelta", &AdaDelta::DEFAULT);
    add("Adam", &Adam::DEFAULT);
    add("AdaBelief", &AdaBelief::DEFAULT);
    add("Yogi", &Yogi::DEFAULT);
    add("NAdam", &NAdam::DEFAULT);
    add("RAdam", &RAdam::DEFAULT);
    add("Adan", &Adan::DEFAULT);
    add("Lion", &Lion::DEFAULT);
    add("Signum", &Signum::DEFAULT);
    add("LAMB", &Lamb::DEFAULT);
    add("NovoGrad", &NovoGrad::DEFAULT);
    add("Muon", &Muon::<2, 2>::DEFAULT);
    averages
}

/// [`Rule`] is not object-safe; its averages are.
trait Averaging {
    fn list(&self) -> Vec<EmaDescription>;
}

impl<R: Rule> Averaging for R {
    fn list(&self) -> Vec<EmaDescription> {
        self.describe().to_vec()
    }
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
    fn momentum_sums_and_adam_divides() {
        let averages = rule_averages();
        let momentum = averages.iter().find(|average| average.rule() == "Momentum").unwrap();
        assert!(momentum.sum() && momentum.weight(0) == 1.0 && momentum.correction() == "none");
        let adam = averages.iter().find(|average| average.rule() == "Adam").unwrap();
        assert!(!adam.sum() && adam.correction() == "divided");
    }
}
