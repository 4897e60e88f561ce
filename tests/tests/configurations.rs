//! Every configuration that can be made is read as it was written, and none is read that its constructor
//! refuses: `cargo test -p thalweg-tests --test configurations`.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::fmt::Debug;
use thalweg::{
    Error,
    average::{EmaState, ParameterEmaOptions, VectorEmaState},
    feedback::{
        EarlyStopping, EarlyStoppingOptions, Goal, PlateauOptions, RangeOptions, ReduceOnPlateau,
        Threshold,
    },
    loss::{Distillation, DistillationWithLabels, Huber, SmoothL1, SoftmaxCrossEntropy},
    nn::{BatchNorm, Dropout, GroupNorm, LayerNorm, LeakyRelu, Mlp},
    schedule::{
        AnySchedule, Clamp, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Curve,
        CycleShape, Cyclic, CyclicalDecay, Epochs, Exponential, InverseSqrt, InverseTime, Linear,
        MultiStep, Noam, Node, OneCycle, OneCycleOptions, PiecewiseConstant, PiecewiseCurve,
        Polynomial, RangeTest, Repeat, Scale, Schedule, StepDecay, WarmRestarts, Warmup,
        WarmupStableDecay,
    },
};
use thalweg_catalogue::hostile::{Hostile, NODES};
use thalweg_tests::configuration::{comes_back, tamper};

type Any = AnySchedule<NODES>;

#[test]
fn every_schedule_comes_back_from_text_and_bytes() {
    for seed in 0..5_000 {
        let schedule = Hostile::new(seed).schedule();
        comes_back(&schedule);
        for node in schedule.nodes() {
            comes_back(node);
        }
    }
}

#[test]
fn what_is_tampered_with_is_refused_or_still_finite() {
    let numbers = [
        json!(-1),
        json!(0),
        json!(1),
        json!(3.5),
        json!(1e39),
        json!(3.4e38),
        json!(1e-45),
        json!(u32::MAX),
        json!(u64::from(u32::MAX) + 1),
        json!(-0.0),
        Value::Null,
    ];
    let (mut refused, mut read) = (0, 0);
    for seed in 0..300 {
        let mut hostile = Hostile::new(seed);
        let written = serde_json::to_value(hostile.schedule()).unwrap();
        for number in &numbers {
            for place in 0..60 {
                let mut tampered = written.clone();
                if !tamper(&mut tampered, &mut { place }, number) {
                    break;
                }
                let Ok(schedule) = serde_json::from_value::<Any>(tampered.clone()) else {
                    refused += 1;
                    continue;
                };
                read += 1;
                comes_back(&schedule);
                for step in [0, 1, hostile.count(), u32::MAX] {
                    let value = schedule.at(step);
                    assert!(value >= 0.0 && value.is_finite(), "{value} at {step}: {tampered}");
                }
            }
        }
    }
    assert!(refused > 5_000 && read > 5_000, "{refused} refused, {read} read");
}

/// What a reader says is what the constructor says; bytes are refused as well.
fn refuses<T: Debug + Serialize + DeserializeOwned>(
    good: &T,
    changes: &[(&str, Value)],
    error: &Error,
) {
    let mut value = serde_json::to_value(good).unwrap();
    for (place, change) in changes {
        *value.pointer_mut(place).expect(place) = change.clone();
    }
    let found = serde_json::from_value::<T>(value.clone()).unwrap_err().to_string();
    assert_eq!(found, error.to_string(), "{value}");
}

