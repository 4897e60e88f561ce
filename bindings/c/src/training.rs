//! A training as a recipe says it, in bytes.
#![allow(unsafe_code)] // the names

use crate::{
    boundary::{self, Lent, Marked},
    error::{Error, Refused, Status, done, told},
    optimizer::{Optimizer, bytes, make},
    saved::{Parameters, bytes_of, load_of, of_that_rule, save_of},
};
use core::{ffi::c_void, mem::size_of};
use thalweg::{
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    optimizer::{AdaGrad, Adam, AdamW, Lion, Momentum, Nesterov, RmsProp, Sgd},
    recipe::{AnyLoss, Recipe, StatePrecision},
    schedule::{
        Constant, Cosine, Exponential, Linear, Operand, Schedule, ScheduleTree, StepDecay, Warmup,
    },
};

thalweg::rule_set! {
    /// The rules of the header.
    pub(crate) enum Rules {
        Sgd(Sgd),
        Momentum(Momentum),
        Nesterov(Nesterov),
        AdaGrad(AdaGrad),
        RmsProp(RmsProp),
        Adam(Adam),
        AdamW(AdamW),
        Lion(Lion),
    }
}

thalweg::schedule_set! {
    /// The schedules of the header.
    pub(crate) enum Parts {
        Constant(Constant),
        Cosine(Cosine),
        Linear(Linear),
        StepDecay(StepDecay),
        Exponential(Exponential),
        Warmup(Warmup<Operand>),
    }
}

type Planned = Recipe<Rules, ScheduleTree<Parts, 4>, 1>;

/// A training that a recipe describes, in memory that was lent to it. There is nothing to free.
pub struct Training {
    mark: u32,
    schedule: ScheduleTree<Parts, 4>,
    settings: Settings,
    optimizer: &'static mut Optimizer,
}

impl Marked for Training {
    const MARK: u32 = u32::from_le_bytes(*b"THWT");
    const WHAT: &'static str = "training";

    fn mark(&self) -> u32 {
        self.mark
    }
}

/// What a recipe leaves to the program that computes gradients.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Settings {
    /// How many samples a batch has.
    pub batch: u32,
    /// How many times each sample is seen.
    pub epochs: u32,
    /// Of the order of samples.
    pub seed: u64,
    /// ε of the labels' smoothing: the loss is cross-entropy behind softmax.
    pub label_smoothing: f32,
}

/// The recipe, if all that it asks for can be had from here.
fn planned(recipe: *const u8, length: usize) -> Result<Planned, Refused> {
    let planned = Planned::decode(boundary::read(recipe, length, "recipe")?)?;
    if let Some(error) = planned.validate().next() {
        return Err(error.into());
    }
    planned.refuse_fine_tuning()?;
    let refused = |field| Refused::about(Status::Recipe, field, "what thalweg.h can do");
    let Recipe { precision, groups, ema, swa, early_stopping, .. } = &planned;
    let no = [
        ("precision", *precision != StatePrecision::F32),
        ("groups", !groups.as_slice().is_empty()),
        ("ema", ema.is_some()),
        ("swa", swa.is_some()),
        ("early_stopping", early_stopping.is_some()),
        ("loss", smoothing(&planned.loss).is_none()),
    ];
    match no.into_iter().find(|(_, wrong)| *wrong) {
        Some((field, _)) => Err(refused(field)),
        None => Ok(planned),
    }
}

/// The one loss that is left to the program.
const fn smoothing(loss: &AnyLoss) -> Option<f32> {
    match loss {
        AnyLoss::SoftmaxCrossEntropy(loss) => Some(loss.label_smoothing),
        _ => None,
    }
}

