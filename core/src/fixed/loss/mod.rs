//! Losses in integers: a number to go down, and its gradient with respect to the outputs of the network, as
//! [`loss`](crate::loss).
//!
//! Every loss is of one sample. `value_and_grad` puts the gradient into a buffer of its own, as its format is another
//! than that of the outputs, and returns the loss and how many elements of the gradient have saturated.
//!
//! | loss | for | error of the loss | of its gradient |
//! |---|---|---|---|
//! | [`SoftmaxCrossEntropy`] | one class of several | 2⁻¹³, and 2⁻¹⁴ a class | 2⁻¹⁴ a class, and half a unit |
//! | [`Hinge`] | one class of several, without an exponential | none | none |
//! | [`MeanSquaredError`] | numbers | a unit of 2⁻¹⁶ | 2⁻¹⁶ of it and half a unit |

mod exponential;
mod hinge;
mod mean_squared_error;
mod softmax_cross_entropy;

pub use hinge::Hinge;
pub use mean_squared_error::MeanSquaredError;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;
