//! A step by groups in parts has the bits of the whole step, wherever it is cut.

use crate::training::{N, RATE, every_rule_and_rounding, gradient, kept, start};
use core::mem;
use thalweg::fixed::{GroupedOptimizer, Optimizer, Rounding, Rule, Sgd, Weight};
use thalweg::group::{Group, Groups};

const LENGTHS: [usize; 4] = [3, 17, 0, N - 20];

type Grouped<R, D> = GroupedOptimizer<R, [Weight; N], 4, D>;

/// Groups of their own rates, of which some are frozen.
fn grouped<R: Rule, D: Rounding>(rule: R, rounding: D, frozen: [bool; 4]) -> Grouped<R, D> {
    let rates = [0.5, 1.0, 1.0, 0.25];
    let group = |i: usize| Group {
        learning_rate: rates[i],
        frozen: frozen[i],
        ..Group::vector(LENGTHS[i])
    };
    let groups = Groups(core::array::from_fn(group));
    Optimizer::with_rounding(rule, rounding).unwrap().grouped(groups).unwrap()
}

/// All that it keeps, to compare.
fn all<R: Rule, D: Rounding>(grouped: &Grouped<R, D>) -> (Vec<R::State>, String, [u32; 4]) {
    let (state, rest) = kept(grouped.optimizer());
    (state, rest, *grouped.group_steps())
}

const FROZEN: [[bool; 4]; 5] = [
    [false; 4],
    [true, false, false, false],
    [false, true, true, false],
    [false, false, true, true],
    [true; 4],
];

/// Two parts, cut at every parameter, and parts of one length.
fn in_parts<R: Rule, D: Rounding>(rule: R, rounding: D) {
    for frozen in FROZEN {
        let mut whole = grouped(rule, rounding, frozen);
        let mut w = start();
        for t in 1..4 {
            let (before, at_first, g) = (whole.clone(), w, gradient(t));
            whole.step(&mut w, &g, RATE).unwrap();
            for cut in 0..=N + 1 {
                let (mut parts, mut v) = (before.clone(), at_first);
                let mut partial = parts.begin(&mut v, &g, RATE).unwrap();
                if cut > 0 {
                    assert_eq!(partial.advance(cut), partial.is_done());
                }
                partial.finish();
                assert_eq!((v, all(&parts)), (w, all(&whole)), "cut at {cut}, step {t}");
            }
            for length in [1, 7, 16, 17, 36, usize::MAX] {
                let (mut parts, mut v) = (before.clone(), at_first);
                let mut partial = parts.begin(&mut v, &g, RATE).unwrap();
                let mut advances = 1;
                while !partial.advance(length) {
                    assert!(!partial.is_done());
                    advances += 1;
                }
                assert!(partial.is_done() && partial.advance(1) && advances <= N);
                // It was at its end before it is dropped.
                mem::forget(partial);
                assert_eq!((v, all(&parts)), (w, all(&whole)), "parts of {length}, step {t}");
            }
        }
    }
}

#[test]
fn every_rule_has_the_bits_of_the_whole_step() {
    every_rule_and_rounding!(in_parts);
}

/// What is forgotten is refused, in a checkpoint as well, until it is restored.
fn forgotten<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut optimizer = grouped(rule, rounding, FROZEN[1]);
    let mut w = start();
    optimizer.step(&mut w, &gradient(1), RATE).unwrap();
    let (before, mut v, g) = (optimizer.clone(), w, gradient(2));
    let mut partial = optimizer.begin(&mut v, &g, RATE).unwrap();
    assert!(!partial.advance(16));
    assert_eq!(partial.parameters()[20..], w[20..]);
    assert_eq!(partial.parameters()[..3], w[..3]);
    mem::forget(partial);
    let expected = "step cannot be set: a step in parts was forgotten; allowed: restore";
    let shown = v;
    assert_eq!(optimizer.step(&mut v, &g, RATE).unwrap_err().to_string(), expected);
    assert_eq!(optimizer.begin(&mut v, &g, RATE).unwrap_err().to_string(), expected);
    assert_eq!(v, shown);
    let last = before.optimizer();
    let rounding = *last.rounding();
    optimizer.restore(last.counters(), *before.group_steps(), last.state(), rounding).unwrap();
    let (mut whole, mut v) = (before, w);
    whole.step(&mut w, &g, RATE).unwrap();
    optimizer.step(&mut v, &g, RATE).unwrap();
    assert_eq!((v, all(&optimizer)), (w, all(&whole)));
}

#[test]
fn every_rule_refuses_to_go_on_from_a_step_that_was_forgotten() {
    every_rule_and_rounding!(forgotten);
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut optimizer = grouped(Sgd, thalweg::fixed::Nearest, FROZEN[0]);
    let (mut w, g) = (start(), gradient(1));
    let error = optimizer.begin(&mut w[1..], &g, RATE).unwrap_err().to_string();
    assert_eq!(error, "parameters has 36 elements; allowed: exactly 37");
    assert_eq!((optimizer.group_steps(), optimizer.optimizer().steps()), (&[0; 4], 0));
    // Nothing to move is done at once.
    optimizer.set_group(0, Group { frozen: true, ..Group::vector(3) }).unwrap();
    let mut none = grouped(Sgd, thalweg::fixed::Nearest, FROZEN[4]);
    let partial = none.begin(&mut w, &g, RATE).unwrap();
    assert!(partial.is_done());
    mem::forget(partial);
    assert_eq!((w, none.step(&mut w, &g, RATE)), (start(), Ok(())));
}
