//! e₁ = w₁;  e ← e + (1 − γ) (w − e), in integers: [`average::ParameterEma`](crate::average::ParameterEma).

use super::Share;
use crate::{
    Error,
    average::{ParameterEmaOptions, ParameterEmaState},
    error,
    fixed::{Nearest, Rate, Rounding, Weight, scale::Scale, storage::Cells},
};

/// 1 in Q1.31.
const ONE: u32 = 1 << 31;

/// The exponential moving average of parameters, started at the first of them. `C` is its memory, `[Weight<W>; N]` inside or
/// `&mut [Weight<W>]`, lent and of a length known at run time; `D` is how it rounds. Every memory has the same bits.
///
/// Its options are those of the average in floats: warmup and a later start. Within half a unit / (1 − γ) of the formula, and
/// 2⁻¹⁶ of the longest way w − e; by [`Stochastic`](crate::fixed::Stochastic) right on average.
///
/// ```
/// use thalweg::fixed::{Weight, average::ParameterEma};
/// let w = |x: f32| [Weight::saturating_from_f32(x)];
/// let mut average = ParameterEma::<[Weight; 1]>::new(0.75).unwrap();
/// average.push(&w(2.0)).unwrap();
/// assert_eq!(average.value(), w(2.0));
/// average.push(&w(6.0)).unwrap();
/// assert_eq!(average.value(), w(3.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ParameterEma<C, D = Nearest> {
    options: ParameterEmaOptions,
    pub(super) pushes: u32,
    pub(super) rounding: D,
    pub(super) value: C,
}

impl<const W: u32, const N: usize> ParameterEma<[Weight<W>; N]> {
    /// An average that has seen nothing and rounds to nearest; `decay` γ in [0, 1), a multiple of 2⁻³¹.
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        error::check!(error::decay_rate("decay", decay));
        let decay = Rate::saturating_from_f32(decay).to_bits();
        let step_size = Rate::from_bits(ONE.saturating_sub(decay)).to_f32();
        Self::with_options(
            ParameterEmaOptions { step_size, ..ParameterEmaOptions::DEFAULT },
            Nearest,
        )
    }
}

impl<const W: u32, const N: usize, D: Rounding> ParameterEma<[Weight<W>; N], D> {
    /// The same with every choice.
    ///
    /// # Errors
    /// An option out of its range.
    pub const fn with_options(options: ParameterEmaOptions, rounding: D) -> Result<Self, Error> {
        error::check!(options.validate());
        Ok(Self { options, pushes: 0, rounding, value: [Weight::from_bits(0); N] })
    }
}

impl<'m, const W: u32, D: Rounding> ParameterEma<&'m mut [Weight<W>], D> {
    /// The same over memory that is lent and cleared: a zeroed static, which takes no flash.
    ///
    /// # Errors
    /// An option out of its range.
    pub fn lend(
        options: ParameterEmaOptions,
        rounding: D,
        memory: &'m mut [Weight<W>],
    ) -> Result<Self, Error> {
        options.validate()?;
        memory.fill(Weight::from_bits(0));
        Ok(Self { options, pushes: 0, rounding, value: memory })
    }
}

impl<C, D> ParameterEma<C, D> {
    /// What is kept between vectors, besides [`value`](Self::value) and [`rounding`](Self::rounding).
    #[must_use]
    pub const fn state(&self) -> ParameterEmaState {
        ParameterEmaState { pushes: self.pushes }
    }

    /// How it rounds, with the state of its generator if it has one.
    #[must_use]
    pub const fn rounding(&self) -> &D {
        &self.rounding
    }

    /// What the next vector counts: all, if it is copied.
    fn share(&self) -> Share {
        let ParameterEmaOptions { step_size, warmup, start_after } = self.options;
        let t = self.pushes.saturating_sub(start_after);
        if t == 0 {
            return Share::ALL;
        }
        let own = Scale::from_f32(step_size);
        let growing = Scale::new(9, 0).over(Scale::new(t.saturating_add(10), 0));
        let grows = warmup && growing.to_q31() > own.to_q31();
        Share::of(if grows { growing } else { own })
    }
}

impl<C: Cells + AsRef<[C::Parameter]>, D> ParameterEma<C, D> {
    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub fn value(&self) -> &[C::Parameter] {
        self.value.as_ref()
    }
}

impl<C, D: Rounding> ParameterEma<C, D>
where
    C: Cells + AsRef<[C::Parameter]> + AsMut<[C::Parameter]>,
{
    /// Adds the parameters after a step.
    ///
    /// # Errors
    /// Another number than the memory holds; the average is unchanged then.
    pub fn push(&mut self, parameters: &[C::Parameter]) -> Result<(), Error> {
        error::same_length("parameters", self.value().len(), parameters.len())?;
        let share = self.share();
        share.move_all(self.value.as_mut(), parameters, &mut self.rounding);
        self.pushes = self.pushes.saturating_add(1);
        Ok(())
    }

    /// Goes on where another average of the same options was, with its [`state`](Self::state), its
    /// [`value`](Self::value) and its [`rounding`](Self::rounding).
    ///
    /// # Errors
    /// Another length; nothing is changed then.
    pub fn restore(
        &mut self,
        state: ParameterEmaState,
        value: &[C::Parameter],
        rounding: D,
    ) -> Result<(), Error> {
        error::same_length("value", self.value().len(), value.len())?;
        self.value.as_mut().copy_from_slice(value);
        (self.pushes, self.rounding) = (state.pushes, rounding);
        Ok(())
    }
}
