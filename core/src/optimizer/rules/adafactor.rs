//! Adafactor: RMSProp with a row and a column in place of one square a parameter.
//!
//! β̂ = 1 − t^(−γ);  v = the factored average of g² + ε₁;  u = g / √v;  û = u / max(1, rms(u) / d);
//! m ← α m + (1 − α) η max(ε₂, rms(w)) û;  w ← w − m − λ w.
//!
//! N. Shazeer, M. Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost" (2018),
//! algorithms 4 and 5, in Optax' form: momentum acts on the step, λ stands without η. PyTorch's differs
//! in ε₁, in η and in λ: [`TorchAdafactor`](crate::optimizer::rules::TorchAdafactor). The paper's own η is
//! min(0.01, 1/√t); without momentum it needs no number a parameter at all.

use crate::optimizer::{
    BiasCorrection, Description, EmaDescription, Quantity, RowsAndColumns, Rule, describe,
    factored::{Directions, FactoredWalk, Squares, by_squares},
    rows_and_columns::{averaged, validate_slots},
    rule::{GroupStep, TensorMut},
};
use crate::{Error, error, math::powf};

/// Adafactor over matrices of at most `ROWS` × `COLUMNS`, or vectors of at most `COLUMNS`.
///
/// State: 4 · `MOMENTUM` bytes a parameter (0 or 1 slots), and 4 · (`ROWS` + `COLUMNS`) bytes a group: a
/// matrix of 24 × 25 needs 196 bytes where Adam needs 4,800. Three passes over the gradient.
///
/// ```
/// use thalweg::gradient::SkipNonFinite;
/// use thalweg::optimizer::{Adafactor, Optimizer};
/// use thalweg::group::{Group, Groups};
/// type Rule = Adafactor<24, 25>;
/// let groups = Groups([Group::matrix(24, 25)]);
/// let mut optimizer =
///     Optimizer::<_, [f32; 600], _, _>::grouped(Rule::DEFAULT, SkipNonFinite::DEFAULT, groups).unwrap();
/// let mut w = [1.0; 600];
/// optimizer.step(&mut w, &[1e-3; 600], 0.01).unwrap();
/// assert!(w.iter().all(|w| (w - 0.99).abs() < 1e-6)); // a hundredth of rms(w), whatever |g|
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Adafactor<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize = 0> {
    /// γ in (0, 1]: β̂ is 0 at first and grows towards 1, faster with a larger γ.
    pub decay_exponent: f32,
    /// d, above 0: the rms that u is held to; `None` does not clip.
    pub clipping_threshold: Option<f32>,
    /// ε₁, at least 0: added to every square.
    pub epsilon1: f32,
    /// ε₂, at least 0: a tensor whose rms is smaller moves as if it were this; `None` leaves the size of
    /// the tensor out altogether.
    pub epsilon2: Option<f32>,
    /// α in [0, 1); averages about the last 1/(1 − α) steps. 0 without a slot for it.
    pub momentum: f32,
    /// λ, at least 0, not multiplied by η.
    pub weight_decay: f32,
}

impl<const ROWS: usize, const COLUMNS: usize> Adafactor<ROWS, COLUMNS, 0> {
    /// The paper's γ = 0.8, d = 1, ε₁ = 1e-30, ε₂ = 0.001, no momentum, no weight decay; as in Optax.
    pub const DEFAULT: Self = Self::paper(0.0);
}

impl<const ROWS: usize, const COLUMNS: usize> Adafactor<ROWS, COLUMNS, 1> {
    /// The paper's numbers, with momentum α = 0.9.
    pub const DEFAULT: Self = Self::paper(0.9);
}

impl<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize>
    Adafactor<ROWS, COLUMNS, MOMENTUM>
{
    const fn paper(momentum: f32) -> Self {
        Self {
            decay_exponent: 0.8,
            clipping_threshold: Some(1.0),
            epsilon1: 1e-30,
            epsilon2: Some(1e-3),
            momentum,
            weight_decay: 0.0,
        }
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Default for Adafactor<ROWS, COLUMNS, 0> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<const ROWS: usize, const COLUMNS: usize> Default for Adafactor<ROWS, COLUMNS, 1> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a step of Adafactor needs, in either form.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<'a, const ROWS: usize, const COLUMNS: usize> {
    pub(super) directions: Directions<'a, ROWS, COLUMNS>,
    /// What u is multiplied by.
    pub(super) step_size: f32,
    pub(super) momentum: f32,
    pub(super) decay: f32,
}

impl<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize>
    Adafactor<ROWS, COLUMNS, MOMENTUM>
{
    fn squares(&self, step: &GroupStep) -> Squares {
        Squares {
            share: powf(step.t as f32, -self.decay_exponent),
            epsilon: self.epsilon1,
            mean_floor: 0.0,
            floor: 0.0,
            size: self.epsilon2.is_some(),
            clipping: self.clipping_threshold.is_some(),
        }
    }
}

impl<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize> Rule
    for Adafactor<ROWS, COLUMNS, MOMENTUM>
{
    type State = [f32; MOMENTUM];
    type Tensor = (RowsAndColumns<ROWS, COLUMNS>, FactoredWalk);
    type Scalars<'a> = Scalars<'a, ROWS, COLUMNS>;

    const ONE_BY_ONE: bool = true;
    const NAME: &'static str = "Adafactor";
    const MOMENTUM: bool = MOMENTUM > 0;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        decay_exponent(self.decay_exponent)?;
        error::positive("clipping_threshold", self.clipping_threshold.unwrap_or(1.0))?;
        error::non_negative("epsilon1", self.epsilon1)?;
        error::non_negative("epsilon2", self.epsilon2.unwrap_or(0.0))?;
        validate_slots::<MOMENTUM>(self.momentum)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    by_squares!(ROWS, COLUMNS);

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, Self::Tensor>,
    ) -> Self::Scalars<'a> {
        let size = self.epsilon2.map_or(1.0, |least| tensor.scratch.size(step).max(least));
        let clipping =
            self.clipping_threshold.map_or(1.0, |most| tensor.scratch.clipping(step, most));
        Scalars {
            directions: self.squares(step).directions(step, tensor.state),
            step_size: step.learning_rate * size / clipping,
            momentum: step.momentum(self.momentum),
            decay: step.weight_decay(self.weight_decay),
        }
    }

    #[inline]
    fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, m: &mut [f32; MOMENTUM]) {
        let step = scalars.step_size * scalars.directions.next(g);
        *w -= averaged(m, scalars.momentum, step) + scalars.decay * *w;
    }

    fn describe(&self) -> Description {
        if MOMENTUM == 0 {
            return Description::new();
        }
        describe::list(&[EmaDescription::new(
            Quantity::Update,
            self.momentum,
            BiasCorrection::None,
        )])
    }
}

/// γ in (0, 1].
pub(in crate::optimizer) const fn decay_exponent(value: f32) -> Result<(), Error> {
    if value > 0.0 && value <= 1.0 {
        Ok(())
    } else {
        let (field, allowed) = ("decay_exponent", "above 0 and at most 1");
        Err(Error::OutOfRange { field, value, allowed })
    }
}
