//! What an optimizer keeps can be written, read and restored with equal bits; what no rule can have left behind
//! is refused, and changes nothing.

use crate::training::{N, every_rule_and_rounding, gradient, kept, start, step};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use thalweg::{
    Error,
    fixed::{
        Adam, AdamInverseRoot, Counters, Gradient, Lion, Moments, Momentum, Nearest, Nesterov,
        Optimizer, Rate, Rounding, Rule, Signum, Stochastic, Weight,
    },
};
use thalweg_catalogue::fixed_rules;

/// By way of text and of bytes, as a checkpoint goes.
fn written<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).unwrap();
    let value: T = serde_json::from_str(&text).unwrap();
    postcard::from_bytes(&postcard::to_allocvec(&value).unwrap()).unwrap()
}

fn cut_at_every_step<R: Rule, D: Rounding + Serialize + DeserializeOwned>(rule: R, rounding: D)
where
    R::State: Serialize + DeserializeOwned,
{
    let make = || Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let (mut whole, mut cut) = (make(), make());
    let (mut w, mut v) = (start(), start());
    for t in 1..40 {
        let (counters, states) = (written(&cut.counters()), written(&cut.state().to_vec()));
        let rounding = written(cut.rounding());
        cut = make();
        step(&mut cut, &mut start(), 99); // what was there is overwritten
        cut.restore(counters, &states, rounding).unwrap();
        step(&mut whole, &mut w, t);
        step(&mut cut, &mut v, t);
        assert_eq!((v, kept(&cut)), (w, kept(&whole)), "step {t}");
    }
}

#[test]
fn every_rule_goes_on_with_the_same_bits() {
    every_rule_and_rounding!(cut_at_every_step);
}

#[test]
fn bits_of_a_generator_and_of_moments_come_back() {
    let mut optimizer =
        Optimizer::<_, [Weight; N], _>::with_rounding(Adam::DEFAULT, Stochastic::new(5)).unwrap();
    assert_eq!(optimizer.rounding().state(), 5);
    step(&mut optimizer, &mut start(), 1);
    let state = optimizer.rounding().state();
    assert_ne!(state, 5);
    assert_eq!(Stochastic::new(state), *optimizer.rounding());
    for moments in optimizer.state() {
        assert_eq!(Moments::from_bits(moments.to_bits()), *moments);
    }
}

fn does_not_wrap<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut optimizer = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let last = Counters { steps: u32::MAX, saturated: u32::MAX };
    let states = optimizer.state().to_vec();
    optimizer.restore(last, &states, rounding).unwrap();
    let mut w = start();
    (1..9).for_each(|t| step(&mut optimizer, &mut w, t));
    assert_eq!(optimizer.counters(), last);
    assert_ne!(w, start());
}

#[test]
fn no_rule_counts_beyond_the_end() {
    every_rule_and_rounding!(does_not_wrap);
}

/// Restoring `states` is refused with this error, and changes nothing.
fn refuses<R: Rule>(rule: R, states: &[R::State], expected: &str) {
    let mut optimizer = Optimizer::<_, [Weight; N]>::new(rule).unwrap();
    step(&mut optimizer, &mut start(), 1);
    let before = kept(&optimizer);
    let counters = Counters { steps: 7, saturated: 7 };
    let error = optimizer.restore(counters, states, Nearest).unwrap_err().to_string();
    assert_eq!(error, expected);
    assert_eq!(kept(&optimizer), before);
}

#[test]
fn every_rule_refuses_another_number_of_states() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$({
            let states = Optimizer::<$type, [Weight; N]>::new($value).unwrap().state().to_vec();
            refuses($value, &states[1..], "state has 36 elements; allowed: exactly 37");
        })*};
    }
    fixed_rules!(each);
}