/// How many bytes of memory a training of `n` parameters by this recipe takes, to `*needed`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_bytes(
    recipe: *const u8,
    length: usize,
    n: usize,
    needed: *mut usize,
    error: *mut Error,
) -> Status {
    let sized = || {
        let optimizer = match planned(recipe, length)?.rule {
            Rules::Sgd(_) => bytes::<Sgd>(n),
            Rules::Momentum(_) => bytes::<Momentum>(n),
            Rules::Nesterov(_) => bytes::<Nesterov>(n),
            Rules::AdaGrad(_) => bytes::<AdaGrad>(n),
            Rules::RmsProp(_) => bytes::<RmsProp>(n),
            Rules::Adam(_) => bytes::<Adam>(n),
            Rules::AdamW(_) => bytes::<AdamW>(n),
            Rules::Lion(_) => bytes::<Lion>(n),
        };
        let training = Lent::bytes(&[size_of::<Training>()]);
        boundary::set(needed, training.saturating_add(optimizer), "needed")
    };
    done(sized(), error)
}

/// Makes a training of `n` parameters, as the bytes of a recipe say it, in `memory`, aligned to
/// `THALWEG_ALIGNMENT`, of `bytes` bytes, at least what `thalweg_training_bytes` says. The bytes of the recipe are not
/// needed any more then; the memory has to stay where it is.
///
/// A recipe that asks for what this library does not link or do is refused by name: rules and schedules that are not
/// in this header, clipping other than by the global norm, accumulation, decay beside the rule's, precisions, groups,
/// averages, early stopping, losses other than cross-entropy. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_init(
    training: *mut *mut Training,
    recipe: *const u8,
    length: usize,
    memory: *mut c_void,
    bytes: usize,
    n: usize,
    error: *mut Error,
) -> Status {
    let init = || {
        let planned = planned(recipe, length)?;
        let (SkipNonFinite { .. }, clip) =
            planned.chain::<(SkipNonFinite, Option<ClipByGlobalNorm>)>()?;
        let Recipe { rule, schedule, batch, epochs, seed, loss, .. } = planned;
        let mut lent = Lent::new(memory, bytes)?;
        let optimizer = optimizer(rule, clip, &mut lent, n)?;
        let label_smoothing = smoothing(&loss).unwrap_or(0.0);
        let settings = Settings { batch, epochs, seed, label_smoothing };
        let made = lent.put(Training { mark: Training::MARK, schedule, settings, optimizer })?;
        boundary::set(training, core::ptr::from_mut(made), "training")
    };
    done(init(), error)
}

fn optimizer(
    rule: Rules,
    clip: Option<ClipByGlobalNorm>,
    lent: &mut Lent,
    n: usize,
) -> Result<&'static mut Optimizer, Refused> {
    match rule {
        Rules::Sgd(rule) => make(rule, clip, lent, n),
        Rules::Momentum(rule) => make(rule, clip, lent, n),
        Rules::Nesterov(rule) => make(rule, clip, lent, n),
        Rules::AdaGrad(rule) => make(rule, clip, lent, n),
        Rules::RmsProp(rule) => make(rule, clip, lent, n),
        Rules::Adam(rule) => make(rule, clip, lent, n),
        Rules::AdamW(rule) => make(rule, clip, lent, n),
        Rules::Lion(rule) => make(rule, clip, lent, n),
    }
}

/// One step at the rate that the recipe's schedule gives for as many steps as were applied; else as `thalweg_step`.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_step(
    training: *mut Training,
    parameters: *mut f32,
    gradient: *const f32,
    n: usize,
    error: *mut Error,
) -> Status {
    let step = || {
        let Training { schedule, optimizer, .. } = boundary::made(training)?;
        let learning_rate = schedule.at(optimizer.steps()?);
        optimizer.begin((parameters, gradient), n, learning_rate)?;
        optimizer.advance(usize::MAX)
    };
    told(step(), error, |status| status)
}

/// The recipe's rate at `step`, from 0, to `*learning_rate`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_learning_rate(
    training: *mut Training,
    step: u32,
    learning_rate: *mut f32,
    error: *mut Error,
) -> Status {
    let rate = || {
        let rate = boundary::made(training)?.schedule.at(step);
        boundary::set(learning_rate, rate, "learning_rate")
    };
    done(rate(), error)
}

