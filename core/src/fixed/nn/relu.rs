//! y = max(x, 0), in integers: exact.

use crate::{
    Error, error,
    fixed::{Activation, Gradient},
};

/// Replaces every negative value by 0.
///
/// ```
/// use thalweg::fixed::{Activation, nn::relu};
/// let mut x = [-1, 2].map(Activation::<11>::from_bits);
/// relu(&mut x);
/// assert_eq!(x, [0, 2].map(Activation::from_bits));
/// ```
pub fn relu<const A: u32>(x: &mut [Activation<A>]) {
    for x in x {
        x.0 &= !(x.0 >> 15);
    }
}

/// Stops `gradient` where the output `y` of [`relu`] was 0.
///
/// ```
/// use thalweg::fixed::{Activation, Gradient, nn::relu_backward};
/// let mut gradient = [5, 5].map(Gradient::<13>::from_bits);
/// relu_backward(&[0, 2].map(Activation::<11>::from_bits), &mut gradient).unwrap();
/// assert_eq!(gradient, [0, 5].map(Gradient::from_bits));
/// ```
///
/// # Errors
/// Another number of gradients than of outputs; nothing is changed then.
pub fn relu_backward<const A: u32, const D: u32>(
    y: &[Activation<A>],
    gradient: &mut [Gradient<D>],
) -> Result<(), Error> {
    error::same_length("gradient", y.len(), gradient.len())?;
    for (g, y) in gradient.iter_mut().zip(y) {
        if y.0 <= 0 {
            g.0 = 0;
        }
    }
    Ok(())
}
