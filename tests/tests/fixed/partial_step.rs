//! A step in parts has the bits of the whole step, and what is left in its middle is refused.

use crate::training::{N, RATE, every_rule_and_rounding, gradient, kept, start, step};
use core::mem;
use thalweg::fixed::{Optimizer, Rounding, Rule, Sgd, Weight};

fn in_parts<R: Rule, D: Rounding>(rule: R, rounding: D) {
    for length in [1, 7, 16, 17, 36, 37, usize::MAX] {
        let whole = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
        let (mut whole, mut parts) = (whole.clone(), whole);
        let (mut w, mut v) = (start(), start());
        for t in 1..12 {
            step(&mut whole, &mut w, t);
            let g = gradient(t);
            let mut partial = parts.begin(&mut v, &g, RATE).unwrap();
            let mut advances = 0;
            while !partial.advance(length) {
                advances += 1;
                assert!(!partial.is_done());
            }
            assert_eq!(advances, N.div_ceil(length.div_ceil(16).saturating_mul(16)) - 1);
            assert!(partial.is_done() && partial.advance(1));
            partial.finish();
            assert_eq!((v, kept(&parts)), (w, kept(&whole)), "parts of {length}, step {t}");
        }
    }
}

#[test]
fn every_rule_has_the_bits_of_the_whole_step() {
    every_rule_and_rounding!(in_parts);
}

fn dropped<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let whole = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let (mut whole, mut parts) = (whole.clone(), whole);
    let (mut w, mut v) = (start(), start());
    for t in 1..6 {
        step(&mut whole, &mut w, t);
        let g = gradient(t);
        let mut partial = parts.begin(&mut v, &g, RATE).unwrap();
        if t % 2 == 0 {
            partial.advance(16);
        }
        drop(partial);
        assert_eq!((v, kept(&parts)), (w, kept(&whole)), "step {t}");
    }
}

#[test]
fn every_rule_ends_a_step_that_is_dropped() {
    every_rule_and_rounding!(dropped);
}

fn forgotten<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut optimizer = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let mut w = start();
    step(&mut optimizer, &mut w, 1);
    let (before, counters) = (optimizer.clone(), optimizer.counters());
    let (mut v, g) = (w, gradient(2));
    let mut partial = optimizer.begin(&mut v, &g, RATE).unwrap();
    assert!(!partial.advance(16));
    assert_eq!(partial.parameters()[16..], w[16..]);
    mem::forget(partial);
    let expected = "step cannot be set: a step in parts was forgotten; allowed: restore";
    let shown = v;
    assert_eq!(optimizer.step(&mut v, &g, RATE).unwrap_err().to_string(), expected);
    assert_eq!(optimizer.begin(&mut v, &g, RATE).unwrap_err().to_string(), expected);
    assert_eq!(v, shown);
    optimizer.restore(counters, before.state(), *before.rounding()).unwrap();
    let (mut whole, mut v) = (before, w);
    step(&mut whole, &mut w, 2);
    step(&mut optimizer, &mut v, 2);
    assert_eq!((v, kept(&optimizer)), (w, kept(&whole)));
}

#[test]
fn every_rule_refuses_to_go_on_from_a_step_that_was_forgotten() {
    every_rule_and_rounding!(forgotten);
}

#[test]
fn a_step_of_no_parameters_is_done_at_once() {
    let mut optimizer = Optimizer::<_, [Weight; 0]>::new(Sgd).unwrap();
    let partial = optimizer.begin(&mut [], &[], RATE).unwrap();
    assert!(partial.is_done());
    mem::forget(partial);
    assert_eq!(optimizer.step(&mut [], &[], RATE), Ok(()));
    assert_eq!(optimizer.steps(), 2);
}