#[test]
fn a_state_that_no_gradient_leads_to_is_refused() {
    fn last<S: Copy + Default>(state: S) -> [S; N] {
        core::array::from_fn(|i| if i == N - 1 { state } else { S::default() })
    }
    let sum = |value: &str| {
        format!(
            "state is {value}; allowed: an integer of magnitude 2^23 / (1 - decay) at most, as a sum of gradients has"
        )
    };
    // 2²³ · 65536 / (65536 − 58982) is 83,880,…: one more is refused, of either sign.
    let most = (1_i64 << 39).div_euclid(65_536 - 58_982) as i32;
    for m in [most + 1, -most - 1, i32::MIN] {
        let expected = sum(&(m as f32).to_string());
        refuses(Momentum::DEFAULT, &last(m), &expected);
        refuses(Nesterov::DEFAULT, &last(m), &expected);
        refuses(Signum::DEFAULT, &last(m), &expected);
    }
    for m in [most, -most] {
        let mut optimizer = Optimizer::<_, [Weight; N]>::new(Momentum::DEFAULT).unwrap();
        assert_eq!(optimizer.restore(Counters::default(), &last(m), Nearest), Ok(()));
    }
    refuses(Lion::DEFAULT, &last(i32::MAX), &sum("2147483600"));
    let moments = |first: u32, second: u32| {
        let mut states = [Moments::from_bits([0, 0]); N];
        states[N - 1] = Moments::from_bits([first, second]);
        states
    };
    refuses(Adam::DEFAULT, &moments(i32::MAX as u32, 0), &sum("2147483600"));
    let second = "state is 21; allowed: a mantissa of 2^26 at least, unless the exponent in the lowest four bits is 0";
    refuses(Adam::DEFAULT, &moments(0, 1 << 4 | 5), second);
    refuses(AdamInverseRoot::DEFAULT, &moments(0, 1 << 4 | 5), second);
}

/// What the hardest gradients leave behind is taken.
fn at_the_ends<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut optimizer = Optimizer::<_, [Weight; 1], _>::with_rounding(rule, rounding).unwrap();
    let mut copy = optimizer.clone();
    for t in 0..6000_u32 {
        let g = if t < 3000 || t % 997 == 0 { i16::MIN } else { 0 };
        let (mut w, g) = ([Weight::from_bits(0)], [Gradient::from_bits(g)]);
        optimizer.step(&mut w, &g, Rate::from_bits(1 << 20)).unwrap();
        copy.restore(optimizer.counters(), optimizer.state(), *optimizer.rounding()).unwrap();
    }
}

#[test]
fn every_state_that_a_rule_leaves_behind_is_taken() {
    every_rule_and_rounding!(at_the_ends);
    at_the_ends(Momentum::new(0.996).unwrap(), Nearest);
    at_the_ends(Adam::new(0.98, 0.99999, 0.0).unwrap(), Nearest);
    at_the_ends(Adam::new(0.0, 0.0, 1.0).unwrap(), Nearest);
}

/// Overflow checks are on in this profile: whatever is taken, no step panics.
fn goes_on<R: Rule>(rule: R, states: [R::State; N], seed: u32) {
    let mut optimizer =
        Optimizer::<_, [Weight; N], _>::with_rounding(rule, Stochastic::new(seed)).unwrap();
    let counters = Counters { steps: seed, saturated: seed };
    if optimizer.restore(counters, &states, Stochastic::new(seed)).is_ok() {
        let mut w = start();
        for t in 0..3 {
            let steps = optimizer.step(&mut w, &gradient(seed ^ t), Rate::from_bits(seed >> 5));
            assert!(steps.is_ok() || matches!(steps, Err(Error::TooLarge { .. })));
        }
    }
}

proptest! {
    #[test]
    fn no_step_from_a_state_that_is_taken_overflows(
        bits in prop::collection::vec(any::<[u32; 2]>(), N), shift in 0..32_u32, seed in any::<u32>(),
    ) {
        let sums: [i32; N] = core::array::from_fn(|i| bits[i][0] as i32 >> shift);
        let moments: [Moments; N] = core::array::from_fn(|i| {
            let second = bits[i][1];
            let second = if second.trailing_zeros() >= 4 { second } else { second | 1 << 31 };
            Moments::from_bits([sums[i] as u32, second])
        });
        goes_on(Momentum::new(0.996).unwrap(), sums, seed);
        goes_on(Nesterov::DEFAULT, sums, seed);
        goes_on(Signum::DEFAULT, sums, seed);
        goes_on(Lion::DEFAULT, sums, seed);
        goes_on(Adam::DEFAULT, moments, seed);
        goes_on(Adam::new(0.98, 0.99999, 0.0).unwrap(), moments, seed);
        goes_on(AdamInverseRoot::DEFAULT, moments, seed);
    }
}
