//! What no other library computes for us to compare with: written down once more, in `f64`.

use oorandom::Rand32;
use thalweg::{
    gradient::{Proximal, SkipNonFinite},
    group::{Group, Groups},
    optimizer::{
        AdamW, Momentum, Optimizer, Rule, Sgd,
        rule::GroupState,
        rules::{Ftrl, Power, Yogi},
    },
    schedule::{Linear, Schedule},
};
use thalweg_tests::training::numbers;

const N: usize = 12;

/// M. Zaheer et al. (2018), algorithm 2: nothing is corrected.
#[test]
fn uncorrected_yogi_is_the_papers() {
    let rule = Yogi { bias_correction: false, initial: 0.01, ..Yogi::DEFAULT };
    let mut optimizer = Optimizer::<Yogi, [f32; N]>::new(rule).unwrap();
    let mut random = Rand32::new(2);
    let mut w = numbers(&mut random, N);
    let mut exact: Vec<[f64; 3]> = w.iter().map(|&w| [f64::from(w), 0.01, 0.01]).collect();
    let (beta1, beta2) = (f64::from(rule.beta1), f64::from(rule.beta2));
    for step in 1..=100 {
        let g = numbers(&mut random, N);
        let rate = 0.1 / step as f32;
        optimizer.step(&mut w, &g, rate).unwrap();
        for ([w, m, v], g) in exact.iter_mut().zip(g) {
            let square = f64::from(g) * f64::from(g);
            *m = beta1 * *m + (1.0 - beta1) * f64::from(g);
            *v -= (1.0 - beta2) * (*v - square).signum() * square;
            *w -= f64::from(rate) * *m / (v.sqrt() + f64::from(rule.epsilon));
        }
        for (w, [exact, ..]) in w.iter().zip(&exact) {
            assert!((f64::from(*w) - exact).abs() < 2e-6, "step {step}: {w} for {exact}");
        }
    }
    // And it is not the corrected one.
    let mut corrected =
        Optimizer::<Yogi, [f32; 1]>::new(Yogi { bias_correction: true, ..rule }).unwrap();
    let mut plain = Optimizer::<Yogi, [f32; 1]>::new(rule).unwrap();
    let (mut a, mut b) = ([0.0], [0.0]);
    corrected.step(&mut a, &[1.0], 0.1).unwrap();
    plain.step(&mut b, &[1.0], 0.1).unwrap();
    assert!((a[0] - b[0]).abs() > 0.01, "{a:?} {b:?}");
}

/// F(w) + μ/2 ‖w − w₀‖² (`FedProx`, eq. 2): its gradient, and where it leads.
#[test]
fn a_proximal_term_pulls_to_the_global_parameters() {
    let mut random = Rand32::new(5);
    let (start, global) = (numbers(&mut random, N), numbers(&mut random, N));
    let (g, mu) = (numbers(&mut random, N), 0.75);
    let chain = || (SkipNonFinite::DEFAULT, Proximal::new(mu, &global[..]));
    let mut optimizer = Optimizer::<Sgd, [f32; N], _>::with_transform(Sgd, chain()).unwrap();
    let mut w = start.clone();
    optimizer.step(&mut w, &g, 0.5).unwrap();
    for (((w, start), global), g) in w.iter().zip(&start).zip(&global).zip(&g) {
        let [start, global, g] = [start, global, g].map(|&x| f64::from(x));
        let exact = start - 0.5 * (g + f64::from(mu) * (start - global));
        assert!((f64::from(*w) - exact).abs() < 1e-6, "{w} for {exact}");
    }
    // Where F is flat, it ends at the global parameters; where μ is 0, it does nothing.
    for _ in 0..100 {
        optimizer.step(&mut w, &[0.0; N], 1.0).unwrap();
    }
    assert!(w.iter().zip(&global).all(|(w, global)| (w - global).abs() < 1e-6));
    let off = Proximal::new(0.0, &global[..]);
    let mut without = Optimizer::<Sgd, [f32; N], _>::with_transform(Sgd, off).unwrap();
    let (mut w, mut v) = (start.clone(), start.clone());
    without.step(&mut w, &g, 0.5).unwrap();
    Optimizer::<Sgd, [f32; N]>::new(Sgd).unwrap().step(&mut v, &g, 0.5).unwrap();
    assert_eq!(w, v);
}

