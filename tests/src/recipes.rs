//! Recipes of the first version, whose bytes and texts are in `golden`.

use std::path::PathBuf;
use thalweg::{
    Error,
    average::ParameterEmaOptions,
    feedback::{EarlyStoppingOptions, Goal, Threshold},
    gradient::{AddDecayedWeights, NormType},
    group::Group,
    loss::{DistillationWithLabels, Huber, L2Sp, SoftmaxCrossEntropy},
    optimizer::{
        Adafactor, Adam, AdamW, AmsGrad, Lion, Momentum, RmsProp, Sgd,
        rules::{LearningRate, Maximum, Muon, MuonScale, Prodigy, RmsPropMomentum, Velocity},
    },
    recipe::{
        AnyLoss, Clip, GroupList, Lora, Recipe, StatePrecision, SwaOptions, Trained, Unfreezing,
        WiseFt,
    },
    schedule::{
        Amplitude, AnySchedule, Boundary, Constant, Cosine, Curve, Cyclic, Epochs, Exponential,
        Horizon, Linear, MultiStep, OneCycle, OneCycleOptions, Operand, PastEnd, PiecewiseCurve,
        Polynomial, Ramp, Shift, StepDecay, WarmRestarts, Warmup, WarmupStableDecay,
    },
};

/// Where the bytes and the text of a recipe are kept.
#[must_use]
pub fn path(name: &str, extension: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/recipes");
    folder.join(name).with_extension(extension)
}

