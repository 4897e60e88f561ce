//! Checkpoints of the first version, which load ever after; and what tells the rules apart, which stays.

use crate::training::{gradient, load, saved};
use std::{fmt::Write, fs, path::PathBuf};
use thalweg::{
    average::{Ema, ParameterEma, Swa, VectorEma},
    checkpoint::Checkpoint,
    data::{Normalizer, Reservoir, RunningStatistics},
    feedback::{EarlyStopping, Feedback, RangeAnalysis, ReduceOnPlateau},
    fixed,
    gradient::{Accumulate, ClipByGlobalNorm, ClipByNorm, NormType, SkipNonFinite},
    group::{Group, Groups, Layers},
    metric::{ConfusionMatrix, Forgetting},
    nn::Prototypes,
    optimizer::{
        AdamW, Momentum, NAdam, Optimizer, Rule,
        rules::{Prodigy, Sm3},
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, blocks},
    },
};
use thalweg_catalogue::{averages, feedbacks, rules, tensor_rules};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/checkpoints")
}

/// What the file holds. One that is not there yet is written, and the test fails: it has to be committed.
fn stored(name: &str, now: &[u8]) -> Vec<u8> {
    let path = folder().join(name);
    fs::read(&path).unwrap_or_else(|_| {
        fs::create_dir_all(folder()).unwrap();
        fs::write(&path, now).unwrap();
        panic!("{name} was not there: it is now, and never changes again")
    })
}

/// A training that stopped after 13 steps is loaded into one that has taken others, saves the same bytes, and goes on as the
/// one that never stopped.
pub(crate) fn goes_on<C: Checkpoint>(
    name: &str,
    make: impl Fn() -> C,
    mut step: impl FnMut(&mut C, u32),
) {
    let (mut training, mut other) = (make(), make());
    (0..13).for_each(|k| step(&mut training, k));
    (100..107).for_each(|k| step(&mut other, k));
    let now = saved(&training).unwrap();
    let bytes = stored(&format!("{name}.thcp"), &now);
    load(&mut other, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(saved(&other).unwrap() == bytes, "{name}: it saves other bytes");
    step(&mut training, 13);
    step(&mut other, 13);
    assert!(
        saved(&other).unwrap() == saved(&training).unwrap(),
        "{name}: it goes on to other bits"
    );
}

const N: usize = 71;

fn in_precision<P: Precision>(name: &str) {
    let make = || ([0.5; N], Optimizer::<AdamW, [P; N]>::new(AdamW::DEFAULT).unwrap());
    goes_on(name, make, |(w, optimizer), k| {
        let g = gradient(w, k);
        optimizer.step(w, &g, 0.01).unwrap();
    });
}

#[test]
fn adamw_in_every_precision() {
    in_precision::<f32>("01-adamw-f32");
    in_precision::<Bf16<3>>("02-adamw-bf16");
    in_precision::<F16>("03-adamw-f16");
    in_precision::<Blockwise8<{ blocks(N) }, DynamicMap>>("04-adamw-dynamic8");
    in_precision::<Blockwise8<{ blocks(N) }, LinearMap, 5>>("05-adamw-linear8");
}

#[test]
fn groups_layers_and_a_chain_in_the_middle_of_an_accumulation() {
    let clip = (ClipByGlobalNorm::new(0.1), ClipByNorm::new(NormType::L1, 1.0));
    let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; 13]>::new(4), clip);
    let groups = Layers([
        Group { bias_weight_decay: Some(0.5), ..Group::dense(2, 3) },
        Group { frozen: true, learning_rate: 0.5, ..Group::matrix(2, 2) },
    ]);
    let make = || {
        let optimizer = Optimizer::<AdamW, [f32; 13], _, _>::grouped(AdamW::DEFAULT, chain, groups);
        ([0.5; 13], optimizer.unwrap())
    };
    goes_on("06-layers-accumulate", make, |(w, optimizer), k| {
        let mut g = gradient(w, k);
        if k == 5 {
            g[0] = f32::NAN;
        }
        optimizer.step(w, &g, 0.01).unwrap();
    });
}

fn whole_tensors<R: Rule>(name: &str, rule: R) {
    let groups = Groups([Group::matrix(3, 4), Group::matrix(2, 2)]);
    let make = || {
        let guard = SkipNonFinite::DEFAULT;
        let optimizer = Optimizer::<R, [f32; 16], _, _>::grouped(rule, guard, groups);
        ([0.5; 16], optimizer.unwrap())
    };
    goes_on(name, make, |(w, optimizer), k| {
        let g = gradient(w, k);
        optimizer.step(w, &g, 0.01).unwrap();
    });
}

