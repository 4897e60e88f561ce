//! L = 1/n Σ ℓ(y, t);  ∂L/∂y = ℓ′(y, t) / n: what the losses of single values have in common.

use super::softmax::saturated;
use crate::{Error, error};

/// The mean over the values of a sample; `outputs` become its gradient.
///
/// `of` returns f ℓ and f ∂ℓ/∂y for an output y and its target t, both finite, and a factor f of at most 1, with which it
/// multiplies early: so is known what is beyond the largest number where its share of the mean is not. What then still is
/// beyond the largest number is that number.
pub(super) fn mean(
    outputs: &mut [f32],
    targets: &[f32],
    of: impl Fn(f32, f32, f32) -> (f32, f32),
) -> Result<f32, Error> {
    if outputs.is_empty() {
        return Err(Error::Count { field: "outputs", value: 0, allowed: "at least 1" });
    }
    error::same_length("targets", outputs.len(), targets.len())?;
    error::finite("outputs", outputs)?;
    error::finite("targets", targets)?;
    let share = 1.0 / outputs.len() as f32;
    let (mut sum, mut shares) = (0.0, 0.0);
    for (output, &target) in outputs.iter_mut().zip(targets) {
        let y = *output;
        let (mut loss, slope) = of(y, target, 1.0);
        sum += loss;
        (loss, *output) = (loss * share, slope * share);
        if !(loss.is_finite() && output.is_finite()) {
            // Of half the share, as y − t alone may be twice the largest number.
            let (half_loss, half_slope) = of(y, target, 0.5 * share);
            loss = 2.0 * half_loss;
            *output = (2.0 * half_slope).clamp(-f32::MAX, f32::MAX);
        }
        shares += loss;
    }
    // The sum may be beyond the largest number where the mean is not.
    Ok(if sum.is_finite() { sum * share } else { saturated(shares) })
}

#[cfg(test)]
mod tests {
    use super::super::{Huber, MeanAbsoluteError, MeanSquaredError, SmoothL1};
    extern crate std;
    use std::string::ToString;

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let mut y = [1.0, f32::NAN];
        let error = MeanSquaredError.value_and_grad(&mut y, &[0.0, 0.0]).unwrap_err().to_string();
        assert_eq!(error, "outputs[1] is NaN or infinite; allowed: finite");
        assert_eq!(y[0], 1.0);
        let error = MeanAbsoluteError.value_and_grad(&mut [1.0], &[f32::INFINITY]).unwrap_err();
        assert_eq!(error.to_string(), "targets[0] is NaN or infinite; allowed: finite");
        let error =
            MeanSquaredError.value_and_grad(&mut [1.0], &[0.0, 0.0]).unwrap_err().to_string();
        assert_eq!(error, "targets has 2 elements; allowed: exactly 1");
        let error = MeanSquaredError.value_and_grad(&mut [], &[]).unwrap_err().to_string();
        assert_eq!(error, "outputs is 0; allowed: at least 1");
        for delta in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            let error = Huber { delta }.value_and_grad(&mut [1.0], &[0.0]).unwrap_err().to_string();
            assert!(error.ends_with("allowed: finite and above 0"), "{error}");
        }
        let error =
            SmoothL1 { beta: -1.0 }.value_and_grad(&mut [1.0], &[0.0]).unwrap_err().to_string();
        assert_eq!(error, "beta is -1; allowed: finite and at least 0");
    }

    #[test]
    fn a_mean_is_right_where_a_difference_or_a_square_is_beyond_the_largest_number() {
        let close = |found: f32, wanted: f64| {
            assert!((f64::from(found) / wanted - 1.0).abs() < 1e-6, "{found} for {wanted}");
        };
        let (largest, targets) = (f64::from(f32::MAX), [f32::MIN, 0.0, 0.0, 0.0]);
        let far = || [f32::MAX, 0.0, 0.0, 0.0];
        let mut y = [f32::MAX];
        close(Huber { delta: 1e-3 }.value_and_grad(&mut y, &[f32::MIN]).unwrap(), 2e-3 * largest);
        assert_eq!(y, [1e-3]);
        let mut y = far();
        let loss = Huber { delta: 1.0 }.value_and_grad(&mut y, &targets).unwrap();
        close(loss, 0.5 * largest);
        assert_eq!(y, [0.25, 0.0, 0.0, 0.0]);
        let mut y = far();
        close(SmoothL1::DEFAULT.value_and_grad(&mut y, &targets).unwrap(), 0.5 * largest);
        assert_eq!(y, [0.25, 0.0, 0.0, 0.0]);
        let loss = SmoothL1 { beta: f32::MAX }.value_and_grad(&mut [f32::MAX], &[-1e38]).unwrap();
        close(loss, 0.5 * largest + 1e38);
        close(MeanAbsoluteError.value_and_grad(&mut far(), &targets).unwrap(), 0.5 * largest);
        let mut y = [4e19, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        close(MeanSquaredError.value_and_grad(&mut y, &[0.0; 8]).unwrap(), 2e38);
        let mut y = far();
        assert_eq!(MeanSquaredError.value_and_grad(&mut y, &targets), Ok(f32::MAX));
        close(y[0], largest);
        let mut y = [2e19, 0.0];
        close(Huber { delta: 1e20 }.value_and_grad(&mut y, &[-1e19, 0.0]).unwrap(), 2.25e38);
    }

    #[test]
    fn the_largest_values_give_the_largest_and_never_nan() {
        for t in [-f32::MAX, f32::MAX] {
            let mut y = [f32::MAX];
            assert!(
                MeanSquaredError.value_and_grad(&mut y, &[t]).unwrap() >= 0.0 && !y[0].is_nan()
            );
            let mut y = [f32::MAX];
            assert!(
                Huber { delta: 2.0 }.value_and_grad(&mut y, &[t]).unwrap() >= 0.0 && y[0] <= 2.0
            );
            let mut y = [f32::MAX];
            assert!(
                SmoothL1 { beta: 2.0 }.value_and_grad(&mut y, &[t]).unwrap() >= 0.0 && y[0] <= 1.0
            );
        }
    }
}
