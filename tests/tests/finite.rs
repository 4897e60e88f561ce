//! Finite in, finite out: every loss, average and follower of a metric of the catalogue, on numbers at the
//! ends of their range: `cargo test -p thalweg-tests --test finite`.

use oorandom::Rand32;
use thalweg::{
    average::{Ema, ParameterEma, ParameterEmaOptions, Swa, VectorEma},
    data::{Normalizer, RunningStatistics},
    feedback::{
        EarlyStopping, EarlyStoppingOptions, Feedback, Goal, PlateauOptions, RangeAnalysis,
        RangeOptions, ReduceOnPlateau, Threshold, Verdict,
    },
    loss::{Distillation, DistillationWithLabels, SoftmaxCrossEntropy},
};
use thalweg_catalogue::losses;

const ENDS: [f32; 16] = [
    0.0,
    -0.0,
    1e-45,
    -1e-45,
    f32::MIN_POSITIVE,
    0.5,
    1.0,
    -1.0,
    100.0,
    -1e10,
    1e19,
    -1e30,
    3e38,
    -3e38,
    f32::MAX,
    f32::MIN,
];

/// A number near an end, or an ordinary one.
fn number(random: &mut Rand32) -> f32 {
    match random.rand_range(0..3) {
        0 => random.rand_float() * 8.0 - 4.0,
        _ => ENDS[random.rand_range(0..16) as usize],
    }
}

fn is_finite(what: &str, loss: f32, gradient: &[f32]) {
    assert!(loss.is_finite() && loss >= 0.0, "{what}: a loss of {loss}");
    assert!(gradient.iter().all(|g| g.is_finite()), "{what}: {gradient:?}");
}

#[test]
fn every_loss_is_finite() {
    let mut random = Rand32::new(1);
    for _ in 0..50_000 {
        let length = random.rand_range(1..5) as usize;
        let outputs: Vec<f32> = (0..length).map(|_| number(&mut random)).collect();
        let wild: Vec<f32> = (0..length).map(|_| number(&mut random)).collect();
        let mut shares: Vec<f32> = (0..length).map(|_| random.rand_float()).collect();
        let total: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= total);
        let chosen = random.rand_range(0..length as u32) as usize;
        macro_rules! target {
            (values, $values:ident) => {
                $values
            };
            (class, $values:ident) => {{
                let _of_the_class: &[f32] = $values;
                chosen
            }};
        }
        macro_rules! each {
            ($($name:ident: $loss:ty = $value:expr, $method:ident($($target:ident),*);)*) => {$(
                for values in [&wild, &shares] {
                    let mut gradient = outputs.clone();
                    // What is no probability is refused where one is wanted.
                    if let Ok(loss) = $value.$method(&mut gradient, $(target!($target, values)),*) {
                        is_finite(stringify!($name), loss, &gradient);
                    }
                }
            )*};
        }
        losses!(each);
        for label_smoothing in [0.0, 0.1, 0.999] {
            let loss = SoftmaxCrossEntropy { label_smoothing };
            let mut gradient = outputs.clone();
            is_finite("smoothed", loss.value_and_grad(&mut gradient, chosen).unwrap(), &gradient);
            let weights: Vec<f32> = wild.iter().map(|w| w.abs() / 8.0).collect();
            let (mut gradient, loss) = (outputs.clone(), loss.weighted(&weights));
            is_finite("weighted", loss.value_and_grad(&mut gradient, chosen).unwrap(), &gradient);
        }
        for temperature in [f32::MIN_POSITIVE, 1e-10, 0.5, 3.0, 1e10, 1e30] {
            let mut gradient = outputs.clone();
            let loss = Distillation { temperature }.value_and_grad(&mut gradient, &wild).unwrap();
            is_finite("distillation", loss, &gradient);
            for alpha in [0.0, 0.5, 1.0] {
                let mut gradient = outputs.clone();
                let loss = DistillationWithLabels { temperature, alpha };
                let value = loss.value_and_grad(&mut gradient, &wild, chosen).unwrap();
                is_finite("with labels", value, &gradient);
            }
        }
    }
}

