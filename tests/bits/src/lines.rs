//! What is computed, and how it is named.

use crate::{
    codes, convolutions, dense, fixed_network, fixed_training, followed, guard, operations,
    special, unlisted,
};
use core::fmt::{Display, Formatter, Result};
use thalweg::{
    Error, fixed,
    gradient::{AddDecayedWeights, Chain, ClipByGlobalNorm, GradientNoise, SkipNonFinite},
    group::{Group, Groups, Layers, Layout, Whole},
    math,
    nn::{Layer, Pass, Trace},
    optimizer::{
        self, Optimizer, Rule,
        state::{Bf16, Blockwise8, DynamicMap, F16, Precision, blocks},
    },
    schedule::Schedule,
};
use thalweg_catalogue::{
    GROUPED, GROUPS, LAYER_VALUES, SCHEDULE_STEPS, fixed_rules, fixed_schedules, layers, losses,
    numbers::{LEARNING_RATE, gradient, hash, parameters},
    rules, schedules, tensor_rules, transforms,
};

/// A whole number of turns of the loop, and a rest.
pub(crate) const N: usize = 71;
/// A matrix of 8 × 8.
const MATRIX: usize = 64;
/// A dense layer of 12 inputs and 6 outputs.
const DENSE: usize = 78;
pub(crate) const STEPS: u32 = 8;
/// Makes parameters that are hardly normal numbers, and gradients that are none: a unit that flushes
/// them to 0 shows.
const SUBNORMAL: f32 = 2e-38;

thalweg::rule_set! {
    /// Rules that keep nothing.
    pub enum Stateless of 0 slots { Sgd(optimizer::Sgd), SignSgd(optimizer::rules::SignSgd) }
}

thalweg::rule_set! {
    /// A rule that fills its room, and one that does not.
    pub enum TwoSlots of 2 slots { Adam(optimizer::Adam), Momentum(optimizer::Momentum) }
}

/// A result: what it is of, and the hash of its bits.
pub(crate) struct Line(pub(crate) &'static str, pub(crate) &'static str, pub(crate) u32);

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {} {:08x}", self.0, self.1, self.2)
    }
}

/// Every result, in the same order on every target.
pub(crate) fn all(mut line: impl FnMut(Line)) {
    let line: &mut dyn FnMut(Line) = &mut line;
    operations::all(line);
    macro_rules! vectors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            line(Line(stringify!($name), "f32", floats::<_, N, f32, _>($value, Whole)));
        )*};
    }
    macro_rules! tensors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            let matrix = Groups([Group::matrix(8, 8)]);
            let bits = floats::<$rule, MATRIX, f32, _>($value, matrix);
            line(Line(stringify!($name), "f32", bits));
        )*};
    }
    macro_rules! integers {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            line(Line(stringify!($name), "fixed", fixed_training::whole::<$rule>($value)));
            line(Line(stringify!($name), "fixed groups", fixed_training::groups::<$rule>($value)));
        )*};
    }
    macro_rules! transformations {
        ($($name:ident: $transform:ty = $value:expr;)*) => {$(
            line(Line(stringify!($name), "transform", transformed::<$transform>($value)));
        )*};
    }
    macro_rules! gradients {
        ($($name:ident: $loss:ty = $value:expr, $method:ident($($target:ident),*);)*) => {$(
            let loss = |outputs: &mut [f32]| $value.$method(outputs, $(target!($target)),*);
            line(Line(stringify!($name), "loss", lost(loss)));
        )*};
    }
    macro_rules! passes {
        ($($name:ident: $layer:ty = $value:expr;)*) => {$(
            let layer: $layer = $value;
            line(Line(stringify!($name), "layer", passed(&layer)));
        )*};
    }
    macro_rules! rates {
        ($($name:ident, $budget:literal: $schedule:expr;)*) => {$(
            line(Line(stringify!($name), "schedule", rates($schedule)));
        )*};
    }
    macro_rules! fixed_rates {
        ($($name:ident: $schedule:expr;)*) => {$(
            line(Line(stringify!($name), "fixed schedule", fixed_rates($schedule)));
        )*};
    }
    rules!(vectors);
    tensor_rules!(tensors);
    precisions("momentum", optimizer::Momentum::DEFAULT, line);
    precisions("adam", <optimizer::Adam>::DEFAULT, line);
    let biases_apart = Group { bias_weight_decay: Some(0.0), ..Group::dense(12, 6) };
    let bits = floats::<optimizer::AdamW, DENSE, f32, _>(
        optimizer::AdamW::DEFAULT,
        Layers([biases_apart]),
    );
    line(Line("adamw", "layers", bits));
    line(Line("sgd", "transformed", behind_transformations(optimizer::Sgd)));
    line(Line("momentum", "transformed", behind_transformations(optimizer::Momentum::DEFAULT)));
    line(Line("nesterov", "transformed", behind_transformations(optimizer::Nesterov::DEFAULT)));
    line(Line("adagrad", "transformed", behind_transformations(<optimizer::AdaGrad>::DEFAULT)));
    line(Line("rms_prop", "transformed", behind_transformations(<optimizer::RmsProp>::DEFAULT)));
    line(Line(
        "adadelta",
        "transformed",
        behind_transformations(optimizer::rules::AdaDelta::DEFAULT),
    ));
    line(Line("adam", "transformed", behind_transformations(<optimizer::Adam>::DEFAULT)));
    let micromath = optimizer::Micromath { rule: <optimizer::Adam>::DEFAULT };
    line(Line("micromath_adam", "transformed", behind_transformations(micromath)));
    line(Line("adagrad", "overflowing", overflowing()));
    line(Line("gradient_noise", "f32", noise()));
    line(Line("skip_non_finite", "above 1", guard::decisions(1.0)));
    line(Line("skip_non_finite", "default", guard::decisions(SkipNonFinite::DEFAULT.limit())));
    line(Line("skip_non_finite", "finite", guard::decisions(f32::MAX)));
    special::all(line);
    for rule in [Stateless::from(optimizer::Sgd), optimizer::rules::SignSgd.into()] {
        line(Line("stateless", "choice", floats::<_, N, f32, _>(rule, Whole)));
    }
    for rule in [TwoSlots::from(<optimizer::Adam>::DEFAULT), optimizer::Momentum::DEFAULT.into()] {
        line(Line("two_slots", "choice", floats::<_, N, f32, _>(rule, Whole)));
    }
    fixed_rules!(integers);
    fixed_training::averages(line);
    followed::all(line);
    fixed_network::all(line);
    schedules!(rates);
    fixed_schedules!(fixed_rates);
    transforms!(transformations);
    losses!(gradients);
    layers!(passes);
    line(Line("dense", "every rest", dense::bits()));
    line(Line("dense", "batches", dense::batches()));
    line(Line("conv2d", "every rest", convolutions::bits()));
    unlisted::all(line);
    math(line);
}

