//! Recipes of every rule, schedule and setting.

use proptest::prelude::*;
use thalweg::{
    average::ParameterEmaOptions,
    feedback::{EarlyStoppingOptions, Goal, Threshold},
    gradient::{AddDecayedWeights, NormType},
    group::Group,
    loss::{Distillation, DistillationWithLabels, Huber, L2Sp, SmoothL1, SoftmaxCrossEntropy},
    recipe::{
        AnyLoss, AnyRule, Clip, GroupList, Lora, Recipe, StatePrecision, SwaOptions, Trained,
        Unfreezing, WiseFt,
    },
    schedule::AnySchedule,
};
use thalweg_catalogue::{
    hostile::{Hostile, NODES},
    rules, tensor_rules,
};

pub(crate) type Any = Recipe<AnyRule, AnySchedule<NODES>>;

/// Every rule of the catalogue, each with its settings there.
pub(crate) fn every_rule() -> Vec<AnyRule> {
    macro_rules! values {
        ($($name:ident: $type:ty = $value:expr;)*) => {
            [$(AnyRule::from($value)),*]
        };
    }
    let (rules, of_tensors) = (rules!(values), tensor_rules!(values));
    rules.into_iter().chain(of_tensors).collect()
}

fn loss() -> impl Strategy<Value = AnyLoss> {
    let x = || 0.0..1.0_f32;
    prop_oneof![
        Just(AnyLoss::MeanSquaredError),
        Just(AnyLoss::MeanAbsoluteError),
        Just(AnyLoss::BinaryCrossEntropy),
        x().prop_map(|x| AnyLoss::Huber(Huber { delta: 0.1 + x })),
        x().prop_map(|beta| AnyLoss::SmoothL1(SmoothL1 { beta })),
        x().prop_map(|label_smoothing| {
            AnyLoss::SoftmaxCrossEntropy(SoftmaxCrossEntropy { label_smoothing })
        }),
        x().prop_map(|x| AnyLoss::Distillation(Distillation { temperature: 1.0 + x })),
        (x(), x()).prop_map(|(alpha, x)| {
            let temperature = 1.0 + x;
            AnyLoss::DistillationWithLabels(DistillationWithLabels { temperature, alpha })
        }),
    ]
}

fn clip() -> impl Strategy<Value = Clip> {
    let norm = prop_oneof![
        Just(NormType::L1),
        Just(NormType::L2),
        Just(NormType::LInfinity),
        (0.5..5.0_f32).prop_map(NormType::Lp),
    ];
    (0..5, 1e-3..10.0_f32, 1e-8..1e-3_f32, norm).prop_map(|(kind, bound, epsilon, norm_type)| {
        match kind {
            0 => Clip::ByValue { max: bound },
            1 => Clip::ByGlobalNorm { max_norm: bound, epsilon },
            2 => Clip::ByNorm { norm_type, max_norm: bound, epsilon },
            3 => Clip::ByBlockRms { threshold: bound },
            _ => Clip::Adaptive { clipping: bound, epsilon },
        }
    })
}

fn group() -> impl Strategy<Value = Group> {
    (1..50_usize, 1..50_usize, 0.0..2.0_f32, any::<[bool; 4]>()).prop_map(
        |(rows, columns, learning_rate, [matrix, decays, biases, frozen])| Group {
            learning_rate,
            weight_decay: f32::from(u8::from(decays)),
            bias_weight_decay: (matrix && biases).then_some(0.0),
            frozen,
            ..if matrix { Group::matrix(rows, columns) } else { Group::vector(rows) }
        },
    )
}

fn precision() -> impl Strategy<Value = StatePrecision> {
    use StatePrecision::{Bf16, Dynamic8, F16, F32, Fixed, Linear8};
    prop_oneof![Just(F32), Just(Bf16), Just(F16), Just(Dynamic8), Just(Linear8), Just(Fixed)]
}

fn early_stopping() -> impl Strategy<Value = EarlyStoppingOptions> {
    (any::<[bool; 2]>(), any::<u32>(), 0.0..1.0_f32).prop_map(
        |([rises, relative], patience, by)| EarlyStoppingOptions {
            goal: if rises { Goal::Maximize } else { Goal::Minimize },
            patience,
            threshold: if relative { Threshold::Relative(by) } else { Threshold::Absolute(by) },
        },
    )
}

fn trained() -> impl Strategy<Value = Trained> {
    let layers = || 1..=u32::MAX;
    prop_oneof![
        Just(Trained::All),
        layers().prop_map(|layers| Trained::LastLayers { layers }),
        proptest::option::of(layers()).prop_map(|layers| Trained::Biases { layers }),
        (any::<u32>(), any::<u32>(), layers())
            .prop_map(|(layer, first, count)| Trained::Channels { layer, first, count }),
    ]
}

prop_compose! {
    /// What is trained, and how the start is kept.
    fn fine_tuning()(
        trained in trained(),
        unfreezing in proptest::option::of((1..=u32::MAX, 1..=u32::MAX)),
        alpha in proptest::option::of(0.0..9.0_f32),
        share in proptest::option::of(0.0..=1.0_f32),
        lora in proptest::option::of((1..=u32::MAX, 1e-3..9.0_f32)),
        replay in any::<u32>(),
    ) -> (Trained, Option<Unfreezing>, Option<L2Sp>, Option<WiseFt>, Option<Lora>, u32) {
        let of_layers = matches!(trained, Trained::All | Trained::LastLayers { .. });
        (
            trained,
            unfreezing.map(|(layers, every)| Unfreezing { layers, every }),
            alpha.map(|alpha| L2Sp { alpha }),
            share.map(|share| WiseFt { share }),
            lora.filter(|_| of_layers).map(|(rank, alpha)| Lora { rank, alpha }),
            replay,
        )
    }
}

prop_compose! {
    /// Some valid recipe.
    pub(crate) fn recipe()(
        rule in proptest::sample::select(every_rule()),
        schedule in (0..100_000_u32).prop_map(|seed| Hostile::new(seed).schedule()),
        (loss, clip, precision) in (loss(), proptest::option::of(clip()), precision()),
        weight_decay in proptest::option::of(0.0..0.1_f32),
        [accumulation, batch, epochs] in [1..9_u32, 1..1000, 1..u32::MAX],
        seed in any::<u64>(),
        groups in proptest::collection::vec(group(), 0..8_usize),
        ema in proptest::option::of((1e-6..=1.0_f32, any::<bool>(), any::<u32>())),
        swa in proptest::option::of((any::<u32>(), 1..9_u32)),
        early_stopping in proptest::option::of(early_stopping()),
        (trained, unfreezing, l2_sp, wise, lora, replay) in fine_tuning(),
    ) -> Any {
        Any {
            rule,
            precision,
            schedule,
            loss,
            clip,
            decay: weight_decay.map(|weight_decay| AddDecayedWeights { weight_decay }),
            accumulation,
            batch,
            epochs,
            seed,
            groups: GroupList::from_slice(&groups).unwrap(),
            ema: ema.map(|(step_size, warmup, start_after)| {
                ParameterEmaOptions { step_size, warmup, start_after }
            }),
            swa: swa.map(|(start, every)| SwaOptions { start_epoch: start % epochs, every }),
            early_stopping,
            trained,
            unfreezing,
            l2_sp,
            wise,
            lora,
            replay,
        }
    }
}
