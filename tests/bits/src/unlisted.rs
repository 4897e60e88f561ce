//! What of networks stands in no list of the catalogue, as it borrows its parameters, starts them, or is no layer.

use crate::{convolutions::passes, lines::Line};
use thalweg::{
    Error,
    loss::Triplet,
    nn::{
        Axis, Conv1d, Conv2d, Dense, Distribution, Frozen, Int8, Kaiming, LowRank, Prototypes,
        SnapshotEnsemble, Xavier, quantize_rows,
    },
};
use thalweg_catalogue::numbers::{gradient, hash, parameters};

/// Weights and biases of the largest of these layers.
const MOST: usize = 200;
/// No layer of these has more outputs.
const ROWS: usize = 9;
/// Inputs and outputs, of which every rest of a loop by four is one.
const DENSE: [[usize; 2]; 5] = [[1, 1], [6, 9], [7, 4], [16, 3], [9, 6]];
const RANKS: [usize; 3] = [1, 2, 3];
/// Groups, channels that go in and that come out.
const CHANNELS: [[usize; 3]; 3] = [[1, 3, 5], [2, 4, 6], [3, 3, 9]];
const AXES: [Axis; 3] = [
    Axis::new(9, 3),
    Axis { stride: 2, padding: 1, ..Axis::new(8, 4) },
    Axis { padding: 2, dilation: 2, ..Axis::new(6, 3) },
];

pub(crate) fn all(line: &mut dyn FnMut(Line)) {
    line(Line("int8", "dense", in_8_bits(dense)));
    line(Line("int8", "conv1d", in_8_bits(lines)));
    line(Line("int8", "conv2d", in_8_bits(planes)));
    line(Line("frozen", "layers", frozen().unwrap_or_default()));
    line(Line("low_rank", "int8", in_8_bits(adapted)));
    let started = |fill: &Fill<'_>| starts(fill).unwrap_or_default();
    for (kind, distribution) in
        [("uniform", Distribution::Uniform), ("normal", Distribution::Normal)]
    {
        let kaiming = Kaiming { distribution, ..Kaiming::DEFAULT };
        line(Line("kaiming", kind, started(&|w, seed| kaiming.fill(9, w, seed))));
        let xavier = Xavier { distribution, ..Xavier::DEFAULT };
        line(Line("xavier", kind, started(&|w, seed| xavier.fill(9, 5, w, seed))));
    }
    line(Line("triplet", "loss", triplet().unwrap_or_default()));
    line(Line("prototypes", "classes", prototypes().unwrap_or_default()));
    line(Line("snapshot_ensemble", "mean", snapshots().unwrap_or_default()));
}

/// What fills the rows of a layer, by a seed.
type Fill<'f> = dyn Fn(&mut [f32], u32) -> Result<(), Error> + 'f;

/// Weights in 8 bits, a scale and a bias for each output.
struct Integers {
    weights: [i8; MOST],
    scales: [f32; ROWS],
    biases: [f32; ROWS],
}

/// A part of them around a layer.
fn around<L>(layer: L, of: &Integers, [fan_in, rows]: [usize; 2]) -> Option<Int8<'_, L>> {
    let weights = of.weights.get(..fan_in.checked_mul(rows)?)?;
    Some(Int8::new(layer, weights, of.scales.get(..rows)?, of.biases.get(..rows)?))
}

/// The bits of layers in 8 bits, and of what they were made; 0, which no result is, if one of them is refused.
#[inline(never)]
fn in_8_bits(bits: fn(&mut Integers) -> Option<u32>) -> u32 {
    let mut room = Integers { weights: [0; MOST], scales: [0.0; ROWS], biases: [0.0; ROWS] };
    bits(&mut room).unwrap_or_default()
}

/// Rows of a layer in 8 bits.
fn quantized(to: &mut Integers, [fan_in, rows]: [usize; 2]) -> Option<u32> {
    let mut w = [0.0; MOST];
    let w = w.get_mut(..fan_in.checked_add(1)?.checked_mul(rows)?)?;
    parameters(w);
    let weights = to.weights.get_mut(..fan_in.checked_mul(rows)?)?;
    let (scales, biases) = (to.scales.get_mut(..rows)?, to.biases.get_mut(..rows)?);
    quantize_rows(fan_in, w, weights, scales, biases).ok()?;
    let of_weights =
        weights.iter().fold(0_u32, |all, q| all.rotate_left(7) ^ u32::from(q.to_le_bytes()[0]));
    Some(of_weights ^ hash(scales).rotate_left(8) ^ hash(biases).rotate_left(16))
}

fn dense(room: &mut Integers) -> Option<u32> {
    DENSE.into_iter().try_fold(0, |all, [inputs, outputs]| {
        let made = quantized(room, [inputs, outputs])?;
        let layer = around(Dense::new(inputs, outputs), room, [inputs, outputs])?;
        Some(next(all, made ^ passes(&layer)?))
    })
}

fn adapted(room: &mut Integers) -> Option<u32> {
    let each = DENSE.iter().flat_map(|of| RANKS.map(|rank| (*of, rank)));
    each.into_iter().try_fold(0, |all, ([inputs, outputs], rank)| {
        let made = quantized(room, [inputs, outputs])?;
        let base = around(Dense::new(inputs, outputs), room, [inputs, outputs])?;
        let layer = LowRank { base, rank, alpha: 2.5 };
        let mut thin = [0.5; MOST];
        let thin = thin.get_mut(..inputs.checked_add(outputs)?.checked_mul(rank)?)?;
        layer.start(thin, 7).ok()?;
        Some(next(all, made ^ hash(thin) ^ passes(&layer)?))
    })
}

