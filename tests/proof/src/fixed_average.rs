//! Averages of parameters in fixed point.

use crate::{
    kept,
    opaque::{any, keep},
};
use thalweg::average::ParameterEmaOptions;
use thalweg::fixed::{
    Nearest, Rate, Rounding, Stochastic, Weight,
    average::{ParameterEma, Swa, interpolate},
};
use thalweg_catalogue::fixed_averages;

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            let average: Result<$type, _> = $value;
            if let Ok(mut average) = average {
                kept::parts(&mut average);
            }
        )*};
    }
    fixed_averages!(each);
    keep(ParameterEma::<[Weight; 4]>::new(any(0.9)));
    rounded(Nearest);
    rounded(Stochastic::new(any(1)));
    let (mut w, start) =
        (any([Weight::<22>::from_bits(0); 8]), any([Weight::<22>::from_bits(0); 8]));
    let (w, start) =
        (w.get_mut(..any(8)).unwrap_or_default(), start.get(..any(8)).unwrap_or_default());
    keep(interpolate(w, start, any(Rate::from_bits(1))));
}

#[inline(never)]
fn rounded<D: Rounding>(rounding: D) {
    let (w, mut memory) =
        (any([Weight::<22>::from_bits(0); 8]), any([Weight::<22>::from_bits(0); 8]));
    let w = w.get(..any(8)).unwrap_or_default();
    let options = any(ParameterEmaOptions::DEFAULT);
    if let Ok(mut ema) = ParameterEma::<[Weight; 4], D>::with_options(options, rounding) {
        keep(ema.push(w));
        keep((ema.value().len(), *ema.rounding()));
        keep(ema.restore(any(ema.state()), w, any(rounding)));
    }
    let lent = memory.get_mut(..any(8)).unwrap_or_default();
    if let Ok(mut ema) = ParameterEma::lend(options, rounding, lent) {
        keep(ema.push(w));
    }
    let mut swa = Swa::<[Weight; 4], D>::new(rounding);
    keep(swa.push(w));
    keep((swa.value().len(), swa.count(), *swa.rounding()));
    keep(swa.restore(any(swa.state()), w, any(rounding)));
    keep(Swa::lend(rounding, memory.get_mut(..any(8)).unwrap_or_default()).push(w));
}
