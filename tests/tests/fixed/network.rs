//! Layers, losses and what prepares them: the formula in float64 at any shape, central differences, the twin in floats.

use oorandom::Rand32;
use proptest::prelude::*;
use thalweg::{
    data,
    fixed::{
        Activation, Gradient, GradientSum, Loss, Q, Weight,
        data::Normalizer,
        gradient::{AddDecayedWeights, ClipByGlobalNorm, mean},
        loss::{Hinge, MeanSquaredError, SoftmaxCrossEntropy},
        metric::argmax,
        nn::{Dense, relu, relu_backward},
    },
    gradient::clip_by_global_norm,
    loss, nn,
};

type X = Activation<11>;
type D = Gradient<13>;

const UNIT: f64 = 1.0 / 2048.0;
const SLOPE: f64 = 1.0 / 8192.0;

fn float<T: Copy + Into<i64>, const F: u32>(q: Q<T, F>) -> f64
where
    Q<T, F>: Copy,
{
    let bits: i64 = q.to_bits().into();
    bits as f64 / 2_f64.powi(F as i32)
}

fn floats<T: Copy + Into<i64>, const F: u32>(all: &[Q<T, F>]) -> Vec<f64> {
    all.iter().map(|&q| float(q)).collect()
}

/// Numbers up to `end`.
struct Numbers(Rand32);

impl Numbers {
    fn of<T>(&mut self, count: usize, end: f32, from: impl Fn(f32) -> T) -> Vec<T> {
        (0..count).map(|_| from((self.0.rand_float() * 2.0 - 1.0) * end)).collect()
    }

    fn weights(&mut self, count: usize, end: f32) -> Vec<Weight> {
        self.of(count, end, Weight::saturating_from_f32)
    }

    fn values(&mut self, count: usize, end: f32) -> Vec<X> {
        self.of(count, end, X::saturating_from_f32)
    }
}

fn dense(outputs: usize, w: &[f64], x: &[f64]) -> Vec<f64> {
    let row = |row: &[f64]| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + row[x.len()];
    (0..outputs).map(|o| row(&w[o * (x.len() + 1)..(o + 1) * (x.len() + 1)])).collect()
}

fn cross_entropy(z: &[f64], target: usize) -> f64 {
    let largest = z.iter().copied().fold(f64::MIN, f64::max);
    z.iter().map(|z| (z - largest).exp()).sum::<f64>().ln() + largest - z[target]
}

fn hinge(z: &[f64], target: usize) -> f64 {
    let others = z.iter().enumerate().filter(|(class, _)| *class != target);
    others.map(|(_, other)| 1.0 + other - z[target]).fold(0.0, f64::max)
}

/// ∂f/∂x by central differences.
fn slopes(x: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let step = 1e-6;
    let moved = |i: usize, way: f64| {
        let mut x = x.to_vec();
        x[i] += way;
        f(&x)
    };
    (0..x.len()).map(|i| (moved(i, step) - moved(i, -step)) / (2.0 * step)).collect()
}

fn near(found: &[f64], right: &[f64], bound: f64) {
    assert_eq!(found.len(), right.len());
    for (i, (found, right)) in found.iter().zip(right).enumerate() {
        assert!((found - right).abs() <= bound, "{i}: {found} for {right}");
    }
}

