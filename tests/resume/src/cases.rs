//! The trainings: every rule, three of them or all in every precision, every transformation, and what else is kept.

use crate::{
    Lines, fixed_cases,
    hex::{Digits, Text},
};
use thalweg::{
    Error,
    average::{Ema, ParameterEma, Swa, VectorEma},
    checkpoint::{self, Buffer, Checkpoint, CheckpointError, Identity},
    data::{Normalizer, Reservoir, RunningStatistics},
    feedback::{EarlyStopping, Feedback, RangeAnalysis, ReduceOnPlateau},
    gradient::{Chain, SkipNonFinite},
    group::{Group, Groups, Layout, Whole},
    metric::{ConfusionMatrix, Forgetting},
    nn::{Prototypes, SnapshotEnsemble},
    optimizer::{
        Adam, Momentum, Optimizer, Rule,
        state::{Bf16, Blockwise8, DynamicMap, F16, LinearMap, Precision, blocks},
    },
};
use thalweg_catalogue::{
    GROUPED, GROUPS, averages, feedbacks, fixed_rules, numbers, rules, tensor_rules, transforms,
};

/// A block of 64 and a rest.
pub(crate) const N: usize = 71;
/// A matrix of 8 × 8.
const MATRIX: usize = 64;
/// After how many steps a training stops.
const STEPS: u32 = 7;
/// The longest checkpoint.
const ROOM: usize = 4096;
/// A name and a checkpoint in digits.
type Line = heapless::String<{ 2 * ROOM + 64 }>;
const IDENTITY: Identity = Identity { model: 7, recipe: 11 };

type Dynamic = Blockwise8<{ blocks(N) }, DynamicMap, 3>;
type Linear = Blockwise8<{ blocks(N) }, LinearMap, 4>;

/// A training by its name.
pub(crate) struct Case<'c, 'l> {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) lines: &'c mut Lines<'l>,
}

/// Every line.
pub fn all(lines: &mut Lines<'_>) {
    macro_rules! vectors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$({
            floats::<$rule, N, f32, _>((stringify!($name), "f32"), $value, Whole, lines);
        })*};
    }
    macro_rules! compressed {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$({
            let name = stringify!($name);
            floats::<$rule, N, Bf16<1>, _>((name, "bf16"), $value, Whole, lines);
            floats::<$rule, N, F16<2>, _>((name, "f16"), $value, Whole, lines);
            floats::<$rule, N, Dynamic, _>((name, "8-bit-dynamic"), $value, Whole, lines);
            floats::<$rule, N, Linear, _>((name, "8-bit-linear"), $value, Whole, lines);
        })*};
    }
    macro_rules! tensors {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            let matrix = Groups([Group::matrix(8, 8)]);
            let name = (stringify!($name), "f32");
            floats::<$rule, MATRIX, f32, _>(name, $value, matrix, lines);
        )*};
    }
    macro_rules! integers {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            fixed_cases::whole::<$rule>(stringify!($name), $value, lines);
            fixed_cases::groups::<$rule>(stringify!($name), $value, lines);
        )*};
    }
    macro_rules! transformations {
        ($($name:ident: $transform:ty = $value:expr;)*) => {$(
            transformed::<$transform>(stringify!($name), || $value, lines);
        )*};
    }
    rules!(vectors);
    #[cfg(feature = "every-precision")]
    rules!(compressed);
    // One slot, two, and one that keeps something once a tensor beside its slots.
    #[cfg(not(feature = "every-precision"))]
    compressed! {
        momentum: Momentum = Momentum::DEFAULT;
        adam: Adam = Adam::DEFAULT;
        prodigy: thalweg::optimizer::rules::Prodigy = thalweg::optimizer::rules::Prodigy::DEFAULT;
    }
    tensor_rules!(tensors);
    fixed_rules!(integers);
    fixed_cases::averages(lines);
    transforms!(transformations);
    everything_else(lines);
}

/// As many numbers of the size of a gradient, others at each step.
pub(crate) fn gradient<const N: usize>(_: &[f32; N], k: u32) -> [f32; N] {
    let mut g = [0.0; N];
    numbers::gradient(&mut g);
    for (i, g) in (k..).zip(&mut g) {
        *g *= if i % 3 == 0 { -0.75 } else { 1.125 };
    }
    g
}

pub(crate) fn parameters<const N: usize>() -> [f32; N] {
    let mut w = [0.0; N];
    numbers::parameters(&mut w);
    w
}

impl Case<'_, '_> {
    /// The checkpoint after some steps; or that of another target, loaded into a training that has taken others, which
    /// saves it again and takes the next step to the bytes of the one that never stopped.
    pub(crate) fn run<C: Checkpoint>(
        &mut self,
        make: &dyn Fn() -> Result<C, Error>,
        step: &dyn Fn(&mut C, u32),
    ) {
        let Self { name, what, .. } = *self;
        match self.outcome(make, step) {
            Ok(true) => {}
            Ok(false) => (self.lines.print)(&format_args!("{name} {what} differs")),
            Err(error) => (self.lines.print)(&format_args!("{name} {what} {error}")),
        }
    }