/// Names of files, and what they hold.
///
/// # Errors
/// A setting that a schedule refuses: never.
#[allow(clippy::too_many_lines)] // all of them
pub fn recipes() -> Result<Vec<(&'static str, Recipe)>, Error> {
    let constant = || Ok::<AnySchedule, Error>(Constant::new(0.01)?.into());
    let cosine = AnySchedule::from(Cosine::new(0.004, 0.0, 126)?).warmup(14, 0.0)?;
    let steps = MultiStep::from_slice(0.1, 0.1, &[30, 60, 80])?.boundary(Boundary::After);
    let steps = AnySchedule::from(steps).per_epoch(Epochs::new(7)?)?;
    let ramp = Warmup::linear(5, 0.01, Operand)?.ramp(Ramp::Exponential)?.horizon(Horizon::Inside);
    let amplitude = Amplitude::ByCycle(Exponential::new(1.0, 0.9, 1)?);
    let cyclic = AnySchedule::cyclic(Cyclic::new(0.001, 0.01, 20, 30)?.amplitude(amplitude))?;
    let stable = WarmupStableDecay::new(0.01, 0.0, 10, 70, 20)?.decay(Curve::ONE_MINUS_SQRT)?;
    let groups = [
        Group { frozen: true, ..Group::dense(24, 24) },
        Group { learning_rate: 2.0, bias_weight_decay: Some(0.0), ..Group::dense(24, 7) },
        Group { weight_decay: 0.0, ..Group::vector(7) },
    ];
    Ok(vec![
        ("01-sgd", Recipe::new(Sgd, constant()?)),
        (
            "02-watch",
            Recipe { batch: 4, epochs: 20, seed: 1, ..Recipe::new(Adam::DEFAULT, cosine.clone()) },
        ),
        (
            "03-adamw-groups",
            Recipe {
                precision: StatePrecision::Bf16,
                clip: Some(Clip::ByGlobalNorm { max_norm: 1.0, epsilon: 1e-6 }),
                batch: 8,
                epochs: 10,
                seed: 0x0123_4567_89ab_cdef,
                groups: GroupList::from_slice(&groups)?,
                ema: Some(ParameterEmaOptions { step_size: 0.01, warmup: true, start_after: 3 }),
                ..Recipe::new(AdamW::DEFAULT, AnySchedule::from(stable))
            },
        ),
        (
            "04-momentum-steps",
            Recipe {
                precision: StatePrecision::Dynamic8,
                loss: AnyLoss::SoftmaxCrossEntropy(SoftmaxCrossEntropy { label_smoothing: 0.1 }),
                clip: Some(Clip::ByValue { max: 0.5 }),
                decay: Some(AddDecayedWeights { weight_decay: 1e-4 }),
                accumulation: 4,
                ..Recipe::new(Momentum::DEFAULT, steps)
            },
        ),
        (
            "05-rmsprop-cyclic",
            Recipe {
                precision: StatePrecision::F16,
                loss: AnyLoss::Huber(Huber { delta: 0.5 }),
                swa: Some(SwaOptions { start_epoch: 15, every: 2 }),
                epochs: 20,
                ..Recipe::new(
                    RmsPropMomentum {
                        rule: RmsProp { bias_correction: true, ..RmsProp::DEFAULT },
                        velocity: Velocity {
                            momentum: 0.8,
                            learning_rate: LearningRate::Inside,
                            nesterov: true,
                        },
                    },
                    cyclic,
                )
            },
        ),
        (
            "06-amsgrad-restarts",
            Recipe {
                loss: AnyLoss::MeanSquaredError,
                early_stopping: Some(EarlyStoppingOptions {
                    goal: Goal::Maximize,
                    patience: 5,
                    threshold: Threshold::Relative(0.01),
                }),
                ..Recipe::new(
                    AmsGrad { maximum: Maximum::Raw, ..AmsGrad::DEFAULT },
                    AnySchedule::from(WarmRestarts::new(0.1, 0.001, 20)?.t_mult(2.0)?)
                        .clamp(0.002, 0.09)?
                        .scale(0.5)?,
                )
            },
        ),
        (
            "07-muon-one-cycle",
            Recipe {
                clip: Some(Clip::Adaptive { clipping: 0.01, epsilon: 1e-3 }),
                ..Recipe::new(
                    Muon { scale: MuonScale::Inputs, ..Muon::DEFAULT },
                    OneCycle::new(0.02, 300, &OneCycleOptions::DEFAULT)?.into(),
                )
            },
        ),
        (
            "08-lion-composed",
            Recipe {
                precision: StatePrecision::Linear8,
                clip: Some(Clip::ByNorm {
                    norm_type: NormType::Lp(3.0),
                    max_norm: 2.0,
                    epsilon: 0.0,
                }),
                loss: AnyLoss::DistillationWithLabels(DistillationWithLabels {
                    temperature: 2.0,
                    alpha: 0.5,
                }),
                ..Recipe::new(
                    Lion::DEFAULT,
                    AnySchedule::from(StepDecay::new(1.0, 0.5, 3, 0.0)?)
                        .warmed(ramp)?
                        .product(
                            Cosine::new(1e-3, 0.0, 90)?.exponent(2.0)?.past_end(PastEnd::RiseAgain),
                        )?
                        .max_of(Linear::new(1e-4, 1e-6, 100)?)?
                        .then(120, Polynomial::new(1e-4, 0.0, 2.0, 30)?.cycle())?,
                )
            },
        ),
        (
            "09-adafactor-piecewise",
            Recipe {
                precision: StatePrecision::Fixed,
                loss: AnyLoss::BinaryCrossEntropy,
                clip: Some(Clip::ByBlockRms { threshold: 1.0 }),
                ..Recipe::new(
                    Adafactor::<16, 64>::DEFAULT,
                    AnySchedule::from(PiecewiseCurve::from_slice(
                        Curve::Tanh { lower: -7.0, upper: 3.0 },
                        &[(0, 0.0), (10, 0.1), (90, 0.01)],
                    )?)
                    .offset(Shift::Earlier(1))?
                    .repeat(100, 3)?
                    .hold_after(250)?,
                )
            },
        ),
        (
            "10-prodigy-epsilons",
            Recipe {
                decay: Some(AddDecayedWeights { weight_decay: 0.5 }),
                accumulation: 2,
                batch: 16,
                epochs: 3,
                ..Recipe::new(Prodigy { beta3: Some(0.99), ..Prodigy::DEFAULT }, cosine.clone())
            },
        ),
        (
            "11-fine-tuning",
            Recipe {
                batch: 4,
                epochs: 20,
                trained: Trained::Biases { layers: Some(2) },
                unfreezing: Some(Unfreezing { layers: 1, every: 7 }),
                l2_sp: Some(L2Sp { alpha: 0.01 }),
                wise: Some(WiseFt { share: 0.8 }),
                replay: 2,
                ..Recipe::new(Adam::DEFAULT, cosine.clone())
            },
        ),
        (
            "12-adapters",
            Recipe {
                trained: Trained::LastLayers { layers: 2 },
                lora: Some(Lora { rank: 4, alpha: 8.0 }),
                ..Recipe::new(Adam::DEFAULT, cosine)
            },
        ),
        (
            "13-channels",
            Recipe {
                trained: Trained::Channels { layer: 1, first: 2, count: 3 },
                ..Recipe::new(Sgd, constant()?)
            },
        ),
    ])
}