/// What a loss compares with.
macro_rules! target {
    (values) => {
        &[0.1, 0.2, 0.3, 0.4, 0.0]
    };
    (class) => {
        2
    };
}
use target;

/// A rule in every shorter precision.
fn precisions<R: Rule>(name: &'static str, rule: R, line: &mut dyn FnMut(Line)) {
    line(Line(name, "bf16", floats::<R, N, Bf16, _>(rule, Whole)));
    line(Line(name, "f16", floats::<R, N, F16, _>(rule, Whole)));
    let bits = floats::<R, N, Blockwise8<{ blocks(N) }, DynamicMap>, _>(rule, Whole);
    line(Line(name, "8-bit-dynamic", bits));
    let bits =
        floats::<R, N, Blockwise8<{ blocks(N) }, optimizer::state::LinearMap>, _>(rule, Whole);
    line(Line(name, "8-bit-linear", bits));
    line(Line(name, "8-bit-dynamic over decades", codes::states(rule)));
    let bits = scaled::<R, N, f32, _>(rule, Whole, SUBNORMAL);
    line(Line(name, "subnormal", bits));
}

/// 0 stands for a rule that is refused, which the host would refuse as well.
#[inline(never)]
fn floats<R: Rule, const N: usize, P: Precision, L: Layout>(rule: R, layout: L) -> u32 {
    scaled::<R, N, P, L>(rule, layout, 1.0)
}

/// The same with parameters and gradients so many times as large.
fn scaled<R: Rule, const N: usize, P: Precision, L: Layout>(rule: R, layout: L, scale: f32) -> u32 {
    run(
        Optimizer::<R, [P; N], SkipNonFinite, L>::grouped(rule, SkipNonFinite::DEFAULT, layout),
        [scale; 2],
    )
}

#[inline(never)]
fn transformed<T: Chain>(transform: T) -> u32 {
    let groups = Groups(GROUPS);
    run(Optimizer::<_, [f32; GROUPED], T, _>::grouped(optimizer::Sgd, transform, groups), [1.0; 2])
}

/// Two layers, in rows of weights and biases and as a whole, whose gradients change on the way to a rule with a loop of its own.
#[inline(never)]
fn behind_transformations<R: Rule>(rule: R) -> u32 {
    const TWO: usize = DENSE + 44;
    let first = Group { bias_weight_decay: Some(0.0), ..Group::dense(12, 6) };
    let layers = Layers([first, Group::dense(10, 4)]);
    let decay = AddDecayedWeights { weight_decay: 0.01 };
    let chain = (SkipNonFinite::DEFAULT, decay, ClipByGlobalNorm::new(0.5));
    run(Optimizer::<R, [f32; TWO], _, _>::grouped(rule, chain, layers), [1.0; 2])
}