    fn outcome<C: Checkpoint>(
        &mut self,
        make: &dyn Fn() -> Result<C, Error>,
        step: &dyn Fn(&mut C, u32),
    ) -> Result<bool, CheckpointError> {
        let Self { name, what, .. } = *self;
        let (mut bytes, mut others) = ([0; ROOM], [0; ROOM]);
        let mut training = make()?;
        (0..STEPS).for_each(|k| step(&mut training, k));
        let saved = save(&training, &mut bytes)?;
        let mut line = Line::new();
        if !self.lines.next_saved(&mut line) {
            (self.lines.print)(&format_args!("{name} {what} {}", Digits(saved)));
            return Ok(true);
        }
        // Every target saves the same in the same order.
        let digits = line
            .strip_prefix(name)
            .and_then(|line| line.strip_prefix(' ')?.strip_prefix(what)?.strip_prefix(' '));
        let mut other = make()?;
        (100..103).for_each(|k| step(&mut other, k));
        checkpoint::load(&mut other, IDENTITY, &mut Text::new(digits.unwrap_or_default()))?;
        if saved != save(&other, &mut others)? {
            return Ok(false);
        }
        step(&mut training, STEPS);
        step(&mut other, STEPS);
        let same = save(&training, &mut bytes)? == save(&other, &mut others)?;
        if same {
            (self.lines.print)(&format_args!("{name} {what} goes on"));
        }
        Ok(same)
    }
}

fn save<'b>(
    parts: &impl Checkpoint,
    bytes: &'b mut [u8; ROOM],
) -> Result<&'b [u8], CheckpointError> {
    let length = checkpoint::length(parts) as usize;
    checkpoint::save(parts, IDENTITY, &mut Buffer::new(bytes))?;
    Ok(bytes.get(..length).unwrap_or_default())
}

#[inline(never)]
fn floats<R: Rule, const N: usize, P: Precision, L: Layout>(
    (name, what): (&'static str, &'static str),
    rule: R,
    layout: L,
    lines: &mut Lines<'_>,
) {
    type Training<R, const N: usize, P, L> = ([f32; N], Optimizer<R, [P; N], SkipNonFinite, L>);
    Case { name, what, lines }.run::<Training<R, N, P, L>>(
        &|| Ok((parameters(), Optimizer::grouped(rule, SkipNonFinite::DEFAULT, layout)?)),
        &|(w, optimizer), k| {
            let g = gradient(w, k);
            let _ = optimizer.step(w, &g, numbers::LEARNING_RATE);
        },
    );
}

#[inline(never)]
fn transformed<T: Chain + Checkpoint>(
    name: &'static str,
    transform: impl Fn() -> T,
    lines: &mut Lines<'_>,
) {
    type Training<T> = ([f32; GROUPED], Optimizer<Adam, [f32; GROUPED], T, Groups<2>>);
    Case { name, what: "transform", lines }.run::<Training<T>>(
        &|| {
            let optimizer = Optimizer::grouped(Adam::DEFAULT, transform(), Groups(GROUPS))?;
            Ok((parameters(), optimizer))
        },
        &|(w, optimizer), k| {
            let g = gradient(w, k);
            let _ = optimizer.step(w, &g, numbers::LEARNING_RATE);
        },
    );
}

type Averages = (Ema, VectorEma<[f32; 4]>, ParameterEma<[f32; 4]>, Swa<[f32; 4]>);
type Feedbacks = (EarlyStopping, RangeAnalysis, ReduceOnPlateau);
type Data = (
    Normalizer<2>,
    RunningStatistics<[f32; 2]>,
    Reservoir<3, 4, 2>,
    Prototypes<2, 4>,
    SnapshotEnsemble<2, 4>,
);
type Metrics = (Forgetting<2>, ConfusionMatrix<2>);
type Everything = (
    ([f32; 4], Optimizer<Momentum, [f32; 4]>, u32),
    Averages,
    Feedbacks,
    Data,
    Metrics,
    heapless::Vec<u8, 12>,
);

fn everything() -> Result<Everything, Error> {
    macro_rules! values {
        ($($name:ident: $type:ty = $value:expr;)*) => {
            ($($value?,)*)
        };
    }
    Ok((
        (parameters(), Optimizer::new(Momentum::DEFAULT)?, 0),
        averages!(values),
        feedbacks!(values),
        (
            Normalizer { mean: [0.0; 2], scale: [1.0; 2] },
            RunningStatistics::new(),
            Reservoir::new(5),
            Prototypes::new(),
            SnapshotEnsemble::new(),
        ),
        (Forgetting::new(), ConfusionMatrix::new()),
        heapless::Vec::new(),
    ))
}

#[inline(never)]
fn everything_else(lines: &mut Lines<'_>) {
    Case { name: "everything", what: "else", lines }.run::<Everything>(&everything, &|all, k| {
        let ((w, optimizer, steps), averages, feedbacks, data, metrics, windows) = all;
        let g = gradient(w, k);
        let _ = optimizer.step(w, &g, numbers::LEARNING_RATE);
        *steps += 1;
        let (metric, class) = (w[0] * w[0], (k % 2) as usize);
        let _ = averages.0.push(metric);
        let _ = averages.1.push(w);
        let _ = averages.2.push(w);
        let _ = averages.3.push(w);
        feedbacks.0.observe(metric);
        let _ = feedbacks.1.observe(0.01 * (1.0 + k as f32), metric);
        feedbacks.2.observe(metric);
        data.0.mean[0] = w[1];
        let _ = data.1.push(&[w[0], w[1]]);
        let _ = data.2.push(w, class);
        let _ = data.3.push(class, w);
        let _ = data.4.push(w);
        let _ = metrics.0.push(class, 1.0 / (1.0 + metric));
        let _ = metrics.1.push_outputs(class, &[w[2], w[3]]);
        let _ = windows.push(k as u8);
    });
}
