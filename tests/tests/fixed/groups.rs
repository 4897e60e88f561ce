//! Groups in integers: the bits of optimizers of their own, what is frozen, and groups in floats.

use crate::training::{N, RATE, every_rule_and_rounding, gradient, start};
use thalweg::fixed::{
    self, Gradient, GroupedOptimizer, Memory, Nearest, Optimizer, Rate, Rounding, Rule, Weight,
};
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::optimizer;

/// Parameters of the first group.
const FIRST: usize = 20;
const GROUPS: Groups<2> = Groups([Group::vector(FIRST), Group::vector(N - FIRST)]);
const HALF: Group = Group { learning_rate: 0.5, ..Group::vector(FIRST) };
const FROZEN: Group = Group { frozen: true, ..Group::vector(FIRST) };

type Grouped<R, D> = GroupedOptimizer<R, [Weight; N], 2, D>;

fn grouped<R: Rule, D: Rounding>(rule: R, rounding: D, groups: Groups<2>) -> Grouped<R, D> {
    Optimizer::with_rounding(rule, rounding).unwrap().grouped(groups).unwrap()
}

fn half(rate: Rate) -> Rate {
    Rate::from_bits(rate.to_bits() / 2)
}

/// With multipliers of 1 groups are those of one optimizer.
fn as_one<R: Rule, D: Rounding>(rule: R, rounding: D) {
    let mut one = Optimizer::<_, [Weight; N], _>::with_rounding(rule, rounding).unwrap();
    let mut two = grouped(rule, rounding, GROUPS);
    let (mut w, mut v) = (start(), start());
    for t in 1..20 {
        let g = gradient(t);
        one.step(&mut w, &g, RATE).unwrap();
        two.step(&mut v, &g, RATE).unwrap();
        assert_eq!((w, one.state()), (v, two.optimizer().state()), "step {t}");
        assert_eq!(one.counters(), two.optimizer().counters());
        let roundings = [one.rounding(), two.optimizer().rounding()];
        assert_eq!(format!("{:?}", roundings[0]), format!("{:?}", roundings[1]));
    }
    assert_eq!(two.group_steps(), &[19, 19]);
    let mut one = grouped(rule, rounding, GROUPS);
    one.step(&mut v, &gradient(1), RATE).unwrap();
    one.reset();
    assert_eq!((one.group_steps(), one.optimizer().steps()), (&[0, 0], 0));
}

#[test]
fn every_rule_has_the_bits_of_one_group() {
    every_rule_and_rounding!(as_one);
}

/// A group of its own rate is an optimizer of that rate; a frozen one stays, and thaws as new.
fn as_two<R: Rule, D: Rounding>(rule: R, _: D) {
    let mut first = Optimizer::<_, [Weight; FIRST]>::new(rule).unwrap();
    let mut second = Optimizer::<_, [Weight; N - FIRST]>::new(rule).unwrap();
    let mut both = grouped(rule, Nearest, Groups([HALF, Group::vector(N - FIRST)]));
    let (mut w, mut v) = (start(), start());
    for t in 1..20 {
        let frozen = (5..9).contains(&t);
        both.set_group(0, if frozen { FROZEN } else { HALF }).unwrap();
        let g = gradient(t);
        if !frozen {
            first.step(&mut w[..FIRST], &g[..FIRST], half(RATE)).unwrap();
        }
        second.step(&mut w[FIRST..], &g[FIRST..], RATE).unwrap();
        both.step(&mut v, &g, RATE).unwrap();
        let state = [first.state(), second.state()].concat();
        assert_eq!((w, &state[..]), (v, both.optimizer().state()), "step {t}");
    }
    assert_eq!(both.group_steps(), &[15, 19]);
    assert_eq!(both.groups().copied().collect::<Vec<_>>(), [HALF, Group::vector(N - FIRST)]);
    // What was read goes on elsewhere, in memory that is lent.
    let mut memory = Memory::<R, [Weight; N]>::ZERO;
    let mut other = Optimizer::<_, _, _, 12>::lend_with_rounding(rule, Nearest, &mut memory)
        .unwrap()
        .grouped(Groups([HALF, Group::vector(N - FIRST)]))
        .unwrap();
    let kept = both.optimizer();
    other.restore(kept.counters(), *both.group_steps(), kept.state(), Nearest).unwrap();
    let mut u = v;
    both.step(&mut v, &gradient(77), RATE).unwrap();
    other.step(&mut u, &gradient(77), RATE).unwrap();
    assert_eq!((v, both.optimizer().state()), (u, other.optimizer().state()));
}

#[test]
fn every_rule_has_the_bits_of_two_optimizers() {
    every_rule_and_rounding!(as_two);
}

