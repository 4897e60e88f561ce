//! Losses and their gradients.

use crate::opaque::{Buffer, any, keep};
use thalweg::loss::{L2Sp, SoftmaxCrossEntropy, Triplet, softmax};
use thalweg_catalogue::losses;

#[inline(never)]
pub(crate) fn call() {
    let (mut outputs, mut targets) = (Buffer::<8>::new(), Buffer::<8>::new());
    let (outputs, values) = (outputs.slice(), targets.slice());
    macro_rules! target {
        (values) => {
            values
        };
        (class) => {
            any(1)
        };
    }
    macro_rules! each {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($($target:ident),*);)*) => {$(
            keep(any::<$loss>($value).$method(outputs, $(target!($target)),*));
        )*};
    }
    losses!(each);
    let weights = any([1.0; 8]);
    let weighted = any(SoftmaxCrossEntropy::DEFAULT).weighted(&weights);
    keep(weighted.value_and_grad(outputs, any(Some(1))));
    keep(weighted.value_and_grad_soft(outputs, values));
    keep(softmax(outputs));
    let mut third = Buffer::<8>::new();
    keep(any(L2Sp { alpha: 0.1 }).value_and_grad(outputs, values, third.slice()));
    keep(any(Triplet::DEFAULT).value_and_grad(outputs, values, third.slice()));
}
