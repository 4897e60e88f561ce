//! Every rule of a recipe at its defaults.

use thalweg::recipe::{AnyRule, RuleSet};
use thalweg_catalogue::{rules, tensor_rules};

/// Every rule that a recipe can name, at the settings of the catalogue, each once.
#[must_use]
pub fn defaults() -> Vec<AnyRule> {
    let mut all: Vec<AnyRule> = Vec::new();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$({
            let rule: $rule = $value;
            let rule = AnyRule::from(rule);
            if all.iter().all(|other| other.name() != rule.name()) {
                all.push(rule);
            }
        })*};
    }
    rules!(each);
    tensor_rules!(each);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Way, of_rule};
    use thalweg::{
        gradient::SkipNonFinite, group::Group, optimizer::Optimizer, optimizer::Outcome,
    };

    const WAY: Way = (SkipNonFinite::DEFAULT, None, None, None);

    /// A rule that is added to a recipe and not here would be refused.
    #[test]
    fn every_rule_steps_to_the_bits_of_its_own_optimizer() {
        macro_rules! each {
            ($group:ident, $n:literal; $($name:ident: $rule:ty = $value:expr;)*) => {$({
                let rule: $rule = $value;
                let mut typed = Optimizer::<$rule, [f32; $n], _, _>::grouped(
                    rule, SkipNonFinite::DEFAULT, thalweg::group::Groups([$group]),
                ).unwrap();
                let mut any = of_rule(&rule.into(), WAY, $group).unwrap();
                let (mut a, mut b) = ([0.5_f32; $n], [0.5_f32; $n]);
                for step in 0..5 {
                    let g: [f32; $n] = core::array::from_fn(|i| (i as f32 - 3.5) * (step as f32 - 1.5));
                    typed.step(&mut a, &g, 0.01).unwrap();
                    assert_eq!(any.step(&mut b, &g, 0.01.into()), Ok(Outcome::Applied));
                }
                assert_eq!(a.map(f32::to_bits), b.map(f32::to_bits), stringify!($name));
            })*};
        }
        let (vector, matrix) = (Group::vector(9), Group::matrix(3, 4));
        rules!(each vector, 9;);
        tensor_rules!(each matrix, 12;);
        let numbered = include_str!("../../../tests/golden/recipes/rules.txt").lines().count();
        assert_eq!(defaults().len(), numbered, "rules that a recipe can name");
    }
}
