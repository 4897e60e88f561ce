//! The same bits wherever the memory is, and memory that is lent begins as new.

use crate::training::{N, Weights, every_rule_and_rounding, kept, start, step};
use thalweg::{
    Zero,
    fixed::{Memory, Nearest, Optimizer, Rounding, Rule, Stochastic, Storage, Weight},
};

fn trained<R: Rule, S: Storage<Parameter = Weight>, D: Rounding>(
    mut optimizer: Optimizer<R, S, D>,
) -> (Weights, (Vec<R::State>, String)) {
    let mut w = start();
    for t in 1..20 {
        step(&mut optimizer, &mut w, t);
    }
    assert!(optimizer.saturated() > 0 && !optimizer.is_empty());
    (w, kept(&optimizer))
}

fn everywhere<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let inside = trained(Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap());
    let mut memory = Memory::<R, [Weight; N]>::ZERO;
    // The second time the memory is full of what the first has left.
    for _ in 0..2 {
        let lent = Optimizer::lend_with_rounding(rule, rounding, &mut memory).unwrap();
        assert_eq!(trained(lent), inside);
    }
    let mut states = [<R::State as Zero>::ZERO; N];
    for _ in 0..2 {
        let mut memory = Memory::<R, &mut [Weight]>::over(&mut states);
        let lent = Optimizer::lend_with_rounding(rule, rounding, &mut memory).unwrap();
        assert_eq!(trained(lent), inside);
    }
    let nearest = trained(Optimizer::<_, [Weight; N]>::new(rule).unwrap());
    assert_eq!(trained(Optimizer::over(rule, &mut states).unwrap()), nearest);
    assert_eq!(trained(Optimizer::lend(rule, &mut memory).unwrap()), nearest);
}

#[test]
fn every_rule_has_the_same_bits_wherever_its_memory_is() {
    every_rule_and_rounding!(everywhere);
}

fn reset<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let new = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let (mut used, mut w) = (new.clone(), start());
    (1..4).for_each(|t| step(&mut used, &mut w, t));
    used.reset();
    assert_eq!((used.state(), used.counters()), (new.state(), new.counters()));
}

#[test]
fn every_rule_starts_anew() {
    every_rule_and_rounding!(reset);
}

fn lengths<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut optimizer = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let (mut w, g) = (start(), crate::training::gradient(1));
    let rate = crate::training::RATE;
    let error = optimizer.step(&mut w[1..], &g, rate).unwrap_err().to_string();
    assert_eq!(error, "parameters has 36 elements; allowed: exactly 37");
    let error = optimizer.begin(&mut w, &g[..5], rate).unwrap_err().to_string();
    assert_eq!(error, "gradient has 5 elements; allowed: exactly 37");
    assert_eq!((w, optimizer.steps()), (start(), 0));
}

#[test]
fn every_rule_refuses_another_length() {
    every_rule_and_rounding!(lengths);
}

#[test]
fn formats_without_room_are_refused_wherever_the_memory_is() {
    use thalweg::fixed::Sgd;
    let mut memory = Memory::<Sgd, [Weight<31>; 1]>::ZERO;
    let error = Optimizer::lend(Sgd, &mut memory).unwrap_err().to_string();
    assert_eq!(error, "W is 31; allowed: at most 30 fraction bits");
    let mut memory = Memory::<Sgd, [Weight; 1]>::ZERO;
    let lent = Optimizer::<_, _, _, 16>::lend_with_rounding(Sgd, Nearest, &mut memory);
    assert_eq!(lent.unwrap_err().to_string(), "G is 16; allowed: at most 15 fraction bits");
    assert!(Optimizer::<_, [Weight<31>; 1], _>::with_rounding(Sgd, Stochastic::new(1)).is_err());
}
