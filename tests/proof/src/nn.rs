//! Layers.

use crate::opaque::{Buffer, any, keep};
use thalweg::nn::{Dense, Mlp, relu, relu_backward};

#[inline(never)]
pub(crate) fn call() {
    let (mut parameters, mut gradient) = (Buffer::<64>::new(), Buffer::<64>::new());
    let (mut x, mut hidden, mut y) = (Buffer::<8>::new(), Buffer::<8>::new(), Buffer::<8>::new());
    let dense = Dense::new(any(3), any(2));
    keep((dense.inputs(), dense.outputs(), dense.parameters()));
    keep(dense.forward(parameters.slice(), x.slice(), y.slice()));
    keep(dense.accumulate(x.slice(), y.slice(), gradient.slice()));
    keep(dense.backward(parameters.slice(), y.slice(), x.slice()));
    let mlp = Mlp::new(any(3), any(4), any(2));
    keep((mlp.parameters(), *mlp.hidden(), *mlp.output()));
    keep(mlp.forward(parameters.slice(), x.slice(), hidden.slice(), y.slice()));
    relu(x.slice());
    keep(relu_backward(x.slice(), y.slice()));
    let (parameters, x, hidden) = (parameters.slice(), x.slice(), hidden.slice());
    keep(mlp.backward(parameters, x, hidden, y.slice(), gradient.slice()));
}
