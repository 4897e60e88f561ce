//! Rules in integers: nothing overflows, what saturates is counted, and signs are symmetric.

use proptest::prelude::*;
use thalweg::fixed::{
    Adam, AdamInverseRoot, Gradient, Lion, Momentum, Nearest, Nesterov, Optimizer, Rate, Rounding,
    Rule, Sgd, Stochastic, Weight,
};
use thalweg_catalogue::fixed_rules;

const N: usize = 3;
/// The largest rate for which momentum has room in the default formats, before its rounding.
const MOST: u32 = (1 << 28) - (1 << 12);

/// Any gradient, its ends more often than chance would have them.
fn gradient() -> impl Strategy<Value = i16> {
    prop_oneof![4 => any::<i16>(), 1 => Just(i16::MIN), 1 => Just(i16::MAX), 1 => -3..=3_i16]
}

fn gradients() -> impl Strategy<Value = Vec<[i16; N]>> {
    prop::collection::vec([gradient(), gradient(), gradient()], 1..40)
}

fn weights() -> impl Strategy<Value = [i32; N]> {
    let weight = || prop_oneof![any::<i32>(), Just(i32::MAX), -i32::MAX..-i32::MAX + 9];
    [weight(), weight(), weight()].prop_map(|w| w.map(|w| w.max(-i32::MAX)))
}

/// The parameters and the count of saturations after `gradients`.
fn run<R: Rule, D: Rounding, const N: usize>(
    rule: R,
    rounding: D,
    start: [i32; N],
    gradients: &[[i16; N]],
    rate: u32,
) -> Option<([i32; N], u32)> {
    let mut optimizer =
        Optimizer::<R, [Weight; N], D>::with_rounding(rule, rounding).expect("formats");
    let mut w = start.map(Weight::from_bits);
    for g in gradients {
        let g = g.map(Gradient::from_bits);
        optimizer.step(&mut w, &g, Rate::from_bits(rate)).ok()?;
    }
    Some((w.map(Weight::to_bits), optimizer.saturated()))
}

fn negated(gradients: &[[i16; N]]) -> Vec<[i16; N]> {
    gradients.iter().map(|g| g.map(|g| -g)).collect()
}

/// Runs `$check` for every rule of the catalogue, and for some at the ends of their ranges.
macro_rules! every_rule {
    (|$rule:ident| $check:expr) => {
        fixed_rules!(each[|$rule| $check]);
        each! {
            [|$rule| $check]
            momentum: Momentum = Momentum::new(0.996).unwrap();
            nesterov: Nesterov = Nesterov::new(0.996).unwrap();
            adam_slow: Adam = Adam::new(0.98, 0.99999, 0.0).unwrap();
            adam_without_memory: Adam = Adam::new(0.0, 0.0, 1.0).unwrap();
            adam_inverse_root_slow: AdamInverseRoot
                = AdamInverseRoot::new(0.98, 0.99999, 0.0).unwrap();
            adam_inverse_root_without_memory: AdamInverseRoot
                = AdamInverseRoot::new(0.0, 0.0, 1.0).unwrap();
        }
    };
}

macro_rules! each {
    ([|$rule:ident| $check:expr] $($name:ident: $type:ty = $value:expr;)*) => {$(
        // Once, so that `continue` leaves a check.
        for $rule in [$value] {
            let $rule: $type = $rule;
            $check;
        }
    )*};
}

/// Gradients of 8 to 15 bits, of either sign: whose averages lose nothing worth mentioning.
fn large_gradients() -> impl Strategy<Value = Vec<i16>> {
    let gradient = (any::<bool>(), 8..=15_u32, any::<u16>()).prop_map(|(negative, size, bits)| {
        let magnitude = (1 << (size - 1) | bits & ((1 << (size - 1)) - 1)) as i16;
        if negative { -magnitude } else { magnitude }
    });
    prop::collection::vec(gradient, 1..200)
}