fn lines(room: &mut Integers) -> Option<u32> {
    let each = CHANNELS.iter().flat_map(|of| AXES.map(|axis| (*of, axis)));
    each.into_iter().try_fold(0, |all, ([groups, in_channels, out_channels], axis)| {
        let fan_in = in_channels.checked_div(groups)?.checked_mul(axis.kernel)?;
        let made = quantized(room, [fan_in, out_channels])?;
        let layer = Conv1d { in_channels, out_channels, groups, axis };
        Some(next(all, made ^ passes(&around(layer, room, [fan_in, out_channels])?)?))
    })
}

fn planes(room: &mut Integers) -> Option<u32> {
    let each = CHANNELS.iter().flat_map(|of| AXES.map(|axis| (*of, axis)));
    each.into_iter().try_fold(0, |all, ([groups, in_channels, out_channels], columns)| {
        let rows = Axis::new(4, 2);
        let fan_in =
            in_channels.checked_div(groups)?.checked_mul(2)?.checked_mul(columns.kernel)?;
        let made = quantized(room, [fan_in, out_channels])?;
        let layer = Conv2d { in_channels, out_channels, groups, rows, columns };
        Some(next(all, made ^ passes(&around(layer, room, [fan_in, out_channels])?)?))
    })
}

/// Frozen floats, a dense layer also with an adapter beside it.
#[inline(never)]
fn frozen() -> Option<u32> {
    let mut w = [0.0; MOST];
    parameters(&mut w);
    let mut all = 0;
    for [inputs, outputs] in DENSE {
        let layer = Dense::new(inputs, outputs);
        let base = Frozen::new(layer, w.get(..layer.parameters())?);
        all = next(all, passes(&base)?);
        for rank in RANKS {
            all = next(all, passes(&LowRank { base, rank, alpha: 2.5 })?);
        }
    }
    for ([groups, in_channels, out_channels], axis) in
        CHANNELS.iter().flat_map(|of| AXES.map(|axis| (*of, axis)))
    {
        let layer = Conv1d { in_channels, out_channels, groups, axis };
        let parameters = layer.shape().ok()?.parameters;
        all = next(all, passes(&Frozen::new(layer, w.get(..parameters)?))?);
    }
    Some(all)
}

/// A start of rows of nine weights from three seeds.
#[inline(never)]
fn starts(fill: &Fill<'_>) -> Option<u32> {
    [1, 2, 0xffff_fff0].into_iter().try_fold(0, |all, seed| {
        let mut w = [1.0; MOST];
        fill(&mut w, seed).ok()?;
        Some(next(all, hash(&w)))
    })
}

/// Triplets of which some are within the margin, and some are far beyond it; sizes whose squares are out of range included.
#[inline(never)]
fn triplet() -> Option<u32> {
    [1e-30, 0.5, 1.0, 4.0, 1e25].into_iter().try_fold(0, |all, scale| {
        let [mut anchor, mut positive, mut negative] = [[0.0; 11]; 3];
        parameters(&mut anchor);
        gradient(&mut positive);
        for ((p, n), a) in positive.iter_mut().zip(&mut negative).zip(&mut anchor) {
            (*n, *p, *a) = (*p * scale, *a * 0.9 * scale, *a * scale);
        }
        let loss =
            Triplet::DEFAULT.value_and_grad(&mut anchor, &mut positive, &mut negative).ok()?;
        let bits = hash(&anchor) ^ hash(&positive).rotate_left(8) ^ hash(&negative).rotate_left(16);
        Some(next(all, bits ^ loss.to_bits()))
    })
}

/// Means of twenty embeddings of three classes, and what they say of others.
#[inline(never)]
fn prototypes() -> Option<u32> {
    let mut prototypes = Prototypes::<4, 5>::new();
    let mut shown = [0.0; 100];
    parameters(&mut shown);
    for (class, embedding) in [0, 2, 1].into_iter().cycle().zip(shown.chunks_exact(5)) {
        prototypes.push(class, embedding).ok()?;
    }
    let mut all = hash(prototypes.means().as_flattened());
    gradient(&mut shown);
    for embedding in shown.chunks_exact(5) {
        let mut outputs = [0.0; 4];
        prototypes.outputs(embedding, &mut outputs).ok()?;
        let named = prototypes.predict(embedding).ok()??;
        all = next(all, hash(&outputs) ^ named as u32);
    }
    Some(all)
}

/// The mean of what a layer says with the last three of five parameters.
#[inline(never)]
fn snapshots() -> Option<u32> {
    const LAYER: Dense = Dense::new(7, 5);
    let (mut ensemble, mut w) = (SnapshotEnsemble::<3, { LAYER.parameters() }>::new(), [0.0; 40]);
    let (mut x, mut y, mut mean) = ([0.0; 7], [0.0; 5], [0.0; 5]);
    parameters(&mut w);
    gradient(&mut x);
    for _ in 0..5 {
        w.iter_mut().for_each(|w| *w *= 1.1);
        ensemble.push(&w).ok()?;
    }
    ensemble.predict(|w, y| LAYER.forward(w, &x, y), &mut y, &mut mean).ok()?;
    Some(hash(&mean) ^ ensemble.count())
}

fn next(all: u32, bits: u32) -> u32 {
    all.rotate_left(5) ^ bits
}
