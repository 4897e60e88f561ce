//! Everything that is wrong is named.

use crate::arbitrary::every_rule;
use thalweg::{
    average::ParameterEmaOptions,
    feedback::{EarlyStoppingOptions, Threshold},
    gradient::{AddDecayedWeights, NormType},
    group::Group,
    loss::{DistillationWithLabels, L2Sp},
    optimizer::{Adam, AdamW, Sgd},
    recipe::{AnyLoss, Clip, GroupList, Lora, Recipe, SwaOptions, Trained, Unfreezing, WiseFt},
    schedule::Constant,
};

fn constant() -> thalweg::schedule::AnySchedule {
    Constant::new(0.1).unwrap().into()
}

fn findings(recipe: &Recipe) -> Vec<String> {
    let first = recipe.validate().next().map(|error| error.to_string());
    assert_eq!(recipe.check().err().map(|error| error.to_string()), first); // NaN is no equal of itself
    recipe.validate().map(|error| error.to_string()).collect()
}

#[test]
fn everything_that_is_wrong_is_named() {
    let rule = Adam { beta1: 1.0, beta2: f32::NAN, epsilon: -1.0 };
    let loss = DistillationWithLabels { temperature: 0.0, alpha: 2.0 };
    let group = Group { learning_rate: -1.0, bias_weight_decay: Some(-2.0), ..Group::vector(3) };
    let odd = Group { columns: Some(2), ..Group::vector(3) };
    let recipe = Recipe {
        loss: AnyLoss::DistillationWithLabels(loss),
        clip: Some(Clip::ByNorm { norm_type: NormType::Lp(0.0), max_norm: 0.0, epsilon: -1.0 }),
        decay: Some(AddDecayedWeights { weight_decay: -0.1 }),
        accumulation: 0,
        batch: 0,
        epochs: 0,
        groups: GroupList::from_slice(&[group, odd]).unwrap(),
        ema: Some(ParameterEmaOptions { step_size: 0.0, ..ParameterEmaOptions::DEFAULT }),
        swa: Some(SwaOptions { start_epoch: 3, every: 0 }),
        early_stopping: Some(EarlyStoppingOptions {
            threshold: Threshold::Relative(1.0),
            ..EarlyStoppingOptions::DEFAULT
        }),
        trained: Trained::Channels { layer: 0, first: 0, count: 0 },
        unfreezing: Some(Unfreezing { layers: 0, every: 0 }),
        l2_sp: Some(L2Sp { alpha: -0.5 }),
        wise: Some(WiseFt { share: 1.5 }),
        lora: Some(Lora { rank: 0, alpha: 0.0 }),
        ..Recipe::new(AdamW { rule, weight_decay: -0.01 }, constant())
    };
    let expected = [
        "weight_decay is -0.01; allowed: finite and at least 0",
        "beta1 is 1; allowed: at least 0 and below 1",
        "beta2 is NaN; allowed: at least 0 and below 1",
        "epsilon is -1; allowed: finite and at least 0",
        "temperature is 0; allowed: finite and above 0",
        "alpha is 2; allowed: from 0 to 1",
        "clip.max_norm is 0; allowed: finite and above 0",
        "clip.epsilon is -1; allowed: finite and at least 0",
        "clip.norm_type is 0; allowed: finite and above 0",
        "decay.weight_decay is -0.1; allowed: finite and at least 0",
        "accumulation is 0; allowed: at least 1",
        "batch is 0; allowed: at least 1",
        "epochs is 0; allowed: at least 1",
        "step_size is 0; allowed: above 0 and at most 1",
        "swa.every is 0; allowed: at least 1",
        "swa.start_epoch is 3; allowed: below the number of epochs",
        "threshold is 1; allowed: at least 0 and below 1",
        "trained.count is 0; allowed: at least 1",
        "unfreezing.layers is 0; allowed: at least 1",
        "unfreezing.every is 0; allowed: at least 1",
        "l2_sp.alpha is -0.5; allowed: finite and at least 0",
        "wise.share is 1.5; allowed: from 0 to 1",
        "lora.rank is 0; allowed: at least 1",
        "lora.alpha is 0; allowed: finite and above 0",
        "lora cannot be set: trained picks a part of a layer; allowed: None, or All or LastLayers",
        "group.learning_rate is -1; allowed: finite and at least 0",
        "group.bias_weight_decay is -2; allowed: finite and at least 0",
        "group of whole rows has 3 elements; allowed: exactly 2",
    ];
    assert_eq!(findings(&recipe), expected);
}