/// Every step of the rule is η · `step`(m̂, v̂), in units of the gradient, within its error bound.
fn follow(
    rule: impl Rule,
    betas: (f64, f64),
    gradients: &[i16],
    rate: u32,
    step: impl Fn(f64, f64) -> f64,
) {
    let mut optimizer = Optimizer::<_, [Weight; 1]>::new(rule).unwrap();
    let mut w = [Weight::from_bits(0)];
    let rounded = |beta: f64| (beta * 65_536.0).round() / 65_536.0;
    let (beta1, beta2) = (rounded(betas.0), rounded(betas.1));
    let eta = f64::from(rate) / f64::from(1_u32 << 31) * f64::from(1 << 22);
    let (mut m, mut v) = (0.0, 0.0);
    for (t, &g) in (1..).zip(gradients) {
        let before = w[0].to_bits();
        optimizer.step(&mut w, &[Gradient::from_bits(g)], Rate::from_bits(rate)).unwrap();
        m = beta1 * m + (1.0 - beta1) * f64::from(g);
        v = beta2 * v + (1.0 - beta2) * f64::from(g).powi(2);
        let step = step(m / (1.0 - beta1.powi(t)), v / (1.0 - beta2.powi(t)));
        let moved = f64::from(before) - f64::from(w[0].to_bits());
        // Half a unit of the quotient, which the correction of its bias enlarges; and 2⁻¹² of it.
        let bound = 0.0006 + 0.0003 * step.abs() + 0.5 / eta;
        assert!((moved / eta - step).abs() <= bound, "step {t}: {}, not {step}", moved / eta);
    }
}

/// The gradients that make m̃ / √ṽ as large as it can be stay below the 8 that its format holds.
#[test]
fn the_largest_quotient_of_adam_fits() {
    let (beta1, beta2) = (0.9898_f64, 0.99999);
    let worst = (0..400).map(|k| 32_767.0 * (beta1 / beta2).powi(399 - k));
    let worst: Vec<_> = worst.map(|g| g as i16).filter(|g| *g > 64).collect();
    let most = vec![i16::MIN; 3000];
    for gradients in [worst, most] {
        let step = |m: f64, v: f64| m / v.sqrt();
        let (beta1_f32, beta2_f32) = (beta1 as f32, beta2 as f32);
        let adam = Adam::new(beta1_f32, beta2_f32, 1e-8).unwrap();
        follow(adam, (beta1, beta2), &gradients, 1 << 20, step);
        let inverse = AdamInverseRoot::new(beta1_f32, beta2_f32, 1e-8).unwrap();
        follow(inverse, (beta1, beta2), &gradients, 1 << 20, step);
    }
}

