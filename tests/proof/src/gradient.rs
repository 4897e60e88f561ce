//! Transformations of a gradient, alone and in a chain.

use crate::opaque::{Buffer, any, keep};
use thalweg::{
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, Centralise, ClipByBlockRms, ClipByGlobalNorm,
        ClipByNorm, ClipByValue, Clipped, GradientNoise, Guard, NormType, Transform, Unit,
        clip_by_global_norm, transform as in_place,
    },
    group::{Group, Groups},
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
    through(any(ClipByGlobalNorm::pytorch(1.0)));
    through(any(ClipByGlobalNorm::mxnet(1.0)));
    through(any(ClipByNorm::new(NormType::L1, 1.0)));
    through(any(ClipByNorm::pytorch(NormType::Lp(3.0), 1.0)));
    keep(any(ClipByNorm::with_epsilon(NormType::LInfinity, 1.0, 0.1)).norm());
    through(any(ClipByBlockRms::<2>::new(1.0)));
    through(any(AdaptiveClip::<2, 4>::new(0.01, any(Unit::Row))));
    through(any(AdaptiveClip::<2, 4>::with_epsilon(0.01, 0.1, any(Unit::Column))));
    through(any(Centralise::<2, 4>::rows()));
    through(any(Centralise::<2, 4>::dense()));
    through(any(GradientNoise::DEFAULT));
    through(any(Accumulate::<4>::new(2)));
    keep(any(Accumulate::<4>::new(2)).waiting());
    keep(any(Unit::Row).count(any([Group::matrix(2, 2); 2]).get(..any(2)).unwrap_or_default()));
    through((any(Guard::FINITE), any(ClipByGlobalNorm::new(1.0)), any(ClipByValue::new(1.0))));
}

#[inline(never)]
fn through<T: Transform>(transform: T) {
    let mut transformation = transform;
    let groups = any(Groups([Group::vector(2), Group::matrix(1, 2)]));
    let (mut w, mut g) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(in_place(&mut transformation, &groups, any(1), w.slice(), g.slice()).is_ok());
    let optimizer = Optimizer::<Sgd, 4, T, F32, _>::grouped(Sgd, transformation, groups);
    let Ok(mut optimizer) = optimizer else { return };
    let (mut parameters, mut gradient) = (Buffer::<8>::new(), Buffer::<8>::new());
    keep(optimizer.step(parameters.slice(), gradient.slice(), any(0.1)));
    keep(size_of_val(optimizer.transform()));
}
