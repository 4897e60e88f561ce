//! How a fixed-point optimizer is made: with its memory inside, or lent.

use super::{
    Memory, Nearest, Optimizer, Rounding, Rule, Weight,
    storage::{Cells, sealed::Parameter as _},
};
use crate::{Error, error};

impl<R: Rule, const W: u32, const N: usize, const G: u32> Optimizer<R, [Weight<W>; N], Nearest, G> {
    /// An optimizer that has taken no step and rounds to nearest.
    ///
    /// The state is inside and moves with it. Where it is large, [`lend`](Optimizer::lend) memory instead.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn new(rule: R) -> Result<Self, Error> {
        Self::with_rounding(rule, Nearest)
    }
}

impl<R: Rule, D: Rounding, const W: u32, const N: usize, const G: u32>
    Optimizer<R, [Weight<W>; N], D, G>
{
    /// The same with this rounding.
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub const fn with_rounding(rule: R, rounding: D) -> Result<Self, Error> {
        error::check!(validate_formats(W, G));
        Ok(Self { held: Memory::ZERO, steps: 0, saturated: 0, unfinished: false, rule, rounding })
    }
}

impl<'m, R: Rule, C: Cells> Optimizer<R, &'m mut C> {
    /// An optimizer that has taken no step and rounds to nearest, whose memory is lent; what the memory holds
    /// is overwritten.
    ///
    /// Nothing of the size of the model lies in flash or crosses the stack, at any opt-level.
    ///
    /// ```
    /// use static_cell::ConstStaticCell;
    /// use thalweg::fixed::{Adam, Gradient, Memory, Optimizer, Rate, Weight};
    /// static MEMORY: ConstStaticCell<Memory<Adam, [Weight; 1000]>> =
    ///     ConstStaticCell::new(Memory::ZERO);
    ///
    /// let mut optimizer = Optimizer::lend(Adam::DEFAULT, MEMORY.take()).unwrap();
    /// let mut w = [Weight::from_bits(0); 1000];
    /// let (g, rate) = ([Gradient::from_bits(4096); 1000], Rate::from_f32(0.001).unwrap());
    /// optimizer.step(&mut w, &g, rate).unwrap();
    /// assert!(w[999].to_f32() < 0.0);
    /// ```
    ///
    /// # Errors
    /// Parameters with more fraction bits than 30.
    pub fn lend(rule: R, memory: &'m mut Memory<R, C>) -> Result<Self, Error> {
        Self::lend_with_rounding(rule, Nearest, memory)
    }
}

impl<'m, R: Rule, C: Cells, D: Rounding, const G: u32> Optimizer<R, &'m mut C, D, G> {
    /// The same with this rounding, for gradients of any format.
    ///
    /// ```
    /// use thalweg::fixed::{Memory, Momentum, Optimizer, Stochastic, Weight};
    /// let mut memory = Memory::<Momentum, [Weight<20>; 775]>::ZERO; // a static, on a device
    /// let (rule, rounding) = (Momentum::DEFAULT, Stochastic::new(7));
    /// let optimizer = Optimizer::<_, _, _, 10>::lend_with_rounding(rule, rounding, &mut memory);
    /// assert!(optimizer.is_ok());
    /// ```
    ///
    /// # Errors
    /// Formats with more fraction bits than 30 for parameters or 15 for gradients.
    pub fn lend_with_rounding(
        rule: R,
        rounding: D,
        memory: &'m mut Memory<R, C>,
    ) -> Result<Self, Error> {
        validate_formats(C::Parameter::FRACTION, G)?;
        memory.reset();
        Ok(Self { held: memory, steps: 0, saturated: 0, unfinished: false, rule, rounding })
    }
}

impl<'s, R: Rule> Optimizer<R, &'s mut [Weight]> {
    /// An optimizer that has taken no step and rounds to nearest, over as many parameters as there are
    /// states; what they hold is overwritten.
    ///
    /// For other formats or another rounding: [`Memory::over`] and
    /// [`lend_with_rounding`](Optimizer::lend_with_rounding).
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
    /// let mut buffer = [0; 64]; // a RAM section, or what a C program lends
    /// let parameters = 10; // known at run time
    /// let mut optimizer = Optimizer::over(Momentum::DEFAULT, &mut buffer[..parameters]).unwrap();
    /// let (mut w, g) = ([Weight::from_bits(0); 10], [Gradient::from_bits(4096); 10]);
    /// optimizer.step(&mut w, &g, Rate::from_f32(0.001).unwrap()).unwrap();
    /// ```
    ///
    /// # Errors
    /// None: the default formats are allowed.
    pub fn over(rule: R, states: &'s mut [R::State]) -> Result<Self, Error> {
        let mut held = Memory::over(states);
        held.reset();
        Ok(Self { held, steps: 0, saturated: 0, unfinished: false, rule, rounding: Nearest })
    }
}

/// Formats in which a scalar of any step has a place.
const fn validate_formats(parameter: u32, gradient: u32) -> Result<(), Error> {
    if parameter > 30 {
        return Err(Error::Count {
            field: "W",
            value: parameter,
            allowed: "at most 30 fraction bits",
        });
    }
    if gradient > 15 {
        return Err(Error::Count {
            field: "G",
            value: gradient,
            allowed: "at most 15 fraction bits",
        });
    }
    Ok(())
}
