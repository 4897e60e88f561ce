//! Muon: momentum with all its singular values brought near 1.
//!
//! m ← α m + (1 − α) g;  w ← w − η s O, O = Newton–Schulz(m), or with Nesterov's look-ahead of
//! (1 − α) g + α m.
//!
//! K. Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); J. Liu et al.,
//! "Muon is Scalable for LLM Training" (2025) for the factor 0.2 √max(rows, columns). PyTorch and Optax
//! disagree on s, see [`MuonScale`], and on the look-ahead, which Optax corrects for the start at 0 as
//! its NAdam. Optax adds ε to the norm that PyTorch keeps above ε: the same to within ε/‖m‖. PyTorch
//! iterates in bfloat16, this in `f32`. Weight decay: [`Decoupled`](crate::optimizer::Decoupled).

use crate::group::Group;
use crate::optimizer::{
    BiasCorrection, Description, EmaDescription, Quantity, Rule, describe, ema,
    newton_schulz::Matrix,
    norms::Norm,
    rows_and_columns::{Cursor, fits},
    rule::{Elements, GroupStep, TensorMut},
};
use crate::{
    Error, Zero, error,
    math::{one_minus_powi, sqrt},
};

/// Muon over matrices of at most `ROWS` × `COLUMNS`; a vector is refused, as it has one singular value.
///
/// State: m, 4 bytes a parameter. In its memory, whatever the number of groups, 8 · `ROWS` · `COLUMNS` +
/// 12 · `COLUMNS` bytes for a step: 9 KB for 16 × 64. The iteration of a matrix is not to be cut: a
/// [`PartialStep`](crate::optimizer::PartialStep) takes it in one go: 1,971,628 instructions for 16 × 64 on a
/// Cortex-M4F at level 3 (`cargo xtask bench pieces`).
///
/// ```
/// use thalweg::gradient::SkipNonFinite;
/// use thalweg::optimizer::{Optimizer, rules::Muon};
/// use thalweg::group::{Group, Groups};
/// let groups = Groups([Group::matrix(2, 2)]);
/// let mut optimizer =
///     Optimizer::<_, [f32; 4], _, _>::grouped(Muon::<2, 2>::DEFAULT, SkipNonFinite::DEFAULT, groups).unwrap();
/// let mut w = [0.0; 4];
/// // One direction's gradient is ten times the other's; both move about as far.
/// optimizer.step(&mut w, &[10.0, 0.0, 0.0, 1.0], 1.0).unwrap();
/// assert!(w[0] < -0.65 && w[3] < -0.65 && w[0] > -1.25 && w[3] > -1.25);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Muon<const ROWS: usize, const COLUMNS: usize> {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
    /// Whether to look ahead: (1 − α) g + α m in place of m.
    pub nesterov: bool,
    /// Whether m and g are corrected for the start at 0, as in Optax: m / (1 − αᵗ), and looking ahead
    /// (1 − α) g / (1 − αᵗ) + α m / (1 − αᵗ⁺¹).
    pub bias_correction: bool,
    /// a, b, c of the iteration.
    pub coefficients: [f32; 3],
    /// Rounds of the iteration, 1 to 100.
    pub iterations: u32,
    /// ε, above 0: what the norm of m is kept above.
    pub epsilon: f32,
    /// s: how the step depends on the shape.
    pub scale: MuonScale,
    /// Whether the step is as long as the dual norm of m, ⟨m, O⟩ O: Optax' `adaptive`.
    pub dual_norm: bool,
}

/// s: by what the shape of a matrix multiplies Muon's step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MuonScale {
    /// √max(1, rows / columns): the author's and PyTorch's `original`, for matrices (out, in).
    Outputs,
    /// √max(1, columns / rows): Optax', for matrices (in, out).
    Inputs,
    /// 0.2 √max(rows, columns): PyTorch's `match_rms_adamw`; learning rates of AdamW fit.
    MatchRms,
}

