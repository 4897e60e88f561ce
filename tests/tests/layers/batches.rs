//! A batch through a layer or a network beside one sample after the other: bit for bit.

use crate::against::{Random, SHAPES};
use oorandom::Rand32;
use thalweg::{
    Error,
    nn::{
        BatchGradient, BatchNorm, Bias, Dense, Dropout, Frozen, Int8, Keeps, Layer, LayerNorm,
        LowRank, Mlp, Pass, Relu, Residual, Sequential, Shape, Silu, Tanh, Trace,
    },
};
use thalweg_catalogue::layers;

const MOST: usize = 5;
/// The numbers of the samples begin anew within a batch.
const FIRST: u32 = u32::MAX - 1;

/// What a batch goes in with.
struct Batch {
    samples: usize,
    shape: Shape,
    w: Vec<f32>,
    x: Vec<f32>,
    dy: Vec<f32>,
    trains: bool,
    stores: bool,
    wants: [bool; 2],
}

/// What comes out: y, and, where it trains, the gradient and ∂L/∂x.
type Found = [Vec<f32>; 3];

impl Batch {
    fn random(shape: Shape, samples: usize, random: &mut Random) -> Self {
        let w = random.numbers(shape.parameters, 1.0);
        // Zeros among them, as behind a ReLU: their products have signs.
        let mut x = random.numbers(shape.inputs * samples, 3.0);
        x.iter_mut().step_by(3).for_each(|x| *x = 0.0);
        let dy = random.numbers(shape.outputs * samples, 1.0);
        Self { samples, shape, w, x, dy, trains: true, stores: true, wants: [true; 2] }
    }

    fn pass(&self, sample: u32) -> Pass {
        if self.trains { Pass::Training(FIRST.wrapping_add(sample)) } else { Pass::Inference }
    }

    /// Buffers that hold something, for so many samples.
    fn buffers(&self, samples: usize) -> ([Vec<f32>; 3], Vec<f32>) {
        let Shape { inputs, outputs, parameters, memory, .. } = self.shape;
        let found = [outputs * samples, parameters, inputs * samples];
        (found.map(|length| vec![7.5; length]), vec![f32::NAN; memory * samples])
    }

    fn at_once<L: Layer>(&self, layer: &L) -> Result<Found, Error> {
        let ([mut y, mut g, mut dx], mut memory) = self.buffers(self.samples);
        layer.forward_batch(self.samples, &self.w, &self.x, &mut y, &mut memory, self.pass(0))?;
        if !self.trains {
            return Ok([y, g, dx]);
        }
        let (x, dy, pass) = (&self.x, &self.dy, self.pass(0));
        let trace = Trace { x, y: &y, dy, memory: &mut memory, pass };
        let place = if self.stores { BatchGradient::Store } else { BatchGradient::Add };
        let gradient = self.wants[0].then(|| place(&mut g));
        let of_inputs = self.wants[1].then_some(&mut dx[..]);
        layer.backward_batch(self.samples, &self.w, trace, gradient, of_inputs)?;
        Ok([y, g, dx])
    }

    fn one_after_the_other(&self, layer: &dyn Layer) -> Result<Found, Error> {
        let ([mut all_y, mut g, mut all_dx], _) = self.buffers(self.samples);
        if self.trains && self.stores && self.wants[0] {
            g.fill(0.0);
        }
        for sample in 0..self.samples {
            let ([mut y, _, mut dx], mut memory) = self.buffers(1);
            let of = |all: &[f32], length: usize| all[sample * length..][..length].to_vec();
            let (x, dy) = (of(&self.x, dx.len()), of(&self.dy, y.len()));
            let pass = self.pass(sample as u32);
            layer.forward(&self.w, &x, &mut y, &mut memory, pass)?;
            if self.trains {
                let trace = Trace { x: &x, y: &y, dy: &dy, memory: &mut memory, pass };
                let gradient = self.wants[0].then_some(&mut g[..]);
                layer.backward(&self.w, trace, gradient, self.wants[1].then_some(&mut dx[..]))?;
            }
            all_y[sample * y.len()..][..y.len()].copy_from_slice(&y);
            all_dx[sample * dx.len()..][..dx.len()].copy_from_slice(&dx);
        }
        Ok([all_y, g, all_dx])
    }
}

