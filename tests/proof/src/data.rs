//! What prepares samples.

use crate::opaque::{Buffer, any, keep};
use thalweg::data::{
    Augmentation, DetectionBox, Mixup, Normalizer, Replay, Reservoir, RunningStatistics, audit,
    audit_boxes, audit_names,
};

#[inline(never)]
pub(crate) fn call() {
    let normalizer = Normalizer::new(any([0.0; 4]), any([1.0; 4]));
    keep(normalizer.map(|normalizer| normalizer.apply(&any([1.0; 4]))));
    keep(any(Normalizer { mean: [0.0; 4], scale: [1.0; 4] }).validate());
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
    more_samples();
    before();
    audits();
}

/// Samples made of others.
fn more_samples() {
    let (mut x, mut other) = (Buffer::<16>::new(), Buffer::<16>::new());
    let settings =
        Augmentation { shift: 2, rotation: 0.1, scaling: 0.1, jitter: [0.1, 0.2], seed: 1 };
    keep(any(settings).apply(any(1), x.slice()));
    let mixup = any(Mixup { alpha: 0.2, seed: 1 });
    keep((mixup.share(any(1)), mixup.mix(any(1), x.slice(), other.slice())));
    keep(Mixup::mix_classes(any(0.5), any(1), any(2), x.slice()));
}

/// Samples of before.
fn before() {
    let mut x = Buffer::<4>::new();
    let mut reservoir = any(Reservoir::<4, 2, 3>::new(1));
    keep((reservoir.push(x.slice(), any(1)), reservoir.counts()));
    keep(reservoir.pick(any(1)).map(|(x, class)| (x.len(), class)));
    let (state, samples) = (any(*reservoir.state()), any([[0.0; 2]; 3]));
    keep(reservoir.samples().len());
    keep(reservoir.restore(&state, samples.get(..any(2)).unwrap_or_default()));
    let classes = any([0_u16; 4]);
    let classes = classes.get(..any(2)).unwrap_or_default();
    let replay = Replay { samples: x.slice(), classes, seed: any(1) };
    keep(replay.pick::<3>(any(1)).map(|(x, class)| (x.len(), class)));
}

/// What is wrong with data.
fn audits() {
    let mut samples = Buffer::<8>::new();
    let (classes, range) = (any([0_usize; 4]), any(0.0)..=any(1.0));
    let classes = classes.get(..any(2)).unwrap_or_default();
    let ranges = [range.clone(), range];
    let ranges = ranges.get(..any(2)).unwrap_or_default();
    keep(audit(samples.slice(), classes, any(2), ranges, keep));
    audit_names(any(["a", "b"]), &any(["A", "b"]), keep);
    let found = any([DetectionBox { x: 0.0, y: 0.0, w: 1.0, h: 1.0, label: 0 }; 2]);
    keep(audit_boxes(&found, any([9.0; 2]), any(2.0), any(2), keep));
}
