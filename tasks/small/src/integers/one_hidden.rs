//! A network of one hidden layer in integers, forward and backward.

use super::{Features, Network};
use thalweg::{
    Error,
    fixed::{
        Activation, Gradient, GradientSum, Loss, Weight,
        loss::SoftmaxCrossEntropy,
        metric::argmax,
        nn::{Dense, relu, relu_backward},
    },
};

/// What the last layer gives: up to ±64 in steps of 2.0e-3, as somebody new is far from everybody known: of twelve
/// speakers none meets its end, where ±32 was met by two.
type Logit = Activation<9>;

/// From `F` features by `H` hidden units to `C` classes. A hidden value has `A` fraction bits, a slope at the outputs `D`, one at
/// the hidden values `E`: A + D and 11 + E are those of a sum of gradients.
#[derive(Clone, Copy, Debug)]
pub struct OneHidden<
    const F: usize,
    const H: usize,
    const C: usize,
    const A: u32,
    const D: u32,
    const E: u32,
> {
    h: [Activation<A>; H],
    z: [Logit; C],
}

impl<const F: usize, const H: usize, const C: usize, const A: u32, const D: u32, const E: u32>
    OneHidden<F, H, C, A, D, E>
{
    const FIRST: Dense = Dense::new(F, H);
    const LAST: Dense = Dense::new(H, C);

    fn split(parameters: &[Weight]) -> (&[Weight], &[Weight]) {
        parameters.split_at_checked(Self::FIRST.parameters()).unwrap_or_default()
    }
}

impl<
    const F: usize,
    const H: usize,
    const C: usize,
    const A: u32,
    const D: u32,
    const E: u32,
    const S: u32,
> Network<F, S> for OneHidden<F, H, C, A, D, E>
{
    const PARAMETERS: usize = Self::FIRST.parameters() + Self::LAST.parameters();
    const CLASSES: usize = C;
    const IDLE: Self = Self { h: [Activation::from_bits(0); H], z: [Logit::from_bits(0); C] };

    fn forward(&mut self, parameters: &[Weight], x: &Features<F>) -> Result<usize, Error> {
        let (first, last) = Self::split(parameters);
        let saturated = Self::FIRST.forward(first, x, &mut self.h)?;
        relu(&mut self.h);
        Ok(saturated.saturating_add(Self::LAST.forward(last, &self.h, &mut self.z)?))
    }

    fn backward(
        &self,
        parameters: &[Weight],
        (x, class): &(Features<F>, u8),
        sums: &mut [GradientSum<S>],
    ) -> Result<(Loss, usize), Error> {
        let (mut dz, mut dh) = ([Gradient::<D>::from_bits(0); C], [Gradient::<E>::from_bits(0); H]);
        let (_, last) = Self::split(parameters);
        let halves = sums.split_at_mut_checked(Self::FIRST.parameters());
        let (d_first, d_last) = halves.unwrap_or_default();
        let (loss, lost) =
            SoftmaxCrossEntropy.value_and_grad(&self.z, usize::from(*class), &mut dz)?;
        let in_sums = Self::LAST.accumulate(&self.h, &dz, d_last)?;
        let in_hidden = Self::LAST.backward(last, &dz, &mut dh)?;
        relu_backward(&self.h, &mut dh)?;
        let below = Self::FIRST.accumulate(x, &dh, d_first)?;
        let saturated = [lost, in_sums, in_hidden, below];
        Ok((loss, saturated.into_iter().fold(0, usize::saturating_add)))
    }

    fn class(parameters: &[Weight], x: &Features<F>) -> Result<usize, Error> {
        let mut network = <Self as Network<F, S>>::IDLE;
        <Self as Network<F, S>>::forward(&mut network, parameters, x)?;
        Ok(argmax(&network.z).unwrap_or_default())
    }
}
