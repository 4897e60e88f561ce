//! Layers.

use crate::opaque::{Buffer, any, keep};
use thalweg::nn::{
    Axis, BatchGradient, BatchNorm, Bias, Conv1d, Conv2d, Dense, Dropout, Flatten, Frozen, Gelu,
    GroupNorm, HardSigmoid, HardSwish, Int8, Kaiming, Keeps, Layer, LayerList, LayerNorm,
    LeakyRelu, LowRank, Mlp, Pass, Prototypes, Relu, Relu6, Residual, Sequential, Shape, Sigmoid,
    Silu, SnapshotEnsemble, Tanh, Trace, Xavier, quantize_rows, relu, relu_backward,
};
use thalweg_catalogue::layers;

#[inline(never)]
pub(crate) fn call() {
    macro_rules! each {
        ($($name:ident: $layer:ty = $value:expr;)*) => {$(
            let layer: $layer = any($value);
            keep(layer.shape());
            passes(&layer);
            batches(&layer);
        )*};
    }
    layers!(each);
    made();
    rows();
    networks();
    lists();
    keep((any(Keeps::Both).input(), any(Keeps::Both).output()));
}

/// Both passes of a layer, in buffers of any length.
#[inline(never)]
fn passes(layer: &dyn Layer) {
    let (mut parameters, mut gradient) = (Buffer::<64>::new(), Buffer::<64>::new());
    let (mut x, mut y, mut memory) =
        (Buffer::<64>::new(), Buffer::<64>::new(), Buffer::<64>::new());
    let (mut dx, mut dy) = (Buffer::<64>::new(), Buffer::<64>::new());
    let pass = any(Pass::Training(1));
    keep(layer.forward(parameters.slice(), x.slice(), y.slice(), memory.slice(), pass));
    let trace = Trace { x: x.slice(), y: y.slice(), dy: dy.slice(), memory: memory.slice(), pass };
    let (gradient, dx) = (gradient.slice(), dx.slice());
    keep(layer.backward(
        parameters.slice(),
        trace,
        any(true).then_some(gradient),
        any(true).then_some(dx),
    ));
}

/// Both passes of a batch, likewise.
#[inline(never)]
fn batches<L: Layer>(layer: &L) {
    let (mut parameters, mut gradient) = (Buffer::<64>::new(), Buffer::<64>::new());
    let (mut x, mut y, mut memory) =
        (Buffer::<64>::new(), Buffer::<64>::new(), Buffer::<64>::new());
    let (mut dx, mut dy) = (Buffer::<64>::new(), Buffer::<64>::new());
    let (samples, pass) = (any(2), any(Pass::Training(1)).of_sample(any(1)));
    let (w, of_x, of_memory) = (parameters.slice(), x.slice(), memory.slice());
    keep(layer.group());
    keep(layer.forward_batch(samples, w, of_x, y.slice(), of_memory, pass));
    let trace = Trace { x: of_x, y: y.slice(), dy: dy.slice(), memory: of_memory, pass };
    let gradient = any(true).then_some(place(gradient.slice()));
    keep(layer.backward_batch(samples, w, trace, gradient, any(true).then_some(dx.slice())));
}

/// A layer of a list, of whatever kind.
#[inline(never)]
fn batches_at<T: LayerList + ?Sized>(list: &T) {
    let (mut w, mut x, mut y) = (Buffer::<64>::new(), Buffer::<64>::new(), Buffer::<64>::new());
    let (of, pass) = ((any(1), any(2)), any(Pass::Inference));
    keep(list.group_at(any(1)));
    keep(list.forward_batch_at(of, w.slice(), x.slice(), y.slice(), &mut [], pass));
    let trace = Trace { x: &[], y: &[], dy: y.slice(), memory: &mut [], pass };
    keep(list.backward_batch_at(of, w.slice(), trace, None, any(true).then_some(x.slice())));
}

