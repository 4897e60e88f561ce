//! y = W x + b, in integers.
//!
//! | what | format | accumulated in | rounding |
//! |---|---|---|---|
//! | W, b | `Q<i32, W>` | | |
//! | x, y | `Q<i16, A>`, `Q<i16, B>` | | |
//! | δ = ∂L/∂y, ∂L/∂x | `Q<i16, D>`, `Q<i16, E>` | | |
//! | y = W x + b | B fraction bits | i64, exact | to nearest, once |
//! | ∂L/∂x = Wᵀ δ | E fraction bits | i64, exact | to nearest, once |
//! | Σ ∂L/∂W = Σ δ xᵀ, Σ ∂L/∂b = Σ δ | `Q<i32, A + D>` | i32, in the caller's buffer | none: every product is exact |
//!
//! Ties go away from zero, so that −x gives the negative of what x gives without a bias. What is beyond the range of
//! a result is its end, and is counted.

use crate::{
    Error, error,
    fixed::{
        Activation, Gradient, GradientSum, Weight,
        sum::{MOST, Sum},
    },
};

/// A fully connected layer in integers: a shape, known at compile time when it is a `const`.
///
/// Its parameters are `outputs` rows of `[w₀ … w_{inputs−1}, b]`, as those of [`nn::Dense`](crate::nn::Dense).
///
/// ```
/// use thalweg::fixed::{Activation, Weight, nn::Dense};
/// const LAYER: Dense = Dense::new(2, 1);
/// let w: [Weight; LAYER.parameters()] = [2.0, -1.0, 0.5].map(Weight::saturating_from_f32);
/// let x: [Activation; 2] = [3.0, 1.0].map(Activation::saturating_from_f32);
/// let mut y: [Activation; 1] = Default::default();
/// assert_eq!(LAYER.forward(&w, &x, &mut y), Ok(0)); // none has saturated
/// assert_eq!(y[0].to_f32(), 5.5); // 2 x₀ − x₁ + ½
/// let error = LAYER.forward(&w, &x[..1], &mut y).unwrap_err();
/// assert_eq!(error.to_string(), "x has 1 elements; allowed: exactly 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Dense {
    inputs: usize,
    outputs: usize,
}

impl Dense {
    /// A layer from `inputs` values to `outputs`, fewer than 2¹⁶ of either.
    pub const fn new(inputs: usize, outputs: usize) -> Self {
        Self { inputs, outputs }
    }

    /// How many values go in.
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many values come out.
    pub const fn outputs(&self) -> usize {
        self.outputs
    }

    /// How many parameters the layer has: outputs · (inputs + 1).
    pub const fn parameters(&self) -> usize {
        self.outputs.saturating_mul(self.row())
    }

    /// Parameters of one output: its weights and its bias. Never 0, whatever the shape.
    const fn row(&self) -> usize {
        self.inputs.saturating_add(1)
    }

    /// y = W x + b; how many of y have saturated. A ≤ 15 and B ≤ W + A fraction bits.
    ///
    /// # Errors
    /// A slice of another length than the shape says; 2¹⁶ inputs or outputs, or more.
    pub fn forward<const W: u32, const A: u32, const B: u32>(
        &self,
        parameters: &[Weight<W>],
        x: &[Activation<A>],
        y: &mut [Activation<B>],
    ) -> Result<usize, Error> {
        const { assert!(A <= 15 && W <= 31 && B <= W + A, "y has more fraction bits than its sum") };
        self.check(parameters.len(), x.len(), y.len())?;
        let mut saturated = 0;
        for (y, row) in y.iter_mut().zip(parameters.chunks_exact(self.row())) {
            if let Some((bias, weights)) = row.split_last() {
                let products = weights.iter().zip(x);
                let sum = products.fold(Sum::of(bias.0, A), |sum, (w, x)| sum.and(w.0, x.0));
                y.0 = sum.narrow(W + A - B, &mut saturated);
            }
        }
        Ok(saturated)
    }

    /// Adds ∂L/∂W = δ xᵀ and ∂L/∂b = δ to `sums`, for one sample with δ = ∂L/∂y; how often a sum has met its end.
    /// S = A + D fraction bits.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn accumulate<const A: u32, const D: u32, const S: u32>(
        &self,
        x: &[Activation<A>],
        delta: &[Gradient<D>],
        sums: &mut [GradientSum<S>],
    ) -> Result<usize, Error> {
        const { assert!(A <= 15 && S == A + D, "a sum has the fraction bits of x and of delta") };
        self.check(sums.len(), x.len(), delta.len())?;
        let mut saturated = 0;
        for (delta, row) in delta.iter().zip(sums.chunks_exact_mut(self.row())) {
            let delta = i32::from(delta.0);
            if let Some((bias, weights)) = row.split_last_mut() {
                add(bias, delta << (A & 15), &mut saturated);
                for (sum, x) in weights.iter_mut().zip(x) {
                    add(sum, delta.wrapping_mul(i32::from(x.0)), &mut saturated);
                }
            }
        }
        Ok(saturated)
    }

    /// ∂L/∂x = Wᵀ δ, for the layer below; how many of it have saturated. E ≤ W + D fraction bits.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn backward<const W: u32, const D: u32, const E: u32>(
        &self,
        parameters: &[Weight<W>],
        delta: &[Gradient<D>],
        dx: &mut [Gradient<E>],
    ) -> Result<usize, Error> {
        const { assert!(D <= 15 && W <= 31 && E <= W + D, "dx has more fraction bits than its sum") };
        self.check(parameters.len(), dx.len(), delta.len())?;
        let mut saturated = 0;
        // Column by column: no buffer of sums is needed.
        let mut columns = parameters;
        for dx in dx {
            let column = columns.iter().step_by(self.row());
            let sum = column.zip(delta).fold(Sum::ZERO, |sum, (w, d)| sum.and(w.0, d.0));
            dx.0 = sum.narrow(W + D - E, &mut saturated);
            columns = columns.get(1..).unwrap_or_default();
        }
        Ok(saturated)
    }

    fn check(&self, parameters: usize, x: usize, y: usize) -> Result<(), Error> {
        for (field, value) in [("inputs", self.inputs), ("outputs", self.outputs)] {
            if value >= MOST {
                let value = u32::try_from(value).unwrap_or(u32::MAX);
                return Err(Error::Count { field, value, allowed: "fewer than 65536" });
            }
        }
        error::same_length("parameters", self.parameters(), parameters)?;
        error::same_length("x", self.inputs, x)?;
        error::same_length("y", self.outputs, y)
    }
}

/// sum + product, or its end.
#[inline]
fn add<const S: u32>(sum: &mut GradientSum<S>, product: i32, saturated: &mut usize) {
    let (total, overflows) = sum.0.overflowing_add(product);
    sum.0 = total;
    if overflows {
        // What has overflowed has the wrong sign.
        sum.0 = (total >> 31) ^ i32::MIN;
        *saturated = saturated.wrapping_add(1);
    }
}
