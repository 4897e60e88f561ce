//! Every rule in every precision, under one schedule.

use crate::training::{STEPS, gradient, load, resumes, saved};
use thalweg::{
    checkpoint::{self, Checkpoint, MaxLength},
    fixed,
    gradient::SkipNonFinite,
    group::{Group, Groups, Layout, Whole},
    optimizer::{
        Optimizer, Rule,
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, blocks},
    },
    schedule::{Cosine, Schedule},
    valid,
};
use thalweg_catalogue::{fixed_rules, rules, tensor_rules};

/// A block of 64 and a rest.
const N: usize = 71;
/// A matrix of 8 × 8, and one of 2 × 3 that is thawed on the way.
const TENSORS: [Group; 2] = [Group::matrix(8, 8), Group { frozen: true, ..Group::matrix(2, 3) }];
const M: usize = 70;
const BLOCKS: usize = blocks(N) + 1;
const COSINE: Cosine = valid!(Cosine::new(0.02, 0.001, 400));

/// Around and around, as a stop may be at any step.
fn rate(k: u32) -> f32 {
    COSINE.warmup(30, 0.0).unwrap().at(k % 430)
}

type Training<R, P, const N: usize, L> = ([f32; N], Optimizer<R, [P; N], SkipNonFinite, L>);

fn floats<R: Rule, P: Precision, const N: usize, L: Layout>(name: &str, rule: R, layout: L) -> u32 {
    let make = || -> Training<R, P, N, L> {
        let optimizer = Optimizer::grouped(rule, SkipNonFinite::DEFAULT, layout).unwrap();
        ([0.5; N], optimizer)
    };
    assert_eq!(make().length(), <Training<R, P, N, L>>::MAX_LENGTH, "{name}");
    assert_eq!(
        saved(&make()).unwrap().len(),
        checkpoint::max_length::<Training<R, P, N, L>>() as usize
    );
    let step = |(w, optimizer): &mut Training<R, P, N, L>, k: u32| {
        if k == 50 && optimizer.groups().count() == 2 {
            optimizer.set_group(1, Group::matrix(2, 3)).unwrap();
        }
        let mut g = gradient(w, k);
        if k % 97 == 96 {
            g[3] = f32::NAN; // is skipped, and counted
        }
        optimizer.step(w, &g, rate(k)).unwrap();
    };
    resumes(name, make, step, STEPS)
}

macro_rules! each {
    ([$precision:ty, $n:literal, $layout:expr, $count:ident] $($name:ident: $rule:ty = $value:expr;)*) => {$(
        let name = concat!(stringify!($name), " in ", stringify!($precision));
        $count += floats::<$rule, $precision, $n, _>(name, $value, $layout);
    )*};
}

/// Rules of one precision: how many stops.
fn in_precision<P: Precision>() -> u32 {
    let mut count = 0;
    rules!(each[P, 71, Whole, count]);
    tensor_rules!(each[P, 70, Groups(TENSORS), count]);
    count
}

/// As many as the lists have, each at every step.
fn all(stops: u32) {
    macro_rules! counted {
        ($($name:ident: $rule:ty = $value:expr;)*) => {
            [$(stringify!($name)),*].len() as u32
        };
    }
    let rules = rules!(counted) + tensor_rules!(counted);
    println!("{rules} rules stopped and resumed {stops} times");
    assert_eq!(stops, rules * STEPS);
}

#[test]
fn every_rule_goes_on_in_f32() {
    assert_eq!((N, M), (71, 70));
    all(in_precision::<f32>());
}

#[test]
fn every_rule_goes_on_in_bf16() {
    all(in_precision::<Bf16<5>>());
}

#[test]
#[cfg_attr(debug_assertions, ignore = "its like is tried: with --all, optimised")]
fn every_rule_goes_on_in_f16() {
    all(in_precision::<F16<6>>());
}

#[test]
fn every_rule_goes_on_in_8_bits_by_a_dynamic_map() {
    all(in_precision::<Blockwise8<BLOCKS, DynamicMap, 7>>());
}

#[test]
#[cfg_attr(debug_assertions, ignore = "its like is tried: with --all, optimised")]
fn every_rule_goes_on_in_8_bits_by_a_linear_map() {
    all(in_precision::<Blockwise8<BLOCKS, LinearMap, 8>>());
}

type FixedTraining<R, D> = ([fixed::Weight; N], fixed::Optimizer<R, [fixed::Weight; N], D>);

fn integers<R: fixed::Rule, D: fixed::Rounding>(name: &str, rule: R, rounding: D) -> u32 {
    let make = || -> FixedTraining<R, D> {
        let w = [fixed::Weight::from_f32(0.5).unwrap(); N];
        (w, fixed::Optimizer::with_rounding(rule, rounding).unwrap())
    };
    assert_eq!(make().length(), <FixedTraining<R, D>>::MAX_LENGTH, "{name}");
    let step = |(w, optimizer): &mut FixedTraining<R, D>, k: u32| {
        let g = gradient(&w.map(fixed::Weight::to_f32), k);
        let mut quantized = [fixed::Gradient::default(); N];
        fixed::quantize(&g, &mut quantized).unwrap();
        let rate = fixed::Rate::from_f32(rate(k)).unwrap();
        optimizer.step(w, &quantized, rate).unwrap();
    };
    resumes(name, make, step, STEPS)
}

#[test]
fn every_rule_goes_on_in_fixed_point() {
    let (mut rules, mut stops) = (0, 0);
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            rules += 2;
            stops += integers(stringify!($name), $value, fixed::Nearest);
            stops += integers(stringify!($name), $value, fixed::Stochastic::new(3));
        )*};
    }
    fixed_rules!(each);
    println!("{rules} rules and roundings in fixed point stopped and resumed {stops} times");
    assert_eq!(stops, rules * STEPS);
}

/// Memory that is lent has the same bytes as memory inside, and the one's checkpoint is the other's.
#[test]
fn where_the_memory_is_makes_no_difference() {
    use thalweg::optimizer::{Adam, Memory};
    let mut memory = Memory::<Adam, [f32; N]>::ZERO;
    let mut inside = ([0.5; N], Optimizer::<Adam, [f32; N]>::new(Adam::DEFAULT).unwrap());
    let mut cells = [[9.0; 2]; N];
    for k in 0..20 {
        let g = gradient(&inside.0, k);
        inside.1.step(&mut inside.0, &g, 0.01).unwrap();
    }
    let bytes = saved(&inside).unwrap();
    let mut lent = ([0.0; N], Optimizer::lend(Adam::DEFAULT, &mut memory).unwrap());
    load(&mut lent, &bytes).unwrap();
    assert_eq!(saved(&lent).unwrap(), bytes);
    let mut over = ([0.0; N], Optimizer::over(Adam::DEFAULT, &mut cells).unwrap());
    load(&mut over, &bytes).unwrap();
    assert_eq!(saved(&over).unwrap(), bytes);
}