/// A step without a gradient leaves the weights that the states stand for, and one with it starts from them.
fn kept<R: Rule<State = [f32; 2], Tensor = ()>>(
    rule: R,
    weights: [f32; 5],
    rate: f32,
    start: impl Fn(f32) -> [f32; 2],
) {
    let mut optimizer = Optimizer::<R, [f32; 5]>::new(rule).unwrap();
    let (counters, groups) = (optimizer.counters(), [GroupState::default()]);
    optimizer.restore_from(counters, weights.iter().map(|&w| start(w)), &groups).unwrap();
    let mut w = weights;
    optimizer.step(&mut w, &[0.0; 5], rate).unwrap();
    for (w, before) in w.iter().zip(weights) {
        assert!((w - before).abs() <= 1e-6 * before.abs(), "{rule:?}: {w} for {before}");
    }
    // From there on it follows the gradient.
    optimizer.step(&mut w, &[1.0; 5], rate).unwrap();
    for (w, before) in w.iter().zip(weights) {
        assert!(*w < before && *w > before - 2.0, "{rule:?}: {w} after {before}");
    }
}

/// By the formula FTRL forgets what the parameters were; from a state that stands for them it does not.
#[test]
fn ftrl_starts_from_the_given_weights() {
    let weights = [-2.0, 1.5, 0.0, 1e-3, -30.0];
    let mut plain = Optimizer::<Ftrl, [f32; 5]>::new(Ftrl::DEFAULT).unwrap();
    let mut w = weights;
    plain.step(&mut w, &[0.0, 1e-6, 0.0, 0.0, 0.0], 0.1).unwrap();
    assert!(w.iter().all(|w| w.abs() < 1e-5), "as the docs say: {w:?}");
    for rate in [0.01, 0.5] {
        let rule = Ftrl { l2: 0.1, ..Ftrl::DEFAULT };
        kept(rule, weights, rate, |w| rule.start_from(w, rate));
        let keras = Ftrl { beta: 0.0, initial: 0.1, l1: 1e-3, ..Ftrl::DEFAULT };
        kept(keras, weights, rate, |w| keras.start_from(w, rate));
        let Ftrl { l1, l2, beta, initial, shrinkage, .. } = Ftrl::DEFAULT;
        let power = Ftrl { l1, l2, beta, initial, shrinkage, power: Power(0.4) };
        kept(power, weights, rate, |w| power.start_from(w, rate));
    }
}

/// A rate of its own for a group: every multiplier is a schedule's, and the rate of the step is 1.
#[test]
fn a_group_follows_a_schedule_of_its_own() {
    let (weights, biases) =
        (Linear::new(0.0, 0.05, 10).unwrap(), Linear::new(0.1, 0.05, 10).unwrap());
    let groups = Groups([Group::vector(2); 2]);
    let chain = SkipNonFinite::DEFAULT;
    let mut both =
        Optimizer::<AdamW, [f32; 4], _, _>::grouped(AdamW::DEFAULT, chain, groups).unwrap();
    let mut each = [0, 1].map(|_| Optimizer::<AdamW, [f32; 2]>::new(AdamW::DEFAULT).unwrap());
    let (mut w, mut apart) = ([1.0; 4], [1.0; 4]);
    let mut random = Rand32::new(8);
    for step in 0..15 {
        let g = numbers(&mut random, 4);
        let rates = [weights.at(step), biases.at(step)];
        for (number, learning_rate) in rates.into_iter().enumerate() {
            both.set_group(number, Group { learning_rate, ..Group::vector(2) }).unwrap();
            let range = 2 * number..2 * number + 2;
            each[number].step(&mut apart[range.clone()], &g[range], learning_rate).unwrap();
        }
        both.step(&mut w, &g, 1.0).unwrap();
        assert_eq!(w, apart, "step {step}");
    }
    assert_ne!(w[..2], w[2..]);
    // The first step of the weights had a rate of 0, at which no multiplier would have helped.
    let mut momentum = Optimizer::<Momentum, [f32; 1]>::new(Momentum::DEFAULT).unwrap();
    let mut still = [1.0];
    momentum.step(&mut still, &[1.0], weights.at(0)).unwrap();
    assert_eq!(still, [1.0]);
}
