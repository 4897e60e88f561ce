//! Transformations of a gradient, alone and in a chain.

use crate::opaque::{Buffer, any, keep};
use thalweg::{
    gradient::{
        Accumulate, AdaptiveClip, Centralise, Chain, ClipByGlobalNorm, ClipByNorm, Clipped,
        NormType, SkipNonFinite, Unit, clip_by_global_norm, mean, transform as in_place,
    },
    group::{Group, Groups},
    optimizer::{Optimizer, Sgd},
};
use thalweg_catalogue::{GROUPED, GROUPS, transforms};

#[inline(never)]
pub(crate) fn call() {
    let mut gradient = Buffer::<8>::new();
    let clipped = clip_by_global_norm(gradient.slice(), any(1.0));
    keep(clipped.map(|Clipped { norm, scaled }| (norm, scaled)));
    keep(any(ClipByGlobalNorm::new(1.0)).norm());
    macro_rules! each {
        ($($name:ident: $transform:ty = $value:expr;)*) => {$(
            through::<$transform>(any($value));
        )*};
    }
    transforms!(each);
    through(any(ClipByGlobalNorm::pytorch(1.0)));
    through(any(ClipByGlobalNorm::mxnet(1.0)));
    keep(any(ClipByGlobalNorm::with_epsilon(1.0, any(0.1))).norm());
    through(any(ClipByNorm::pytorch(NormType::Lp(3.0), 1.0)));
    keep(any(ClipByNorm::with_epsilon(NormType::LInfinity, 1.0, 0.1)).norm());
    through(any(AdaptiveClip::<2, GROUPED>::with_epsilon(0.01, 0.1, any(Unit::Column))));
    through(any(Centralise::<2, GROUPED>::dense()));
    keep(any(Accumulate::<[f32; 4]>::new(2)).waiting());
    keep(Accumulate::over(gradient.slice(), any(2)).waiting());
    keep(mean(gradient.slice(), any(2)).is_ok());
    keep(SkipNonFinite::above(any(1.0)).limit());
    keep(any(Unit::Row).count(any([Group::matrix(2, 2); 2]).get(..any(2)).unwrap_or_default()));
}

#[inline(never)]
fn through<T: Chain>(transform: T) {
    let mut transformation = transform;
    keep(Chain::guard(&transformation));
    keep(Chain::takes_guard(&mut transformation, any(1.0)));
    keep(transformation.accumulated().map(|sum| (sum.count, sum.sum.len())));
    keep(transformation.accumulated_mut().map(|(stage, sum)| (stage, *sum.count, sum.sum.len())));
    let groups = any(Groups(GROUPS));
    let (mut w, mut g) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(in_place(&mut transformation, &groups, any(1), w.slice(), g.slice()).is_ok());
    let optimizer = Optimizer::<Sgd, [f32; GROUPED], T, _>::grouped(Sgd, transformation, groups);
    let Ok(mut optimizer) = optimizer else { return };
    let (mut parameters, mut gradient) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.step(parameters.slice(), gradient.slice(), any(0.1)));
    keep(optimizer.flush(parameters.slice(), gradient.slice(), any(0.1)).is_ok());
    keep(size_of_val(optimizer.transform()));
}
