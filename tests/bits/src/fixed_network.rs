//! Networks in fixed point.

use crate::lines::Line;
use thalweg::{
    Error,
    fixed::{
        Activation, Gradient, GradientSum, Q, Weight,
        data::Normalizer,
        gradient::{AddDecayedWeights, ClipByGlobalNorm, mean},
        loss::SoftmaxCrossEntropy,
        nn::{Dense, relu, relu_backward},
    },
};
use thalweg_catalogue::{
    fixed_losses,
    numbers::{gradient, hash, parameters},
};

const FIRST: Dense = Dense::new(7, 6);
const LAST: Dense = Dense::new(6, 5);
const N: usize = FIRST.parameters() + LAST.parameters();
const OUTPUTS: usize = 5;

/// Every loss, and a network forward and backward.
pub(crate) fn all(line: &mut dyn FnMut(Line)) {
    macro_rules! target {
        (values) => {
            &outputs(1.0)
        };
        (class) => {
            2
        };
    }
    macro_rules! each {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($target:ident);)*) => {$(
            let mut dy = [Gradient::<13>::default(); OUTPUTS];
            let loss = $value.$method(&outputs(-4.0), target!($target), &mut dy);
            let loss = loss.map_or(0, |(loss, saturated)| loss.to_bits() ^ saturated as u32);
            line(Line(stringify!($name), "fixed loss", hash(&dy.map(Gradient::to_f32)) ^ loss));
        )*};
    }
    fixed_losses!(each);
    line(Line("network", "fixed", network().unwrap_or_default()));
}

fn outputs(scale: f32) -> [Activation; OUTPUTS] {
    let mut values = [0.0; OUTPUTS];
    parameters(&mut values);
    values.map(|value| Activation::saturating_from_f32(value * scale))
}

/// The gradient that an optimizer would take, and how much has saturated on the way.
#[inline(never)]
fn network() -> Result<u32, Error> {
    let (mut w, mut raw) = ([0.0; N], [0.0; 7]);
    parameters(&mut w);
    gradient(&mut raw);
    let w = w.map(Weight::<22>::saturating_from_f32);
    let raw = raw.map(|x| Q::<i16, 12>::saturating_from_f32(x * 8.0));
    let mut x = [Activation::<11>::default(); 7];
    let mut saturated = Normalizer::new([0.25; 7], [1.5; 7])?.apply(&raw, &mut x)?;
    let (mut h, mut z) = ([Activation::<11>::default(); 6], [Activation::<11>::default(); OUTPUTS]);
    let mut dh = [Gradient::<13>::default(); 6];
    let mut dz = [Gradient::<13>::default(); OUTPUTS];
    let mut sums = [GradientSum::<24>::default(); N];
    let (first, last) = w.split_at_checked(FIRST.parameters()).unwrap_or_default();
    saturated += FIRST.forward(first, &x, &mut h)?;
    relu(&mut h);
    saturated += LAST.forward(last, &h, &mut z)?;
    SoftmaxCrossEntropy.value_and_grad(&z, 3, &mut dz)?;
    let halves = sums.split_at_mut_checked(FIRST.parameters());
    let (d_first, d_last) = halves.unwrap_or_default();
    for _ in 0..3 {
        saturated += LAST.accumulate(&h, &dz, d_last)?;
        saturated += LAST.backward(last, &dz, &mut dh)?;
        relu_backward(&h, &mut dh)?;
        saturated += FIRST.accumulate(&x, &dh, d_first)?;
    }
    let mut g = [Gradient::<12>::default(); N];
    saturated += mean(&sums, 3, &mut g)?;
    saturated += AddDecayedWeights::new(0.01)?.apply(&w, &mut g)?;
    ClipByGlobalNorm::new(0.5)?.apply(&mut g);
    Ok(hash(&g.map(Gradient::to_f32)) ^ saturated as u32)
}