/// Sums of squares that overflow, and stay at the largest number.
#[inline(never)]
fn overflowing() -> u32 {
    let rule = optimizer::AdaGrad { initial: f32::MAX, ..optimizer::AdaGrad::DEFAULT };
    run(Optimizer::<_, [f32; N]>::new(rule), [1.0, 1e18])
}

fn run<R: Rule, const N: usize, T: Chain, P: Precision, L: Layout>(
    optimizer: core::result::Result<Optimizer<R, [P; N], T, L>, Error>,
    [of_parameters, of_gradients]: [f32; 2],
) -> u32 {
    let Ok(mut optimizer) = optimizer else { return 0 };
    let (mut w, mut g) = ([0.0; N], [0.0; N]);
    parameters(&mut w);
    gradient(&mut g);
    w.iter_mut().for_each(|w| *w *= of_parameters);
    g.iter_mut().for_each(|g| *g *= of_gradients);
    for t in 1..=STEPS {
        let _ = optimizer.step(&mut w, &g, LEARNING_RATE / t as f32);
        turn(&mut g, t);
    }
    hash(&w)
}

/// Noise alone, as the gradient is 0.
#[inline(never)]
fn noise() -> u32 {
    let chain = GradientNoise::DEFAULT;
    let optimizer =
        Optimizer::<optimizer::Sgd, [f32; N], GradientNoise>::with_transform(optimizer::Sgd, chain);
    let Ok(mut optimizer) = optimizer else { return 0 };
    let mut w = [0.0; N];
    for _ in 0..STEPS {
        let _ = optimizer.step(&mut w, &[0.0; N], LEARNING_RATE);
    }
    hash(&w)
}

/// Another gradient of the same size: a third of it turns round.
pub(crate) fn turn(g: &mut [f32], t: u32) {
    for (i, g) in (t..).zip(g) {
        *g *= if i % 3 == 0 { -0.75 } else { 1.125 };
    }
}

#[inline(never)]
fn rates<S: Schedule>(schedule: core::result::Result<S, Error>) -> u32 {
    schedule.map_or(0, |schedule| hash(&SCHEDULE_STEPS.map(|step| schedule.at(step))))
}

#[inline(never)]
fn fixed_rates<S: fixed::schedule::Schedule>(schedule: core::result::Result<S, Error>) -> u32 {
    let bits = |schedule: S| SCHEDULE_STEPS.map(|step| f32::from_bits(schedule.at(step).to_bits()));
    schedule.map_or(0, |schedule| hash(&bits(schedule)))
}

/// A loss and its gradient.
#[inline(never)]
fn lost(loss: impl Fn(&mut [f32]) -> core::result::Result<f32, Error>) -> u32 {
    let mut outputs = [1.5, -0.25, 0.75, 3.0, -2.0];
    let loss = loss(&mut outputs).unwrap_or_default();
    hash(&outputs) ^ loss.to_bits()
}

/// A layer forward and backward.
#[inline(never)]
fn passed(layer: &dyn Layer) -> u32 {
    let run = || -> core::result::Result<u32, Error> {
        let shape = layer.shape()?;
        let [mut w, mut x, mut y] = [[0.0; LAYER_VALUES]; 3];
        let [mut dy, mut dx, mut g] = [[0.0; LAYER_VALUES]; 3];
        let mut memory = [0.0; LAYER_VALUES];
        parameters(&mut w);
        parameters(&mut x);
        gradient(&mut dy);
        x.iter_mut().for_each(|x| *x *= 4.0);
        let (w, x, dy) =
            (of(&mut w, shape.parameters), of(&mut x, shape.inputs), of(&mut dy, shape.outputs));
        let (y, memory) = (of(&mut y, shape.outputs), of(&mut memory, shape.memory));
        let (g, dx) = (of(&mut g, shape.parameters), of(&mut dx, shape.inputs));
        let pass = Pass::Training(5);
        layer.forward(w, x, y, memory, pass)?;
        let forward = hash(y);
        // Of a network that stands in no other, the gradients alone.
        let block = shape.for_dx.input() || shape.memory == 0;
        let trace = Trace { x, y, dy, memory, pass };
        layer.backward(w, trace, Some(&mut *g), block.then_some(&mut *dx))?;
        Ok(forward ^ hash(g).rotate_left(8) ^ hash(dx).rotate_left(16))
    };
    run().unwrap_or_default()
}

/// The first values; none if there are not so many.
fn of(all: &mut [f32; LAYER_VALUES], length: usize) -> &mut [f32] {
    all.get_mut(..length).unwrap_or_default()
}

/// Functions that layers alone call, over their whole range.
fn math(line: &mut dyn FnMut(Line)) {
    let mut of = |name: &'static str, function: fn(f32) -> f32| {
        let mut values = [0.0; 512];
        parameters(&mut values);
        line(Line(name, "math", hash(&values.map(|x| function(x * 12.0)))));
    };
    of("tanh", math::tanh);
    of("erfc", math::erfc);
}