#[test]
fn numbers_that_are_none_are_refused() {
    let plain = || Recipe::new(Sgd, constant());
    for (trained, said) in [
        (Trained::LastLayers { layers: 0 }, "trained.layers is 0; allowed: at least 1"),
        (Trained::Biases { layers: Some(0) }, "trained.layers is 0; allowed: at least 1"),
    ] {
        assert_eq!(findings(&Recipe { trained, ..plain() }), [said]);
    }
    for number in [f32::NAN, f32::INFINITY, -f32::MIN_POSITIVE] {
        let (l2_sp, wise) = (L2Sp { alpha: number }, WiseFt { share: number });
        let lora = Some(Lora { rank: 1, alpha: number });
        let all = Recipe { l2_sp: Some(l2_sp), wise: Some(wise), lora, ..plain() };
        assert_eq!(findings(&all).len(), 3, "{number}");
    }
    let lora = Some(Lora { rank: 1, alpha: 1.0 });
    for (trained, count) in [
        (Trained::All, 0),
        (Trained::LastLayers { layers: 1 }, 0),
        (Trained::Biases { layers: None }, 1),
    ] {
        assert_eq!(findings(&Recipe { trained, lora, ..plain() }).len(), count, "{trained:?}");
    }
}

/// Who trains all parameters from no start says which section it does not follow.
#[test]
fn each_section_of_a_fine_tuning_is_refused_by_name() {
    let plain: Recipe = Recipe::new(Sgd, constant());
    assert_eq!(plain.refuse_fine_tuning(), Ok(()));
    let said = |recipe: &Recipe| {
        let said = recipe.refuse_fine_tuning().unwrap_err().to_string();
        assert_eq!(said.lines().count(), 1, "{said}");
        said.split_whitespace().next().unwrap().to_owned()
    };
    let trained = Trained::Biases { layers: None };
    assert_eq!(said(&Recipe { trained, ..plain.clone() }), "trained");
    let unfreezing = Some(Unfreezing { layers: 1, every: 1 });
    assert_eq!(said(&Recipe { unfreezing, ..plain.clone() }), "unfreezing");
    let lora = Some(Lora { rank: 1, alpha: 1.0 });
    assert_eq!(said(&Recipe { lora, ..plain.clone() }), "lora");
    assert_eq!(said(&Recipe { l2_sp: Some(L2Sp { alpha: 0.0 }), ..plain.clone() }), "l2_sp");
    assert_eq!(said(&Recipe { wise: Some(WiseFt { share: 1.0 }), ..plain.clone() }), "wise");
    assert_eq!(said(&Recipe { replay: 1, ..plain }), "replay");
}

#[test]
fn a_group_that_decays_needs_what_decays() {
    let groups = GroupList::from_slice(&[Group { weight_decay: 0.5, ..Group::vector(3) }]).unwrap();
    let plain = Recipe { groups: groups.clone(), ..Recipe::new(Sgd, constant()) };
    let expected = ["group.weight_decay is 0.5; allowed: 0 or 1, as nothing here decays weights"];
    assert_eq!(findings(&plain), expected);
    let decay = Some(AddDecayedWeights { weight_decay: 0.1 });
    assert!(findings(&Recipe { decay, ..plain }).is_empty());
    let decoupled = Recipe { groups, ..Recipe::new(AdamW::DEFAULT, constant()) };
    assert!(findings(&decoupled).is_empty());
}

/// What 32 bits of its bytes could not say.
#[test]
#[cfg(target_pointer_width = "64")]
fn a_group_longer_than_bytes_can_say_is_refused() {
    let groups = GroupList::from_slice(&[Group::vector(1 << 32)]).unwrap();
    let expected = ["parameters of a group: room for 4294967295; needed: at least 4294967296"];
    assert_eq!(findings(&Recipe { groups, ..Recipe::new(Sgd, constant()) }), expected);
}

#[test]
fn every_rule_of_the_catalogue_is_valid_as_it_stands_there() {
    for rule in every_rule() {
        assert_eq!(findings(&Recipe::new(rule, constant())), [""; 0], "{rule:?}");
    }
}