proptest! {
    #[test]
    fn nothing_overflows(w in weights(), g in gradients(), rate in any::<u32>(), seed in any::<u32>()) {
        // Overflow checks are on in this profile: a sum that wraps would panic here.
        for rate in [rate, rate >> 5, rate >> 20] {
            every_rule!(|rule| {
                run(rule, Nearest, w, &g, rate);
                run(rule, Stochastic::new(seed), w, &g, rate);
            });
        }
    }

    #[test]
    fn the_negative_gradient_moves_exactly_the_other_way(
        w in [-1_i32 << 30..1 << 30, -1_i32 << 30..1 << 30, -9..9_i32],
        g in gradients(),
        rate in 0..1_u32 << 26,
    ) {
        // i16::MIN has no negative; far from the ends of the range, nothing saturates.
        let g: Vec<_> = g.iter().map(|g| g.map(|g| g.max(-i16::MAX))).collect();
        every_rule!(|rule| {
            let there = run(rule, Nearest, w, &g, rate);
            let back = run(rule, Nearest, w.map(|w| -w), &negated(&g), rate);
            prop_assert_eq!(there.map(|(w, _)| (w.map(|w| -w), 0)), back);
        });
    }

    #[test]
    fn a_parameter_moves_in_a_turn_as_it_does_alone(
        w in prop::array::uniform20(any::<i32>()),
        g in prop::collection::vec(prop::array::uniform20(gradient()), 1..20),
        rate in any::<u32>(),
    ) {
        // More than two turns of the loop and a rest; at the large rates many saturate.
        for rate in [rate, rate >> 5, rate >> 12] {
            every_rule!(|rule| {
                let Some((together, saturated)) = run(rule, Nearest, w, &g, rate) else { continue };
                let alone = (0..20).map(|i| {
                    let g: Vec<_> = g.iter().map(|g| [g[i]]).collect();
                    run(rule, Nearest, [w[i]], &g, rate).unwrap()
                });
                let (bits, counts): (Vec<_>, Vec<_>) = alone.map(|([w], count)| (w, count)).unzip();
                prop_assert_eq!(together.as_slice(), bits);
                prop_assert_eq!(saturated, counts.iter().sum::<u32>());
            });
        }
    }

    #[test]
    fn a_gradient_of_zero_leaves_everything_still(w in weights(), rate in 0..MOST) {
        every_rule!(|rule| prop_assert_eq!(run(rule, Nearest, w, &[[0; N]; 5], rate), Some((w, 0))));
        let dither = Stochastic::new(rate);
        every_rule!(|rule| prop_assert_eq!(run(rule, dither, w, &[[0; N]; 5], rate), Some((w, 0))));
    }

    #[test]
    fn a_velocity_without_gradient_comes_to_rest(g in gradients(), rate in 0..MOST) {
        let mut optimizer = Optimizer::<Momentum, [Weight; N]>::new(Momentum::DEFAULT).unwrap();
        let mut w = [Weight::from_bits(0); N];
        for g in g.into_iter().chain(std::iter::repeat_n([0; N], 300)) {
            optimizer.step(&mut w, &g.map(Gradient::from_bits), Rate::from_bits(rate)).unwrap();
        }
        prop_assert_eq!(optimizer.state(), [0; N]);
    }

    #[test]
    fn sgd_is_rounded_to_nearest(g in gradient(), rate in 0..1_u32 << 30) {
        let ([w, ..], _) = run(Sgd, Nearest, [0; N], &[[g; N]], rate).unwrap();
        // In units of 2⁻²²: g 2⁻¹² · rate 2⁻³¹ · 2²².
        let exact = -f64::from(g) * f64::from(rate) / f64::from(1 << 21);
        // Half a unit, and the rate's 16 significant bits.
        prop_assert!((f64::from(w) - exact).abs() <= 0.5 + exact.abs() / f64::from(1 << 16));
    }

    #[test]
    fn momentum_is_its_formula(g in gradients(), rate in 0..MOST) {
        let mut optimizer = Optimizer::<Momentum, [Weight; N]>::new(Momentum::DEFAULT).unwrap();
        let mut w = [Weight::from_bits(0); N];
        let (alpha, eta) = (58_982.0 / 65_536.0, f64::from(rate) / f64::from(1_u32 << 31));
        let (mut m, mut moved) = (0.0, 0.0);
        for (i, g) in g.into_iter().enumerate() {
            optimizer.step(&mut w, &g.map(Gradient::from_bits), Rate::from_bits(rate)).unwrap();
            m = alpha * m + f64::from(g[0]) / 4096.0;
            moved -= eta * m * f64::from(1 << 22);
            // A step's half unit, and 1/(1 − α) = 10 truncations of 2⁻²⁰ in m.
            let bound = (0.5 + eta * 10.0 * 4.0) * f64::from(i as u32 + 1) + moved.abs() / 65_536.0;
            let reach = eta * 80.0 * f64::from(1 << 22) * f64::from(i as u32 + 1) / 65_536.0;
            prop_assert!((f64::from(w[0].to_bits()) - moved).abs() <= bound + reach);
        }
    }

    #[test]
    fn saturation_is_counted_and_holds(
        g in prop_oneof![1000..i16::MAX, i16::MIN..-1000], rate in 1_u32 << 20..MOST,
    ) {
        let start = if g < 0 { i32::MAX } else { i32::MIN };
        every_rule!(|rule| {
            let (w, saturated) = run(rule, Nearest, [start, 0, start], &[[g, 0, g]; 4], rate).unwrap();
            prop_assert_eq!((w, saturated), ([start, 0, start], 8));
        });
    }

    #[test]
    fn adam_is_its_formula(g in large_gradients(), rate in 1_u32 << 20..MOST) {
        let step = |m: f64, v: f64| m / v.sqrt();
        follow(Adam::DEFAULT, (0.9, 0.999), &g, rate, step);
    }

    #[test]
    fn adam_by_inverse_root_is_its_formula(
        g in large_gradients(),
        rate in 1_u32 << 20..MOST,
        epsilon in prop::sample::select(vec![1e-8, 1e-4, 1e-3, 0.05, 0.3, 1.0_f32]),
    ) {
        let rule = AdamInverseRoot::new(0.9, 0.999, epsilon).unwrap();
        let epsilon = f64::from(epsilon) * 4096.0;
        follow(rule, (0.9, 0.999), &g, rate, |m, v| m / (v + epsilon * epsilon).sqrt());
    }

    #[test]
    fn stochastic_rounding_is_right_on_average(g in -2000..2000_i16, rate in 1_u32 << 8..1 << 20, seed in any::<u32>()) {
        // 4096 parameters of one optimizer: the mean's standard deviation is at most 0.5 / 64.
        const MANY: usize = 4096;
        let mut optimizer =
            Optimizer::<Sgd, [Weight; MANY], _>::with_rounding(Sgd, Stochastic::new(seed)).unwrap();
        let mut w = [Weight::from_bits(0); MANY];
        optimizer.step(&mut w, &[Gradient::from_bits(g); MANY], Rate::from_bits(rate)).unwrap();
        let mean = w.iter().map(|w| f64::from(w.to_bits())).sum::<f64>() / MANY as f64;
        let exact = -f64::from(g) * f64::from(rate) / f64::from(1 << 21);
        // Eight standard deviations, and the rate's 16 significant bits.
        prop_assert!((mean - exact).abs() <= 8.0 * 0.5 / 64.0 + exact.abs() / f64::from(1 << 16));
    }
}

