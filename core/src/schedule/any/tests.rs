//! Any schedule against the static composition, to the bit; its bytes; what it refuses.

extern crate std;

use super::*;
use crate::{
    Error,
    schedule::{
        Amplitude, Boundary, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Curve,
        CycleShape, Cyclic, CyclicalDecay, Epochs, Exponential, Horizon, InverseSqrt, InverseTime,
        Linear, MultiStep, Noam, OneCycle, OneCycleOptions, OneCyclePhases, PastEnd, PeakDecay,
        PiecewiseConstant, PiecewiseCurve, Plateau, Polynomial, Ramp, RangeTest, Repeat, Shift,
        StepDecay, Then, WarmRestarts, Warmup, WarmupStableDecay,
    },
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

#[cfg(feature = "postcard")]
mod bytes {
    use super::*;
    use std::vec::Vec;

    fn encoded(schedule: &AnySchedule<CAPACITY>) -> Vec<u8> {
        let mut buffer = [0; 4096];
        schedule.encode(&mut buffer).unwrap().to_vec()
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(twins in twins()) {
            let bytes = encoded(&twins.any);
            prop_assert_eq!(bytes.len(), twins.any.encoded_len());
            prop_assert_eq!(AnySchedule::decode(&bytes), Ok(twins.any.clone()));
            // One byte less never fits, and is never read.
            let mut short = std::vec![0; bytes.len() - 1];
            let needed = Error::Length { what: "buffer", expected: bytes.len(), found: short.len() };
            prop_assert_eq!(twins.any.encode(&mut short).unwrap_err(), needed);
            for cut in 0..bytes.len() {
                prop_assert!(AnySchedule::<CAPACITY>::decode(&bytes[..cut]).is_err());
            }
        }

        #[test]
        fn damaged_bytes_are_refused_or_another_valid_schedule(
            twins in twins(), place: Index, value: u8, step: u32,
        ) {
            let mut bytes = encoded(&twins.any);
            *place.get_mut(&mut bytes) = value;
            if let Ok(schedule) = AnySchedule::<CAPACITY>::decode(&bytes) {
                prop_assert_eq!(AnySchedule::decode(&encoded(&schedule)), Ok(schedule.clone()));
                prop_assert!(Subtree::new(&schedule.nodes).value(step).is_some());
            }
        }

        #[test]
        fn noise_never_panics(mut noise in vec(any::<u8>(), 0..200), count in 0..6_u8, step: u32) {
            if let [version, nodes, ..] = &mut noise[..] {
                (*version, *nodes) = (1, count);
            }
            if let Ok(schedule) = AnySchedule::<8>::decode(&noise) {
                prop_assert!(Subtree::new(&schedule.nodes).value(step).is_some());
            }
        }
    }

    /// Bytes that lie in somebody's flash must stay readable: a change here is a new version.
    #[test]
    fn the_format_stays() {
        let halves = StepDecay::new(1.0, 0.5, 300, 0.0).unwrap();
        let schedule = AnySchedule::<CAPACITY>::from(halves).scale(0.5).unwrap();
        let (one, half, zero) = ([0, 0, 0x80, 0x3f], [0, 0, 0, 0x3f], [0; 4]);
        let factor = [&[0, 2][..], &one, &half, &[0xac, 0x02], &zero, &[0]].concat();
        let written = [&[1, 2][..], &factor, &[3], &half].concat();
        assert_eq!(encoded(&schedule), written);
    }

    #[test]
    fn a_plain_cosine_is_written_as_one_to_the_power_1() {
        let plain = Cosine::new(0.3, 0.1, 700).unwrap().past_end(PastEnd::RiseAgain);
        let (one, squared) = (plain.exponent(1.0).unwrap(), plain.exponent(2.0).unwrap());
        assert_eq!(encoded(&plain.into()), encoded(&one.into()));
        let mut buffer = [0; 32];
        let bytes = postcard::to_slice(&one, &mut buffer).unwrap();
        assert_eq!(postcard::from_bytes(bytes), Ok(plain));
        let bytes = postcard::to_slice(&squared, &mut buffer).unwrap();
        assert!(postcard::from_bytes::<Cosine>(bytes).is_err());
        assert_eq!(postcard::from_bytes(bytes), Ok(squared));
    }

    #[test]
    fn bad_bytes_are_refused_by_name() {
        let refused = |bytes: &[u8]| AnySchedule::<2>::decode(bytes).unwrap_err().to_string();
        assert_eq!(refused(&[]), "there are no bytes");
        assert_eq!(refused(&[2, 1]), "the version is 2; allowed: 1");
        assert_eq!(refused(&[1, 1, 77]), "node 0 at byte 2 is cut off or of an unknown kind");
        assert_eq!(refused(&[1, 0]), "the nodes are 0 schedules; allowed: one");
        let [a, b, c, d] = f32::NAN.to_le_bytes();
        let nan = [1, 1, 0, 0, a, b, c, d];
        assert_eq!(refused(&nan), "node 0: value is NaN; allowed: finite and at least 0");
        let one = [1, 1, 0, 0, 0, 0, 0, 0, 9];
        assert_eq!(refused(&one), "1 bytes follow the last node; allowed: none");
        let three = [[1, 3].as_slice(), &[0; 18]].concat();
        let allowed = "at most the capacity of the schedule, and 255";
        assert_eq!(refused(&three), std::format!("node 2: nodes is 3; allowed: {allowed}"));
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
