//! Every function of the math.

use crate::opaque::{any, keep};
use thalweg::Zero;
use thalweg::math::{
    ExactRoot, Root, cos, erfc, exp, ln, one_minus_powi, powf, powi, sign, sqrt, tanh,
};

#[inline(never)]
pub(crate) fn call() {
    let x = any(0.5);
    keep((sqrt(x), exp(x), ln(x), cos(x), powf(x, any(1.5)), sign(x)));
    keep((tanh(x), erfc(x)));
    keep((ExactRoot::of(x), cleared::<bool>(), cleared::<[u8; 2]>(), cleared::<u16>()));
    keep((cleared::<u32>(), cleared::<usize>()));
    keep((powi(any(0.9), any(7)), one_minus_powi(any(0.9), any(7))));
}

fn cleared<T: Zero + Copy>() -> T {
    let mut value = any(T::ZERO);
    value.clear();
    value
}