/// A bowl, met by a slow group and one that thaws; beside groups in floats.
fn beside_floats(rule: impl Rule, twin: impl optimizer::Rule, share: f32) {
    const M: usize = 6;
    let slow = Group { learning_rate: 0.25, ..Group::vector(M / 2) };
    let late = Group { frozen: true, ..Group::vector(M / 2) };
    let guard = SkipNonFinite::DEFAULT;
    let groups = Groups([slow, late]);
    let mut floats =
        optimizer::Optimizer::<_, [f32; M], _, _>::grouped(twin, guard, groups).unwrap();
    let mut integers = Optimizer::<_, [Weight; M]>::new(rule).unwrap().grouped(groups).unwrap();
    let from: [f32; M] = std::array::from_fn(|i| 0.5 + 0.25 * i as f32);
    let (mut w, mut v) = (from, from.map(Weight::saturating_from_f32));
    for step in 0..60 {
        if step == 20 {
            let thawed = Group { frozen: false, ..late };
            floats.set_group(1, thawed).unwrap();
            integers.set_group(1, thawed).unwrap();
        }
        let mut quantized = [Gradient::default(); M];
        fixed::quantize(&v.map(|v| 0.5 * v.to_f32()), &mut quantized).unwrap();
        // The same gradient: what differs is the optimizers'.
        let g = quantized.map(Gradient::to_f32);
        floats.step(&mut w, &g, 0.02).unwrap();
        integers.step(&mut v, &quantized, Rate::from_f32(0.02).unwrap()).unwrap();
    }
    for ((w, v), from) in w.iter().zip(v).zip(from) {
        let (moved, apart) = ((from - w).abs(), (w - v.to_f32()).abs());
        assert!(moved > 0.01 && apart <= share * moved, "{from} to {w}, {}", v.to_f32());
    }
}

#[test]
fn groups_follow_those_of_floats() {
    beside_floats(fixed::Sgd, optimizer::Sgd, 0.001);
    beside_floats(fixed::Momentum::DEFAULT, optimizer::Momentum::DEFAULT, 0.001);
    beside_floats(fixed::Adam::DEFAULT, optimizer::Adam::DEFAULT, 0.005);
    beside_floats(fixed::AdamInverseRoot::DEFAULT, optimizer::Adam::DEFAULT, 0.005);
}

#[test]
fn groups_that_do_not_fit_are_refused_by_name() {
    let refused = |groups: Groups<2>| {
        let optimizer = Optimizer::<_, [Weight; N]>::new(fixed::Sgd).unwrap();
        optimizer.grouped(groups).unwrap_err().to_string()
    };
    let rest = Group::vector(N - FIRST);
    let error = refused(Groups([Group::vector(1), rest]));
    assert_eq!(error, "groups together has 18 elements; allowed: exactly 37");
    let error = refused(Groups([Group { learning_rate: -1.0, ..HALF }, rest]));
    assert!(error.starts_with("group.learning_rate is -1"), "{error}");
    let error = refused(Groups([Group { weight_decay: 0.0, ..HALF }, rest]));
    let allowed = "allowed: 1, as no rule in fixed point decays weights";
    assert_eq!(error, format!("group.weight_decay is 0; {allowed}"));
    let biases = Group { bias_weight_decay: Some(0.0), ..Group::matrix(2, FIRST / 2) };
    assert!(refused(Groups([biases, rest])).contains("allowed: None"));

    let mut optimizer = grouped(fixed::Momentum::DEFAULT, Nearest, GROUPS);
    let error = optimizer.set_group(2, rest).unwrap_err().to_string();
    assert_eq!(error, "group is 2; allowed: below the number of groups");
    assert!(optimizer.set_group(0, rest).is_err());
    assert!(optimizer.set_group(0, Group { learning_rate: f32::NAN, ..HALF }).is_err());
    assert_eq!(optimizer.groups().next(), Some(&Group::vector(FIRST)));
    // Momentum takes rates below 0.125 in these formats: nothing moves if one group's is beyond.
    optimizer.set_group(1, Group { learning_rate: 8.0, ..rest }).unwrap();
    let (mut w, rate) = (start(), Rate::from_f32(0.02).unwrap());
    let error = optimizer.step(&mut w, &gradient(1), rate).unwrap_err().to_string();
    assert!(error.starts_with("rate is 0.16"), "{error}");
    assert_eq!((w, optimizer.group_steps()), (start(), &[0, 0]));
    let error = optimizer.step(&mut w[1..], &gradient(1), rate).unwrap_err().to_string();
    assert_eq!(error, "parameters has 36 elements; allowed: exactly 37");
}