proptest! {
    #[test]
    fn a_dense_layer_is_rounded_once(
        inputs in 0..40_usize, outputs in 0..12_usize, end in 0.1..40.0_f32, seed in any::<u64>(),
    ) {
        let layer = Dense::new(inputs, outputs);
        let mut numbers = Numbers(Rand32::new(seed));
        let (w, x) = (numbers.weights(layer.parameters(), end), numbers.values(inputs, 16.0));
        let mut y = vec![X::default(); outputs];
        let saturated = layer.forward(&w, &x, &mut y).unwrap();
        let exact = dense(outputs, &floats(&w), &floats(&x));
        let ends = |y: f64| y.clamp(-16.0, 16.0 - UNIT);
        let bounded: Vec<_> = exact.iter().map(|&y| ends((y / UNIT).round() * UNIT)).collect();
        near(&floats(&y), &bounded, 0.0);
        let beyond = exact.iter().filter(|&&y| ends((y / UNIT).round() * UNIT) != (y / UNIT).round() * UNIT);
        prop_assert_eq!(saturated, beyond.count());
        // −x, without a bias.
        let w: Vec<_> = (0..w.len()).map(|i| if i % (inputs + 1) == inputs { Q::from_bits(0) } else { w[i] }).collect();
        let minus: Vec<_> = x.iter().map(|x| X::from_bits(x.to_bits().saturating_neg())).collect();
        let x: Vec<_> = minus.iter().map(|x| X::from_bits(-x.to_bits())).collect();
        let mut other = y.clone();
        layer.forward(&w, &x, &mut y).unwrap();
        layer.forward(&w, &minus, &mut other).unwrap();
        for (y, other) in y.iter().zip(&other) {
            let (y, other) = (i32::from(y.to_bits()), i32::from(other.to_bits()));
            prop_assert!(y == -other || y.max(other) == 32_767 && y.min(other) == -32_768);
        }
    }

    #[test]
    fn gradients_of_a_dense_layer_are_exact_sums(
        inputs in 1..20_usize, outputs in 1..9_usize, samples in 1..5_u32, seed in any::<u64>(),
    ) {
        let layer = Dense::new(inputs, outputs);
        let mut numbers = Numbers(Rand32::new(seed));
        let w = numbers.weights(layer.parameters(), 2.0);
        let mut sums = vec![GradientSum::<24>::default(); w.len()];
        let mut exact = vec![0.0; w.len()];
        for _ in 0..samples {
            let x = numbers.values(inputs, 8.0);
            let delta = numbers.of(outputs, 1.0, D::saturating_from_f32);
            prop_assert_eq!(layer.accumulate(&x, &delta, &mut sums), Ok(0));
            let (x, delta_f) = (floats(&x), floats(&delta));
            let of = |w: &[f64]| dense(outputs, w, &x).iter().zip(&delta_f).map(|(y, d)| y * d).sum();
            // The layer is linear in its weights: a difference of 1 is the slope.
            let zero = vec![0.0; w.len()];
            let base: f64 = of(&zero);
            for i in 0..w.len() {
                let mut one = zero.clone();
                one[i] = 1.0;
                exact[i] += of(&one) - base;
            }
            let mut dx = vec![D::default(); inputs];
            layer.backward(&w, &delta, &mut dx).unwrap();
            let of = |x: &[f64]| dense(outputs, &floats(&w), x).iter().zip(&delta_f).map(|(y, d)| y * d).sum();
            let right: Vec<_> = slopes(&x, of).iter().map(|dx| dx.clamp(-4.0, 4.0 - SLOPE)).collect();
            near(&floats(&dx), &right, SLOPE / 2.0 + 1e-6);
        }
        near(&floats(&sums), &exact, 1e-12);
    }

    #[test]
    fn softmax_is_as_near_as_it_says(count in 1..64_usize, end in 0.01..16.0_f32, seed in any::<u64>()) {
        let mut numbers = Numbers(Rand32::new(seed));
        let z = numbers.values(count, end);
        let target = numbers.0.rand_range(0..count as u32) as usize;
        let mut dz = vec![D::default(); count];
        let (loss, saturated) = SoftmaxCrossEntropy.value_and_grad(&z, target, &mut dz).unwrap();
        prop_assert_eq!(saturated, 0);
        let right = slopes(&floats(&z), |z| cross_entropy(z, target));
        near(&floats(&dz), &right, 1.0 / 8192.0 + SLOPE / 2.0 + 1e-6);
        let right = cross_entropy(&floats(&z), target);
        prop_assert!((float(loss) - right).abs() <= 1.0 / 4096.0, "{} for {}", float(loss), right);
        let mut twin: Vec<f32> = z.iter().map(|z| z.to_f32()).collect();
        let value = loss::SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut twin, target).unwrap();
        prop_assert!((f64::from(value) - float(loss)).abs() <= 1.0 / 4096.0);
        near(&floats(&dz), &twin.iter().map(|&z| f64::from(z)).collect::<Vec<_>>(), 2e-4);
    }

    #[test]
    fn a_hinge_is_its_formula(count in 1..20_usize, end in 0.1..16.0_f32, seed in any::<u64>()) {
        let mut numbers = Numbers(Rand32::new(seed));
        let z = numbers.values(count, end);
        let target = numbers.0.rand_range(0..count as u32) as usize;
        let mut dz = vec![D::default(); count];
        let (loss, _) = Hinge.value_and_grad(&z, target, &mut dz).unwrap();
        let exact = floats(&z);
        prop_assert_eq!(float(loss), hinge(&exact, target));
        let mut sorted: Vec<_> = (0..count).filter(|&c| c != target).map(|c| z[c].to_bits()).collect();
        sorted.sort_unstable();
        let ties = sorted.len() > 1 && sorted[sorted.len() - 1] == sorted[sorted.len() - 2];
        let corner = loss.to_bits() == 0 && sorted.last().is_some_and(|z_c| i32::from(*z_c) + 2048 == i32::from(z[target].to_bits()));
        if !ties && !corner {
            near(&floats(&dz), &slopes(&exact, |z| hinge(z, target)), 1e-6);
        }
    }

    #[test]
    fn squared_errors_are_those_of_floats(count in 1..40_usize, end in 0.1..16.0_f32, seed in any::<u64>()) {
        let mut numbers = Numbers(Rand32::new(seed));
        let (y, t) = (numbers.values(count, end), numbers.values(count, end));
        let mut dy = vec![D::default(); count];
        let (loss, saturated) = MeanSquaredError.value_and_grad(&y, &t, &mut dy).unwrap();
        let mean = |y: &[f64]| y.iter().zip(floats(&t)).map(|(y, t)| (y - t).powi(2)).sum::<f64>() / count as f64;
        let right = slopes(&floats(&y), mean);
        prop_assert_eq!(saturated > 0, right.iter().any(|d| !(-4.00004..4.0 - SLOPE / 2.0).contains(d)));
        for (found, right) in floats(&dy).iter().zip(&right) {
            let bound = SLOPE / 2.0 + right.abs() / 65_536.0 + 1e-6;
            prop_assert!((found - right.clamp(-4.0, 4.0 - SLOPE)).abs() <= bound, "{found} for {right}");
        }
        let missed = mean(&floats(&y)) - float(loss);
        prop_assert!((0.0..1.0 / 65_536.0).contains(&missed), "{missed}");
        let mut twin: Vec<f32> = y.iter().map(|y| y.to_f32()).collect();
        let targets: Vec<f32> = t.iter().map(|t| t.to_f32()).collect();
        let value = loss::MeanSquaredError.value_and_grad(&mut twin, &targets).unwrap();
        prop_assert!((f64::from(value) - float(loss)).abs() < 1e-4 * (1.0 + f64::from(value)));
    }

    #[test]
    fn a_network_goes_down_the_slope_of_its_loss(
        inputs in 1..8_usize, hidden in 1..9_usize, classes in 2..6_usize, seed in any::<u64>(),
    ) {
        let (first, last) = (Dense::new(inputs, hidden), Dense::new(hidden, classes));
        let n = first.parameters();
        let mut numbers = Numbers(Rand32::new(seed));
        let w = numbers.weights(n + last.parameters(), 1.0);
        let (x, target) = (numbers.values(inputs, 2.0), numbers.0.rand_range(0..classes as u32) as usize);
        let (mut h, mut z) = (vec![X::default(); hidden], vec![X::default(); classes]);
        let (mut dh, mut dz) = (vec![D::default(); hidden], vec![D::default(); classes]);
        let mut sums = vec![GradientSum::<24>::default(); w.len()];
        first.forward(&w[..n], &x, &mut h).unwrap();
        relu(&mut h);
        last.forward(&w[n..], &h, &mut z).unwrap();
        SoftmaxCrossEntropy.value_and_grad(&z, target, &mut dz).unwrap();
        last.accumulate(&h, &dz, &mut sums[n..]).unwrap();
        last.backward(&w[n..], &dz, &mut dh).unwrap();
        relu_backward(&h, &mut dh).unwrap();
        first.accumulate(&x, &dh, &mut sums[..n]).unwrap();
        let x = floats(&x);
        let before = dense(hidden, &floats(&w)[..n], &x);
        // At the corner of a ReLU there is no slope.
        prop_assume!(before.iter().all(|y| y.abs() > UNIT));
        let network = |w: &[f64]| {
            let h: Vec<_> = dense(hidden, &w[..n], &x).iter().map(|y| y.max(0.0)).collect();
            cross_entropy(&dense(classes, &w[n..], &h), target)
        };
        near(&floats(&sums), &slopes(&floats(&w), network), 5e-3);
        // The twin in floats, with the same weights.
        let (mut twin_h, mut twin_z) = (vec![0.0; hidden], vec![0.0; classes]);
        let twin = nn::Mlp::new(inputs, hidden, classes);
        let (w, x): (Vec<f32>, Vec<f32>) =
            (w.iter().map(|w| w.to_f32()).collect(), x.iter().map(|&x| x as f32).collect());
        twin.forward(&w, &x, &mut twin_h, &mut twin_z).unwrap();
        near(&floats(&z), &twin_z.iter().map(|&z| f64::from(z)).collect::<Vec<_>>(), 0.01);
        loss::SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut twin_z, target).unwrap();
        let mut gradient = vec![0.0; w.len()];
        twin.backward(&w, &x, &mut twin_h, &twin_z, &mut gradient).unwrap();
        near(&floats(&sums), &gradient.iter().map(|&g| f64::from(g)).collect::<Vec<_>>(), 5e-3);
    }

    #[test]
    fn what_is_done_to_a_gradient_is_done_as_in_floats(
        count in 1..60_usize, samples in 1..100_u32, end in 0.001..127.0_f32, most in 0.01..20.0_f32, seed in any::<u64>(),
    ) {
        let mut numbers = Numbers(Rand32::new(seed));
        let sums = numbers.of(count, end, GradientSum::<24>::saturating_from_f32);
        let mut g = vec![Gradient::<12>::default(); count];
        let saturated = mean(&sums, samples, &mut g).unwrap();
        let unit = 1.0 / 4096.0;
        let right: Vec<_> = floats(&sums).iter().map(|sum| sum / f64::from(samples)).collect();
        for (found, right) in floats(&g).iter().zip(&right) {
            let bound = unit / 2.0 + right.abs() / 65_536.0;
            prop_assert!((found - right.clamp(-8.0, 8.0 - unit)).abs() <= bound, "{found} for {right}");
        }
        // Within the slack of 1/n an end is met or not.
        let beyond = |slack: f64| {
            let ends = -8.0 - unit / 2.0 - slack..8.0 - unit / 2.0 + slack;
            right.iter().filter(|right| !ends.contains(*right)).count()
        };
        prop_assert!((beyond(1.0 / 4096.0)..=beyond(-1.0 / 4096.0)).contains(&saturated), "{saturated}");
        let w = numbers.weights(count, 100.0);
        let mut decayed = g.clone();
        AddDecayedWeights::new(0.01).unwrap().apply(&w, &mut decayed).unwrap();
        for ((found, g), w) in floats(&decayed).iter().zip(floats(&g)).zip(floats(&w)) {
            let right = (g + 0.01 * w).clamp(-8.0, 8.0 - unit);
            prop_assert!((found - right).abs() <= unit / 2.0 + w.abs() / 131_072.0 + 1e-9, "{found} for {right}");
        }
        let mut twin: Vec<f32> = g.iter().map(|g| g.to_f32()).collect();
        let scaled = ClipByGlobalNorm::new(most).unwrap().apply(&mut g);
        let wanted = clip_by_global_norm(&mut twin, most).unwrap();
        if (wanted.norm / most - 1.0).abs() > 1e-3 {
            prop_assert_eq!(scaled, wanted.scaled);
        }
        for (found, right) in floats(&g).iter().zip(&twin) {
            let right = f64::from(*right);
            prop_assert!((found - right).abs() <= unit / 2.0 + right.abs() / 8192.0 + f64::from(1e-3 / most) * unit, "{found} for {right}");
        }
    }

    #[test]
    fn a_normaliser_is_its_namesake(seed in any::<u64>(), center in -7.0..7.0_f32, scale in 0.01..15.9_f32) {
        let mut numbers = Numbers(Rand32::new(seed));
        let x: [Q<i16, 12>; 6] = numbers.of(6, 8.0, Q::<i16, 12>::saturating_from_f32).try_into().unwrap();
        let twin = data::Normalizer { mean: [center; 6], scale: [scale; 6] };
        let mut z = [X::default(); 6];
        let saturated = Normalizer::new(twin.mean, twin.scale).unwrap().apply(&x, &mut z).unwrap();
        let right = twin.apply(&x.map(Q::<i16, 12>::to_f32));
        for (found, right) in floats(&z).iter().zip(right) {
            let (right, bound) = (f64::from(right), UNIT * 0.51 + f64::from(right.abs().max(scale)) / 30_000.0);
            prop_assert!((found - right.clamp(-16.0, 16.0 - UNIT)).abs() <= bound, "{found} for {right}");
        }
        let beyond = |end: f32| right.iter().filter(|z| z.abs() > end).count();
        prop_assert!((beyond(16.01)..=beyond(15.98)).contains(&saturated), "{saturated}");
    }
}

