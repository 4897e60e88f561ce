//! A recipe as a program: the Rust that builds it, and what PyTorch, Optax and MXNet call the same.
//!
//! All are [`Display`](core::fmt::Display), so that a text is written to whatever takes one, without a heap. A schedule is
//! written as a formula where it goes to Python: an expression of the step that numpy and `jax.numpy` evaluate alike.
//! What a library has no words for stands in its text behind `# not said:`, with what it does instead.

mod chain;
mod common;
mod family_formula;
mod fine_tuning;
mod formula;
mod imports;
mod mxnet;
mod mxnet_rule;
mod optax;
mod optax_rule;
mod python;
mod pytorch;
mod pytorch_rule;
mod rebuilt;
mod rust;
mod schedule;
mod steps;

pub use mxnet::Mxnet;
pub use optax::Optax;
pub use pytorch::PyTorch;
pub use rust::Rust;

use super::{AnyRule, Recipe};
use crate::schedule::AnySchedule;

impl<const N: usize, const G: usize> Recipe<AnyRule, AnySchedule<N>, G> {
    /// The Rust that builds it, as something to be displayed: constants, the schedule and the optimizer as static
    /// compositions, of which a program links nothing else. A run of it has the bits of the recipe.
    ///
    /// ```
    /// use thalweg::{optimizer::Adam, recipe::Recipe, schedule::{AnySchedule, Cosine}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = AnySchedule::from(Cosine::new(0.004, 0.0, 126)?).warmup(14, 0.0)?;
    /// let recipe: Recipe = Recipe::new(Adam::DEFAULT, schedule);
    /// let text = recipe.rust().to_string();
    /// assert!(text.contains("Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }"));
    /// assert!(text.contains("Ok(Cosine::new(0.004, 0.0, 126)?.warmup(14, 0.0)?)"));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn rust(&self) -> Rust<'_, N, G> {
        Rust(self)
    }

    /// The same training in PyTorch, as something to be displayed.
    ///
    /// ```
    /// use thalweg::{optimizer::rules::Yogi, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.01)?.into();
    /// let text = Recipe::<_, _, 8>::pytorch(&Recipe::new(Yogi::DEFAULT, schedule)).to_string();
    /// assert!(text.contains("# not said: Yogi: PyTorch has no optimizer with its formula"));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn pytorch(&self) -> PyTorch<'_, N, G> {
        PyTorch(self)
    }

    /// The same training in Optax, as something to be displayed.
    ///
    /// ```
    /// use thalweg::{optimizer::Lion, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.01)?.into();
    /// let text = Recipe::<_, _, 8>::optax(&Recipe::new(Lion::DEFAULT, schedule)).to_string();
    /// assert!(text.contains("optax.lion(learning_rate=schedule, b1=0.9, b2=0.99, weight_decay=0.0)"));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn optax(&self) -> Optax<'_, N, G> {
        Optax(self)
    }

    /// The same training in MXNet, as something to be displayed.
    ///
    /// ```
    /// use thalweg::{optimizer::rules::Ftml, recipe::Recipe, schedule::{AnySchedule, Constant}};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule: AnySchedule = Constant::new(0.01)?.into();
    /// let text = Recipe::<_, _, 8>::mxnet(&Recipe::new(Ftml::DEFAULT, schedule)).to_string();
    /// assert!(text.contains("mxnet.optimizer.create(\"ftml\", learning_rate=0.01, beta1=0.6"));
    /// # Ok(())
    /// # }
    /// ```
    pub const fn mxnet(&self) -> Mxnet<'_, N, G> {
        Mxnet(self)
    }
}
