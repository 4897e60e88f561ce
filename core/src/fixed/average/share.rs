//! A value moved by a share of its way to a target.

use crate::fixed::{Rounding, gain::Gain, scale::Scale, storage::sealed::Parameter};

/// A share of a way, from none to all of it; of 16 significant bits, itself or what it leaves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Share {
    /// Less than a half.
    Less(Gain),
    /// A half.
    Half,
    /// More: what is left of the way.
    More(Gain),
}

impl Share {
    /// All of it.
    pub(super) const ALL: Self = Self::More(Gain::NONE);

    /// This share, from 0 to 1.
    pub(super) fn of(share: Scale) -> Self {
        let left = (1_u32 << 31).saturating_sub(share.to_q31());
        // A gain below a half fits; what rounds to a half from either side is one.
        match (Gain::wide(share, 0, 0), Gain::wide(Scale::new(left, -31), 0, 0)) {
            (Ok(share), _) => Self::Less(share),
            (Err(_), Ok(left)) => Self::More(left),
            (Err(_), Err(_)) => Self::Half,
        }
    }

    /// Moves every value by this share of its way to its target.
    pub(super) fn move_all<P: Parameter, D: Rounding>(
        self,
        values: &mut [P],
        targets: &[P],
        rounding: &mut D,
    ) {
        for (value, target) in values.iter_mut().zip(targets) {
            let bits = value.bits_mut();
            *bits = self.moved(*bits, target.bits(), rounding);
        }
    }

    fn moved<D: Rounding>(self, value: i32, target: i32, rounding: &mut D) -> i32 {
        let Some(way) = target.checked_sub(value) else {
            return self.moved_far(value, target, rounding);
        };
        match self {
            Self::Less(share) => value.wrapping_add(rounding.wide(way, share)),
            Self::Half => {
                let odd = rounding.wide((way % 2).wrapping_mul(2), Gain::QUARTER);
                value.wrapping_add(way / 2).wrapping_add(odd)
            }
            Self::More(left) => target.wrapping_sub(rounding.wide(way, left)),
        }
    }

    /// A way beyond the range of an `i32` is gone by two units at a time. What wraps on the way wraps back, as the end is
    /// between value and target.
    #[cold]
    fn moved_far<D: Rounding>(self, value: i32, target: i32, rounding: &mut D) -> i32 {
        let half = (i64::from(target).wrapping_sub(i64::from(value)) / 2) as i32;
        match self {
            Self::Less(share) => value.wrapping_add(rounding.wide(half, share).wrapping_mul(2)),
            Self::Half => value.wrapping_add(half),
            Self::More(left) => target.wrapping_sub(rounding.wide(half, left).wrapping_mul(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed::{Nearest, Stochastic};

    #[test]
    fn a_value_stays_between_itself_and_its_target() {
        let ends = [i32::MIN, i32::MIN + 1, -7, 0, 1, 1 << 30, i32::MAX - 1, i32::MAX];
        let shares =
            [0, 1, 1 << 12, 1 << 29, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, 3 << 29, 1 << 31];
        let mut stochastic = Stochastic::new(3);
        for share in shares {
            for value in ends {
                for target in ends {
                    let share = Share::of(Scale::new(share, -31));
                    let between = value.min(target)..=value.max(target);
                    let nearest = share.moved(value, target, &mut Nearest);
                    assert!(between.contains(&nearest), "{share:?} {value} {target} {nearest}");
                    let other = share.moved(value, target, &mut stochastic);
                    assert!(between.contains(&other), "{share:?} {value} {target} {other}");
                }
            }
        }
    }

    #[test]
    fn a_way_longer_than_its_format_is_gone_by_the_whole_share() {
        let far = [(i32::MIN, i32::MAX), (-1_258_291_200, 1_258_291_200), (i32::MAX, -2)];
        for share in [0, 1 << 29, 1 << 30, 3 << 29, 1 << 31] {
            for (value, target) in far {
                let part = f64::from(share) / f64::from(1_u32 << 31);
                let exact = f64::from(value) + part * (f64::from(target) - f64::from(value));
                let share = Share::of(Scale::new(share, -31));
                let found = f64::from(share.moved(value, target, &mut Nearest));
                assert!(
                    (found - exact).abs() <= 2.0,
                    "{share:?} {value} {target}: {found} {exact}"
                );
            }
        }
    }

    #[test]
    fn half_of_a_unit_is_right_on_average() {
        let (half, mut stochastic) = (Share::of(Scale::new(1 << 30, -31)), Stochastic::new(5));
        for way in [1, -1] {
            let ends = (0..1000).map(|_| half.moved(0, way, &mut stochastic)).sum::<i32>();
            assert!((400..600).contains(&ends.abs()), "{ends} of 1000");
        }
    }

    fn moved(share: u32, way: i32) -> i32 {
        Share::of(Scale::new(share, -31)).moved(5, 5 + way, &mut Nearest) - 5
    }

    #[test]
    fn a_share_is_rounded_once() {
        for share in [0, 1 << 20, 1 << 28, 1 << 30, 3 << 29, 7 << 28, 1 << 31] {
            for way in [0, 1, 2, 3, 1000, 12_345, -1, -2, -3, -999_999] {
                let exact = f64::from(way) * f64::from(share) / f64::from(1_u32 << 31);
                let found = moved(share, way);
                assert!((f64::from(found) - exact).abs() <= 0.5, "{share} {way}: {found} {exact}");
            }
        }
        assert_eq!([moved(1 << 30, 3), moved(1 << 30, -3), moved(1 << 31, -12)], [2, -2, -12]);
        assert_eq!(Share::ALL.moved(9, -3, &mut Nearest), -3);
    }
}