impl MuonScale {
    fn factor(self, group: &Group) -> f32 {
        let (rows, columns) = group.shape();
        let (rows, columns) = (rows.max(1) as f32, columns.max(1) as f32);
        match self {
            Self::Outputs => sqrt((rows / columns).max(1.0)),
            Self::Inputs => sqrt((columns / rows).max(1.0)),
            Self::MatchRms => 0.2 * sqrt(rows.max(columns)),
        }
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Muon<ROWS, COLUMNS> {
    /// PyTorch's α = 0.95 with look-ahead, five rounds of Jordan's coefficients, ε = 1e-7; PyTorch's
    /// own λ is 0.1.
    pub const DEFAULT: Self = Self {
        momentum: 0.95,
        nesterov: true,
        bias_correction: false,
        coefficients: [3.4445, -4.775, 2.0315],
        iterations: 5,
        epsilon: 1e-7,
        scale: MuonScale::Outputs,
        dual_norm: false,
    };

    /// What m and g count in the matrix that is iterated: m̂ = first · m + second · g.
    fn weights(&self, momentum: f32, t: u32) -> (f32, f32) {
        let corrected = |steps| {
            if self.bias_correction { one_minus_powi(momentum, steps) } else { 1.0 }
        };
        if self.nesterov {
            let next = t.saturating_add(1);
            (momentum / corrected(next), (1.0 - momentum) / corrected(t))
        } else {
            (1.0 / corrected(t), 0.0)
        }
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Default for Muon<ROWS, COLUMNS> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a step of Muon needs.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<'a, const ROWS: usize, const COLUMNS: usize> {
    momentum: f32,
    /// η s, and ⟨m̂, O⟩ where that is asked for.
    step_size: f32,
    cursor: Cursor,
    /// O.
    orthogonal: &'a Matrix<ROWS, COLUMNS>,
}

/// What is looked at before a matrix moves, and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orthogonal<const ROWS: usize, const COLUMNS: usize> {
    look: Look,
    /// ‖m̂‖.
    length: Norm,
    /// m̂ / ‖m̂‖, in the end O.
    matrix: Matrix<ROWS, COLUMNS>,
    /// ⟨m̂, O⟩.
    dual_norm: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Look {
    Length = 0,
    Elements,
    DualNorm,
}

impl<const ROWS: usize, const COLUMNS: usize> Zero for Orthogonal<ROWS, COLUMNS> {
    const ZERO: Self =
        Self { look: Look::Length, length: Norm::ZERO, matrix: Matrix::ZERO, dual_norm: 0.0 };

    fn clear(&mut self) {
        (self.look, self.length, self.dual_norm) = (Look::Length, Norm::ZERO, 0.0);
        self.matrix.clear();
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Rule for Muon<ROWS, COLUMNS> {
    type State = [f32; 1];
    type Tensor = ((), Orthogonal<ROWS, COLUMNS>);
    type Scalars<'a> = Scalars<'a, ROWS, COLUMNS>;

    const NAME: &'static str = "Muon";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::finite("coefficients", &self.coefficients)?;
        if !(1..=100).contains(&self.iterations) {
            let (value, allowed) = (self.iterations, "1 to 100");
            return Err(Error::Count { field: "iterations", value, allowed });
        }
        error::positive("epsilon", self.epsilon)
    }

    #[inline]
    fn validate_group(&self, group: &Group) -> Result<(), Error> {
        if group.columns.is_none() {
            let with = "Muon moves matrices; allowed: Some(length of a row)";
            return Err(Error::Conflict { field: "columns: None", with });
        }
        fits::<ROWS, COLUMNS>(group)
    }

    fn begin(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        let scratch = tensor.scratch;
        (scratch.look, scratch.length, scratch.dual_norm) = (Look::Length, Norm::ZERO, -0.0);
        scratch.matrix.begin(&step.group);
        true
    }

    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
        part: impl Elements<[f32; 1]>,
    ) {
        let momentum = step.momentum(self.momentum);
        let (of_m, of_g) = self.weights(momentum, step.t);
        let part = part.map(move |(_, g, [m])| of_m * ema::pushed(m, momentum, g) + of_g * g);
        let Orthogonal { look, length, matrix, dual_norm } = tensor.scratch;
        let mut cursor = Cursor::new(step);
        match look {
            Look::Length => length.push(part),
            Look::Elements => {
                let length = length.found().max(self.epsilon);
                part.for_each(|m| matrix.set(cursor.advance(), m / length));
            }
            Look::DualNorm => {
                *dual_norm = part.fold(*dual_norm, |sum, m| sum + m * matrix.get(cursor.advance()));
            }
        }
    }

    fn looked(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        let Orthogonal { look, length, matrix, .. } = tensor.scratch;
        *look = match look {
            Look::Length if length.end() => Look::Length,
            Look::Length => Look::Elements,
            Look::Elements => {
                matrix.iterate(self.coefficients, self.iterations);
                if !self.dual_norm {
                    return false;
                }
                Look::DualNorm
            }
            Look::DualNorm => return false,
        };
        true
    }

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, Self::Tensor>,
    ) -> Self::Scalars<'a> {
        let step_size = step.learning_rate * self.scale.factor(&step.group);
        let dual_norm = if self.dual_norm { tensor.scratch.dual_norm } else { 1.0 };
        Scalars {
            momentum: step.momentum(self.momentum),
            step_size: step_size * dual_norm,
            cursor: Cursor::new(step),
            orthogonal: &tensor.scratch.matrix,
        }
    }

    #[inline]
    fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        ema::push(m, scalars.momentum, g);
        *w -= scalars.step_size * scalars.orthogonal.get(scalars.cursor.advance());
    }

    fn describe(&self) -> Description {
        let correction =
            if self.bias_correction { BiasCorrection::Divided } else { BiasCorrection::None };
        describe::list(&[EmaDescription::new(Quantity::Gradient, self.momentum, correction)])
    }
}