#[test]
fn each_family_gives_the_error_of_its_constructor() {
    macro_rules! refused {
        ($($good:expr, [$($place:literal: $change:expr),*], $error:expr;)*) => {
            $(refuses(&$good.unwrap(), &[$(($place, json!($change))),*], &$error.unwrap_err());)*
        };
    }
    let cyclic = || CyclicalDecay::new(0.1, 0.2, CycleShape::Cosine, 5);
    let stable = || WarmupStableDecay::new(0.1, 0.0, 1, 2, 3);
    let options = OneCycleOptions::DEFAULT;
    refused! {
        Constant::new(0.1), ["/value": -1], Constant::new(-1.0);
        ConstantFactor::new(0.1, 0.2, 3), ["/factor": -1], ConstantFactor::new(0.1, -1.0, 3);
        ConstantFactor::new(1e30, 1.0, 3), ["/factor": 1e30], ConstantFactor::new(1e30, 1e30, 3);
        StepDecay::new(0.1, 0.5, 1, 0.0), ["/factor": 3.0], StepDecay::new(0.1, 3.0, 1, 0.0);
        StepDecay::new(0.1, 0.5, 1, 0.0), ["/period": 0], StepDecay::new(0.1, 0.5, 0, 0.0);
        MultiStep::new(0.1, 0.5, [3, 5]), ["/rates/1/0": 3], MultiStep::new(0.1, 0.5, [3, 3]);
        Exponential::new(0.1, 0.5, 3), ["/rate": 0], Exponential::new(0.1, 0.0, 3);
        Linear::new(0.1, 0.5, 3), ["/steps": 0], Linear::new(0.1, 0.5, 0);
        Polynomial::new(0.1, 0.5, 2.0, 3), ["/power": 0], Polynomial::new(0.1, 0.5, 0.0, 3);
        InverseTime::new(0.1, 0.5, 3), ["/rate": -2], InverseTime::new(0.1, -2.0, 3);
        InverseSqrt::new(0.1, 3), ["/peak_lr": -2], InverseSqrt::new(-2.0, 3);
        Noam::new(0.1, 2, 3), ["/model_dim": 0], Noam::new(0.1, 0, 3);
        Cosine::new(0.1, 0.0, 9), ["/base_lr": -1], Cosine::new(-1.0, 0.0, 9);
        Cosine::new(0.1, 0.0, 9), ["/base_lr": 1e39], Cosine::new(f32::INFINITY, 0.0, 9);
        Cosine::new(0.1, 0.0, 9), ["/steps": 0], Cosine::new(0.1, 0.0, 0);
        Cosine::new(0.1, 0.0, 9).and_then(|cosine| cosine.exponent(2.0)), ["/exponent": 0],
            Cosine::new(0.1, 0.0, 9).unwrap().exponent(0.0);
        CosineWithHardRestarts::new(0.1, 0.0, 9, 3), ["/cycles": 10],
            CosineWithHardRestarts::new(0.1, 0.0, 9, 10);
        stable(), ["/decay": json!({"Exponential": 1.0})], stable().unwrap().decay(Curve::Exponential(1.0));
        stable(), ["/decay_steps": u32::MAX], WarmupStableDecay::new(0.1, 0.0, 1, 2, u32::MAX);
        cyclic(), ["/length_decay": 0], cyclic().unwrap().length_decay(0.0);
        Cyclic::new(0.1, 0.2, 5, 5), ["/cycle_length": 0, "/up": 0, "/down": 0],
            Cyclic::new(0.1, 0.2, 0, 0);
        WarmRestarts::new(0.1, 0.0, 9), ["/t_mult": 0.5],
            WarmRestarts::new(0.1, 0.0, 9).unwrap().t_mult(0.5);
        OneCycle::new(0.1, 9, &options), ["/max": -1], OneCycle::new(-1.0, 9, &options);
        PiecewiseConstant::new(0.1, [(3, 0.1), (5, 0.2)]), ["/changes/1/0": 3],
            PiecewiseConstant::new(0.1, [(3, 0.1), (3, 0.2)]);
        PiecewiseCurve::new(Curve::Linear, [(3, 0.1)]), ["/points": json!([])],
            PiecewiseCurve::<1>::from_slice(Curve::Linear, &[]);
        RangeTest::linear(0.1, 0.2, 5), ["/max_lr": 0], RangeTest::linear(0.1, 0.0, 5);
    }
}

#[test]
fn each_composition_gives_the_error_of_its_constructor() {
    let one = Constant::new(0.1).unwrap();
    macro_rules! refused {
        ($($good:expr, $place:literal: $change:expr, $error:expr;)*) => {
            $(refuses(&$good.unwrap(), &[($place, json!($change))], &$error.unwrap_err());)*
        };
    }
    let (epochs, per_epoch) = (Epochs::new(7), Epochs::new(7).map(|epochs| one.per_epoch(epochs)));
    let warmup = Warmup::linear(5, 0.1, one);
    refused! {
        warmup, "/begin": -1, Warmup::linear(5, -1.0, one);
        one.warmup(5, 0.0), "/inner/value": -1, Constant::new(-1.0);
        Repeat::times(5, 3, one), "/period": 0, Repeat::times(0, 3, one);
        Scale::new(2.0, one), "/factor": -2, Scale::new(-2.0, one);
        Clamp::new(0.1, 0.2, one), "/low": 0.5, Clamp::new(0.5, 0.2, one);
        epochs, "/steps_per_epoch": 0, Epochs::new(0);
        per_epoch, "/steps_per_epoch": 0, Epochs::new(0);
    }
}