/// What the recipe leaves to the program that computes gradients, to `*settings`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_settings(
    training: *mut Training,
    settings: *mut Settings,
    error: *mut Error,
) -> Status {
    let copy = || boundary::set(settings, boundary::made(training)?.settings, "settings");
    done(copy(), error)
}

/// The training's optimizer, for steps in parts and what is saved; null where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_optimizer(training: *mut Training) -> *mut Optimizer {
    match boundary::made(training) {
        Ok(training) => core::ptr::from_mut(training.optimizer),
        Err(_) => core::ptr::null_mut(),
    }
}

type SavedBytes = fn(*mut Optimizer, Parameters) -> Result<Option<usize>, Refused>;
type Save = fn(*mut Optimizer, Parameters, u32, (*mut u8, usize)) -> Result<Option<()>, Refused>;
type Load = fn(*mut Optimizer, Parameters, u32, (*const u8, usize)) -> Result<Option<()>, Refused>;

/// How many bytes `thalweg_training_save` writes for a training and its `n` parameters; 0 where there is none, it is of
/// another length, or a step in parts has its optimizer.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_saved_bytes(
    training: *mut Training,
    parameters: *mut f32,
    n: usize,
) -> usize {
    const OF_RULES: [SavedBytes; 8] = [
        bytes_of::<Sgd>,
        bytes_of::<Momentum>,
        bytes_of::<Nesterov>,
        bytes_of::<AdaGrad>,
        bytes_of::<RmsProp>,
        bytes_of::<Adam>,
        bytes_of::<AdamW>,
        bytes_of::<Lion>,
    ];
    let optimizer = thalweg_training_optimizer(training);
    let found = OF_RULES.iter().find_map(|bytes| bytes(optimizer, (parameters, n)).transpose());
    found.and_then(Result::ok).unwrap_or(0)
}

/// Writes `n` parameters and the counts and state of a training's optimizer to `length` bytes, at least
/// `thalweg_training_saved_bytes`: the checkpoint that its rule's own function writes. The parameters are not changed.
/// `n` is that of the `_init`.
///
/// `model` is the fingerprint of the weights that the training started from; `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_save(
    training: *mut Training,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *mut u8,
    length: usize,
    error: *mut Error,
) -> Status {
    const OF_RULES: [Save; 8] = [
        save_of::<Sgd>,
        save_of::<Momentum>,
        save_of::<Nesterov>,
        save_of::<AdaGrad>,
        save_of::<RmsProp>,
        save_of::<Adam>,
        save_of::<AdamW>,
        save_of::<Lion>,
    ];
    let save = || {
        let optimizer = core::ptr::from_mut(boundary::made(training)?.optimizer);
        let to = (bytes, length);
        let mut saves =
            OF_RULES.iter().map(|save| save(optimizer, (parameters, n), model, to).transpose());
        of_that_rule(saves.find_map(|saved| saved).transpose())
    };
    done(save(), error)
}

/// Goes on where the training that was saved stopped, to the same bits: `length` is that of the checkpoint.
///
/// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. The recipe is not in it:
/// it is that of the `_init`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_training_load(
    training: *mut Training,
    parameters: *mut f32,
    n: usize,
    model: u32,
    bytes: *const u8,
    length: usize,
    error: *mut Error,
) -> Status {
    const OF_RULES: [Load; 8] = [
        load_of::<Sgd>,
        load_of::<Momentum>,
        load_of::<Nesterov>,
        load_of::<AdaGrad>,
        load_of::<RmsProp>,
        load_of::<Adam>,
        load_of::<AdamW>,
        load_of::<Lion>,
    ];
    let load = || {
        let optimizer = core::ptr::from_mut(boundary::made(training)?.optimizer);
        let from = (bytes, length);
        let mut loads =
            OF_RULES.iter().map(|load| load(optimizer, (parameters, n), model, from).transpose());
        of_that_rule(loads.find_map(|loaded| loaded).transpose())
    };
    done(load(), error)
}
