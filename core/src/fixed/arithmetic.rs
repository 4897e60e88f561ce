//! Arithmetic with numbers in Q formats: what has no place in a format becomes its end, and is counted.

use super::Q;

mod sealed {
    /// An integer that a number is stored in.
    pub trait Integer: Copy {
        /// How far below 0 the numbers reach.
        const BELOW: u64;
        /// How far above.
        const ABOVE: u64;

        /// Whether it is below 0, and how far it is from 0.
        fn parts(self) -> (bool, u32);

        /// The integer so far from 0, which is within its range.
        fn of(negative: bool, magnitude: u32) -> Self;
    }
}

/// What the numbers of a [`Q`] format are stored in: `i16`, `i32`, `u16` or `u32`. Sealed.
pub trait Integer: sealed::Integer {}

impl<T: Integer, const F: u32> Q<T, F> {
    /// The product of two numbers of any formats, in the format of the first: rounded to nearest, ties away from zero, once.
    ///
    /// The end of the format beyond its range, by which `saturated` grows by 1.
    ///
    /// ```
    /// use thalweg::fixed::{Activation, Q, Weight};
    /// let (w, x) = (Weight::<22>::from_f32(-1.5).unwrap(), Activation::<11>::from_f32(0.25).unwrap());
    /// let mut saturated = 0;
    /// assert_eq!(w.saturating_mul(x, &mut saturated).to_f32(), -0.375);
    /// assert_eq!(x.saturating_mul(w, &mut saturated).to_f32(), -0.375);
    /// assert_eq!(saturated, 0);
    /// let large = Weight::<22>::from_f32(400.0).unwrap();
    /// assert_eq!(large.saturating_mul(w, &mut saturated), Weight::from_bits(i32::MIN));
    /// assert_eq!(saturated, 1);
    /// ```
    #[must_use]
    pub fn saturating_mul<U: Integer, const G: u32>(
        self,
        other: Q<U, G>,
        saturated: &mut usize,
    ) -> Self {
        let ((a_below, a), (b_below, b)) = (self.0.parts(), other.0.parts());
        // Two factors below 2³².
        let product = u64::from(a).wrapping_mul(b.into());
        Self::within(a_below != b_below, nearest(product, G), saturated)
    }

    /// The same number in another format: rounded to nearest, ties away from zero, where that has fewer fraction bits.
    ///
    /// The end of the other format beyond its range, by which `saturated` grows by 1.
    ///
    /// ```
    /// use thalweg::fixed::{Activation, Gradient, Rate, Weight};
    /// let (w, mut saturated) = (Weight::<22>::from_f32(-1.5).unwrap(), 0);
    /// let x: Activation<11> = w.saturating_into(&mut saturated);
    /// let g: Gradient<15> = w.saturating_into(&mut saturated);
    /// let rate: Rate = w.saturating_into(&mut saturated);
    /// assert_eq!([x.to_f32(), g.to_f32(), rate.to_f32()], [-1.5, -1.0, 0.0]);
    /// assert_eq!(saturated, 2);
    /// ```
    #[must_use]
    pub fn saturating_into<U: Integer, const G: u32>(self, saturated: &mut usize) -> Q<U, G> {
        let (negative, magnitude) = self.0.parts();
        let magnitude = match G.checked_sub(F) {
            None => nearest(magnitude.into(), F.wrapping_sub(G)),
            Some(up) if up <= 32 => u64::from(magnitude) << up,
            // Of no more than 32 bits, nothing but 0 has a place.
            Some(_) if magnitude == 0 => 0,
            Some(_) => u64::MAX,
        };
        Q::within(negative, magnitude, saturated)
    }

    /// The number so far from 0, or the end that it lies beyond, which is counted.
    fn within(negative: bool, magnitude: u64, saturated: &mut usize) -> Self {
        let end = if negative { T::BELOW } else { T::ABOVE };
        if magnitude > end {
            *saturated = saturated.wrapping_add(1);
        }
        Self(T::of(negative, magnitude.min(end) as u32))
    }
}

