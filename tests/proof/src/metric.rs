//! What is counted of a model.

use crate::opaque::{Buffer, any, keep};
use thalweg::metric::{ConfusionMatrix, Forgetting, argmax};

#[inline(never)]
pub(crate) fn call() {
    let mut values = Buffer::<8>::new();
    keep(argmax(values.slice()));
    let mut matrix = any(ConfusionMatrix::<3>::new());
    keep((matrix.push(any(1), any(2)), matrix.push_outputs(any(1), values.slice())));
    keep((matrix.samples(), matrix.accuracy(), matrix.recall(any(1)), matrix.precision(any(2))));
    keep(matrix.counts());
    let mut forgetting = any(Forgetting::<3>::new());
    keep((forgetting.push(any(1), any(0.5)), forgetting.of(any(1)), forgetting.mean()));
    keep(forgetting.restore(&any(*forgetting.state())));
}
