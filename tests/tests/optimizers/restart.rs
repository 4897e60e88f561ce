//! A training that stops after any step and goes on in another optimizer lands on the same bits, and
//! groups with equal settings on those of one.

use crate::{N, bits, gradient};
use oorandom::Rand32;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups},
    optimizer::{Adam, NAdam, Optimizer, RAdam, Rule, ScheduleFreeAdamW},
};
use thalweg_catalogue::rules;

/// 30 steps, moved to a new optimizer after step `stop`.
fn run<R: Rule>(rule: R, stop: u32) -> Vec<u32> {
    let mut random = Rand32::new(7);
    let mut optimizer = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let mut w = [0.5, -1.0, 0.25, 0.0];
    for step in 0..30 {
        if step == stop {
            let state: Vec<_> = optimizer.state().collect();
            let mut other = Optimizer::<R, [f32; N]>::new(rule).unwrap();
            other.restore(optimizer.counters(), &state, optimizer.group_states()).unwrap();
            optimizer = other;
        }
        optimizer.step(&mut w, &gradient(&mut random, -8, 2), 0.01).unwrap();
    }
    bits(&w, &optimizer)
}

#[test]
fn a_restart_after_any_step_changes_no_bit() {
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            let whole = run::<$rule>($value, 30);
            for stop in 0..30 {
                assert_eq!(run::<$rule>($value, stop), whole, "{}, step {stop}", stringify!($name));
            }
        )*};
    }
    rules!(each);
}

/// The parameters after 30 steps of one group of four and of two groups, one and three long.
fn split<R: Rule>(rule: R) {
    let mut random = Rand32::new(11);
    let groups = Groups([Group::vector(1), Group::vector(3)]);
    let mut whole = Optimizer::<R, [f32; N]>::new(rule).unwrap();
    let mut parts =
        Optimizer::<R, [f32; N], SkipNonFinite, _>::grouped(rule, SkipNonFinite::DEFAULT, groups)
            .unwrap();
    let (mut w, mut v) = ([0.5, -1.0, 0.25, 0.0], [0.5, -1.0, 0.25, 0.0]);
    for _ in 0..30 {
        let g = gradient(&mut random, -8, 2);
        whole.step(&mut w, &g, 0.01).unwrap();
        parts.step(&mut v, &g, 0.01).unwrap();
        assert_eq!(w, v, "{rule:?}");
    }
}

#[test]
fn two_groups_with_equal_settings_move_as_one() {
    split(Adam::DEFAULT);
    split(NAdam::DEFAULT); // has a memory for each group
    split(RAdam::DEFAULT);
    split(ScheduleFreeAdamW::DEFAULT);
}