/// Constructors, and what they say of their sizes.
fn made() {
    let (axis, count) = (any(Axis::new(any(5), any(2))), any(3));
    keep(axis.outputs());
    let conv1d = any(Conv1d::new(count, any(2), axis));
    keep((conv1d.outputs(), conv1d.parameters(), Conv1d::depthwise(count, any(2), axis)));
    let conv2d = any(Conv2d::new(count, any(2), axis, axis));
    keep((conv2d.outputs(), conv2d.parameters()));
    keep((Bias::new(count), Flatten::new(count), Relu::new(count), Relu6::new(count)));
    keep((LeakyRelu::new(count), Tanh::new(count), Sigmoid::new(count), Gelu::new(count)));
    keep((HardSigmoid::new(count), HardSwish::new(count), Silu::new(count)));
    keep((LayerNorm::new(count), any(GroupNorm::new(count, any(4), any(2))).parameters()));
    keep(any(Dropout { size: 3, rate: 0.5, seed: 1 }).shape());
}

/// Dense layers by themselves.
fn rows() {
    let (mut parameters, mut gradient) = (Buffer::<64>::new(), Buffer::<64>::new());
    let (mut x, mut hidden, mut y) = (Buffer::<8>::new(), Buffer::<8>::new(), Buffer::<8>::new());
    let dense = Dense::new(any(3), any(2));
    keep((dense.inputs(), dense.outputs(), dense.parameters()));
    keep(dense.forward(parameters.slice(), x.slice(), y.slice()));
    keep(dense.accumulate(x.slice(), y.slice(), gradient.slice()));
    keep(dense.backward(parameters.slice(), y.slice(), x.slice()));
    keep(dense.forward_batch(any(2), parameters.slice(), x.slice(), y.slice()));
    keep(dense.accumulate_batch(any(2), x.slice(), y.slice(), place(gradient.slice())));
    let mlp = Mlp::new(any(3), any(4), any(2));
    keep((mlp.parameters(), *mlp.hidden(), *mlp.output(), mlp.groups()));
    keep(mlp.forward(parameters.slice(), x.slice(), hidden.slice(), y.slice()));
    let (w, of_x, h) = (parameters.slice(), x.slice(), hidden.slice());
    keep(mlp.forward_batch(any(2), w, of_x, h, y.slice()));
    keep(mlp.backward_batch(any(2), w, of_x, h, y.slice(), place(gradient.slice())));
    relu(x.slice());
    keep(relu_backward(x.slice(), y.slice()));
    let (parameters, x, hidden) = (parameters.slice(), x.slice(), hidden.slice());
    keep(mlp.backward(parameters, x, hidden, y.slice(), gradient.slice()));
}

/// Stored or added.
fn place(gradient: &mut [f32]) -> BatchGradient<'_> {
    if any(true) { BatchGradient::Store(gradient) } else { BatchGradient::Add(gradient) }
}