#[test]
fn rules_that_keep_something_of_a_tensor() {
    whole_tensors("07-sm3", Sm3::<3, 4, 1>::DEFAULT);
    whole_tensors("08-prodigy", Prodigy::DEFAULT);
    whole_tensors("09-nadam", NAdam::DEFAULT);
}

#[test]
fn fixed_point() {
    let make = || {
        let w = [fixed::Weight::<22>::from_f32(0.5).unwrap(); 9];
        let rounding = fixed::Stochastic::new(11);
        let optimizer = fixed::Optimizer::<_, [fixed::Weight; 9], _>::with_rounding(
            fixed::Adam::DEFAULT,
            rounding,
        );
        (w, optimizer.unwrap())
    };
    goes_on("10-fixed-adam", make, |(w, optimizer), k| {
        let mut g = [fixed::Gradient::default(); 9];
        fixed::quantize(&gradient(&w.map(fixed::Weight::to_f32), k), &mut g).unwrap();
        optimizer.step(w, &g, fixed::Rate::from_f32(0.01).unwrap()).unwrap();
    });
}

type Averages = (Ema, VectorEma<[f32; 4]>, ParameterEma<[f32; 4]>, Swa<[f32; 4]>);

/// All else that is kept, after a training by momentum.
#[test]
fn everything_else() {
    let make = || {
        macro_rules! values {
            ($($name:ident: $type:ty = $value:expr;)*) => {
                ($({ let value: $type = $value.unwrap(); value },)*)
            };
        }
        let averages: Averages = averages!(values);
        let feedbacks: (EarlyStopping, RangeAnalysis, ReduceOnPlateau) = feedbacks!(values);
        let optimizer = Optimizer::<Momentum, [f32; 4]>::new(Momentum::DEFAULT).unwrap();
        let data = (
            Normalizer { mean: [0.0; 2], scale: [1.0; 2] },
            RunningStatistics::<[f32; 2]>::new(),
            Reservoir::<3, 4, 2>::new(5),
            Prototypes::<2, 4>::new(),
        );
        let metrics = (Forgetting::<2>::new(), ConfusionMatrix::<2>::new());
        let windows = heapless::Vec::<u8, 200>::new();
        (([0.5; 4], optimizer, 0_u32, 0_u64), averages, feedbacks, data, metrics, windows)
    };
    goes_on("11-everything-else", make, |training, k| {
        let ((w, optimizer, steps, random), averages, feedbacks, data, metrics, windows) = training;
        let g = gradient(w, k);
        optimizer.step(w, &g, 0.01).unwrap();
        *steps += 1;
        *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(k));
        let metric = g.iter().map(|g| g * g).sum::<f32>();
        averages.0.push(metric).unwrap();
        averages.1.push(w).unwrap();
        averages.2.push(w).unwrap();
        averages.3.push(w).unwrap();
        feedbacks.0.observe(metric);
        feedbacks.1.observe(0.01 * (1.0 + k as f32), metric).unwrap();
        feedbacks.2.observe(metric);
        data.0.mean[0] = w[0];
        data.1.push(&w[..2]).unwrap();
        data.2.push(w, (k % 2) as usize).unwrap();
        data.3.push((k % 2) as usize, w).unwrap();
        metrics.0.push((k % 2) as usize, 1.0 / (1.0 + metric)).unwrap();
        metrics.1.push_outputs((k % 2) as usize, &w[..2]).unwrap();
        let _full = windows.push(k as u8);
    });
}

/// The fingerprint of every rule in a checkpoint: it never changes, and no two rules have the same.
#[test]
fn rules_are_told_apart_as_ever() {
    let mut lines = String::new();
    let mut seen = std::collections::BTreeMap::new();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            let identity = <$rule as Rule>::IDENTITY;
            writeln!(lines, "{identity:08x} {}", stringify!($name)).unwrap();
            let type_name = std::any::type_name::<$rule>();
            let before = seen.insert(identity, type_name);
            // For other sizes of tensors it is the same rule, and the kind of what it keeps another.
            let base = |name: &str| name.split("<16").next().unwrap_or_default().to_owned();
            assert!(
                before.is_none_or(|before| base(before) == base(type_name)),
                "{type_name} has the fingerprint of {before:?}"
            );
        )*};
    }
    rules!(each);
    tensor_rules!(each);
    let stored = stored("rules.txt", lines.as_bytes());
    let stored = String::from_utf8(stored).unwrap();
    for line in stored.lines() {
        assert!(lines.lines().any(|now| now == line), "{line} is no more");
    }
    let new: Vec<_> = lines.lines().filter(|line| stored.lines().all(|old| old != *line)).collect();
    assert!(new.is_empty(), "add to tests/golden/checkpoints/rules.txt:\n{}", new.join("\n"));
}
