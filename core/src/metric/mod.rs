//! How good a model is, counted in fixed buffers while it runs.
//!
//! | metric | of |
//! |---|---|
//! | [`fn@argmax`] | the class that a model names |
//! | [`ConfusionMatrix`] | which classes it takes for which; accuracy, recall, precision |
//! | [`Forgetting`] | what it could do before, and can no longer |

mod argmax;
mod checkpoint;
mod confusion_matrix;
mod forgetting;

pub use argmax::argmax;
pub use confusion_matrix::ConfusionMatrix;
pub use forgetting::{Forgetting, ForgettingState};
