//! The parts of a schedule that is chosen at run time, as plain values.

use thalweg::{
    Error,
    schedule::{
        Amplitude, Clamp, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Curve,
        CycleShape, Cyclic, CyclicalDecay, Epochs, Exponential, Family, Hold, InverseSqrt,
        InverseTime, Linear, Max, Min, MultiStep, Noam, Node, Offset, OneCycle, OneCycleOptions,
        Operand, PerEpoch, PiecewiseConstant, PiecewiseCurve, Polynomial, Product, RangeTest,
        Repeat, Scale, Shift, StepDecay, Sum, Then, WarmRestarts, Warmup, WarmupStableDecay,
    },
};

/// Every family of [`Family`], in the order of the numbers, as its constructor makes it.
///
/// What a constructor asks for differs where `k` does, of rates, or `s`, of steps: what is the same of both is
/// what it is where nobody says it. At 1 and 1 they are for a training of some 200 steps.
///
/// # Errors
/// A `k` or an `s` that is out of the range of one of them, as 0 is.
pub fn families(k: f32, s: u32) -> Result<[Family; 19], Error> {
    let changes = [(60 * s, 0.05 * k), (120 * s, 0.02 * k)];
    Ok([
        Constant::new(0.1 * k)?.into(),
        ConstantFactor::new(0.1 * k, 0.25 * k, 20 * s)?.into(),
        StepDecay::new(0.1 * k, 0.5 * k, 45 * s, 1e-4 * k)?.into(),
        MultiStep::from_slice(0.1 * k, 0.3 * k, &[60 * s, 120 * s])?.into(),
        Exponential::new(0.1 * k, 0.5 * k, 50 * s)?.into(),
        Linear::new(0.1 * k, 0.01 * k, 200 * s)?.into(),
        Polynomial::new(0.1 * k, 0.01 * k, 2.0 * k, 200 * s)?.into(),
        InverseTime::new(0.1 * k, k, 40 * s)?.into(),
        InverseSqrt::new(0.1 * k, 20 * s)?.into(),
        Noam::new(k, 512 * s, 40 * s)?.into(),
        Cosine::new(0.1 * k, 0.01 * k, 180 * s)?.into(),
        WarmupStableDecay::new(0.1 * k, 0.01 * k, 20 * s, 120 * s, 60 * s)?.into(),
        CyclicalDecay::new(0.01 * k, 0.1 * k, CycleShape::Cosine, 40 * s)?.into(),
        WarmRestarts::new(0.1 * k, 0.01 * k, 40 * s)?.into(),
        OneCycle::new(0.1 * k, 200 * s, &OneCycleOptions::DEFAULT)?.into(),
        PiecewiseConstant::from_slice(0.1 * k, &changes)?.into(),
        PiecewiseCurve::from_slice(Curve::Linear, &changes)?.into(),
        RangeTest::exponential(1e-4 * k, k, 200 * s)?.into(),
        CosineWithHardRestarts::new(0.1 * k, 0.01 * k, 200 * s, 3 * s)?.into(),
    ])
}

/// Every combinator of [`Node`], in the order of the numbers, as [`families`] has theirs; a cycle whose amplitude stays.
///
/// # Errors
/// As there.
pub fn combinators(k: f32, s: u32) -> Result<[Node; 13], Error> {
    let cyclic = Cyclic::new(0.01 * k, 0.1 * k, 20 * s, 20 * s)?;
    Ok([
        Warmup::linear(20 * s, 0.0, Operand)?.into(),
        Repeat::forever(50 * s, Operand)?.into(),
        Scale::new(0.5 * k, Operand)?.into(),
        Clamp::new(0.01 * k, 0.08 * k, Operand)?.into(),
        Offset::new(Shift::Later(20 * s), Operand).into(),
        Hold::after(150 * s, Operand).into(),
        PerEpoch::new(Epochs::new(7 * s)?, Operand).into(),
        Node::Cyclic(cyclic.amplitude(Amplitude::<Operand>::Full)),
        Then::new(Operand, 100 * s, Operand).into(),
        Max::new(Operand, Operand).into(),
        Min::new(Operand, Operand).into(),
        Product::new(Operand, Operand).into(),
        Sum::new(Operand, Operand).into(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::Hostile;
    use core::mem::{Discriminant, discriminant};

    /// Which family, or which combinator.
    fn kind(node: &Node) -> (Option<Discriminant<Family>>, Discriminant<Node>) {
        let family = match node {
            Node::Family(family) => Some(discriminant(family)),
            _ => None,
        };
        (family, discriminant(node))
    }

    fn parts(k: f32, s: u32) -> impl Iterator<Item = Node> {
        let families = families(k, s).unwrap().map(Node::Family);
        families.into_iter().chain(combinators(k, s).unwrap())
    }

    #[test]
    fn each_part_is_here_once_whatever_its_numbers() {
        for (place, part) in parts(1.0, 1).enumerate() {
            let same = parts(1.5, 2).position(|other| kind(&other) == kind(&part));
            assert_eq!(same, Some(place), "{part:?}");
            assert_eq!(parts(1.0, 1).filter(|other| kind(other) == kind(&part)).count(), 1);
        }
    }

    #[test]
    fn what_is_drawn_at_random_is_these_parts() {
        let mut drawn = [0_usize; 32];
        for seed in 0..300 {
            for node in Hostile::new(seed).schedule().nodes() {
                let place = parts(1.0, 1).position(|part| kind(&part) == kind(node));
                drawn[place.unwrap_or_else(|| panic!("no {node:?}"))] += 1;
            }
        }
        assert!(!drawn.contains(&0), "{drawn:?}");
    }
}
