//! Every function of every backend.

use crate::opaque::{any, keep};
use thalweg::math::{Libm, Math, Micromath, one_minus_powi, powi};

#[inline(never)]
pub(crate) fn call() {
    keep(thalweg::math::sign(any(0.1)));
    of::<Libm>();
    of::<Micromath>();
    keep((powi(any(0.9), any(7)), one_minus_powi(any(0.9), any(7))));
}

#[inline(never)]
fn of<M: Math>() {
    let x = any(0.5);
    keep((M::sqrt(x), M::exp(x), M::ln(x), M::cos(x), M::powf(x, any(1.5)), M::tanh(x)));
}