#[test]
fn a_rate_too_large_for_the_formats_changes_nothing() {
    let mut optimizer = Optimizer::<Momentum, [Weight; 1]>::new(Momentum::DEFAULT).unwrap();
    let mut w = [Weight::from_bits(7)];
    let rate = Rate::from_f32(0.125).unwrap();
    let error = optimizer.step(&mut w, &[Gradient::from_bits(1)], rate).unwrap_err();
    assert_eq!(error.to_string(), "rate is 0.125; allowed: at least 0 and below 0.125");
    assert_eq!((w[0].to_bits(), optimizer.steps()), (7, 0));
    let rate = Rate::from_f32(0.1249).unwrap();
    assert!(optimizer.step(&mut w, &[Gradient::from_bits(1)], rate).is_ok());
    assert!(optimizer.step(&mut w, &[], rate).is_err());
}

#[test]
fn settings_out_of_range_are_named() {
    let text = |error: thalweg::Error| error.to_string();
    assert_eq!(
        Momentum::new(0.997).map_err(text),
        Err("momentum is 0.997; allowed: at least 0 and at most 0.996".into())
    );
    assert!(Nesterov::new(f32::NAN).is_err());
    assert!(Adam::new(0.9, 1.0, 1e-8).is_err());
    assert!(Adam::new(0.99, 0.9, 1e-8).is_err());
    assert!(Adam::new(0.9, 0.999, -1.0).is_err());
    assert_eq!(
        AdamInverseRoot::new(0.9, 0.999, 1.5).map_err(text),
        Err("epsilon is 1.5; allowed: from 0 to 1".into())
    );
    assert!(AdamInverseRoot::new(0.99, 0.9, 1e-8).is_err());
    assert!(Lion::new(0.99, 0.5).is_err());
    assert!(Optimizer::<Sgd, [Weight<31>; 1]>::new(Sgd).is_err());
    assert!(Optimizer::<Sgd, [Weight; 1], Nearest, 16>::new(Sgd).is_err());
}
