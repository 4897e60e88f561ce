//! Which step is the first one after a boundary b.

use crate::words::words;

/// Where a change "at step b" takes effect: frameworks differ by one step.
///
/// ```
/// use thalweg::schedule::{Boundary, StepDecay, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let halved_at_10 = StepDecay::new(1.0, 0.5, 10, 0.0)?;
/// assert_eq!(halved_at_10.at(10), 0.5);
/// assert_eq!(halved_at_10.boundary(Boundary::After).at(10), 1.0);
/// assert_eq!(halved_at_10.boundary(Boundary::Before).at(9), 0.5);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Boundary {
    /// Step b is the first changed one: PyTorch, Optax.
    #[default]
    At,
    /// Step b + 1 is: MXNet (whose first update has number 1), Keras.
    After,
    /// Step b − 1 is: timm's `MultiStepLRScheduler`.
    Before,
}

words! { enum Boundary { 0 At, 1 After, 2 Before } }

impl Boundary {
    /// Whether the change at `boundary` is in force at `step`.
    #[inline]
    pub(crate) const fn passed(self, boundary: u32, step: u32) -> bool {
        match self {
            Self::At => step >= boundary,
            Self::After => step > boundary,
            Self::Before => step >= boundary.saturating_sub(1),
        }
    }

    /// How many multiples of `period` from `period` on are passed at `step`.
    pub(crate) const fn periods_passed(self, period: u32, step: u32) -> u32 {
        // A period of 0 is refused by every constructor; a bad byte off the wire must not panic.
        let (Some(whole), Some(rest)) = (step.checked_div(period), step.checked_rem(period)) else {
            return 0;
        };
        match self {
            Self::At => whole,
            Self::After => whole.saturating_sub((rest == 0) as u32),
            Self::Before => whole.saturating_add((rest == period - 1) as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Boundary;

    #[test]
    fn periods_are_the_boundaries_passed() {
        for boundary in [Boundary::At, Boundary::After, Boundary::Before] {
            for period in 1..12 {
                for step in 0..60 {
                    let passed = (1..100).filter(|k| boundary.passed(k * period, step)).count();
                    // A period of 1 "before" also passes the boundary 0 + 1 at step 0.
                    assert_eq!(boundary.periods_passed(period, step), passed as u32);
                }
            }
            assert_eq!(boundary.periods_passed(0, 5), 0);
        }
        assert_eq!(Boundary::Before.periods_passed(1 << 31, u32::MAX), 2);
        assert_eq!(Boundary::Before.periods_passed(1, u32::MAX), u32::MAX);
    }
}
