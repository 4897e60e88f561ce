//! Transformations of a gradient, alone and in a chain.

use crate::opaque::{Buffer, any, keep};
use thalweg::{
    gradient::{
        AddDecayedWeights, ClipByGlobalNorm, ClipByValue, Clipped, Guard, Transform,
        clip_by_global_norm,
    },
    optimizer::{F32, Optimizer, Sgd},
};

#[inline(never)]
pub(crate) fn call() {
    let mut gradient = Buffer::<8>::new();
    let clipped = clip_by_global_norm(gradient.slice(), any(1.0));
    keep(clipped.map(|Clipped { norm, scaled }| (norm, scaled)));
    keep(any(ClipByGlobalNorm::new(1.0)).norm());
    through(any(Guard::DEFAULT));
    through(any(ClipByValue::new(1.0)));
    through(any(ClipByGlobalNorm::new(1.0)));
    through(any(AddDecayedWeights { weight_decay: 0.1 }));
    through((any(Guard::FINITE), any(ClipByGlobalNorm::new(1.0)), any(ClipByValue::new(1.0))));
}

#[inline(never)]
fn through<T: Transform>(transform: T) {
    let Ok(mut optimizer) = Optimizer::<Sgd, 4, T, F32>::with(Sgd, transform) else { return };
    let (mut parameters, mut gradient) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.step(parameters.slice(), gradient.slice(), any(0.1)));
    keep(size_of_val(optimizer.transform()));
}
