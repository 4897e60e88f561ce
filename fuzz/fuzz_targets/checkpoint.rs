//! A checkpoint of everything that is kept: whatever is loaded can be saved again to the same bytes, and goes on.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::sync::LazyLock;
use thalweg::{
    average::{Ema, ParameterEma, Swa, VectorEma},
    checkpoint::{self, Buffer, Bytes, Identity},
    data::{Normalizer, Reservoir, RunningStatistics},
    feedback::{
        EarlyStopping, EarlyStoppingOptions, Feedback, PlateauOptions, RangeAnalysis, RangeOptions,
        ReduceOnPlateau,
    },
    fixed,
    gradient::{Accumulate, ClipByGlobalNorm, SkipNonFinite},
    group::{Group, Groups},
    metric::{ConfusionMatrix, Forgetting},
    nn::{Prototypes, SnapshotEnsemble},
    optimizer::{
        AdamW, Optimizer,
        rules::Prodigy,
        state::{Blockwise8, F16},
    },
};
use thalweg_fuzz::{Counts, mutate};

const N: usize = 6;
type Chain = (SkipNonFinite, Accumulate<[f32; N]>, ClipByGlobalNorm);
type Optimizers = (
    Optimizer<AdamW, [f32; N], Chain, Groups<2>>,
    Optimizer<AdamW, [F16; N]>,
    Optimizer<Prodigy, [Blockwise8<2>; N], SkipNonFinite, Groups<2>>,
    fixed::Optimizer<fixed::Adam, [fixed::Weight; N], fixed::Stochastic>,
    fixed::GroupedOptimizer<fixed::Momentum, [fixed::Weight; N], 2>,
);
type FixedAverages = (
    fixed::average::ParameterEma<[fixed::Weight; 2]>,
    fixed::average::Swa<[fixed::Weight; 2], fixed::Stochastic>,
);
type Averages = (Ema, VectorEma<[f32; 2]>, ParameterEma<[f32; 2]>, Swa<[f32; 2]>, FixedAverages);
type Feedbacks = (EarlyStopping, ReduceOnPlateau, RangeAnalysis);
type Data = (
    Normalizer<2>,
    RunningStatistics<[f32; 2]>,
    Reservoir<3, 2, 2>,
    Prototypes<2, 2>,
    SnapshotEnsemble<2, 2>,
);
type Metrics = (Forgetting<2>, ConfusionMatrix<2>);
type Training = ([f32; N], Optimizers, Averages, Feedbacks, Data, Metrics, [(u8, Option<u64>); 2]);

const IDENTITY: Identity = Identity { model: 1, recipe: 2 };
const LENGTH: usize = checkpoint::max_length::<Training>() as usize;

fn training() -> Training {
    let groups = Groups([Group::matrix(2, 2), Group::vector(2)]);
    let guard = SkipNonFinite::DEFAULT;
    let chain = (guard, Accumulate::new(3), ClipByGlobalNorm::new(1.0));
    let optimizers = (
        Optimizer::grouped(AdamW::DEFAULT, chain, groups).unwrap(),
        Optimizer::new(AdamW::DEFAULT).unwrap(),
        Optimizer::grouped(Prodigy::DEFAULT, guard, groups).unwrap(),
        fixed::Optimizer::with_rounding(fixed::Adam::DEFAULT, fixed::Stochastic::new(3)).unwrap(),
        fixed::Optimizer::new(fixed::Momentum::DEFAULT).unwrap().grouped(groups).unwrap(),
    );
    let averages = (
        Ema::new(0.9).unwrap(),
        VectorEma::new(0.9).unwrap(),
        ParameterEma::new(0.9).unwrap(),
        Swa::new(),
        (
            fixed::average::ParameterEma::new(0.9).unwrap(),
            fixed::average::Swa::new(fixed::Stochastic::new(3)),
        ),
    );
    let feedbacks = (
        EarlyStopping::new(EarlyStoppingOptions::DEFAULT).unwrap(),
        ReduceOnPlateau::new(0.1, PlateauOptions::DEFAULT).unwrap(),
        RangeAnalysis::new(RangeOptions::LOSS).unwrap(),
    );
    let data = (
        Normalizer { mean: [0.0; 2], scale: [1.0; 2] },
        RunningStatistics::new(),
        Reservoir::new(5),
        Prototypes::new(),
        SnapshotEnsemble::new(),
    );
    let metrics = (Forgetting::new(), ConfusionMatrix::new());
    ([0.5; N], optimizers, averages, feedbacks, data, metrics, [(0, None), (1, Some(2))])
}

