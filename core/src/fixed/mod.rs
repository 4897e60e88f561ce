//! Training without a floating-point unit: networks, losses, optimizers and schedules in Q-format integers for
//! Cortex-M0, M0+, M3.
//!
//! On a Cortex-M0+ a float addition is a library call and so is a 64-bit product; a 32-bit product is
//! one instruction. So parameters are 32-bit, gradients 16-bit, every multiplier 16-bit, and a
//! product of the two halves of a word replaces a 64-bit one: see [`Momentum`] for the formats of
//! each number. Everything else is as on the float side: a [`Rule`] updates one parameter,
//! [`Optimizer`] is the loop over state that lies in it or in a [`Memory`] that is lent to it, a step can be
//! taken in parts, and a [`schedule`] is a pure function of the step; a [`GroupedOptimizer`] gives groups of
//! parameters rates of their own. A network is made of layers of [`nn`] and a loss of [`loss`], on samples that
//! [`data`] prepares; what becomes of its gradient before the optimizer is in [`gradient`], and averages of its
//! parameters are in [`average`].
//!
//! - **Rounding** is part of each rule's doc: never a bare shift. Updates are rounded [`Nearest`] or
//!   [`Stochastic`]; decays towards zero, so that a velocity without gradient dies out.
//! - **Symmetry**: −g moves a parameter exactly as far as g, the other way.
//! - **Range**: parameters saturate, and [`Optimizer::saturated`] counts; state cannot overflow, by
//!   the bounds that the constructors check; [`quantize`] counts what a gradient loses. Your own arithmetic on
//!   numbers of any [`Q`] format counts as well: [`saturating_add`](Q::saturating_add),
//!   [`saturating_sub`](Q::saturating_sub), [`saturating_mul`](Q::saturating_mul),
//!   [`saturating_neg`](Q::saturating_neg), [`saturating_abs`](Q::saturating_abs) and
//!   [`saturating_into`](Q::saturating_into) another format.
//!
//! On a real fine-tuning (775 parameters, 140 steps, eight people, the default formats) accuracy is
//! within 0.5 percentage points of the float run. With SGD, momentum and Nesterov every parameter ends
//! within 1 % of the largest movement from where the float run ends. Adam ends within 5 % (root mean
//! square, of the movement) of the float run that sees the same quantised gradient; a parameter whose
//! gradient never reaches half a unit does not move, while ε = 1e-8 lets the float run move it.
//! [`AdamInverseRoot`] stays within the same bounds. A test holds these bounds.
//!
//! ```
//! use thalweg::fixed::schedule::{Cosine, Schedule};
//! use static_cell::ConstStaticCell;
//! use thalweg::fixed::{Gradient, Memory, Momentum, Optimizer, Weight, quantize};
//! use thalweg::valid;
//!
//! # fn main() -> Result<(), thalweg::Error> {
//! const RATE: Cosine = valid!(Cosine::new(0.02, 0.0, 200));
//! // Zeros all: nothing of the size of the model lies in flash or crosses the stack.
//! static MEMORY: ConstStaticCell<Memory<Momentum, [Weight; 2]>> = ConstStaticCell::new(Memory::ZERO);
//! let mut optimizer = Optimizer::lend(Momentum::DEFAULT, MEMORY.take())?;
//! let mut w = [Weight::from_f32(1.5)?, Weight::from_f32(-0.75)?];
//! for step in 0..200 {
//!     // w₀² + 3 w₁²; a network without floats would give integers.
//!     let gradient = [2.0 * w[0].to_f32(), 6.0 * w[1].to_f32()];
//!     let mut g = [Gradient::default(); 2];
//!     quantize(&gradient, &mut g)?;
//!     optimizer.step(&mut w, &g, RATE.at(step))?;
//! }
//! assert!(w.iter().all(|w| w.to_f32().abs() < 1e-3));
//! # Ok(())
//! # }
//! ```

mod adam;
mod adam_inverse_root;
mod arithmetic;
pub mod average;
mod checkpoint;
mod counters;
pub mod data;
mod gain;
pub mod gradient;
mod grouped_optimizer;
mod grouped_partial_step;
mod lion;
pub mod loss;
mod memory;
pub mod metric;
pub mod nn;
#[allow(clippy::module_inception)]
mod optimizer;
mod optimizer_making;
mod partial_step;
mod passes;
mod q;
mod rounding;
mod rule;
mod scale;
pub mod schedule;
mod second;
mod sgd;
mod sign_sgd;
mod storage;
mod sum;

pub use adam::{Adam, Moments};
pub use adam_inverse_root::AdamInverseRoot;
pub use arithmetic::Integer;
pub use counters::Counters;
pub use grouped_optimizer::GroupedOptimizer;
pub use grouped_partial_step::GroupedPartialStep;
pub use lion::Lion;
pub use memory::Memory;
pub use optimizer::Optimizer;
pub use partial_step::PartialStep;
pub use q::{Activation, Decay, Gradient, GradientSum, Loss, Q, Rate, Weight, quantize};
pub use rounding::{Nearest, Rounding, Stochastic};
use rule::Formats;
pub use rule::Rule;
pub use sgd::{Momentum, Nesterov, Sgd};
pub use sign_sgd::{SignSgd, Signum};
pub use storage::{Cells, Parameter, Storage};