/// Settings and shapes that an integer cannot hold.
#[test]
fn what_has_no_place_is_refused_and_says_what_is_allowed() {
    let decay =
        |weight_decay| AddDecayedWeights::new(weight_decay).map_err(|error| error.to_string());
    for weight_decay in [0.0, 5e-6, 1e-5, 0.5, 0.999_99] {
        let mut g = [Gradient::<12>::default(); 1];
        decay(weight_decay)
            .unwrap()
            .apply(&[Weight::<22>::saturating_from_f32(300.0)], &mut g)
            .unwrap();
        let right = f64::from(weight_decay * 300.0).min(8.0 - 1.0 / 4096.0);
        assert!((float(g[0]) - right).abs() <= 1.0 / 8192.0 + 1e-4, "{weight_decay}: {g:?}");
    }
    for weight_decay in [1.0, 1.5, -0.1, 1e-11, f32::NAN] {
        let error = decay(weight_decay).unwrap_err();
        assert_eq!(
            error,
            format!("weight_decay is {weight_decay}; allowed: 0, or at least 2^-32 and below 1")
        );
    }
    let (z, mut dz) = (vec![X::default(); 1 << 16], vec![D::default(); 1 << 16]);
    let error = SoftmaxCrossEntropy.value_and_grad(&z, 0, &mut dz).unwrap_err().to_string();
    assert_eq!(error, "classes is 65536; allowed: fewer than 65536");
    let few = &mut dz[..65_535];
    let (loss, _) = SoftmaxCrossEntropy.value_and_grad(&z[..65_535], 65_534, few).unwrap();
    assert!((float(loss) - 65_535_f64.ln()).abs() < 1e-3, "{loss:?}");
    let mut beyond = [Activation::<0>::default(); 1];
    let normalizer = Normalizer::new([-32_768.0], [0.000_976_562_5]).unwrap();
    assert_eq!(normalizer.apply(&[Q::<i16, 0>::from_bits(32_767)], &mut beyond), Ok(1));
}

