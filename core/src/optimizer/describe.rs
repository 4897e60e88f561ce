//! What a rule averages: the view of it that explains momentum, RMSProp and Adam alike.

use crate::math::powi;
use heapless::Vec;

/// The averages of a rule, in the order of its formula.
pub type Description = Vec<EmaDescription, 4>;

/// What is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Quantity {
    /// The gradient.
    Gradient,
    /// Its square, or another measure of its size.
    Square,
    /// The difference of successive gradients.
    Difference,
    /// The square of the update.
    Update,
}

/// How the average makes up for having started at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum BiasCorrection {
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
/// use thalweg::optimizer::{Adam, Momentum, Rule, describe::BiasCorrection};
/// let [m, v] = Adam::DEFAULT.describe().into_array().unwrap();
/// assert_eq!((m.window().round(), v.window().round()), (10.0, 1000.0));
/// assert_eq!(m.correction, BiasCorrection::Divided);
/// assert!((m.weight(1) - 0.09).abs() < 1e-7); // (1 − 0.9) · 0.9
/// // Momentum sums: the gradient of now has weight 1, the sum of all weights is the window.
/// let [m] = Momentum::DEFAULT.describe().into_array().unwrap();
/// assert_eq!((m.weight(0), m.window().round()), (1.0, 10.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EmaDescription {
    /// What is averaged.
    pub of: Quantity,
    /// γ in [0, 1).
    pub decay: f32,
    /// The weight of the newest value: 1 − γ in an average, 1 in a sum such as momentum's.
    pub newest: f32,
    /// How the start at 0 is made up for.
    pub correction: BiasCorrection,
}

impl EmaDescription {
    /// e ← γ e + (1 − γ) x.
    pub const fn new(of: Quantity, decay: f32, correction: BiasCorrection) -> Self {
        Self { of, decay, newest: 1.0 - decay, correction }
    }

    /// e ← γ e + x: the average times its window.
    pub const fn sum(of: Quantity, decay: f32) -> Self {
        Self { of, decay, newest: 1.0, correction: BiasCorrection::None }
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

/// Adam's two: the gradient and its square, both corrected.
pub(super) fn corrected(beta1: f32, beta2: f32) -> Description {
    list(&[
        EmaDescription::new(Quantity::Gradient, beta1, BiasCorrection::Divided),
        EmaDescription::new(Quantity::Square, beta2, BiasCorrection::Divided),
    ])
}

/// The averages listed, for [`Rule::describe`](crate::optimizer::Rule::describe).
pub(super) fn list(averages: &[EmaDescription]) -> Description {
    Description::from_slice(averages).unwrap_or_default()
}