fn bits(found: Found) -> [Vec<u32>; 3] {
    found.map(|values| values.iter().map(|value| value.to_bits()).collect())
}

/// Every batch gives what one sample after the other gives, and none is refused.
fn all_same<L: Layer>(what: &str, layer: &L, random: &mut Random) {
    assert_eq!(same(what, layer, random), 16 * MOST, "{what}");
}

/// Every batch of it gives what one sample after the other gives; how many did.
fn same<L: Layer>(what: &str, layer: &L, random: &mut Random) -> usize {
    let (shape, mut compared) = (layer.shape().unwrap(), 0);
    for samples in 1..=MOST {
        let mut batch = Batch::random(shape, samples, random);
        for way in 0..16 {
            let is = |bit: u32| way >> bit & 1 == 0;
            (batch.trains, batch.stores, batch.wants) = (is(0), is(1), [is(2), is(3)]);
            let (at_once, one) = (batch.at_once(layer), batch.one_after_the_other(layer));
            let what = format!("{what}, {samples} samples, way {way}");
            // A network that was not planned for ∂L/∂x says so either way.
            compared += usize::from(one.is_ok());
            assert_eq!(at_once.map(bits), one.map(bits), "{what}");
        }
    }
    compared
}

#[test]
fn every_layer_gives_a_batch_the_bits_of_one_sample_after_the_other() {
    let mut random = Random(Rand32::new(1));
    macro_rules! each {
        ($($name:ident: $layer:ty = $value:expr;)*) => {$(
            let layer: $layer = $value;
            let compared = same(stringify!($name), &layer, &mut random);
            // A sequential by itself is not planned for ∂L/∂x.
            let all = if stringify!($name) == "sequential" { 12 } else { 16 };
            assert_eq!(compared, all * MOST, stringify!($name));
        )*};
    }
    layers!(each);
    let weights = random.numbers(Dense::new(4, 3).parameters(), 1.0);
    let frozen = Frozen::new(Dense::new(4, 3), &weights);
    all_same("frozen", &frozen, &mut random);
    all_same("frozen, adapted", &LowRank { base: frozen, rank: 2, alpha: 1.5 }, &mut random);
    let integers = Int8::new(Dense::new(2, 2), &[100, -3, 7, 50], &[0.01; 2], &[0.5, -0.5]);
    all_same("integers", &integers, &mut random);
    let (mean, variance) = ([0.5, -0.25], [0.75, 2.0]);
    let norm = BatchNorm { length: 2, mean, variance, epsilon: 1e-5 };
    all_same("frozen norm", &Frozen::new(norm, &weights[..4]), &mut random);
    for (inputs, outputs) in [(1, 1), (5, 3), (8, 4), (7, 5), (17, 9)] {
        all_same("dense", &Dense::new(inputs, outputs), &mut random);
        all_same("mlp", &Mlp::new(inputs, 2 * outputs, outputs), &mut random);
    }
    all_same("gain", &Gain(3), &mut random);
}

/// y = w x, with one w for all: a user's, which knows one sample at a time.
struct Gain(usize);

impl Layer for Gain {
    fn shape(&self) -> Result<Shape, Error> {
        let plain = Shape::plain(self.0, self.0);
        Ok(Shape { parameters: 1, for_gradient: Keeps::Input, ..plain })
    }

    fn forward(
        &self,
        w: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.shape()?.check_forward(w, x, y, memory)?;
        y.iter_mut().zip(x).for_each(|(y, x)| *y = w[0] * x);
        Ok(())
    }

