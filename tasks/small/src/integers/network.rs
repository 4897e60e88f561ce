//! A network in integers.

use thalweg::{
    Error,
    fixed::{Activation, GradientSum, Loss, Weight},
};

/// What goes in: up to ±16 deviations.
pub type Features<const F: usize> = [Activation; F];

/// A network of `F` features whose sums of gradients have `S` fraction bits, and where a sample is on its way through it.
pub trait Network<const F: usize, const S: u32> {
    /// How many parameters it has.
    const PARAMETERS: usize;
    /// How many classes it tells apart.
    const CLASSES: usize;
    /// Nothing is on its way.
    const IDLE: Self;

    /// Forward; how much has saturated.
    ///
    /// # Errors
    /// Another number of parameters.
    fn forward(&mut self, parameters: &[Weight], x: &Features<F>) -> Result<usize, Error>;

    /// Backward, to the sums of gradients; the loss, and how much has saturated.
    ///
    /// # Errors
    /// Another number of parameters or sums, no class of this number.
    fn backward(
        &self,
        parameters: &[Weight],
        sample: &(Features<F>, u8),
        sums: &mut [GradientSum<S>],
    ) -> Result<(Loss, usize), Error>;

    /// The class that it takes a sample for.
    ///
    /// # Errors
    /// Another number of parameters.
    fn class(parameters: &[Weight], x: &Features<F>) -> Result<usize, Error>;
}
