//! Schedules that nobody would write: every family and combinator, of numbers at the ends of their ranges.
//!
//! A bound on the cost of a value, or the promise that it is finite, holds for all that a byte can say.
//! Trees are drawn from here, the same ones on every machine.

use thalweg::schedule::{
    Amplitude, AnySchedule, Boundary, Clamp, Constant, ConstantFactor, Cosine,
    CosineWithHardRestarts, Curve, CycleShape, Cyclic, CyclicalDecay, Epochs, Exponential, Family,
    Hold, Horizon, InverseSqrt, InverseTime, Linear, Max, Min, MultiStep, Noam, Node, Offset,
    OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps, Operand, PastEnd, PeakDecay,
    PerEpoch, PiecewiseConstant, PiecewiseCurve, Plateau, Polynomial, Product, Ramp, RangeTest,
    Repeat, Scale, Shift, StepDecay, Sum, Then, WarmRestarts, Warmup, WarmupStableDecay,
};

/// Nodes of the largest tree.
pub const NODES: usize = 16;
/// How many kinds of nodes are drawn: of families, and of combinators of one and of two schedules.
const FAMILIES: u32 = 22;
const OF_ONE: u32 = 9;
const OF_TWO: u32 = 5;

/// Numbers as a file that somebody has tampered with would hold them.
const FLOATS: [f32; 24] = [
    0.0,
    -0.0,
    1e-45,
    f32::MIN_POSITIVE,
    1e-30,
    1e-8,
    0.003_906_25,
    0.1,
    0.5,
    0.9,
    0.999,
    1.0 - f32::EPSILON / 2.0,
    1.0,
    1.0 + f32::EPSILON,
    1.000_01,
    1.01,
    1.499_999,
    1.5,
    2.0,
    20.0,
    1e10,
    1e38,
    f32::MAX,
    -1.0,
];

/// And counts.
const COUNTS: [u32; 13] =
    [0, 1, 2, 3, 7, 64, 100, 1000, 65_535, 16_777_217, 1 << 31, u32::MAX - 1, u32::MAX];

/// A source of hostile numbers.
#[derive(Clone, Debug)]
pub struct Hostile(u32);

