//! Moving averages, of numbers and of parameters.

use crate::opaque::{Buffer, any, keep};
use thalweg::average::{Ema, ParameterEma, Swa, VectorEma};

#[inline(never)]
pub(crate) fn call() {
    if let Ok(mut ema) = Ema::new(any(0.9)) {
        keep(ema.push(any(1.0)));
        keep((ema.value(), ema.corrected(), ema.window(), ema.weight(any(3))));
    }
    if let Ok(mut ema) = VectorEma::<4>::new(any(0.9)) {
        keep(ema.push(&any([1.0; 4])));
        keep((*ema.value(), ema.corrected(), ema.window(), ema.weight(any(3))));
    }
    let mut parameters = Buffer::<8>::new();
    for ema in [ParameterEma::<4>::new(any(0.9)), ParameterEma::with_step_size(any(0.1))] {
        let Ok(mut ema) = ema else { continue };
        keep(ema.push(parameters.slice()));
        keep(*ema.value());
    }
    let mut swa = Swa::<4>::new();
    keep(swa.push(parameters.slice()));
    keep((*swa.value(), swa.count()));
}
