//! Moving averages, of numbers and of parameters.

use crate::opaque::{Buffer, any, keep};
use thalweg::average::{Ema, ParameterEma, ParameterEmaOptions, Swa, VectorEma, interpolate};

#[inline(never)]
pub(crate) fn call() {
    if let Ok(mut ema) = Ema::new(any(0.9)) {
        keep(ema.push(any(1.0)));
        keep((ema.value(), ema.corrected(), ema.window(), ema.weight(any(3))));
        keep(ema.restore(any(ema.state())));
    }
    if let Ok(mut ema) = VectorEma::<[f32; 4]>::new(any(0.9)) {
        keep(ema.push(&any([1.0; 4])));
        keep((ema.value().len(), ema.corrected().sum::<f32>(), ema.window(), ema.weight(any(3))));
        keep(ema.restore(any(ema.state()), &any([1.0; 4])));
    }
    let (mut parameters, mut memory) = (Buffer::<8>::new(), Buffer::<8>::new());
    let options = any(ParameterEmaOptions::DEFAULT);
    for ema in [
        ParameterEma::<[f32; 4]>::new(any(0.9)),
        ParameterEma::with_step_size(any(0.1)),
        ParameterEma::with_options(options),
    ] {
        let Ok(mut ema) = ema else { continue };
        keep(ema.push(parameters.slice()));
        keep(ema.restore(any(ema.state()), parameters.slice()));
        keep(ema.value().len());
    }
    if let Ok(mut ema) = ParameterEma::lend(options, memory.slice()) {
        keep(ema.push(parameters.slice()));
    }
    if let Ok(mut ema) = VectorEma::lend(any(0.9), memory.slice()) {
        keep(ema.push(parameters.slice()));
    }
    keep(interpolate(parameters.slice(), memory.slice(), any(0.8)));
    let mut swa = Swa::<[f32; 4]>::new();
    keep(swa.push(parameters.slice()));
    keep(swa.restore(any(swa.state()), parameters.slice()));
    keep((swa.value().len(), swa.count()));
    keep(Swa::lend(memory.slice()).push(parameters.slice()));
}