#[test]
fn every_average_is_finite() {
    let mut random = Rand32::new(2);
    for step in 0..3_000 {
        let decay = [0.0, 0.5, 0.9, 0.999, 1.0 - f32::EPSILON / 2.0][step % 5];
        let mut ema = Ema::new(decay).unwrap();
        let mut vector = VectorEma::<[f32; 2]>::new(decay).unwrap();
        let (warmup, step_size) = (step % 2 == 0, 1.0 - decay);
        let options = ParameterEmaOptions { step_size, warmup, start_after: step as u32 % 3 };
        let mut parameters = ParameterEma::<[f32; 2]>::with_options(options).unwrap();
        let mut swa = Swa::<[f32; 2]>::new();
        for _ in 0..20 {
            let x = [number(&mut random), number(&mut random)];
            ema.push(x[0]).unwrap();
            vector.push(&x).unwrap();
            parameters.push(&x).unwrap();
            swa.push(&x).unwrap();
            let numbers = [ema.value(), ema.corrected()];
            let vectors = [vector.value(), parameters.value(), swa.value()].concat();
            let all: Vec<f32> =
                numbers.into_iter().chain(vectors).chain(vector.corrected()).collect();
            assert!(all.iter().all(|x| x.is_finite()), "{all:?}");
        }
    }
    // The way from one to the other is longer than the largest number.
    let mut average = ParameterEma::<[f32; 1]>::new(0.9).unwrap();
    average.push(&[3e38]).unwrap();
    average.push(&[-3e38]).unwrap();
    assert!((average.value()[0] / 2.4e38 - 1.0).abs() < 1e-6);
    let mut average = Swa::<[f32; 1]>::new();
    average.push(&[3e38]).unwrap();
    average.push(&[-3e38]).unwrap();
    assert_eq!(average.value(), [0.0]);
}

#[test]
fn everything_that_prepares_samples_is_finite() {
    let mut random = Rand32::new(4);
    for _ in 0..3_000 {
        let mut statistics = RunningStatistics::<[f32; 2]>::new();
        for _ in 0..10 {
            let x = [number(&mut random), number(&mut random)];
            statistics.push(&x).unwrap();
            let (mut prepared, mut later) = (x, [number(&mut random), number(&mut random)]);
            statistics.normalize(&mut prepared).unwrap();
            statistics.normalize(&mut later).unwrap();
            let scale: Vec<f32> = statistics.scale().collect();
            let normalizer = Normalizer { mean: x, scale: [scale[0], scale[1]] };
            let applied = normalizer.apply(&[number(&mut random), number(&mut random)]);
            let all = [prepared, later, applied].concat();
            assert!(all.iter().chain(&scale).all(|x| x.is_finite()), "{all:?} {scale:?}");
        }
        let mut wrong = [0.0, f32::NAN];
        assert!(statistics.normalize(&mut wrong).is_err());
        assert_eq!(wrong[0], 0.0);
    }
}

#[test]
fn what_follows_a_metric_is_finite() {
    let mut random = Rand32::new(3);
    let wild = |random: &mut Rand32| match random.rand_range(0..8) {
        0 => f32::NAN,
        1 => f32::INFINITY,
        2 => f32::NEG_INFINITY,
        _ => number(random),
    };
    for round in 0..3_000 {
        let goal = [Goal::Minimize, Goal::Maximize][round % 2];
        let threshold = [Threshold::Relative(0.1), Threshold::Absolute(1.0)][round / 2 % 2];
        let options = PlateauOptions { goal, threshold, patience: 1, ..PlateauOptions::DEFAULT };
        let mut plateau = ReduceOnPlateau::new(f32::MAX, options).unwrap();
        let options = EarlyStoppingOptions { goal, threshold, ..EarlyStoppingOptions::DEFAULT };
        let mut stopping = EarlyStopping::new(options).unwrap();
        let mut range = RangeAnalysis::new(RangeOptions { goal, ..RangeOptions::LOSS }).unwrap();
        for step in 0..40 {
            let metric = wild(&mut random);
            assert!(plateau.observe(metric).is_finite() && plateau.value() >= 0.0);
            assert!(plateau.best().is_none_or(f32::is_finite));
            match stopping.observe(metric) {
                Verdict::Improved => assert!(metric.is_finite()),
                Verdict::Wait { .. } | Verdict::Stop { .. } => {}
            }
            assert!(stopping.best().is_none_or(|best| best.metric.is_finite()));
            let _refused_or_not = range.observe(step as f32, metric);
            assert!(range.smoothed().is_finite());
        }
    }
}

#[test]
fn a_metric_below_zero_that_stands_still_is_seen() {
    // −1.0 again and again: a tenth of it is no gain.
    let threshold = Threshold::Relative(0.1);
    let options = PlateauOptions { factor: 0.5, patience: 0, threshold, ..PlateauOptions::DEFAULT };
    let mut plateau = ReduceOnPlateau::new(1.0, options).unwrap();
    assert_eq!([-1.0; 3].map(|metric| plateau.observe(metric)), [1.0, 0.5, 0.25]);
    let options = EarlyStoppingOptions { patience: 1, threshold, ..EarlyStoppingOptions::DEFAULT };
    let mut stopping = EarlyStopping::new(options).unwrap();
    assert_eq!(stopping.observe(-1.0), Verdict::Improved);
    assert!(matches!(stopping.observe(-1.05), Verdict::Stop { .. }));
    assert_eq!(stopping.observe(-1.2), Verdict::Improved);
}