/// Networks made at run time, of frozen layers as well.
fn networks() {
    let (mut weights, mut statistics) = (Buffer::<32>::new(), Buffer::<8>::new());
    let (mut x, mut y) = (Buffer::<8>::new(), Buffer::<8>::new());
    let frozen = Frozen::new(any(Dense::new(3, 4)), weights.slice());
    keep(frozen.shape());
    passes(&frozen);
    batches(&frozen);
    let statistics = statistics.slice();
    let norm =
        BatchNorm { length: any(1), mean: &*statistics, variance: statistics, epsilon: any(0.1) };
    keep(norm.shape());
    passes(&norm);
    batches(&norm);
    let frozen_norm =
        any(BatchNorm { length: 1, mean: [0.0; 2], variance: [1.0; 2], epsilon: 0.1 });
    keep(Frozen::new(frozen_norm, statistics).shape());
    let network = Sequential::new((frozen, norm, any(Relu::new(4)), any(Dense::new(4, 2))));
    if let Ok(network) = network {
        keep((network.inputs(), network.outputs(), network.parameters()));
        keep((network.memory(), network.inference_memory(), network.shape()));
        keep((network.batch_memory(any(2)), any(Shape::plain(1, 2)).batch(any(2))));
        keep(network.layers().layer(any(1)).is_some());
        keep((network.groups::<3>(), (&network.layers()).group_at(any(1))));
        let tuned = network.trained_from(any(1));
        keep(tuned.map(|network| network.memory()));
        if let Ok(tuned) = tuned {
            passes(&tuned);
            batches(&tuned);
        }
        passes(&network);
        batches(&network);
        let residual = Residual::new(network);
        keep((residual.shape(), residual.inner().parameters()));
        passes(&residual);
        batches(&residual);
    }
    integers();
    let mut prototypes = any(Prototypes::<3, 2>::new());
    keep((prototypes.push(any(1), x.slice()), prototypes.predict(x.slice())));
    keep(prototypes.outputs(x.slice(), &mut [0.0; 3]));
    keep(prototypes.restore(&any(*prototypes.means()), &any(*prototypes.counts())));
    let mut ensemble = SnapshotEnsemble::<2, 3>::new();
    keep((ensemble.push(x.slice()), ensemble.count()));
    keep(ensemble.restore(any(any(ensemble).snapshots()), any(1)));
    let network = |w: &[f32; 3], y: &mut [f32]| {
        keep((w, y.len()));
        any(Ok(()))
    };
    keep(ensemble.predict(network, x.slice(), y.slice()));
    let layers: [&dyn Layer; 2] = [&any(Dense::new(3, 3)), &any(Relu::new(3))];
    keep(Sequential::new(layers.as_slice()).map(|network| network.parameters()));
    keep(Sequential::new(layers.as_slice()).map(|network| network.groups::<1>()));
    keep(Sequential::new([any(Dense::new(3, 3)); 2]).map(|network| network.into_block().memory()));
    let shapes = any([Shape::plain(1, 2); 3]);
    keep(Sequential::with_shapes((), &shapes).is_ok());
    let trace =
        Trace { x: x.slice(), y: y.slice(), dy: &[], memory: &mut [], pass: Pass::Inference };
    let shape = any(Shape::plain(1, 2));
    keep(shape.check_backward(&[], &trace, None, None));
    keep(shape.check_forward(&[], x.slice(), y.slice(), &[]));
}

/// Weights of 8 bits, adapters, and where training starts.
fn integers() {
    let (mut weights, mut scales, mut biases) =
        (any([1_i8; 16]), Buffer::<8>::new(), Buffer::<8>::new());
    let mut parameters = Buffer::<32>::new();
    keep(Kaiming::DEFAULT.fill(any(3), parameters.slice(), any(1)));
    keep(Xavier::DEFAULT.fill(any(3), any(2), parameters.slice(), any(1)));
    let integers = weights.get_mut(..any(12)).unwrap_or_default();
    keep(quantize_rows(any(3), parameters.slice(), integers, scales.slice(), biases.slice()));
    let (scales, biases) = (scales.slice(), biases.slice());
    let base = Int8::new(any(Dense::new(3, 4)), integers, scales, biases);
    keep(base.shape());
    passes(&base);
    batches(&base);
    let adapted = LowRank { base, rank: any(2), alpha: any(1.0) };
    keep((adapted.shape(), adapted.start(parameters.slice(), any(1))));
    passes(&adapted);
    batches(&adapted);
    let base = Frozen::new(any(Dense::new(3, 4)), parameters.slice());
    keep(LowRank { base, rank: any(2), alpha: any(1.0) }.shape());
    let axis = any(Axis::new(5, 2));
    let conv1d = Int8::new(any(Conv1d::new(2, 2, axis)), integers, scales, biases);
    keep(conv1d.shape());
    passes(&conv1d);
    batches(&conv1d);
    let conv2d = Int8::new(any(Conv2d::new(2, 2, axis, axis)), integers, scales, biases);
    keep(conv2d.shape());
    passes(&conv2d);
    batches(&conv2d);
}

/// Lists of every length.
fn lists() {
    macro_rules! each {
        () => {};
        ($first:ident $($rest:ident)*) => {
            each!($($rest)*);
            let $first = any(Relu::new(1));
            let list = ($first, $($rest),*);
            keep(list.layer(any(0)).is_some());
            batches_at(&list);
        };
    }
    each!(a b c d e f g h i j k l m n o p);
    let layers: [&dyn Layer; 2] = [&p, &o];
    keep(layers.as_slice().layer(any(0)).is_some());
    batches_at(layers.as_slice());
    let borrowed = &[p, o];
    keep(LayerList::layer(&borrowed, any(0)).is_some());
    batches_at(&borrowed);
    batches_at(borrowed);
}
