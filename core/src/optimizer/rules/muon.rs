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
    Average, Averages, Correction, Elements, Of, Pass, Rule, averages,
    newton_schulz::Matrix,
    sides::{Cursor, fits},
};
use crate::{
    Error, error,
    math::{one_minus_powi, sqrt},
};

/// Muon over matrices of at most `ROWS` × `COLUMNS`; a vector is refused, as it has one singular value.
///
/// State: m, 4 bytes a parameter. A step puts 8 · `ROWS` · `COLUMNS` + 4 · min(`ROWS`, `COLUMNS`)² bytes
/// and about one kilobyte on the stack, whatever the number of groups: 10.3 KB for 16 × 64.
///
/// ```
/// use thalweg::gradient::Guard;
/// use thalweg::optimizer::{F32, Muon, Optimizer};
/// use thalweg::group::{Group, Groups};
/// let groups = Groups([Group::matrix(2, 2)]);
/// let mut optimizer =
///     Optimizer::<_, 4, _, F32, _>::grouped(Muon::<2, 2>::DEFAULT, Guard::DEFAULT, groups).unwrap();
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

/// What one pass of Muon needs.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars<const ROWS: usize, const COLUMNS: usize> {
    momentum: f32,
    /// η s, and ⟨m̂, O⟩ where that is asked for.
    step_size: f32,
    cursor: Cursor,
    /// O.
    orthogonal: Matrix<ROWS, COLUMNS>,
}

impl<const ROWS: usize, const COLUMNS: usize> Rule for Muon<ROWS, COLUMNS> {
    type State = [f32; 1];
    type Memory = ();
    type Scalars<'a> = Scalars<ROWS, COLUMNS>;

    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::finite("coefficients", &self.coefficients)?;
        if !(1..=100).contains(&self.iterations) {
            let (value, allowed) = (self.iterations, "1 to 100");
            return Err(Error::Count { field: "iterations", value, allowed });
        }
        error::positive("epsilon", self.epsilon)
    }

    fn validate_group(&self, group: &Group) -> Result<(), Error> {
        if group.columns.is_none() {
            let with = "Muon moves matrices; allowed: Some(length of a row)";
            return Err(Error::Conflict { field: "columns: None", with });
        }
        fits::<ROWS, COLUMNS>(group)
    }

    fn begin(
        &self,
        pass: &Pass,
        elements: impl Elements<[f32; 1]>,
        (): &mut (),
    ) -> Scalars<ROWS, COLUMNS> {
        let momentum = pass.momentum(self.momentum);
        let (of_m, of_g) = self.weights(momentum, pass.t);
        let moved = elements.map(move |(_, g, [m])| of_m * averaged(momentum, m, g) + of_g * g);
        // Made where it stays, and filled there: a matrix that is moved is on the stack twice.
        let mut scalars = Scalars {
            momentum,
            step_size: pass.learning_rate * self.scale.factor(&pass.group),
            cursor: Cursor::new(&pass.group),
            orthogonal: Matrix::zero(&pass.group),
        };
        let orthogonal = &mut scalars.orthogonal;
        orthogonal.normalize(&pass.group, self.epsilon, moved.clone());
        orthogonal.iterate(self.coefficients, self.iterations);
        if self.dual_norm {
            let mut cursor = Cursor::new(&pass.group);
            let dual = moved.map(|m| m * orthogonal.get(cursor.advance())).sum::<f32>();
            scalars.step_size *= dual;
        }
        scalars
    }

    #[inline]
    fn update(
        scalars: &mut Scalars<ROWS, COLUMNS>,
        w: &mut f32,
        g: f32,
        [m]: &mut [f32; 1],
        _: f32,
    ) {
        *m = averaged(scalars.momentum, *m, g);
        *w -= scalars.step_size * scalars.orthogonal.get(scalars.cursor.advance());
    }

    fn averages(&self) -> Averages {
        let correction = if self.bias_correction { Correction::Divided } else { Correction::None };
        averages::list(&[Average::new(Of::Gradient, self.momentum, correction)])
    }
}

/// α m + (1 − α) g.
#[inline]
fn averaged(momentum: f32, m: f32, g: f32) -> f32 {
    momentum * m + (1.0 - momentum) * g
}
