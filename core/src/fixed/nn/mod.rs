//! Layers in integers, forward and backward, one sample at a time, as [`nn`](crate::nn).
//!
//! Layouts are those of the layers in floats, and so are the names. A layer is a shape; its parameters and
//! gradients are slices of flat buffers that the caller owns. Every pass returns how many of its results met the end
//! of their range: nothing wraps, and nothing is lost unseen.
//!
//! ```
//! use thalweg::fixed::gradient::{ClipByGlobalNorm, mean};
//! use thalweg::fixed::loss::SoftmaxCrossEntropy;
//! use thalweg::fixed::nn::{Dense, relu, relu_backward};
//! use thalweg::fixed::{Activation, Gradient, GradientSum, Momentum, Optimizer, Rate, Weight};
//!
//! const FIRST: Dense = Dense::new(2, 4);
//! const LAST: Dense = Dense::new(4, 2);
//! const PARAMETERS: usize = FIRST.parameters() + LAST.parameters();
//! const CLIP: ClipByGlobalNorm = thalweg::valid!(ClipByGlobalNorm::new(1.0));
//!
//! # fn main() -> Result<(), thalweg::Error> {
//! let mut w: [Weight; PARAMETERS] =
//!     core::array::from_fn(|i| Weight::saturating_from_f32((i * 37 % 23) as f32 * 0.05 - 0.5));
//! let mut optimizer = Optimizer::<Momentum, [Weight; PARAMETERS]>::new(Momentum::DEFAULT)?;
//! let (zero, one): (Activation, Activation) = (Activation::default(), Activation::from_f32(1.0)?);
//! let samples = [([zero, zero], 0), ([one, one], 0), ([zero, one], 1), ([one, zero], 1)]; // exclusive or
//! let mut last = f32::MAX;
//! for step in 0..400 {
//!     let mut sums = [GradientSum::<24>::default(); PARAMETERS];
//!     let mut total = 0.0;
//!     for (x, class) in samples {
//!         let ((first, rest), (d_first, d_rest)) =
//!             (w.split_at(FIRST.parameters()), sums.split_at_mut(FIRST.parameters()));
//!         let (mut h, mut z): ([Activation; 4], [Activation; 2]) = Default::default();
//!         let (mut dh, mut dz) = ([Gradient::<13>::default(); 4], [Gradient::<13>::default(); 2]);
//!         FIRST.forward(first, &x, &mut h)?;
//!         relu(&mut h);
//!         LAST.forward(rest, &h, &mut z)?;
//!         let (loss, _) = SoftmaxCrossEntropy.value_and_grad(&z, class, &mut dz)?;
//!         total += loss.to_f32();
//!         LAST.accumulate(&h, &dz, d_rest)?;
//!         LAST.backward(rest, &dz, &mut dh)?;
//!         relu_backward(&h, &mut dh)?;
//!         FIRST.accumulate(&x, &dh, d_first)?;
//!     }
//!     let mut gradient = [Gradient::<12>::default(); PARAMETERS];
//!     mean(&sums, 4, &mut gradient)?;
//!     CLIP.apply(&mut gradient);
//!     optimizer.step(&mut w, &gradient, Rate::from_f32(0.05)?)?;
//!     last = total / 4.0;
//! }
//! assert!(last < 0.05, "{last}");
//! # Ok(())
//! # }
//! ```

mod dense;
mod relu;

pub use dense::Dense;
pub use relu::{relu, relu_backward};
