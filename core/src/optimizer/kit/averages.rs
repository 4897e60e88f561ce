//! What a rule averages: the view of it that explains momentum, RMSProp and Adam alike.

use crate::math::{one_minus_powi, powi};
use heapless::Vec;

/// The averages of a rule, in the order of its formula.
pub type Averages = Vec<Average, 4>;

/// What is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Of {
    /// The gradient.
    Gradient,
    /// Its square, or another measure of its size.
    Square,
    /// The difference of successive gradients.
    Difference,
    /// The square of the update.
    Update,
    /// The parameter itself.
    Parameter,
}

/// How the average makes up for having started at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Correction {
    /// Not at all: it is too small during the first window.
    None,
    /// Divided by 1 − γᵗ, the sum of the weights so far.
    Divided,
    /// It started elsewhere than at 0: at the first value, or at a given one.
    Started,
}

/// One exponential moving average inside a rule.
///
/// ```
/// use thalweg::optimizer::{Adam, Correction, Momentum, Rule};
/// let [m, v] = Adam::DEFAULT.averages().into_array().unwrap();
/// assert_eq!((m.window().round(), v.window().round()), (10.0, 1000.0));
/// assert_eq!(m.correction, Correction::Divided);
/// assert!((m.weight(1) - 0.09).abs() < 1e-7); // (1 − 0.9) · 0.9
/// // Momentum sums: the gradient of now has weight 1, the sum of all weights is the window.
/// let [m] = Momentum::DEFAULT.averages().into_array().unwrap();
/// assert_eq!((m.weight(0), m.window().round()), (1.0, 10.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Average {
    /// What is averaged.
    pub of: Of,
    /// γ in [0, 1).
    pub decay: f32,
    /// The weight of the newest value: 1 − γ in an average, 1 in a sum such as momentum's.
    pub newest: f32,
    /// How the start at 0 is made up for.
    pub correction: Correction,
}

impl Average {
    /// e ← γ e + (1 − γ) x.
    pub const fn new(of: Of, decay: f32, correction: Correction) -> Self {
        Self { of, decay, newest: 1.0 - decay, correction }
    }

    /// e ← γ e + x: the average times its window.
    pub const fn sum(of: Of, decay: f32) -> Self {
        Self { of, decay, newest: 1.0, correction: Correction::None }
    }

    /// 1/(1 − γ): about how many values are averaged.
    #[must_use]
    pub fn window(&self) -> f32 {
        1.0 / (1.0 - self.decay)
    }

    /// The weight of the value `age` steps ago, γᵏ times that of the newest, without correction.
    #[must_use]
    pub fn weight(&self, age: u32) -> f32 {
        self.newest * powi(self.decay, age)
    }
}

/// e ← γ e + (1 − γ) x.
#[inline]
pub(in crate::optimizer) fn push(e: &mut f32, decay: f32, x: f32) {
    *e = decay * *e + (1.0 - decay) * x;
}

/// What m and g are multiplied by to make the corrected mean m̂ = m / (1 − βᵗ), or with `nesterov`
/// that of the next step, β m / (1 − βᵗ⁺¹) + (1 − β) g / (1 − βᵗ).
pub(in crate::optimizer) fn mean(beta: f32, t: u32, nesterov: bool) -> (f32, f32) {
    if nesterov {
        let next = one_minus_powi(beta, t.saturating_add(1));
        (beta / next, (1.0 - beta) / one_minus_powi(beta, t))
    } else {
        (1.0 / one_minus_powi(beta, t), 0.0)
    }
}

/// Adam's two: the gradient and its square, both corrected.
pub(in crate::optimizer) fn corrected(beta1: f32, beta2: f32) -> Averages {
    list(&[
        Average::new(Of::Gradient, beta1, Correction::Divided),
        Average::new(Of::Square, beta2, Correction::Divided),
    ])
}

/// The averages listed, for [`Rule::averages`](crate::optimizer::Rule::averages).
pub(in crate::optimizer) fn list(averages: &[Average]) -> Averages {
    Averages::from_slice(averages).unwrap_or_default()
}