    fn backward(
        &self,
        w: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.shape()?.check_backward(w, &trace, gradient.as_deref(), dx.as_deref())?;
        if let Some(g) = gradient {
            g[0] += trace.x.iter().zip(trace.dy).map(|(x, dy)| x * dy).sum::<f32>();
        }
        dx.unwrap_or_default().iter_mut().zip(trace.dy).for_each(|(dx, dy)| *dx = w[0] * dy);
        Ok(())
    }
}

/// A layer of several kinds, so that stacks may be random.
enum Any<'p> {
    Bias(Bias),
    Block(Residual<(Dense, Tanh)>),
    Dense(Dense),
    Dropout(Dropout),
    Frozen(Frozen<'p, Dense>),
    Gain(Gain),
    Mlp(Mlp),
    Norm(LayerNorm),
    Relu(Relu),
    Silu(Silu),
}

macro_rules! of {
    ($any:expr, $layer:ident => $call:expr) => {
        match $any {
            Any::Bias($layer) => $call,
            Any::Block($layer) => $call,
            Any::Dense($layer) => $call,
            Any::Dropout($layer) => $call,
            Any::Frozen($layer) => $call,
            Any::Gain($layer) => $call,
            Any::Mlp($layer) => $call,
            Any::Norm($layer) => $call,
            Any::Relu($layer) => $call,
            Any::Silu($layer) => $call,
        }
    };
}

impl Any<'_> {
    fn random<'p>(width: usize, weights: &'p [f32], random: &mut Random) -> Any<'p> {
        let dense = Dense::new(width, width);
        match random.count(0, 9) {
            0 => Any::Bias(Bias::new(width)),
            1 => Any::Block(Residual::new(Sequential::new((dense, Tanh::new(width))).unwrap())),
            2 => Any::Dense(dense),
            3 => Any::Dropout(Dropout { size: width, rate: 0.4, seed: 5 }),
            4 | 5 => Any::Frozen(Frozen::new(dense, weights)),
            6 => Any::Gain(Gain(width)),
            7 => Any::Mlp(Mlp::new(width, width + 1, width)),
            8 => Any::Norm(LayerNorm::new(width)),
            _ if random.count(0, 1) == 0 => Any::Relu(Relu::new(width)),
            _ => Any::Silu(Silu::new(width)),
        }
    }
}

impl Layer for Any<'_> {
    fn shape(&self) -> Result<Shape, Error> {
        of!(self, layer => Layer::shape(layer))
    }

    fn forward(
        &self,
        w: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        of!(self, layer => Layer::forward(layer, w, x, y, memory, pass))
    }

    fn backward(
        &self,
        w: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        of!(self, layer => Layer::backward(layer, w, trace, gradient, dx))
    }

    fn forward_batch(
        &self,
        samples: usize,
        w: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        pass: Pass,
    ) -> Result<(), Error> {
        of!(self, layer => Layer::forward_batch(layer, samples, w, x, y, memory, pass))
    }

    fn backward_batch(
        &self,
        samples: usize,
        w: &[f32],
        trace: Trace<'_>,
        gradient: Option<BatchGradient<'_>>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        of!(self, layer => Layer::backward_batch(layer, samples, w, trace, gradient, dx))
    }
}