impl Hostile {
    /// Numbers that follow from `seed` alone.
    pub const fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9))
    }

    /// 32 bits: C. Wellons' `lowbias32` of a counter.
    fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9);
        let x = (self.0 ^ self.0 >> 16).wrapping_mul(0x7feb_352d);
        let x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
        x ^ x >> 16
    }

    /// One of `count` choices.
    fn choice(&mut self, count: u32) -> u32 {
        ((u64::from(self.bits()) * u64::from(count)) >> 32) as u32
    }

    fn flag(&mut self) -> bool {
        self.choice(2) == 1
    }

    /// A step or a length.
    pub fn count(&mut self) -> u32 {
        let shift = self.choice(32);
        match self.choice(3) {
            0 => self.bits() >> shift,
            1 => 1 + self.choice(300),
            _ => COUNTS.get(self.choice(13) as usize).copied().unwrap_or(0),
        }
    }

    /// A number of the list, one from 0 to 1, or any that is not below 0.
    fn float(&mut self) -> f32 {
        match self.choice(4) {
            0 => FLOATS.get(self.choice(24) as usize).copied().unwrap_or(0.0),
            1 => f32::from_bits(self.bits() >> 1),
            _ => (self.bits() >> 8) as f32 / 16_777_216.0,
        }
    }

    /// A factor just above 1, or any number.
    fn growth(&mut self) -> f32 {
        if self.flag() {
            return self.float();
        }
        let shift = self.choice(23);
        1.0 + (1 + self.choice(1 << shift)) as f32 * f32::EPSILON
    }

    fn curve(&mut self) -> Curve {
        match self.choice(6) {
            0 => Curve::Linear,
            1 => Curve::Cosine,
            2 => Curve::Polynomial(self.float()),
            3 => Curve::OneMinusPower(self.float()),
            4 => Curve::Exponential(self.float()),
            _ => Curve::Tanh { lower: -64.0 * self.float(), upper: 64.0 * self.float() },
        }
    }

    fn boundary(&mut self) -> Boundary {
        [Boundary::At, Boundary::After, Boundary::Before][self.choice(3) as usize % 3]
    }

    fn points<const K: usize>(&mut self) -> [(u32, f32); K] {
        let (start, stride) = (self.count(), self.count());
        let mut at = start;
        [(); K].map(|()| {
            let point = (at, self.float());
            at = at.saturating_add(stride);
            point
        })
    }

    fn one_cycle(&mut self) -> Option<OneCycle> {
        if self.flag() {
            return OneCycle::with_cooldown(
                self.float(),
                self.float(),
                self.count(),
                self.count(),
                self.float(),
            )
            .ok();
        }
        let options = OneCycleOptions {
            pct_start: self.float(),
            div_factor: self.float(),
            final_div_factor: self.float(),
            phases: match self.choice(3) {
                0 => OneCyclePhases::Two,
                1 => OneCyclePhases::Three,
                _ => OneCyclePhases::ThreeUntil(self.float()),
            },
            curve: self.curve(),
            steps: if self.flag() { OneCycleSteps::LastIsFinal } else { OneCycleSteps::AfterLast },
        };
        let schedule = OneCycle::new(self.float(), self.count(), &options).ok()?;
        if self.flag() {
            schedule.momentum(self.float(), self.float()).ok()
        } else {
            Some(schedule)
        }
    }

    fn restarts(&mut self) -> Option<WarmRestarts> {
        let schedule = WarmRestarts::new(self.float(), self.float(), self.count()).ok()?;
        let schedule = schedule.t_mult(self.growth()).ok()?.curve(self.curve()).ok()?;
        let decay = match self.choice(3) {
            0 => PeakDecay::None,
            1 => PeakDecay::Span(self.float()),
            _ => PeakDecay::Peak(self.float()),
        };
        let schedule = schedule.peak_decay(decay).ok()?;
        let schedule = if self.flag() { schedule.k_decay(self.float()).ok()? } else { schedule };
        let schedule = if self.flag() { schedule.cycles(self.count()) } else { schedule };
        if self.flag() {
            schedule.cycle_warmup(self.count(), self.float()).ok()
        } else {
            Some(schedule)
        }
    }

    fn warmup_stable_decay(&mut self) -> Option<WarmupStableDecay> {
        let schedule = WarmupStableDecay::new(
            self.float(),
            self.float(),
            self.count(),
            self.count(),
            self.count(),
        );
        let schedule = schedule.ok()?.start(self.float()).ok()?.decay(self.curve()).ok()?;
        let plateau = Plateau::Power { timescale: self.float(), power: self.float() };
        if self.flag() { schedule.plateau(plateau).ok() } else { Some(schedule) }
    }

    fn cyclical_decay(&mut self) -> Option<CyclicalDecay> {
        let inc_fraction = self.float();
        let shape =
            if self.flag() { CycleShape::Cosine } else { CycleShape::Triangular { inc_fraction } };
        let schedule = CyclicalDecay::new(self.float(), self.float(), shape, self.count()).ok()?;
        let decay = if self.flag() { self.growth() } else { 1.0 / self.growth() };
        schedule.length_decay(decay).ok()?.magnitude_decay(self.float()).ok()
    }

    /// A schedule of family `kind`, if the numbers drawn are in its ranges.
    fn family(&mut self, kind: u32) -> Option<Family> {
        let (x, y, z) = (self.float(), self.float(), self.float());
        let (n, k) = (self.count(), self.count());
        Some(match kind {
            0 => Constant::new(x).ok()?.into(),
            1 => ConstantFactor::new(x, y, n).ok()?.into(),
            2 => StepDecay::new(x, y, n, z).ok()?.boundary(self.boundary()).into(),
            3 => {
                let milestones = self.points::<8>().map(|(at, _)| at);
                MultiStep::new(x, y, milestones).ok()?.boundary(self.boundary()).into()
            }
            4 => Exponential::new(x, self.growth(), n).ok()?.into(),
            5 => Exponential::new(x, self.growth(), n).ok()?.staircase().limit(z).ok()?.into(),
            6 => Linear::new(x, y, n).ok()?.into(),
            7 => Polynomial::new(x, y, z, n).ok()?.into(),
            8 => Polynomial::new(x, y, z, n).ok()?.cycle().into(),
            9 if self.flag() => InverseTime::new(x, y, n).ok()?.staircase().into(),
            9 => InverseTime::new(x, y, n).ok()?.into(),
            10 => InverseSqrt::new(x, n).ok()?.into(),
            11 => Noam::new(x, n, k).ok()?.into(),
            12 => Cosine::new(x, y, n).ok()?.past_end(PastEnd::RiseAgain).into(),
            13 => Cosine::new(x, y, n).ok()?.exponent(z).ok()?.into(),
            14 => self.warmup_stable_decay()?.into(),
            15 => self.cyclical_decay()?.into(),
            16 => self.restarts()?.into(),
            17 => self.one_cycle()?.into(),
            18 => {
                PiecewiseConstant::new(x, self.points::<8>()).ok()?.boundary(self.boundary()).into()
            }
            19 => PiecewiseCurve::new(self.curve(), self.points::<8>()).ok()?.into(),
            20 if self.flag() => RangeTest::linear(x, y, n).ok()?.into(),
            20 => RangeTest::exponential(x, y, n).ok()?.into(),
            _ => CosineWithHardRestarts::new(x, y, n, k).ok()?.into(),
        })
    }

    /// A combinator of one schedule.
    fn of_one(&mut self, kind: u32) -> Option<Node> {
        let (x, y, n, k) = (self.float(), self.float(), self.count(), self.count());
        Some(match kind {
            0 => {
                let horizon = if self.flag() { Horizon::Inside } else { Horizon::InFront };
                let ramp = [Ramp::Linear, Ramp::Constant, Ramp::Exponential];
                let ramp = ramp[self.choice(3) as usize % 3];
                Node::Warmup(Warmup::linear(n, x, Operand).ok()?.ramp(ramp).ok()?.horizon(horizon))
            }
            1 if self.flag() => Node::Repeat(Repeat::forever(n, Operand).ok()?),
            1 => Node::Repeat(Repeat::times(n, k, Operand).ok()?),
            2 => Node::Scale(Scale::new(x, Operand).ok()?),
            3 => Node::Clamp(Clamp::new(x, y, Operand).ok()?),
            4 => Node::Offset(Offset::new(Shift::Later(n), Operand)),
            5 => Node::Offset(Offset::new(Shift::Earlier(n), Operand)),
            6 => Node::Hold(Hold::after(n, Operand)),
            7 => Node::PerEpoch(PerEpoch::new(Epochs::new(n).ok()?, Operand)),
            _ => {
                let cyclic = Cyclic::asymmetric(x, y, n, self.float()).ok()?;
                let by_cycle = Amplitude::ByCycle(Operand);
                let amplitude = if self.flag() { Amplitude::ByStep(Operand) } else { by_cycle };
                let cyclic = cyclic.amplitude(amplitude);
                Node::Cyclic(if self.flag() { cyclic.cycles(k) } else { cyclic })
            }
        })
    }

    /// A combinator of two schedules.
    fn of_two(&mut self, kind: u32) -> Node {
        match kind {
            0 => Node::Then(Then::new(Operand, self.count(), Operand)),
            1 => Node::Max(Max::new(Operand, Operand)),
            2 => Node::Min(Min::new(Operand, Operand)),
            3 => Node::Sum(Sum::new(Operand, Operand)),
            _ => Node::Product(Product::new(Operand, Operand)),
        }
    }

    /// Draws until something can be made of the numbers.
    fn until<T>(&mut self, mut draw: impl FnMut(&mut Self) -> Option<T>) -> T {
        loop {
            if let Some(drawn) = draw(self) {
                return drawn;
            }
        }
    }

    /// A tree of one to [`NODES`] nodes.
    ///
    /// # Panics
    /// If a list of nodes that is one tree were refused: a test of its own.
    pub fn schedule(&mut self) -> AnySchedule<NODES> {
        let wanted = 1 + self.choice(NODES as u32) as usize;
        // A family that fills the room; the first `length` are drawn.
        let filler = Constant::new(0.0).expect("0 is a rate").into();
        let (mut nodes, mut length, mut roots) = ([filler; NODES], 0, 0);
        while length < wanted || roots > 1 {
            // Each root above the first needs a node that joins it.
            let room = NODES - length;
            let kind = self.choice(4);
            let node = if roots == 0 || (kind < 2 && room > roots && length < wanted) {
                roots += 1;
                self.until(|hostile| {
                    let kind = hostile.choice(FAMILIES);
                    hostile.family(kind).map(Node::Family)
                })
            } else if roots > 1 && (kind == 2 || room < roots || length >= wanted) {
                roots -= 1;
                let kind = self.choice(OF_TWO);
                self.of_two(kind)
            } else {
                self.until(|hostile| {
                    let kind = hostile.choice(OF_ONE);
                    hostile.of_one(kind)
                })
            };
            nodes[length] = node;
            length += 1;
        }
        AnySchedule::from_nodes(nodes.into_iter().take(length)).expect("the nodes are one tree")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::schedule::Schedule;

    /// Draws `trees`, and how many there were of each size.
    fn search(trees: u32) -> [u32; NODES + 1] {
        let mut sizes = [0_u32; NODES + 1];
        for seed in 0..trees {
            let mut hostile = Hostile::new(seed);
            let schedule = hostile.schedule();
            sizes[schedule.nodes().len()] += 1;
            for step in [0, 1, hostile.count(), hostile.count(), u32::MAX] {
                let value = schedule.at(step);
                let finite = value >= 0.0 && value.is_finite();
                assert!(finite, "seed {seed}: {value} at {step} of {schedule:?}");
            }
        }
        sizes
    }

    #[test]
    fn every_value_is_finite_and_nothing_panics() {
        let sizes = search(10_000);
        assert!(sizes[1..].iter().all(|&size| size > 100), "{sizes:?}");
    }

    /// Behind `cargo test -- --ignored`.
    #[test]
    #[ignore = "takes half a minute"]
    fn every_value_of_a_million_trees_is_finite() {
        search(1_000_000);
    }

    #[test]
    fn every_kind_of_node_is_drawn() {
        let mut hostile = Hostile::new(7);
        for kind in 0..FAMILIES {
            hostile.until(|hostile| hostile.family(kind));
        }
        for kind in 0..OF_ONE {
            hostile.until(|hostile| hostile.of_one(kind));
        }
    }
}
