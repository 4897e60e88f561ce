//! SM3: AdaGrad's sums, kept once a row and once a column.
//!
//! sᵢⱼ = min(rᵢ, cⱼ) + g²;  rᵢ ← maxⱼ sᵢⱼ;  cⱼ ← maxᵢ sᵢⱼ;  m ← α m + (1 − α) g / √(s + ε);
//! w ← w − η m.
//!
//! R. Anil, V. Gupta, T. Koren, Y. Singer, "Memory-Efficient Adaptive Optimization" (2019), algorithm
//! SM3-II over rows and columns; Optax' `sm3`, whose ε is fixed at 1e-8 (the paper has none). sᵢⱼ is
//! never below the sum that AdaGrad would hold there, so a step is never longer than AdaGrad's. Over a
//! vector, a matrix of one row, it is that sum.

use crate::group::Group;
use crate::optimizer::{
    BiasCorrection, Description, EmaDescription, Quantity, RowsAndColumns, Rule, describe,
    rows_and_columns::{Cursor, averaged, fits, validate_slots},
    rule::{GroupStep, TensorMut},
};
use crate::{
    Error, Zero, error,
    math::{larger, saturated, smaller, sqrt},
};

/// SM3 over matrices of at most `ROWS` × `COLUMNS`, or vectors of at most `COLUMNS`.
///
/// State: 4 · `MOMENTUM` bytes a parameter (0 or 1 slots), and 4 · (`ROWS` + `COLUMNS`) bytes a group:
/// a matrix of 24 × 25 needs 196 bytes where AdaGrad needs 2,400. A step needs as much again, whatever the
/// number of groups.
///
/// ```
/// use thalweg::gradient::SkipNonFinite;
/// use thalweg::optimizer::{Optimizer, rules::Sm3};
/// use thalweg::group::{Group, Groups};
/// let groups = Groups([Group::matrix(2, 3)]);
/// let mut optimizer =
///     Optimizer::<_, [f32; 6], _, _>::grouped(Sm3::<2, 3>::DEFAULT, SkipNonFinite::DEFAULT, groups).unwrap();
/// let mut w = [0.0; 6];
/// optimizer.step(&mut w, &[3.0, 0.0, -1.0, 0.0, 2.0, 0.0], 0.5).unwrap();
/// let memory = &optimizer.group_states()[0].tensor;
/// assert_eq!((memory.rows, memory.columns), ([9.0, 4.0], [9.0, 4.0, 1.0]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sm3<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize = 0> {
    /// α in [0, 1); averages about the last 1/(1 − α) directions. 0 without a slot for it.
    pub momentum: f32,
    /// ε, at least 0, under the root.
    pub epsilon: f32,
}

impl<const ROWS: usize, const COLUMNS: usize> Sm3<ROWS, COLUMNS, 0> {
    /// No momentum, Optax' ε = 1e-8.
    pub const DEFAULT: Self = Self { momentum: 0.0, epsilon: 1e-8 };
}

impl<const ROWS: usize, const COLUMNS: usize> Sm3<ROWS, COLUMNS, 1> {
    /// The paper's and Optax' α = 0.9, Optax' ε = 1e-8.
    pub const DEFAULT: Self = Self { momentum: 0.9, epsilon: 1e-8 };
}

impl<const ROWS: usize, const COLUMNS: usize> Default for Sm3<ROWS, COLUMNS, 0> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Default for Sm3<ROWS, COLUMNS, 1> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What one pass of SM3 needs.
#[derive(Debug)]
pub struct Scalars<'a, const ROWS: usize, const COLUMNS: usize> {
    learning_rate: f32,
    momentum: f32,
    epsilon: f32,
    cursor: Cursor,
    /// The maxima before this step: each is asked for until its last element has come.
    old: &'a RowsAndColumns<ROWS, COLUMNS>,
    new: &'a mut RowsAndColumns<ROWS, COLUMNS>,
}

impl<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize> Rule
    for Sm3<ROWS, COLUMNS, MOMENTUM>
{
    type State = [f32; MOMENTUM];
    /// The maxima, and as they were before this step.
    type Tensor = (RowsAndColumns<ROWS, COLUMNS>, RowsAndColumns<ROWS, COLUMNS>);
    type Scalars<'a> = Scalars<'a, ROWS, COLUMNS>;

    const NAME: &'static str = "Sm3";
    const MOMENTUM: bool = MOMENTUM > 0;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        validate_slots::<MOMENTUM>(self.momentum)?;
        error::non_negative("epsilon", self.epsilon)
    }

    #[inline]
    fn validate_group(&self, group: &Group) -> Result<(), Error> {
        fits::<ROWS, COLUMNS>(group)
    }

    fn validate_tensor(&self, maxima: &RowsAndColumns<ROWS, COLUMNS>) -> Result<(), Error> {
        maxima.validate()
    }

    fn begin(&self, _: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        tensor.scratch.clone_from(tensor.state);
        tensor.state.clear();
        false
    }

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, Self::Tensor>,
    ) -> Self::Scalars<'a> {
        Scalars {
            learning_rate: step.learning_rate,
            momentum: step.momentum(self.momentum),
            epsilon: self.epsilon,
            cursor: Cursor::new(step),
            old: tensor.scratch,
            new: tensor.state,
        }
    }

    #[inline]
    fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, m: &mut [f32; MOMENTUM]) {
        let at = scalars.cursor.advance();
        let (Some((row, column)), Some((new_row, new_column))) =
            (scalars.old.get(at), scalars.new.at(at))
        else {
            return; // the group was found to fit
        };
        let sum = saturated(smaller(row, column) + g * g);
        *new_row = larger(*new_row, sum);
        *new_column = larger(*new_column, sum);
        let root = sqrt(sum + scalars.epsilon);
        let direction = if sum > 0.0 { g / root } else { 0.0 };
        *w -= scalars.learning_rate * averaged(m, scalars.momentum, direction);
    }

    fn describe(&self) -> Description {
        if MOMENTUM == 0 {
            return Description::new();
        }
        describe::list(&[EmaDescription::new(
            Quantity::Gradient,
            self.momentum,
            BiasCorrection::None,
        )])
    }
}
