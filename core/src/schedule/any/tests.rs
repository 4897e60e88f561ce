//! Any schedule against the static composition, to the bit; what it refuses.

extern crate std;

use super::*;
use crate::schedule::{
    Amplitude, Boundary, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Curve,
    CycleShape, CyclicalDecay, Exponential, Horizon, InverseSqrt, InverseTime, Linear, MultiStep,
    Noam, OneCycle, OneCycleOptions, OneCyclePhases, PastEnd, PeakDecay, PiecewiseConstant,
    PiecewiseCurve, Plateau, Polynomial, Ramp, RangeTest, StepDecay, WarmRestarts,
    WarmupStableDecay,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::{boxed::Box, string::ToString};

const CAPACITY: usize = 32;

/// One schedule, composed twice.
#[derive(Clone, Debug)]
struct Twins {
    any: AnySchedule<CAPACITY>,
    fixed: Fixed,
}

/// The static composition, as a value that can be composed further.
#[derive(Clone, Copy)]
struct Fixed(&'static dyn Schedule);

impl core::fmt::Debug for Fixed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the same")
    }
}

impl Schedule for Fixed {
    fn at(&self, step: u32) -> f32 {
        self.0.at(step)
    }
}

fn fixed(schedule: impl Schedule + 'static) -> Fixed {
    Fixed(Box::leak(Box::new(schedule)))
}

fn family<F: Into<Family> + Schedule + Copy + 'static>(family: F) -> Twins {
    Twins { any: family.into().into(), fixed: fixed(family) }
}

/// One of each family, with numbers of one's own.
fn one_family(kind: u8, [x, y]: [f32; 2], [n, k]: [u32; 2]) -> Result<Twins, Error> {
    let (low, high) = (x.min(y), x.max(y));
    let part = 0.1 + 0.4 * x;
    let curve = match k % 4 {
        0 => Curve::Cosine,
        1 => Curve::Polynomial(0.5 + x),
        2 => Curve::ONE_MINUS_SQRT,
        _ => Curve::Tanh { lower: -7.0, upper: 3.0 },
    };
    let points = [(n, x), (n + k, y), (n + 2 * k, part)];
    Ok(match kind {
        0 => family(Constant::new(x)?),
        23 => family(CosineWithHardRestarts::new(x, y, n, k.min(n))?),
        1 => family(ConstantFactor::new(x, y, n)?),
        2 => family(StepDecay::new(x, part, n, 0.01)?.boundary(Boundary::After)),
        3 => family(MultiStep::from_slice(x, part, &[n, n + k])?),
        4 => family(Exponential::new(x, part, n)?),
        5 => family(Exponential::new(x, 1.0 + y, n)?.staircase().limit(9.0)?),
        6 => family(Linear::new(x, y, n)?),
        7 => family(Polynomial::new(x, y, 0.3 + x, n)?.cycle()),
        8 => family(InverseTime::new(x, y, n)?),
        9 => family(InverseSqrt::new(x, n)?),
        10 => family(Noam::new(x, n, k)?),
        11 => family(Cosine::new(x, y, n)?.exponent(part)?.past_end(PastEnd::RiseAgain)),
        12 => family(WarmupStableDecay::new(high, low, n, k, n)?.decay(curve)?),
        13 => family(
            WarmupStableDecay::new(high, low, n, k, n)?
                .start(low)?
                .plateau(Plateau::Power { timescale: 1.0 + 9.0 * x, power: 0.5 })?,
        ),
        14 => family(
            CyclicalDecay::new(x, y, CycleShape::Triangular { inc_fraction: part }, n)?
                .length_decay(1.0 + part)?
                .magnitude_decay(part)?,
        ),
        15 => family(
            WarmRestarts::new(high, low, n + 2)?
                .t_mult(1.0 + part)?
                .peak_decay(PeakDecay::Span(part))?
                .curve(curve)?
                .cycle_warmup(2, x)?,
        ),
        16 => family(OneCycle::new(x, n + 20, &OneCycleOptions::DEFAULT)?.momentum(low, high)?),
        17 => {
            let phases = OneCyclePhases::Three;
            family(OneCycle::new(x, n + 20, &OneCycleOptions { phases, ..Default::default() })?)
        }
        18 => family(PiecewiseConstant::from_slice(x, &points)?),
        19 => family(PiecewiseCurve::from_slice(curve, &points)?),
        20 => family(RangeTest::exponential(1e-4, 1.0 + x, n)?),
        21 => {
            let by_step = Amplitude::ByStep(Exponential::new(1.0, part, n)?);
            let cyclic = Cyclic::new(x, y, n, k)?.amplitude(by_step);
            Twins { any: AnySchedule::cyclic(cyclic)?, fixed: fixed(cyclic) }
        }
        _ => {
            let cyclic = Cyclic::asymmetric(x, y, n, part)?
                .amplitude(Amplitude::<Constant>::Halving)
                .cycles(k);
            Twins { any: AnySchedule::cyclic(cyclic)?, fixed: fixed(cyclic) }
        }
    })
}

fn families() -> impl Strategy<Value = Twins> {
    let steps = || prop_oneof![4 => 1..300_u32, 1 => 1..1_u32 << 30];
    (0..24_u8, [0.0..1.0_f32, 0.0..1.0], [steps(), steps()])
        .prop_map(|(kind, x, n)| one_family(kind, x, n).unwrap())
}

