//! Losses and their gradients.

use crate::opaque::{Buffer, any, keep};
use thalweg::loss::{
    BinaryCrossEntropy, Distillation, DistillationWithLabels, Huber, MeanAbsoluteError,
    MeanSquaredError, SmoothL1, SoftmaxCrossEntropy,
};

#[inline(never)]
pub(crate) fn call() {
    let (mut outputs, mut targets) = (Buffer::<8>::new(), Buffer::<8>::new());
    let (outputs, targets) = (outputs.slice(), targets.slice());
    keep(MeanSquaredError.value_and_grad(outputs, targets));
    keep(MeanAbsoluteError.value_and_grad(outputs, targets));
    keep(any(Huber::DEFAULT).value_and_grad(outputs, targets));
    keep(any(SmoothL1::DEFAULT).value_and_grad(outputs, targets));
    keep(BinaryCrossEntropy.value_and_grad(outputs, targets));
    let cross_entropy = any(SoftmaxCrossEntropy::DEFAULT);
    keep(cross_entropy.value_and_grad(outputs, any(1)));
    keep(cross_entropy.value_and_grad_soft(outputs, targets));
    keep(any(Distillation { temperature: 2.0 }).value_and_grad(outputs, targets));
    let with_labels = any(DistillationWithLabels { temperature: 2.0, alpha: 0.5 });
    keep(with_labels.value_and_grad(outputs, targets, any(1)));
}
