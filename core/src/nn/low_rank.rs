//! y = f(x) + (α / r) B (A x): a frozen layer f, and beside it the product of two thin matrices that are trained.
//!
//! E. Hu et al., "`LoRA`: Low-Rank Adaptation of Large Language Models" (2022), equation 3.

use super::{Dense, Frozen, Int8, Keeps, Layer, Pass, Shape, Trace, axis::at_least_one};
use crate::{Error, error, error::check, numbered::numbered, random::Random};

/// A frozen layer with a low-rank adapter beside it: r (inputs + outputs) parameters in place of
/// (inputs + 1) outputs.
///
/// The parameters are A, `[rank][inputs]`, then B, `[outputs][rank]`. Its memory is A x: `rank` numbers.
///
/// ```
/// use thalweg::nn::{Dense, Int8, Layer, LowRank, Pass};
/// const BASE: Int8<Dense> = Int8::new(Dense::new(2, 2), &[100, 0, 0, 100], &[0.01; 2], &[0.0; 2]);
/// const LAYER: LowRank<Int8<Dense>> = LowRank { base: BASE, rank: 1, alpha: 1.0 };
/// let mut parameters = [0.0; 4];
/// LAYER.start(&mut parameters, 1).unwrap();
/// let (mut y, mut memory) = ([0.0; 2], [0.0; 1]);
/// LAYER.forward(&parameters, &[1.0, 2.0], &mut y, &mut memory, Pass::Inference).unwrap();
/// assert_eq!(y, [1.0, 2.0]); // as the base, until B is trained
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LowRank<B> {
    /// The frozen layer: one without parameters.
    pub base: B,
    /// r, at least 1.
    pub rank: usize,
    /// α, finite and above 0: the adapter counts α / r times.
    pub alpha: f32,
}

impl<B> LowRank<B> {
    /// The shape around that of the base.
    const fn around(&self, base: Shape) -> Result<Shape, Error> {
        check!(at_least_one("rank", self.rank));
        check!(error::positive("alpha", self.alpha));
        check!(error::same_length("parameters of the base", 0, base.parameters));
        let thin = base.inputs.saturating_add(base.outputs);
        Ok(Shape {
            parameters: thin.saturating_mul(self.rank),
            memory: base.memory.saturating_add(self.rank),
            for_gradient: Keeps::Input,
            ..base
        })
    }

    /// α / r.
    fn scale(&self) -> f32 {
        self.alpha / self.rank as f32
    }
}

macro_rules! shapes {
    ($($base:ty),*) => {$(
        impl LowRank<$base> {
            /// The lengths of its buffers.
            ///
            /// # Errors
            /// A setting out of its range, also of the base; a base with parameters.
            pub const fn shape(&self) -> Result<Shape, Error> {
                match self.base.shape() {
                    Ok(shape) => self.around(shape),
                    Err(error) => Err(error),
                }
            }
        }
    )*};
}
shapes!(Int8<'_, Dense>, Frozen<'_, Dense>);

impl<B: Layer> LowRank<B> {
    /// Where the training starts: A uniform within ±1/√inputs, as PyTorch's peft has it, B 0, so that the base alone
    /// speaks.
    ///
    /// # Errors
    /// A setting out of its range; another number of parameters; nothing is changed then.
    pub fn start(&self, parameters: &mut [f32], seed: u32) -> Result<(), Error> {
        let shape = self.around(self.base.shape()?)?;
        error::same_length("parameters", shape.parameters, parameters.len())?;
        let of_a = shape.inputs.saturating_mul(self.rank);
        let limit = 1.0 / crate::math::sqrt(shape.inputs as f32);
        let random = Random::new(seed, 0);
        for (index, w) in numbered(parameters) {
            *w = if index < of_a { random.even(index as u32) * limit } else { 0.0 };
        }
        Ok(())
    }
}

/// Σ a b.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl<B: Layer> Layer for LowRank<B> {
    fn shape(&self) -> Result<Shape, Error> {
        self.around(self.base.shape()?)
    }

    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        let shape = Layer::shape(self)?;
        shape.check_forward(parameters, x, y, memory)?;
        let (thin, memory) = memory.split_at_mut_checked(self.rank).unwrap_or_default();
        self.base.forward(&[], x, y, memory, pass)?;
        let of_a = shape.inputs.saturating_mul(self.rank);
        let (a, b) = parameters.split_at_checked(of_a).unwrap_or_default();
        for (thin, row) in thin.iter_mut().zip(a.chunks_exact(shape.inputs.max(1))) {
            *thin = dot(row, x);
        }
        let scale = self.scale();
        for (y, row) in y.iter_mut().zip(b.chunks_exact(self.rank.max(1))) {
            *y += scale * dot(row, thin);
        }
        Ok(())
    }

    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        mut dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        let shape = Layer::shape(self)?;
        shape.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let Trace { x, y, dy, memory, pass } = trace;
        let (thin, memory) = memory.split_at_mut_checked(self.rank).unwrap_or_default();
        self.base.backward(&[], Trace { x, y, dy, memory, pass }, None, dx.as_deref_mut())?;
        let of_a = shape.inputs.saturating_mul(self.rank);
        let (a, b) = parameters.split_at_checked(of_a).unwrap_or_default();
        let (rank, inputs, scale) = (self.rank.max(1), shape.inputs.max(1), self.scale());
        let gradient = gradient.unwrap_or_default();
        let (of_a, of_b) = gradient.split_at_mut_checked(of_a).unwrap_or_default();
        for (row, dy) in of_b.chunks_exact_mut(rank).zip(dy) {
            row.iter_mut().zip(&*thin).for_each(|(g, thin)| *g += scale * dy * thin);
        }
        // A x has done its work: ∂L/∂(A x) takes its place.
        thin.fill(0.0);
        for (row, dy) in b.chunks_exact(rank).zip(dy) {
            thin.iter_mut().zip(row).for_each(|(thin, w)| *thin += scale * dy * w);
        }
        for (row, delta) in of_a.chunks_exact_mut(inputs).zip(&*thin) {
            row.iter_mut().zip(x).for_each(|(g, x)| *g += delta * x);
        }
        let dx = dx.unwrap_or_default();
        for (row, delta) in a.chunks_exact(inputs).zip(&*thin) {
            dx.iter_mut().zip(row).for_each(|(dx, w)| *dx += delta * w);
        }
        Ok(())
    }
}