#[test]
fn random_networks_give_a_batch_the_bits_of_one_sample_after_the_other() {
    let mut compared = [0; 2];
    for seed in 0..SHAPES {
        let mut random = Random(Rand32::new(u64::from(seed)));
        let width = random.count(1, 9);
        let weights = random.numbers(Dense::new(width, width).parameters(), 1.0);
        let layers: [Any<'_>; 6] = [(); 6].map(|()| Any::random(width, &weights, &mut random));
        let listed = layers.each_ref().map(|layer| layer as &dyn Layer);
        let network = Sequential::new(&layers).unwrap();
        compared[0] += same("network", &network, &mut random);
        compared[1] += same("block", &network.into_block(), &mut random);
        // Of references, sample by sample in each layer.
        let listed = Sequential::new(listed.as_slice()).unwrap().into_block();
        compared[1] += same("listed", &listed, &mut random);
        let block = network.into_block();
        let batch = Batch::random(block.shape().unwrap(), MOST, &mut random);
        let (at_once, of_listed) = (batch.at_once(&block), batch.at_once(&listed));
        assert_eq!(bits(at_once.unwrap()), bits(of_listed.unwrap()));
    }
    // With ∂L/∂x, or without.
    assert_eq!(compared, [SHAPES as usize * MOST * 12, 2 * SHAPES as usize * MOST * 16]);
}

#[test]
fn every_sample_of_a_batch_has_a_mask_of_its_own() {
    let layer = Dropout { size: 64, rate: 0.5, seed: 3 };
    let (x, mut y) = ([1.0; 3 * 64], [0.0; 3 * 64]);
    layer.forward_batch(3, &[], &x, &mut y, &mut [], Pass::Training(FIRST)).unwrap();
    for (of_sample, number) in y.chunks(64).zip([FIRST, u32::MAX, 0]) {
        let mut alone = [0.0; 64];
        layer.forward(&[], &x[..64], &mut alone, &mut [], Pass::Training(number)).unwrap();
        assert_eq!(of_sample, alone);
    }
    assert!(y[..64] != y[64..128] && y[64..128] != y[128..] && y[..64] != y[128..]);
}

/// A buffer of a batch and by how much it is too long.
const WRONG: [(&str, isize); 7] =
    [("parameters", 1), ("x", -1), ("x", 1), ("y", -1), ("dy", 1), ("gradient", -1), ("dx", -1)];

fn refuses<L: Layer>(layer: &L, memory: usize) {
    let shape = layer.shape().unwrap();
    let length = |name, length: usize, (wrong, by): (&str, isize)| {
        if name == wrong { length.saturating_add_signed(by) } else { length }
    };
    let try_both = |samples: usize, of: usize, wrong| -> [Result<(), Error>; 2] {
        let all = |name, one: usize| vec![0.5; length(name, one * of, wrong)];
        let (w, x) =
            (vec![0.5; length("parameters", shape.parameters, wrong)], all("x", shape.inputs));
        let (mut y, dy) = (all("y", shape.outputs), all("dy", shape.outputs));
        let (mut dx, mut memory) = (all("dx", shape.inputs), all("memory", memory));
        let mut gradient = vec![0.5; length("gradient", shape.parameters, wrong)];
        let forward = layer.forward_batch(samples, &w, &x, &mut y, &mut memory, Pass::Training(1));
        let untouched = |values: &[f32]| values.iter().all(|value| *value == 0.5);
        assert!(forward.is_ok() || untouched(&y) && untouched(&memory), "{wrong:?}");
        let before = memory.clone();
        let trace = Trace { x: &x, y: &y, dy: &dy, memory: &mut memory, pass: Pass::Training(1) };
        let place = Some(BatchGradient::Store(&mut gradient));
        let backward = layer.backward_batch(samples, &w, trace, place, Some(&mut dx));
        let changed = !untouched(&dx) || !untouched(&gradient) || memory != before;
        assert!(backward.is_ok() || !changed, "{wrong:?}");
        [forward, backward]
    };
    assert_eq!(try_both(3, 3, ("", 0)), [Ok(()), Ok(())]);
    for result in try_both(0, 0, ("", 0)) {
        assert_eq!(result.unwrap_err().to_string(), "samples is 0; allowed: at least 1");
    }
    for wrong in WRONG {
        let results = try_both(3, 3, wrong);
        let is_named = |result: &Result<(), Error>| {
            result.is_err_and(|error| error.to_string().starts_with(&format!("{} has ", wrong.0)))
        };
        assert!(results.iter().any(is_named), "{wrong:?}: {results:?}");
        assert!(results[0].is_ok() || is_named(&results[0]), "{wrong:?}: {results:?}");
    }
    if memory > 0 {
        let [forward, backward] = try_both(3, 3, ("memory", -1)).map(Result::unwrap_err);
        assert!(forward.to_string().starts_with("memory"), "{forward}");
        assert!(backward.to_string().starts_with("memory has "), "{backward}");
    }
    // Buffers of fewer samples than are said.
    assert!(try_both(4, 3, ("", 0)).iter().all(Result::is_err));
    assert!(try_both(usize::MAX, 3, ("", 0)).iter().all(Result::is_err));
}

#[test]
fn a_batch_of_other_lengths_is_refused_and_changes_nothing() {
    refuses(&Dense::new(3, 2), 0);
    refuses(&Mlp::new(3, 4, 2), 4);
    refuses(&Gain(3), 0);
    let block = Sequential::new((Dense::new(3, 3), Tanh::new(3))).unwrap().into_block();
    refuses(&block, block.batch_memory(1));
    assert_eq!(block.batch_memory(4), 4 * block.memory());
    refuses(&Residual::new(block), block.memory());
    let network = Sequential::new((Dense::new(3, 3), Relu::new(3))).unwrap();
    let mut memory = vec![0.5; network.batch_memory(2)];
    let (mut y, mut dx) = ([0.5; 6], [0.5; 6]);
    let pass = Pass::Training(0);
    let error = network.forward_batch(2, &[0.5; 12], &[0.5; 6], &mut y, &mut memory[1..], pass);
    let needed = network.batch_memory(2);
    let said = format!("memory: room for {}; needed: at least {needed}", needed - 1);
    assert_eq!(error.unwrap_err().to_string(), said);
    assert_eq!(y, [0.5; 6]);
    let trace = Trace { x: &[0.5; 6], y: &[], dy: &[0.5; 6], memory: &mut memory, pass };
    let mut gradient = [0.5; 12];
    let place = Some(BatchGradient::Store(&mut gradient));
    let error = network.backward_batch(2, &[0.5; 12], trace, place, Some(&mut dx)).unwrap_err();
    assert!(error.to_string().starts_with("dx cannot be set"), "{error}");
    assert_eq!((gradient, dx), ([0.5; 12], [0.5; 6]));
}

#[test]
fn a_dense_layer_by_itself_refuses_a_batch_of_other_lengths() {
    const LAYER: Dense = Dense::new(3, 2);
    let forward = |parameters: usize, x: usize, y: usize| {
        let mut outputs = vec![0.5; y];
        let result = LAYER.forward_batch(2, &vec![1.0; parameters], &vec![1.0; x], &mut outputs);
        assert!(result.is_ok() || outputs == vec![0.5; y], "written, and refused");
        result.map_err(|error| error.to_string())
    };
    let said = |text: &str| Err(text.to_owned());
    assert_eq!(forward(8, 6, 4), Ok(()));
    assert_eq!(forward(7, 6, 4), said("parameters has 7 elements; allowed: exactly 8"));
    assert_eq!(forward(8, 5, 4), said("x has 5 elements; allowed: exactly 6"));
    assert_eq!(forward(8, 3, 4), said("x has 3 elements; allowed: exactly 6"));
    assert_eq!(forward(8, 6, 5), said("y has 5 elements; allowed: exactly 4"));
    let accumulate = |x: usize, delta: usize, gradient: usize| {
        [true, false].map(|stores| {
            let mut values = vec![0.5; gradient];
            let place = if stores { BatchGradient::Store } else { BatchGradient::Add };
            let (x, delta) = (vec![1.0; x], vec![1.0; delta]);
            let result = LAYER.accumulate_batch(2, &x, &delta, place(&mut values));
            assert!(result.is_ok() || values == vec![0.5; gradient], "written, and refused");
            result.map_err(|error| error.to_string())
        })
    };
    let said = |text: &str| [Err(text.to_owned()), Err(text.to_owned())];
    assert_eq!(accumulate(6, 4, 8), [Ok(()), Ok(())]);
    assert_eq!(accumulate(7, 4, 8), said("x has 7 elements; allowed: exactly 6"));
    assert_eq!(accumulate(6, 2, 8), said("y has 2 elements; allowed: exactly 4"));
    assert_eq!(accumulate(6, 4, 9), said("parameters has 9 elements; allowed: exactly 8"));
}
