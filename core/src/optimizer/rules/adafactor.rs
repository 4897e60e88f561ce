//! Adafactor: RMSProp with a row and a column in place of one square a parameter.
//!
//! β̂ = 1 − t^(−γ);  v = the factored average of g² + ε₁;  u = g / √v;  û = u / max(1, rms(u) / d);
//! m ← α m + (1 − α) η max(ε₂, rms(w)) û;  w ← w − m − λ w.
//!
//! N. Shazeer, M. Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost" (2018),
//! algorithms 4 and 5, in Optax' form: momentum acts on the step, λ stands without η. PyTorch's differs
//! in ε₁, in η and in λ: [`TorchAdafactor`](crate::optimizer::TorchAdafactor). The paper's own η is
//! min(0.01, 1/√t); without momentum it needs no number a parameter at all.

use crate::group::Group;
use crate::optimizer::{
    Average, Averages, Correction, Elements, Of, Pass, Rule, Sides, averages,
    factored::{self, Factored},
    sides::{averaged, fits, validate_slots},
};
use crate::{
    Error, error,
    gradient::Norm,
    math::{powf, sqrt},
};

/// Adafactor over matrices of at most `ROWS` × `COLUMNS`, or vectors of at most `COLUMNS`.
///
/// State: 4 · `MOMENTUM` bytes a parameter (0 or 1 slots), and 4 · (`ROWS` + `COLUMNS`) bytes a group: a
/// matrix of 24 × 25 needs 196 bytes where Adam needs 4,800. Three passes over the gradient.
///
/// ```
/// use thalweg::gradient::Guard;
/// use thalweg::optimizer::{Adafactor, F32, Optimizer};
/// use thalweg::group::{Group, Groups};
/// type Rule = Adafactor<24, 25>;
/// let groups = Groups([Group::matrix(24, 25)]);
/// let mut optimizer =
///     Optimizer::<_, 600, _, F32, _>::grouped(Rule::DEFAULT, Guard::DEFAULT, groups).unwrap();
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

/// What one pass of Adafactor needs, in either form.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars<'a, const ROWS: usize, const COLUMNS: usize> {
    pub(in crate::optimizer) squares: Factored<'a, ROWS, COLUMNS>,
    /// What v is kept at or above.
    pub(in crate::optimizer) floor: f32,
    /// What u is multiplied by.
    pub(in crate::optimizer) step_size: f32,
    pub(in crate::optimizer) momentum: f32,
    pub(in crate::optimizer) decay: f32,
}

impl<const ROWS: usize, const COLUMNS: usize> Scalars<'_, ROWS, COLUMNS> {
    /// u of the next element; 0 where v is.
    #[inline]
    pub(in crate::optimizer) fn direction(&mut self, g: f32) -> f32 {
        let square = self.squares.advance().max(self.floor);
        if square > 0.0 { g / sqrt(square) } else { 0.0 }
    }

    /// max(1, rms(u) / d), u of the whole group.
    pub(in crate::optimizer) fn clipping(
        mut self,
        group: &Group,
        threshold: f32,
        gradient: impl Iterator<Item = f32> + Clone,
    ) -> f32 {
        // Cloned with the cursor in it, so that every walk of the norm starts at the first element.
        let directions = gradient.map(move |g| self.direction(g));
        (rms(group, directions) / threshold).max(1.0)
    }
}

/// The root of the mean square of a group.
pub(in crate::optimizer) fn rms(group: &Group, values: impl Iterator<Item = f32> + Clone) -> f32 {
    Norm::l2(values).value() / sqrt(group.length as f32)
}

impl<const ROWS: usize, const COLUMNS: usize, const MOMENTUM: usize> Rule
    for Adafactor<ROWS, COLUMNS, MOMENTUM>
{
    type State = [f32; MOMENTUM];
    type Memory = Sides<ROWS, COLUMNS>;
    type Scalars<'a> = Scalars<'a, ROWS, COLUMNS>;

    fn validate(&self) -> Result<(), Error> {
        decay_exponent(self.decay_exponent)?;
        error::positive("clipping_threshold", self.clipping_threshold.unwrap_or(1.0))?;
        error::non_negative("epsilon1", self.epsilon1)?;
        error::non_negative("epsilon2", self.epsilon2.unwrap_or(0.0))?;
        validate_slots::<MOMENTUM>(self.momentum)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn validate_group(&self, group: &Group) -> Result<(), Error> {
        fits::<ROWS, COLUMNS>(group)
    }

    fn begin<'a>(
        &'a self,
        pass: &Pass,
        elements: impl Elements<Self::State>,
        memory: &'a mut Self::Memory,
    ) -> Self::Scalars<'a> {
        let gradient = elements.clone().map(|(_, g, _)| g);
        let share = powf(pass.t as f32, -self.decay_exponent);
        factored::follow(memory, &pass.group, share, self.epsilon1, gradient.clone());
        let size = self
            .epsilon2
            .map_or(1.0, |least| rms(&pass.group, elements.map(|(w, _, _)| w)).max(least));
        let mut scalars = Scalars {
            squares: Factored::new(memory, &pass.group, 0.0),
            floor: 0.0,
            step_size: pass.learning_rate * size,
            momentum: pass.momentum(self.momentum),
            decay: pass.weight_decay(self.weight_decay),
        };
        if let Some(threshold) = self.clipping_threshold {
            scalars.step_size /= scalars.clipping(&pass.group, threshold, gradient);
        }
        scalars
    }

    #[inline]
    fn update(
        scalars: &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        m: &mut [f32; MOMENTUM],
        _: f32,
    ) {
        let step = scalars.step_size * scalars.direction(g);
        *w -= averaged(m, scalars.momentum, step) + scalars.decay * *w;
    }

    fn averages(&self) -> Averages {
        if MOMENTUM == 0 {
            return Averages::new();
        }
        averages::list(&[Average::new(Of::Update, self.momentum, Correction::None)])
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
