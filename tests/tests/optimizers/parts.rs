//! A step in parts is the whole step, to the bit: every rule, every chain. `parts_in_every_precision` has what
//! is rounded.

use crate::precisions::in_f32;
use oorandom::Rand32;
use thalweg::{
    Error,
    gradient::{Accumulate, Chain, SkipNonFinite},
    group::{Group, Layers, Layout},
    optimizer::{
        Adam, AdamW, Optimizer, Outcome, Rule, Sgd,
        rule::{GroupState, Tensor},
        state::{Precision, Storage},
    },
};
use thalweg_catalogue::{GROUPED, GROUPS, rules, tensor_rules, transforms};
use thalweg_tests::training::{Cut, N, kept, made, numbers, step, trained};

const CUTS: [Cut; 7] = [
    Cut::Every(1),
    Cut::Every(7),
    Cut::Every(64),
    Cut::Every(usize::MAX),
    Cut::Random,
    Cut::Dropped(1),
    Cut::Dropped(100),
];

fn rule_in_parts<R: Rule, P: Precision>(name: &str, rule: R, bias: Option<f32>) {
    let new = || made::<R, P, N>(rule, bias);
    let whole = trained(&mut new(), Cut::Whole);
    for cut in CUTS {
        trained(&mut new(), cut).is(&whole, &format!("{name}, {cut:?}"));
    }
}

#[test]
fn parts_of_every_rule_are_the_whole() {
    rules!(in_f32 [rule_in_parts Some(0.0)]);
    tensor_rules!(in_f32 [rule_in_parts None]);
}

/// A matrix whose biases decay half as much, and a vector.
fn chained<T: Chain>(transform: T) -> Optimizer<AdamW, [f32; GROUPED], T, Layers<2>> {
    let [matrix, vector] = GROUPS;
    let matrix = Group { bias_weight_decay: Some(0.5), ..matrix };
    let layers = Layers([matrix, Group { frozen: true, ..vector }]);
    Optimizer::grouped(AdamW::DEFAULT, transform, layers).unwrap()
}

#[test]
fn parts_of_every_chain_are_the_whole() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            let new = || chained::<$type>($value);
            let whole = trained(&mut new(), Cut::Whole);
            for cut in [Cut::Every(3)].into_iter().chain(CUTS) {
                trained(&mut new(), cut).is(&whole, &format!("{}, {cut:?}", stringify!($name)));
            }
        )*};
    }
    transforms!(each);
}

#[test]
fn every_outcome_is_that_of_the_whole_step() {
    let chain = || (SkipNonFinite::DEFAULT, Accumulate::<[f32; 3]>::new(2));
    let gradients = [
        ([1.0; 3], Outcome::Waiting),
        ([f32::NAN, 1.0, 1.0], Outcome::Skipped),
        ([1.0; 3], Outcome::Applied),
        ([1.0; 3], Outcome::Waiting),
        ([1e19; 3], Outcome::Applied),
        ([-1.0; 3], Outcome::Waiting),
    ];
    for cut in [Cut::Whole, Cut::Every(1), Cut::Every(2), Cut::Every(usize::MAX)] {
        let mut optimizer =
            Optimizer::<Adam, [f32; 3], _>::with_transform(Adam::DEFAULT, chain()).unwrap();
        let mut w = [0.5; 3];
        for (g, outcome) in gradients {
            let found = step(&mut optimizer, &mut w, &g, cut, &mut Rand32::new(0));
            assert_eq!(found, Some(outcome), "{cut:?}");
        }
        assert_eq!((optimizer.steps(), optimizer.skipped()), (2, 1), "{cut:?}");
        // What was not finite from the start is said at the first step.
        let mut sgd = Optimizer::<_, [f32; 3], ()>::with_transform(Sgd, ()).unwrap();
        let mut w = [f32::INFINITY, 0.0, 0.0];
        let found = step(&mut sgd, &mut w, &[1.0; 3], cut, &mut Rand32::new(0));
        assert_eq!(found, Some(Outcome::Diverged), "{cut:?}");
        // Numbers that overflow in one part show at the end, however many parts follow.
        let mut sgd = Optimizer::<_, [f32; 3], ()>::with_transform(Sgd, ()).unwrap();
        let mut w = [0.0, 0.0, -1e38];
        let found = step(&mut sgd, &mut w, &[0.0, 0.0, 1e38], cut, &mut Rand32::new(0));
        assert_eq!(found, Some(Outcome::Applied), "{cut:?}");
        let mut w = [-f32::MAX, 0.0, 0.0];
        let found = step(&mut sgd, &mut w, &[f32::MAX, 0.0, 0.0], cut, &mut Rand32::new(0));
        assert_eq!(found, Some(Outcome::Diverged), "{cut:?}");
        assert_eq!(w, [-f32::INFINITY, 0.0, 0.0], "{cut:?}");
        // An infinite operand is no exception to the arithmetic: it is said nevertheless, until it is gone.
        for (number, outcome) in [(w[0], Outcome::Diverged), (0.5, Outcome::Applied)] {
            w[0] = number;
            let found = step(&mut sgd, &mut w, &[1.0; 3], cut, &mut Rand32::new(0));
            assert_eq!(found, Some(outcome), "{cut:?} from {number}");
        }
    }
}