fn around_one(inner: Twins, kind: u8, a: u32, b: u32, x: f32) -> Twins {
    let Twins { any, fixed: s } = inner;
    let horizon = if b.is_multiple_of(2) { Horizon::InFront } else { Horizon::Inside };
    let ramp = match b % 3 {
        0 if x > 0.0 => Ramp::Exponential,
        1 => Ramp::Constant,
        _ => Ramp::Linear,
    };
    let shift = if b.is_multiple_of(2) { Shift::Later(a) } else { Shift::Earlier(a) };
    let epochs = Epochs::new(a).unwrap();
    let (any, fixed) = match kind {
        0 => {
            let warmup = Warmup::linear(a, x, Operand).unwrap().ramp(ramp).unwrap();
            let same = s.warmup(a, x).unwrap().ramp(ramp).unwrap().horizon(horizon);
            (any.warmed(warmup.horizon(horizon)), fixed(same))
        }
        1 => (any.repeat(a, b), fixed(s.repeat(a, b).unwrap())),
        2 => (any.repeat_forever(a), fixed(Repeat::forever(a, s).unwrap())),
        3 => (any.scale(x), fixed(s.scale(x).unwrap())),
        4 => (any.clamp(x, 2.0 * x), fixed(s.clamp(x, 2.0 * x).unwrap())),
        5 => (any.offset(shift), fixed(s.offset(shift))),
        6 => (any.hold_after(a), fixed(s.hold_after(a))),
        _ => (any.per_epoch(epochs), fixed(s.per_epoch(epochs))),
    };
    Twins { any: any.unwrap(), fixed }
}

fn around_two(a: Twins, b: Twins, kind: u8, boundary: u32) -> Twins {
    let (any, fixed) = match kind {
        0 => (a.any.then(boundary, b.any), fixed(a.fixed.then(boundary, b.fixed))),
        1 => (a.any.max_of(b.any), fixed(a.fixed.max_of(b.fixed))),
        2 => (a.any.min_of(b.any), fixed(a.fixed.min_of(b.fixed))),
        3 => (a.any.product(b.any), fixed(a.fixed.product(b.fixed))),
        _ => (a.any.sum(b.any), fixed(a.fixed.sum(b.fixed))),
    };
    Twins { any: any.unwrap(), fixed }
}

/// Up to three levels: at most 29 nodes.
fn twins() -> impl Strategy<Value = Twins> {
    families().prop_recursive(3, 16, 2, |inner| {
        let steps = 1..300_u32;
        prop_oneof![
            (inner.clone(), 0..8_u8, steps.clone(), steps.clone(), 0.0..1.5_f32)
                .prop_map(|(inner, kind, a, b, x)| around_one(inner, kind, a, b, x)),
            (inner.clone(), inner, 0..5_u8, steps)
                .prop_map(|(a, b, kind, boundary)| around_two(a, b, kind, boundary)),
        ]
    })
}

proptest! {
    #[test]
    fn it_is_the_static_composition_to_the_bit(twins in twins(), far in vec(any::<u32>(), 8)) {
        for step in (0..700).chain(far) {
            let (any, fixed) = (twins.any.at(step), twins.fixed.at(step));
            prop_assert_eq!(any.to_bits(), fixed.to_bits(), "step {}: {} and {}", step, any, fixed);
        }
    }

    #[test]
    fn its_nodes_build_it_again(twins in twins()) {
        let again = AnySchedule::from_nodes(twins.any.nodes().copied());
        prop_assert_eq!(again, Ok(twins.any));
    }

    #[test]
    fn whatever_the_nodes_it_is_one_schedule_or_refused(
        twins in vec(twins(), 1..4), picks in vec(any::<Index>(), 0..12), step: u32,
    ) {
        let nodes: std::vec::Vec<Node> =
            twins.iter().flat_map(|twins| twins.any.nodes().copied()).collect();
        let picked = picks.iter().map(|pick| *pick.get(&nodes));
        if let Ok(schedule) = AnySchedule::<12>::from_nodes(picked) {
            prop_assert!(Subtree::new(&schedule.nodes).value(step).is_some());
        }
    }
}

#[test]
fn too_many_nodes_are_refused_and_named() {
    let one = Constant::new(1.0).unwrap();
    let full = AnySchedule::<2>::from(one).scale(0.5).unwrap();
    let allowed = "at most the capacity of the schedule, and 255";
    let error = full.clone().scale(0.5).unwrap_err().to_string();
    assert_eq!(error, std::format!("nodes is 3; allowed: {allowed}"));
    let error = full.clone().then(5, full).unwrap_err().to_string();
    assert_eq!(error, std::format!("nodes is 4; allowed: {allowed}"));
}

#[test]
fn a_tree_is_one_schedule() {
    let one = Node::from(Constant::new(1.0).unwrap());
    let then = Node::Then(Then::new(Operand, 5, Operand));
    let refused = |nodes: &[Node]| {
        AnySchedule::<8>::from_nodes(nodes.iter().copied()).unwrap_err().to_string()
    };
    assert_eq!(refused(&[one, then]), "node 1 needs 2 schedules before it and finds 1");
    assert_eq!(refused(&[one, one]), "the nodes are 2 schedules; allowed: one");
}

#[test]
fn a_node_is_hardly_larger_than_the_largest_family() {
    assert!(size_of::<Placed<Node>>() <= size_of::<Family>() + 8);
}