/// magnitude · 2^−down to nearest, a half upwards.
const fn nearest(magnitude: u64, down: u32) -> u64 {
    if down == 0 {
        return magnitude;
    }
    // What is left below half of a unit is no unit.
    let twice = if down > 64 { 0 } else { magnitude >> (down.wrapping_sub(1) & 63) };
    (twice >> 1).wrapping_add(twice & 1)
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Integer for $integer {}

        impl sealed::Integer for $integer {
            const BELOW: u64 = (<$integer>::MIN as i64).unsigned_abs();
            const ABOVE: u64 = <$integer>::MAX as u64;

            #[inline]
            fn parts(self) -> (bool, u32) {
                let wide = i64::from(self);
                (wide < 0, wide.unsigned_abs() as u32)
            }

            #[inline]
            fn of(negative: bool, magnitude: u32) -> Self {
                (if negative { magnitude.wrapping_neg() } else { magnitude }) as Self
            }
        }

        impl<const F: u32> Q<$integer, F> {
            /// The sum, exactly; the end of the format beyond its range, by which `saturated` grows by 1.
            ///
            /// ```
            /// use thalweg::fixed::Rate;
            /// let (a, mut saturated) = (Rate::from_f32(1.5).unwrap(), 0);
            /// assert_eq!(a.saturating_add(a, &mut saturated), Rate::from_bits(u32::MAX));
            /// assert_eq!(saturated, 1);
            /// ```
            #[inline]
            #[must_use]
            pub const fn saturating_add(self, other: Self, saturated: &mut usize) -> Self {
                let (sum, beyond) = self.0.overflowing_add(other.0);
                if beyond {
                    *saturated = saturated.wrapping_add(1);
                    return Self(self.0.saturating_add(other.0));
                }
                Self(sum)
            }

            /// The difference, exactly; the end of the format beyond its range, by which `saturated` grows by 1.
            ///
            /// ```
            /// use thalweg::fixed::Gradient;
            /// let [a, b] = [-7.5, 2.0].map(|x| Gradient::<12>::from_f32(x).unwrap());
            /// let mut saturated = 0;
            /// assert_eq!(b.saturating_sub(b, &mut saturated).to_f32(), 0.0);
            /// assert_eq!(a.saturating_sub(b, &mut saturated).to_f32(), -8.0);
            /// assert_eq!(saturated, 1);
            /// ```
            #[inline]
            #[must_use]
            pub const fn saturating_sub(self, other: Self, saturated: &mut usize) -> Self {
                let (difference, beyond) = self.0.overflowing_sub(other.0);
                if beyond {
                    *saturated = saturated.wrapping_add(1);
                    return Self(self.0.saturating_sub(other.0));
                }
                Self(difference)
            }
        }
    )*};
}

integers!(i16, i32, u16, u32);

macro_rules! signed {
    ($($integer:ty),*) => {$(
        impl<const F: u32> Q<$integer, F> {
            /// The number with the other sign; of the least one the largest, by which `saturated` grows by 1.
            ///
            /// ```
            /// use thalweg::fixed::Weight;
            /// let (least, mut saturated) = (Weight::<22>::from_bits(i32::MIN), 0);
            /// assert_eq!(least.saturating_neg(&mut saturated), Weight::from_bits(i32::MAX));
            /// assert_eq!(saturated, 1);
            /// ```
            #[inline]
            #[must_use]
            pub const fn saturating_neg(self, saturated: &mut usize) -> Self {
                Self(0).saturating_sub(self, saturated)
            }

            /// How far the number is from 0; of the least one the largest, by which `saturated` grows by 1.
            ///
            /// ```
            /// use thalweg::fixed::Gradient;
            /// let (g, mut saturated) = (Gradient::<12>::from_f32(-0.25).unwrap(), 0);
            /// assert_eq!(g.saturating_abs(&mut saturated).to_f32(), 0.25);
            /// assert_eq!(saturated, 0);
            /// ```
            #[inline]
            #[must_use]
            pub const fn saturating_abs(self, saturated: &mut usize) -> Self {
                if self.0 < 0 { self.saturating_neg(saturated) } else { self }
            }
        }
    )*};
}

signed!(i16, i32);