/// Every class but one is as far away, so that the errors of all add up.
#[test]
fn softmax_of_many_classes_keeps_its_bound() {
    const CLASSES: usize = 64;
    let bound = CLASSES as f64 / 16_384.0;
    for away in (0..=i16::MAX).step_by(97) {
        let mut z = [X::from_bits(-away); CLASSES];
        z[3] = X::from_bits(0);
        let mut dz = [D::default(); CLASSES];
        let (loss, _) = SoftmaxCrossEntropy.value_and_grad(&z, 3, &mut dz).unwrap();
        let exact = floats(&z);
        assert!((float(loss) - cross_entropy(&exact, 3)).abs() <= 1.0 / 8192.0 + bound, "{away}");
        near(&floats(&dz), &slopes(&exact, |z| cross_entropy(z, 3)), bound + SLOPE / 2.0);
    }
}

#[test]
fn what_meets_its_end_is_counted() {
    let layer = Dense::new(1, 2);
    let w = [500.0, 0.0, -500.0, 0.0].map(Weight::<22>::saturating_from_f32);
    let (x, mut y) = ([X::saturating_from_f32(16.0)], [X::default(); 2]);
    assert_eq!(layer.forward(&w, &x, &mut y), Ok(2));
    assert_eq!(y.map(X::to_bits), [i16::MAX, i16::MIN]);
    let mut dx = [D::default()];
    let delta = [1.0, -1.0].map(D::saturating_from_f32);
    assert_eq!(layer.backward(&w, &delta, &mut dx), Ok(1));
    assert_eq!(dx, [D::from_bits(i16::MAX)]);
    let mut sums = [GradientSum::<24>::from_bits(i32::MAX - 1); 4];
    assert_eq!(layer.accumulate(&x, &delta, &mut sums), Ok(2));
    assert_eq!(sums[0], GradientSum::from_bits(i32::MAX));
    let sharp = Normalizer::new([0.0], [15.0]).unwrap();
    assert_eq!(sharp.apply(&[Q::<i16, 12>::from_bits(i16::MIN)], &mut y[..1]), Ok(1));
    assert_eq!((y[0].to_bits(), argmax(&y)), (i16::MIN, Some(0)));
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let (layer, mut y) = (Dense::new(2, 1), [X::default(); 1]);
    let (w, x) = ([Weight::<22>::default(); 3], [X::default(); 2]);
    let text = |error: thalweg::Error| error.to_string();
    let refused = |w: &[Weight], x: &[X]| text(layer.forward(w, x, &mut y.clone()).unwrap_err());
    assert_eq!(refused(&w[..2], &x), "parameters has 2 elements; allowed: exactly 3");
    assert_eq!(refused(&w, &x[..1]), "x has 1 elements; allowed: exactly 2");
    assert_eq!(
        text(layer.forward::<22, 11, 11>(&w, &x, &mut []).unwrap_err()),
        "y has 0 elements; allowed: exactly 1"
    );
    let large = Dense::new(1 << 16, 1);
    let error = large.forward(&w, &x, &mut y).unwrap_err();
    assert_eq!(text(error), "inputs is 65536; allowed: fewer than 65536");
    let mut dz = [D::from_bits(7); 2];
    let error = SoftmaxCrossEntropy.value_and_grad(&x, 2, &mut dz).unwrap_err();
    assert_eq!(text(error), "target is 2; allowed: below the number of classes");
    assert!(Hinge.value_and_grad(&x, 2, &mut dz).is_err());
    let error = MeanSquaredError.value_and_grad(&x, &x[..1], &mut dz).unwrap_err();
    assert_eq!(text(error), "targets has 1 elements; allowed: exactly 2");
    assert_eq!(dz, [D::from_bits(7); 2]);
    assert!(MeanSquaredError.value_and_grad::<11, 13>(&[], &[], &mut []).is_err());
    let mut g = [Gradient::<12>::default(); 2];
    assert_eq!(
        text(mean::<24, 12>(&[Q::from_bits(1); 2], 0, &mut g).unwrap_err()),
        "count is 0; allowed: at least 1"
    );
    assert!(mean::<24, 12>(&[Q::from_bits(1)], 1, &mut g).is_err());
    assert!(relu_backward(&x, &mut [D::default()]).is_err());
    let error = text(ClipByGlobalNorm::new(0.0).unwrap_err());
    assert_eq!(error, "max_norm is 0; allowed: above 2^-17 and below 65536");
    let error = text(Normalizer::new([0.0], [-1.0]).unwrap_err());
    assert_eq!(error, "scale is -1; allowed: 0, or at least 2^-29 and below 16");
    assert!(Normalizer::new([0.0], [1e-9]).is_err() && Normalizer::new([0.0], [0.0]).is_ok());
    let fine = Normalizer::new([0.0], [3.0]).unwrap();
    let error = fine.apply::<12, 14>(&[Q::from_bits(0)], &mut [Q::from_bits(0)]).unwrap_err();
    assert_eq!(text(error), "scale is 3; allowed: at least 0 and below 2");
    assert_eq!(Loss::from_bits(1 << 16).to_f32(), 1.0);
}
