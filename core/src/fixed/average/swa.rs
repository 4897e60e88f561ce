//! e ← e + (w − e) / (n + 1) after n others, in integers: [`average::Swa`](crate::average::Swa).

use super::Share;
use crate::{
    Error,
    average::SwaState,
    error,
    fixed::{Nearest, Rounding, Weight, scale::Scale, storage::Cells},
};

/// Stochastic weight averaging: the mean of all vectors of parameters that were added. `C` is its memory, `[Weight<W>; N]`
/// inside or `&mut [Weight<W>]`, lent and of a length known at run time; `D` is how it rounds. Every memory has the same bits.
///
/// After n vectors within (n + 1)/4 units of the mean, and 2⁻¹⁶ of the longest way from a mean to a vector.
///
/// ```
/// use thalweg::fixed::{Nearest, Weight, average::Swa};
/// let w = |x: f32| [Weight::saturating_from_f32(x)];
/// let mut average = Swa::<[Weight; 1]>::new(Nearest);
/// for x in [1.0, 2.0, 6.0] {
///     average.push(&w(x)).unwrap();
/// }
/// assert!((average.value()[0].to_f32() - 3.0).abs() < 1e-4);
/// assert_eq!(average.count(), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Swa<C, D = Nearest> {
    pub(super) count: u32,
    pub(super) rounding: D,
    pub(super) value: C,
}

impl<const W: u32, const N: usize, D: Rounding> Swa<[Weight<W>; N], D> {
    /// An average that has seen nothing.
    #[must_use]
    pub const fn new(rounding: D) -> Self {
        Self { count: 0, rounding, value: [Weight::from_bits(0); N] }
    }
}

impl<'m, const W: u32, D: Rounding> Swa<&'m mut [Weight<W>], D> {
    /// The same over memory that is lent and cleared.
    #[must_use]
    pub fn lend(rounding: D, memory: &'m mut [Weight<W>]) -> Self {
        memory.fill(Weight::from_bits(0));
        Self { count: 0, rounding, value: memory }
    }
}

impl<C, D> Swa<C, D> {
    /// How many vectors are averaged.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// What is kept between vectors, besides [`value`](Self::value) and [`rounding`](Self::rounding).
    #[must_use]
    pub const fn state(&self) -> SwaState {
        SwaState { count: self.count }
    }

    /// How it rounds, with the state of its generator if it has one.
    #[must_use]
    pub const fn rounding(&self) -> &D {
        &self.rounding
    }
}

impl<C: Cells + AsRef<[C::Parameter]>, D> Swa<C, D> {
    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub fn value(&self) -> &[C::Parameter] {
        self.value.as_ref()
    }
}

impl<C, D: Rounding> Swa<C, D>
where
    C: Cells + AsRef<[C::Parameter]> + AsMut<[C::Parameter]>,
{
    /// Adds the parameters at the end of a cycle or epoch.
    ///
    /// # Errors
    /// Another number than the memory holds; the average is unchanged then.
    pub fn push(&mut self, parameters: &[C::Parameter]) -> Result<(), Error> {
        error::same_length("parameters", self.value().len(), parameters.len())?;
        let count = self.count.saturating_add(1);
        let share = Share::of(Scale::new(1, 0).over(Scale::new(count, 0)));
        share.move_all(self.value.as_mut(), parameters, &mut self.rounding);
        self.count = count;
        Ok(())
    }

    /// Goes on where another average was, with its [`state`](Self::state), its [`value`](Self::value) and its
    /// [`rounding`](Self::rounding).
    ///
    /// # Errors
    /// Another length; nothing is changed then.
    pub fn restore(
        &mut self,
        state: SwaState,
        value: &[C::Parameter],
        rounding: D,
    ) -> Result<(), Error> {
        error::same_length("value", self.value().len(), value.len())?;
        self.value.as_mut().copy_from_slice(value);
        (self.count, self.rounding) = (state.count, rounding);
        Ok(())
    }
}
