//! Finite in, finite out: every loss, average and follower of a metric of the catalogue, and what prepares samples and
//! starts parameters, on numbers at the ends of their range: `cargo test -p thalweg-tests --test finite`.

use oorandom::Rand32;
use thalweg::{
    average::{Ema, ParameterEma, ParameterEmaOptions, Swa, VectorEma, interpolate},
    data::{Augmentation, Mixup, Normalizer, RunningStatistics},
    feedback::{
        EarlyStopping, EarlyStoppingOptions, Feedback, Goal, PlateauOptions, RangeAnalysis,
        RangeOptions, ReduceOnPlateau, Threshold, Verdict,
    },
    loss::{Distillation, DistillationWithLabels, SoftmaxCrossEntropy, Triplet},
    metric::ConfusionMatrix,
    nn::{Distribution, Kaiming, Prototypes, Xavier},
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
fn no_loss_is_that_of_nothing() {
    macro_rules! target {
        (values) => {
            &[]
        };
        (class) => {
            0
        };
    }
    macro_rules! each {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($($target:ident),*);)*) => {$(
            let loss = $value.$method(&mut [], $(target!($target)),*);
            assert!(loss.is_err(), "{}: {loss:?}", stringify!($name));
        )*};
    }
    losses!(each);
}

#[test]
fn the_loss_of_three_outputs_is_finite() {
    let mut random = Rand32::new(5);
    for _ in 0..50_000 {
        let mut draw = || [number(&mut random), number(&mut random)];
        let (mut anchor, mut positive, mut negative) = (draw(), draw(), draw());
        let margin = ENDS[random.rand_range(0..16) as usize];
        let triplet = Triplet { margin };
        let Ok(loss) = triplet.value_and_grad(&mut anchor, &mut positive, &mut negative) else {
            continue;
        };
        is_finite("triplet", loss, &[anchor, positive, negative].concat());
        // Parts of directions.
        assert!(positive.iter().chain(&negative).all(|g| g.abs() < 1.000_001), "{positive:?}");
    }
    // A triangle of sides 3, 4 and 5 has its lengths and directions whatever its size.
    for size in [1e-38, 1e-30, 1e-20, 1.0, 1e19, 1e30, 3e37] {
        let (mut anchor, mut positive, mut negative) =
            ([0.0; 2], [3.0 * size, 4.0 * size], [0.0; 2]);
        let triplet = Triplet { margin: size };
        let loss = triplet.value_and_grad(&mut anchor, &mut positive, &mut negative).unwrap();
        assert!((loss / (6.0 * size) - 1.0).abs() < 1e-6, "{size:e}: {loss:e}");
        for (found, expected) in positive.iter().zip([0.6, 0.8]) {
            assert!((found - expected).abs() < 1e-6, "{size:e}: {positive:?}");
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
fn what_changes_samples_is_finite_whatever_its_settings() {
    let settings = [0.0, 0.3, 100.0, 1e20, f32::MAX];
    let mut random = Rand32::new(6);
    for rotation in settings {
        for (scaling, jitter) in settings.into_iter().flat_map(|s| settings.map(|j| (s, j))) {
            let jitter = [jitter, 0.1];
            let augmentation = Augmentation { shift: 2, rotation, scaling, jitter, seed: 1 };
            for sample in 0..20 {
                let mut window: [f32; 24] = std::array::from_fn(|_| number(&mut random));
                augmentation.apply(sample, &mut window).unwrap();
                assert!(window.iter().all(|x| x.is_finite()), "{augmentation:?}: {window:?}");
            }
        }
    }
    for alpha in [1e-45, 1e-10, 0.2, 1.0] {
        let mixup = Mixup { alpha, seed: 3 };
        for sample in 0..1_000 {
            let (mut x, other) = ([number(&mut random)], [number(&mut random)]);
            mixup.mix(sample, &mut x, &other).unwrap();
            assert!(x[0].is_finite(), "{mixup:?}: {x:?}");
        }
    }
}

#[test]
fn what_parameters_start_from_is_finite_whatever_the_gain() {
    for distribution in [Distribution::Uniform, Distribution::Normal] {
        for gain in [1e-45, 1.0, 1e38, f32::MAX] {
            for fan_in in [1, 2, 100] {
                let mut parameters = vec![0.0; 3 * (fan_in + 1)];
                Kaiming { distribution, gain }.fill(fan_in, &mut parameters, 7).unwrap();
                assert!(
                    parameters.iter().all(|w| w.is_finite()),
                    "Kaiming, {gain:e}: {parameters:?}"
                );
                Xavier { distribution, gain }.fill(fan_in, 0, &mut parameters, 7).unwrap();
                assert!(
                    parameters.iter().all(|w| w.is_finite()),
                    "Xavier, {gain:e}: {parameters:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_not_finite_is_refused_where_two_are_mixed() {
    for (mixed, other) in [([1.0, f32::NAN], [0.0; 2]), ([1.0; 2], [0.0, f32::INFINITY])] {
        let kept = |x: [f32; 2]| x.map(f32::to_bits);
        let mut x = mixed;
        assert!(interpolate(&mut x, &other, 0.5).is_err());
        assert!(Mixup { alpha: 1.0, seed: 1 }.mix(0, &mut x, &other).is_err());
        assert_eq!(kept(x), kept(mixed));
    }
}

#[test]
fn outputs_of_classes_not_seen_yet_go_into_losses_and_metrics() {
    let mut prototypes = Prototypes::<3, 1>::new();
    prototypes.push(1, &[3e38]).unwrap();
    for x in [0.0, 3e38, f32::MIN] {
        let mut outputs = [0.0; 3];
        prototypes.outputs(&[x], &mut outputs).unwrap();
        ConfusionMatrix::<3>::new().push_outputs(1, &outputs).unwrap();
        assert_eq!(prototypes.predict(&[x]), Ok(Some(1)), "{outputs:?}");
        let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut outputs, 1).unwrap();
        is_finite("prototypes", loss, &outputs);
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