type TensorState<R> = <<R as Rule>::Tensor as Tensor>::State;

/// What is refused as long as a step is forgotten in its middle.
fn refused<X>(result: Result<X, Error>, what: &str) {
    let error = result.map(|_| ()).unwrap_err().to_string();
    assert!(
        error.starts_with("step cannot be set: a step in parts was forgotten"),
        "{what}: {error}"
    );
}

/// Forgets a step after its part of `n`, restores, and compares what follows with a training that did not.
fn forgets<R: Rule, S: Storage, T: Chain, L: Layout>(
    what: &str,
    new: impl Fn() -> Optimizer<R, S, T, L>,
    n: usize,
) {
    let mut random = Rand32::new(9);
    let (mut spared, mut optimizer) = (new(), new());
    let mut w = numbers(&mut random, spared.len());
    let g = numbers(&mut random, spared.len());
    for optimizer in [&mut spared, &mut optimizer] {
        let mut v = w.clone();
        optimizer.step(&mut v, &g, 0.01).unwrap();
    }
    let state: Vec<_> = optimizer.state().collect();
    let groups: Vec<GroupState<TensorState<R>>> = optimizer.group_states().to_vec();
    let counters = optimizer.counters();
    let waiting = optimizer.accumulated().map(|waiting| (waiting.count, waiting.sum.to_vec()));
    let mut v = w.clone();
    let mut step = optimizer.begin(&mut v, &g, 0.01).unwrap();
    step.advance(n);
    assert!(!step.is_done(), "{what}");
    std::mem::forget(step);
    refused(optimizer.step(&mut v, &g, 0.01), what);
    refused(optimizer.begin(&mut v, &g, 0.01), what);
    refused(optimizer.flush(&mut v, &g, 0.01), what);
    optimizer.restore(counters, &state, &groups).unwrap();
    if let Some((count, sum)) = waiting {
        optimizer.restore_accumulated(count, &sum).unwrap();
    }
    v.clone_from(&w);
    for scale in [1.0, 1e-30] {
        let g: Vec<f32> = g.iter().map(|g| g * scale).collect();
        spared.step(&mut w, &g, 0.01).unwrap();
        optimizer.step(&mut v, &g, 0.01).unwrap();
        assert_eq!(kept(&optimizer, &v), kept(&spared, &w), "{what}, forgotten after {n}");
    }
}

#[test]
fn a_forgotten_step_is_refused_until_it_is_restored_and_leaves_no_trace_then() {
    macro_rules! each {
        ([$bias:expr] $($name:ident: $rule:ty = $value:expr;)*) => {$(
            for n in [1, 64, 100, 200, 300] {
                let new = || made::<$rule, f32, N>($value, $bias);
                forgets(stringify!($name), new, n);
            }
        )*};
    }
    rules!(each[Some(0.0)]);
    tensor_rules!(each[None]);
}

#[test]
fn a_chain_forgets_what_it_looked_at_in_a_forgotten_step() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            for n in [1, 4] {
                forgets(stringify!($name), || chained::<$type>($value), n);
            }
        )*};
    }
    transforms!(each);
}
