//! When a metric is better than the best so far.
//!
//! minimise: x < best − θ · |best| (relative) or x < best − θ (absolute);
//! maximise: x > best + θ · |best| or x > best + θ.
//!
//! PyTorch has best · (1 ∓ θ): the same for a best from 0 up; of a negative one its bar lies on the wrong side,
//! and the same value again counts as better.

use super::Threshold;
use crate::words::words;

/// Whether a metric is to fall (a loss) or to rise (an accuracy): PyTorch's `mode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Goal {
    /// Smaller is better: a loss.
    #[default]
    Minimize,
    /// Larger is better: an accuracy.
    Maximize,
}

words! { enum Goal { 0 Minimize, 1 Maximize } }

impl Goal {
    /// Whether `metric` is better than `best`, which is none before the first; what is not finite never is.
    pub(super) fn is_better(self, metric: f32, best: Option<f32>, threshold: Threshold) -> bool {
        let Some(best) = best.filter(|_| metric.is_finite()) else { return metric.is_finite() };
        let (metric, best) = (f64::from(metric), f64::from(best));
        let sign = match self {
            Self::Minimize => -1.0,
            Self::Maximize => 1.0,
        };
        let bar = match threshold {
            Threshold::Relative(part) if best < 0.0 => best * (1.0 - sign * f64::from(part)),
            Threshold::Relative(part) => best * (1.0 + sign * f64::from(part)),
            Threshold::Absolute(difference) => best + sign * f64::from(difference),
        };
        match self {
            Self::Minimize => metric < bar,
            Self::Maximize => metric > bar,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_not_better_and_one_ulp_is() {
        let half = Threshold::Relative(0.5);
        assert!(!Goal::Minimize.is_better(1.0, Some(2.0), half));
        assert!(Goal::Minimize.is_better(1.0_f32.next_down(), Some(2.0), half));
        assert!(!Goal::Maximize.is_better(3.0, Some(2.0), half));
        assert!(Goal::Maximize.is_better(3.0_f32.next_up(), Some(2.0), half));
    }

    #[test]
    fn where_f32_would_see_a_tie_the_exact_numbers_decide() {
        // The bars are 0.0990000015 and 0.0800000019; rounded to f32 they are these metrics.
        assert_eq!(0.1_f32 * (1.0 - 0.01), 0.099);
        assert!(Goal::Minimize.is_better(0.099, Some(0.1), Threshold::Relative(0.01)));
        assert!(!Goal::Minimize.is_better(
            0.099_f32.next_up(),
            Some(0.1),
            Threshold::Relative(0.01)
        ));
        assert_eq!(0.1_f32 - 0.02, 0.08);
        assert!(Goal::Minimize.is_better(0.08, Some(0.1), Threshold::Absolute(0.02)));
        assert!(!Goal::Minimize.is_better(
            0.08_f32.next_up(),
            Some(0.1),
            Threshold::Absolute(0.02)
        ));
    }

    #[test]
    fn what_is_not_finite_is_never_better_and_the_first_number_always() {
        for goal in [Goal::Minimize, Goal::Maximize] {
            for threshold in [Threshold::Relative(0.999), Threshold::Absolute(1e30)] {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    assert!(!goal.is_better(bad, None, threshold));
                    assert!(!goal.is_better(bad, Some(0.0), threshold));
                }
                assert!(goal.is_better(0.0, None, threshold));
            }
        }
    }

    #[test]
    fn a_part_of_a_negative_best_lies_on_the_better_side() {
        let tenth = Threshold::Relative(0.1);
        for (goal, worse, better) in
            [(Goal::Minimize, -1.09, -1.11), (Goal::Maximize, -0.91, -0.89)]
        {
            assert!(!goal.is_better(-1.0, Some(-1.0), tenth));
            assert!(!goal.is_better(worse, Some(-1.0), tenth));
            assert!(goal.is_better(better, Some(-1.0), tenth));
        }
    }
}