/// A step of everything, on whatever was loaded: it may refuse, but it does not panic.
fn goes_on(training: &mut Training) {
    let (w, optimizers, averages, feedbacks, data, metrics, _) = training;
    let g = [0.25, -0.5, 1e-3, 0.0, 1.0, -2.0];
    let _ = optimizers.0.step(w, &g, 0.01);
    let _ = optimizers.1.step(w, &g, 0.01);
    let _ = optimizers.2.step(w, &g, 0.01);
    let integers = [fixed::Gradient::from_bits(77); N];
    let rate = fixed::Rate::from_f32(0.01).unwrap();
    let _ = optimizers.3.step(&mut [fixed::Weight::from_bits(1); N], &integers, rate);
    let mut weights = [fixed::Weight::from_bits(1); N];
    let _ = optimizers.4.step(&mut weights, &integers, rate);
    if let Ok(mut step) = optimizers.4.begin(&mut weights, &integers, rate) {
        step.advance(1);
    }
    let _ = averages.0.push(1.0);
    let _ = averages.1.push(&[1.0, 2.0]);
    let _ = averages.2.push(&[1.0, 2.0]);
    let _ = averages.3.push(&[1.0, 2.0]);
    let moved = [fixed::Weight::from_bits(1), fixed::Weight::from_bits(-1 << 20)];
    let _ = averages.4.0.push(&moved);
    let _ = averages.4.1.push(&moved);
    feedbacks.0.observe(0.5);
    feedbacks.1.observe(0.5);
    let _ = feedbacks.2.observe(0.5, 0.5);
    let _ = (feedbacks.2.suggest(), data.0.apply(&[1.0, 2.0]), data.2.pick(3));
    let _ = data.1.push(&[1.0, 2.0]);
    let _ = data.2.push(&[1.0, 2.0], 1);
    let _ = data.3.push(1, &[1.0, 2.0]);
    let _ = data.4.push(&[1.0, 2.0]);
    let _ = metrics.0.push(1, 0.5);
    let _ = metrics.1.push(1, 0);
    let _ = (metrics.0.mean(), metrics.1.accuracy());
}

fn saved(training: &Training) -> Vec<u8> {
    let mut bytes = vec![0; LENGTH];
    checkpoint::save(training, IDENTITY, &mut Buffer::new(&mut bytes)).unwrap();
    bytes
}

/// Of a training that has taken a few steps.
static VALID: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut training = training();
    (0..4).for_each(|_| goes_on(&mut training));
    saved(&training)
});
static COUNTS: Counts = Counts::new();

fuzz_target!(|bytes: &[u8]| {
    let mut loaded = training();
    let before = saved(&loaded);
    let accepted = checkpoint::load(&mut loaded, IDENTITY, &mut Bytes::new(bytes)).is_ok();
    COUNTS.add(bytes, accepted);
    if !accepted {
        assert!(saved(&loaded) == before, "a refused checkpoint changed something");
        return;
    }
    // What stands for nothing may have been anything; saved once, it is what it is.
    let once = saved(&loaded);
    let mut again = training();
    checkpoint::load(&mut again, IDENTITY, &mut Bytes::new(&once)).unwrap();
    assert!(saved(&again) == once);
    goes_on(&mut again);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, &VALID)
});
