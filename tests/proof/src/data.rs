//! What prepares samples.

use crate::opaque::{Buffer, any, keep};
use thalweg::data::{Normalizer, RunningStatistics};

#[inline(never)]
pub(crate) fn call() {
    keep(any(Normalizer { mean: [0.0; 4], scale: [1.0; 4] }).apply(&any([1.0; 4])));
    let (mut x, mut mean, mut squares) =
        (Buffer::<8>::new(), Buffer::<8>::new(), Buffer::<8>::new());
    let mut statistics = RunningStatistics::<[f32; 4]>::new();
    keep(statistics.push(x.slice()));
    keep(statistics.restore(any(statistics.state()), mean.slice(), squares.slice()));
    keep(statistics.normalize(x.slice()));
    keep((statistics.mean().len(), statistics.squares().len(), statistics.count()));
    keep(statistics.scale().sum::<f32>());
    if let Ok(mut statistics) = RunningStatistics::lend(mean.slice(), squares.slice()) {
        keep(statistics.push(x.slice()));
    }
}
