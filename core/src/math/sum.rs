//! A sum that keeps what its additions round away.
//!
//! D. E. Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B: the rounding error of an addition
//! is itself a float, found with five more operations and no branch.

/// The sum of numbers whose parts cancel: as accurate as if it were computed with twice the digits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    sum: f32,
    lost: f32,
}

impl Sum {
    pub(crate) const ZERO: Self = Self { sum: 0.0, lost: 0.0 };

    pub(crate) fn add(self, x: f32) -> Self {
        let sum = self.sum + x;
        let added = sum - self.sum;
        let lost = (self.sum - (sum - added)) + (x - added);
        Self { sum, lost: self.lost + lost }
    }

    /// The sum; infinite where it left the range.
    pub(crate) fn total(self) -> f32 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn small_numbers_survive_beside_large_ones_that_cancel() {
        let numbers = [1e8, 1.5, -1e8, 3e7, 0.25, -3e7];
        let plain: f32 = numbers.iter().sum();
        let sum = numbers.iter().fold(Sum::default(), |sum, &x| sum.add(x)).total();
        assert_ne!(plain, 1.75);
        assert_eq!(sum, 1.75);
        assert_eq!(Sum::default().add(f32::MAX).add(f32::MAX).total(), f32::INFINITY);
        assert_eq!(Sum::default().total(), 0.0);
    }
}