#[test]
fn a_node_says_where_it_is_and_what_is_wrong() {
    let schedule = Any::from(Linear::new(0.1, 0.0, 5).unwrap()).repeat(5, 2).unwrap();
    let mut nodes = serde_json::to_value(&schedule).unwrap();
    *nodes.pointer_mut("/1/Repeat/period").unwrap() = json!(0);
    let error = serde_json::from_value::<Any>(nodes.clone()).unwrap_err().to_string();
    assert_eq!(error, "node 1: period is 0; allowed: at least 1");
    let error = serde_json::from_value::<Node>(nodes[1].clone()).unwrap_err().to_string();
    assert_eq!(error, "period is 0; allowed: at least 1");
    // postcard drops what a reader says, our own reader of bytes does not.
    let mut bytes = schedule.encode(&mut [0; 64]).unwrap().to_vec();
    let period = bytes.len() - 2;
    assert_eq!(bytes[period], 5);
    bytes[period] = 0;
    let error = Any::decode(&bytes).unwrap_err().to_string();
    assert_eq!(error, "node 1: period is 0; allowed: at least 1");
}

/// Why a value is not read as one of the type of `good`.
fn refusal<T: Debug + DeserializeOwned>(_good: &T, value: Value) -> String {
    serde_json::from_value::<T>(value).unwrap_err().to_string()
}

#[test]
fn every_other_configuration_comes_back_and_is_checked() {
    macro_rules! checked {
        ($($good:expr, $place:literal: $change:expr, $message:literal;)*) => {$({
            let good = $good;
            comes_back(&good);
            let mut value = serde_json::to_value(&good).unwrap();
            *value.pointer_mut($place).unwrap() = json!($change);
            assert_eq!(refusal(&good, value), $message);
        })*};
    }
    let plateau = ReduceOnPlateau::new(0.1, PlateauOptions::DEFAULT).unwrap();
    let stopping = EarlyStopping::new(EarlyStoppingOptions::DEFAULT).unwrap();
    let absolute = Threshold::Absolute(0.5);
    let norm = BatchNorm { length: 3, mean: [0.5, 0.25], variance: [0.75, 2.0], epsilon: 0.5 };
    checked! {
        OneCycleOptions::DEFAULT, "/pct_start": 1.5, "pct_start is 1.5; allowed: from 0 to 1";
        PlateauOptions::DEFAULT, "/factor": 1, "factor is 1; allowed: at least 0 and below 1";
        PlateauOptions { goal: Goal::Maximize, threshold: absolute, ..PlateauOptions::DEFAULT },
            "/threshold/Absolute": -1, "threshold is -1; allowed: finite and at least 0";
        EarlyStoppingOptions::DEFAULT, "/threshold": json!({"Relative": 1}),
            "threshold is 1; allowed: at least 0 and below 1";
        RangeOptions::LOSS, "/decay": 1, "decay is 1; allowed: at least 0 and below 1";
        RangeOptions::ACCURACY, "/divergence": 1, "divergence is 1; allowed: finite and above 1";
        plateau, "/state/bad_epochs": 11, "bad_epochs is 11; allowed: at most patience";
        stopping, "/state/bad_epochs": 1, "bad_epochs is 1; allowed: at most the number of epochs";
        ParameterEmaOptions::DEFAULT, "/step_size": 0, "step_size is 0; allowed: above 0 and at most 1";
        EmaState { value: 1.0, weights: 0.5 }, "/weights": 2, "weights is 2; allowed: from 0 to 1";
        VectorEmaState { weights: 0.5 }, "/weights": 2, "weights is 2; allowed: from 0 to 1";
        SoftmaxCrossEntropy { label_smoothing: 0.1 }, "/label_smoothing": 1,
            "label_smoothing is 1; allowed: at least 0 and below 1";
        Huber::DEFAULT, "/delta": 0, "delta is 0; allowed: finite and above 0";
        SmoothL1::DEFAULT, "/beta": -1, "beta is -1; allowed: finite and at least 0";
        Distillation { temperature: 2.0 }, "/temperature": 0,
            "temperature is 0; allowed: finite and above 0";
        DistillationWithLabels { temperature: 2.0, alpha: 0.5 }, "/alpha": 2,
            "alpha is 2; allowed: from 0 to 1";
        norm, "/epsilon": -1, "epsilon is -1; allowed: finite and at least 0";
        norm, "/variance/1": -1,
            "variance is -1; allowed: at least 0 and, with epsilon, above 0 and finite";
        LayerNorm::new(3), "/epsilon": -1, "epsilon is -1; allowed: finite and at least 0";
        GroupNorm::new(2, 4, 3), "/epsilon": -1, "epsilon is -1; allowed: finite and at least 0";
        LeakyRelu::new(3), "/negative_slope": -1,
            "negative_slope is -1; allowed: finite and at least 0";
        Dropout { size: 3, rate: 0.5, seed: 1 }, "/rate": 1, "rate is 1; allowed: at least 0 and below 1";
        Mlp::new(2, 3, 4), "/output/inputs": 5, "hidden has 3 elements; allowed: exactly 5";
    }
    let bytes = postcard::to_allocvec(&-1.0_f32).unwrap();
    assert!(postcard::from_bytes::<Huber>(&bytes).is_err());
}
