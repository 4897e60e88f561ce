//! Networks in fixed point.

use crate::opaque::{any, keep};
use thalweg::fixed::{
    Activation, Gradient, GradientSum, Q, Weight,
    data::Normalizer,
    gradient::{AddDecayedWeights, ClipByGlobalNorm, SkipSaturated, mean},
    metric::argmax,
    nn::{Dense, relu, relu_backward},
};
use thalweg_catalogue::fixed_losses;

/// Values of any number and any bits.
struct Values<T, const N: usize>([T; N]);

impl<T: Copy, const N: usize> Values<T, N> {
    fn of(value: T) -> Self {
        Self(any([value; N]))
    }

    fn slice(&mut self) -> &mut [T] {
        self.0.get_mut(..any(N)).unwrap_or_default()
    }
}

#[inline(never)]
pub(crate) fn call() {
    let (x, d) = (Activation::<11>::from_bits(1), Gradient::<13>::from_bits(1));
    let (mut x, mut y) = (Values::<_, 8>::of(x), Values::<_, 8>::of(x));
    let (mut dy, mut dx) = (Values::<_, 8>::of(d), Values::<_, 8>::of(d));
    let mut w = Values::<Weight, 64>::of(Weight::from_bits(1));
    let mut sums = Values::<GradientSum, 64>::of(GradientSum::from_bits(1));
    let mut gradient = Values::<Gradient, 64>::of(Gradient::from_bits(1));
    let (x, y, dy, dx) = (x.slice(), y.slice(), dy.slice(), dx.slice());
    let (w, sums, gradient) = (w.slice(), sums.slice(), gradient.slice());
    let dense = Dense::new(any(3), any(2));
    keep((dense.inputs(), dense.outputs(), dense.parameters()));
    keep(dense.forward(w, x, y));
    relu(y);
    keep(argmax(y));
    macro_rules! target {
        (values) => {
            x
        };
        (class) => {
            any(1)
        };
    }
    macro_rules! each {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($target:ident);)*) => {$(
            keep(any::<$loss>($value).$method(y, target!($target), dy));
        )*};
    }
    fixed_losses!(each);
    keep(dense.accumulate(x, dy, sums));
    keep(dense.backward(w, dy, dx));
    keep(relu_backward(y, dx));
    keep(mean(sums, any(4), gradient));
    let (clip, decay) = (ClipByGlobalNorm::new(any(1.0)), AddDecayedWeights::new(any(0.01)));
    if let (Ok(clip), Ok(decay)) = (clip, decay) {
        keep(decay.apply(w, gradient));
        keep(clip.apply(gradient));
    }
    keep(any(SkipSaturated::DEFAULT).takes(any(1)));
    keep(Normalizer::new(any([0.5; 4]), any([2.0; 4])));
    let mean = any([Q::from_bits(1); 4]);
    let normalizer = Normalizer { mean, scale: any([Q::from_bits(1); 4]) };
    let mut raw = Values::<Q<i16, 12>, 8>::of(Q::from_bits(1));
    keep(normalizer.apply(raw.slice(), y));
}
