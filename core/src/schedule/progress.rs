//! How far on the way, and what half a cosine or a power makes of it.
//!
//! Each function here is linked by itself. A schedule that knows its curve when the program is built
//! calls it here and not through [`Curve`](super::Curve), whose choice at run time links every curve.

use super::between::{along, blend};
use crate::math::{Exponent, Wide, power_of_integer, sine_squared};

/// How far on the way: `done` + `rest` = `whole`, each with its own digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Progress {
    pub(crate) done: Wide,
    pub(crate) rest: Wide,
    pub(crate) whole: Wide,
}

impl Progress {
    /// After `done` of `total` steps, done ≤ total.
    pub(crate) fn of_steps(done: u32, total: u32) -> Self {
        let [done, rest, whole] = [done, total.saturating_sub(done), total].map(Wide::from_u32);
        Self { done, rest, whole }
    }

    /// After `done` of `done + rest` small parts of a step.
    pub(crate) fn of_parts(done: u64, rest: u64) -> Self {
        let [done, rest, whole] = [done, rest, done.saturating_add(rest)].map(Wide::from_u64);
        Self { done, rest, whole }
    }

    /// From `from` to `to` in a straight line; the very ends at both ends.
    pub(super) fn line(self, from: f32, to: f32) -> f32 {
        self.along(from, to, |way| way.done.over(way.whole), |way| way.rest.over(way.whole))
    }

    /// From `from` to `to` along half a cosine; the very ends at both ends.
    #[inline(never)]
    pub(super) fn cosine(self, from: f32, to: f32) -> f32 {
        // As `along`, with what is alike of its two ways written once, as it is large.
        if self.done.is_zero() {
            from
        } else if self.rest.is_zero() {
            to
        } else {
            let (low, high, way) =
                if from <= to { (from, to, self) } else { (to, from, self.turned()) };
            blend(low, high, way.half_cosine().to_f32())
        }
    }

    /// From `from` to `to` as (1 − u)ᵖ goes, p = `power`; the very ends at both ends.
    #[inline(never)]
    pub(super) fn polynomial(self, power: f32, from: f32, to: f32) -> f32 {
        let gone = |way: Self| way.turned().one_minus_to_the(power);
        self.along(from, to, gone, |way| way.turned().to_the(power))
    }

    /// From `from` to `to` by the share that is gone or the one that is left; the very ends at both ends.
    #[inline]
    fn along(
        self,
        from: f32,
        to: f32,
        gone: impl FnOnce(Self) -> Wide,
        left: impl FnOnce(Self) -> Wide,
    ) -> f32 {
        if self.done.is_zero() {
            from
        } else if self.rest.is_zero() {
            to
        } else {
            along(from, to, || gone(self), || left(self))
        }
    }

    /// The share of the way that half a cosine has gone: sin² of π/2 · u, from that of the smaller part.
    pub(super) fn half_cosine(self) -> Wide {
        if self.rest.is_below(self.done) {
            Wide::ONE.minus(sine_squared(self.rest.over(self.whole)))
        } else {
            sine_squared(self.done.over(self.whole))
        }
    }

    /// The share of the way that half a cosine has gone, in place of u.
    pub(crate) fn along_cosine(self) -> Self {
        let (done, rest, whole) = (self.done, self.rest, Wide::ONE);
        if rest.is_below(done) {
            let rest = sine_squared(rest.over(self.whole));
            Self { done: Wide::ONE.minus(rest), rest, whole }
        } else {
            let done = sine_squared(done.over(self.whole));
            Self { done, rest: Wide::ONE.minus(done), whole }
        }
    }

    /// uᵏ in place of u.
    pub(crate) fn raised(self, power: f32) -> Self {
        if power == 1.0 || self.done.is_zero() {
            return self;
        }
        let power = self.log2().times(Wide::from_f32(power));
        Self { done: power.exp2(), rest: power.exp2_minus_1(), whole: Wide::ONE }
    }

    /// 1 − u in place of u.
    pub(super) fn turned(self) -> Self {
        Self { done: self.rest, rest: self.done, whole: self.whole }
    }

    /// uᵖ.
    pub(super) fn to_the(self, power: f32) -> Wide {
        if self.done.is_zero() {
            return Wide::ZERO;
        }
        let whole = power as u32;
        if whole as f32 == power && whole <= 8 {
            return power_of_integer(self.done.over(self.whole), whole);
        }
        if power == 0.5 {
            return self.done.over(self.whole).sqrt();
        }
        self.log2().times(Wide::from_f32(power)).exp2()
    }

    /// 1 − uᵖ.
    pub(super) fn one_minus_to_the(self, power: f32) -> Wide {
        if self.done.is_zero() {
            return Wide::ONE;
        }
        if power == 0.5 {
            // 1 − √u = (1 − u) / (1 + √u)
            let root = self.done.over(self.whole).sqrt();
            return self.rest.over(self.whole).over(Wide::ONE.plus(root));
        }
        self.log2().times(Wide::from_f32(power)).exp2_minus_1()
    }

    #[inline]
    fn log2(self) -> Exponent {
        Exponent::log2_share(self.done, self.rest, self.whole)
    }
}
