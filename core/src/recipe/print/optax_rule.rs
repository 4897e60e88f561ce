//! A rule as the optimizer of Optax that has its formula.

use super::python::{Argument, Call, Gaps};
use crate::{
    optimizer::rules::{LarsDenominator, LearningRate, Maximum, MuonScale, Velocity},
    recipe::{AnyRule, RuleSet},
};

const ELSEWHERE: &str = "Optax has no optimizer with its formula";

/// An optimizer of which the learning rate is the schedule.
fn optax(name: &'static str) -> Call {
    Call::of(name).with("learning_rate", Argument::Name("schedule"))
}

fn moments(name: &'static str, [beta1, beta2, epsilon]: [f32; 3]) -> Call {
    optax(name).with("b1", beta1).with("b2", beta2).with("eps", epsilon)
}

fn rms_prop([decay, epsilon, initial]: [f32; 3], centered: bool, corrected: bool) -> Call {
    optax("optax.rmsprop")
        .with("decay", decay)
        .with("eps", epsilon)
        .with("initial_scale", initial)
        .with("eps_in_sqrt", false)
        .with("centered", centered)
        .with("bias_correction", corrected)
}

/// With a velocity that holds the rate, as Optax' does.
fn with_velocity(call: Call, velocity: Velocity, gaps: &mut Gaps) -> Call {
    let outside = velocity.learning_rate == LearningRate::Outside;
    gaps.note(
        outside,
        "rule.velocity.learning_rate",
        "Optax' velocity holds the rate, which is the same while the rate is constant",
    );
    call.with("momentum", velocity.momentum).with("nesterov", velocity.nesterov)
}

/// The optimizer; what joins the gradient stands before it.
#[allow(clippy::too_many_lines)] // a line or two for each rule
pub(super) fn call(rule: &AnyRule, gaps: &mut Gaps) -> Option<Call> {
    let call = match *rule {
        AnyRule::Sgd(_) => Some(sgd(Argument::None, false)),
        AnyRule::Momentum(it) => Some(sgd(it.momentum.into(), false)),
        AnyRule::Nesterov(it) => Some(sgd(it.momentum.into(), true)),
        AnyRule::Adam(it) => {
            let call = moments("optax.adam", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", 0.0).with("nesterov", false))
        }
        AnyRule::AdamEpsilonRoot(it) => {
            let call = moments("optax.adam", [it.beta1, it.beta2, it.epsilon.outside]);
            Some(call.with("eps_root", it.epsilon.inside).with("nesterov", false))
        }
        AnyRule::AdamW(it) => {
            let call = moments("optax.adamw", [it.rule.beta1, it.rule.beta2, it.rule.epsilon]);
            let call = call.with("eps_root", 0.0).with("weight_decay", it.weight_decay);
            Some(call.with("nesterov", false))
        }
        AnyRule::AmsGrad(it) if it.bias_correction && it.maximum == Maximum::Corrected => {
            let call = moments("optax.amsgrad", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", 0.0))
        }
        AnyRule::NAdam(it) if it.momentum_decay.is_none() => {
            let call = moments("optax.nadam", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", 0.0))
        }
        AnyRule::NAdamW(it) if it.rule.momentum_decay.is_none() => {
            let call = moments("optax.nadamw", [it.rule.beta1, it.rule.beta2, it.rule.epsilon]);
            Some(call.with("eps_root", 0.0).with("weight_decay", it.weight_decay))
        }
        AnyRule::RAdam(it) => {
            let call = moments("optax.radam", [it.beta1, it.beta2, it.epsilon]);
            let call = call.with("eps_root", 0.0).with("threshold", it.threshold);
            Some(call.with("nesterov", it.nesterov))
        }
        AnyRule::Adamax(it) => {
            let outside = it.epsilon.outside != 0.0;
            gaps.note(outside, "rule.epsilon.outside", "Optax adds its eps inside alone");
            Some(moments("optax.adamax", [it.beta1, it.beta2, it.epsilon.inside]))
        }
        AnyRule::AdamaxW(it) => {
            let outside = it.rule.epsilon.outside != 0.0;
            gaps.note(outside, "rule.epsilon.outside", "Optax adds its eps inside alone");
            let of = [it.rule.beta1, it.rule.beta2, it.rule.epsilon.inside];
            Some(moments("optax.adamaxw", of).with("weight_decay", it.weight_decay))
        }
        AnyRule::Yogi(it) if it.bias_correction => {
            gaps.note(it.initial != 1e-6, "rule.initial", "Optax begins at 1e-6");
            Some(moments("optax.yogi", [it.beta1, it.beta2, it.epsilon]))
        }
        AnyRule::AdaBelief(it) => {
            let call = moments("optax.adabelief", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", it.epsilon_root).with("nesterov", it.nesterov))
        }
        AnyRule::Adan(it) if it.lookahead == 1.0 - it.beta2 => {
            let call = optax("optax.adan").with("b1", it.beta1).with("b2", it.beta2);
            let call = call.with("b3", it.beta3).with("eps", it.epsilon).with("eps_root", 0.0);
            Some(call.with("weight_decay", 0.0))
        }
        AnyRule::AdaGradInside(it) if it.learning_rate_decay == 0.0 => {
            let call = optax("optax.adagrad").with("initial_accumulator_value", it.initial);
            Some(call.with("eps", it.epsilon.0))
        }
        AnyRule::RmsProp(it) => {
            let call = rms_prop([it.decay, it.epsilon, it.initial], false, it.bias_correction);
            Some(call.with("momentum", Argument::None).with("nesterov", false))
        }
        AnyRule::CenteredRmsProp(it) => {
            let call = rms_prop([it.decay, it.epsilon, it.initial], true, it.bias_correction);
            Some(call.with("momentum", Argument::None).with("nesterov", false))
        }
        AnyRule::RmsPropMomentum(it) => {
            let of = [it.rule.decay, it.rule.epsilon, it.rule.initial];
            Some(with_velocity(rms_prop(of, false, it.rule.bias_correction), it.velocity, gaps))
        }
        AnyRule::CenteredRmsPropMomentum(it) => {
            let of = [it.rule.decay, it.rule.epsilon, it.rule.initial];
            Some(with_velocity(rms_prop(of, true, it.rule.bias_correction), it.velocity, gaps))
        }
        AnyRule::AdaDelta(it) => {
            let call = optax("optax.adadelta").with("rho", it.rho).with("eps", it.epsilon);
            Some(call.with("weight_decay", 0.0))
        }
        AnyRule::SignSgd(_) => Some(optax("optax.sign_sgd")),
        AnyRule::Signum(it) => Some(optax("optax.signum").with("beta", it.momentum)),
        AnyRule::Lion(it) => {
            let call = optax("optax.lion").with("b1", it.beta1).with("b2", it.beta2);
            Some(call.with("weight_decay", 0.0))
        }
        AnyRule::LionDecoupled(it) => {
            let call = optax("optax.lion").with("b1", it.rule.beta1).with("b2", it.rule.beta2);
            Some(call.with("weight_decay", it.weight_decay))
        }
        AnyRule::Optimistic(it) => {
            let call = optax("optax.optimistic_gradient_descent");
            Some(call.with("alpha", it.alpha).with("beta", it.beta))
        }
        AnyRule::ScheduleFreeSgd(it) if it.weighting.r == 0.0 => {
            let call = optax("optax.contrib.schedule_free_sgd").with("b1", it.beta);
            let call = call.with("weight_decay", Argument::None);
            Some(call.with("weight_lr_power", it.weighting.learning_rate_power))
        }
        AnyRule::ScheduleFreeAdamW(it) if it.weighting.r == 0.0 => {
            let name = "optax.contrib.schedule_free_adamw";
            let call = moments(name, [it.beta1, it.beta2, it.epsilon]);
            let call = call.with("weight_decay", it.weight_decay);
            Some(call.with("weight_lr_power", it.weighting.learning_rate_power))
        }
        AnyRule::Lars(it)
            if it.denominator == LarsDenominator::Joined && !it.momentum_correction =>
        {
            Some(
                optax("optax.lars")
                    .with("weight_decay", it.weight_decay)
                    .with("trust_coefficient", it.trust_coefficient)
                    .with("eps", it.epsilon)
                    .with("momentum", it.momentum)
                    .with("nesterov", it.nesterov),
            )
        }
        AnyRule::Lamb(it)
            if it.bias_correction && it.lower_bound.is_none() && it.upper_bound.is_none() =>
        {
            let call = moments("optax.lamb", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", it.epsilon_root).with("weight_decay", it.weight_decay))
        }
        AnyRule::NovoGrad(it) => {
            let call = moments("optax.novograd", [it.beta1, it.beta2, it.epsilon]);
            Some(call.with("eps_root", it.epsilon_root).with("weight_decay", it.weight_decay))
        }
        AnyRule::Sm3Momentum(it) => Some(optax("optax.sm3").with("momentum", it.momentum)),
        AnyRule::Adafactor(it) => Some(adafactor(
            it.decay_exponent,
            it.clipping_threshold,
            [Some(it.epsilon1), it.epsilon2],
            None,
            it.weight_decay,
            gaps,
        )),
        AnyRule::AdafactorMomentum(it) => Some(adafactor(
            it.decay_exponent,
            it.clipping_threshold,
            [Some(it.epsilon1), it.epsilon2],
            Some(it.momentum),
            it.weight_decay,
            gaps,
        )),
        AnyRule::Prodigy(it) if it.bias_correction => {
            gaps.note(
                it.growth_rate.is_finite(),
                "rule.growth_rate",
                "Optax' estimate grows as fast as it will",
            );
            Some(
                optax("optax.contrib.prodigy")
                    .with("betas", Argument::Pair(it.beta1, it.beta2))
                    .with("beta3", it.beta3)
                    .with("eps", it.epsilon)
                    .with("estim_lr0", it.d0)
                    .with("estim_lr_coef", it.d_coefficient)
                    .with("weight_decay", it.weight_decay)
                    .with("safeguard_warmup", it.safeguard_warmup),
            )
        }
        AnyRule::Muon(it) if it.bias_correction && it.scale == MuonScale::Inputs => Some(
            optax("optax.contrib.muon")
                .with("ns_coeffs", Argument::Triple(it.coefficients))
                .with("ns_steps", it.iterations)
                .with("beta", it.momentum)
                .with("eps", it.epsilon)
                .with("weight_decay", 0.0)
                .with("nesterov", it.nesterov)
                .with("adaptive", it.dual_norm),
        ),
        // First those that it has with other settings.
        AnyRule::AmsGrad(_)
        | AnyRule::NAdam(_)
        | AnyRule::NAdamW(_)
        | AnyRule::Yogi(_)
        | AnyRule::Adan(_)
        | AnyRule::ScheduleFreeSgd(_)
        | AnyRule::ScheduleFreeAdamW(_)
        | AnyRule::AdaGradInside(_)
        | AnyRule::Lars(_)
        | AnyRule::Lamb(_)
        | AnyRule::Muon(_)
        | AnyRule::Prodigy(_)
        | AnyRule::HeavyBall(_)
        | AnyRule::HeavyBallNesterov(_)
        | AnyRule::MxnetNesterov(_)
        | AnyRule::MomentumL2(_)
        | AnyRule::MomentumDecoupled(_)
        | AnyRule::DampenedMomentum(_)
        | AnyRule::Ftml(_)
        | AnyRule::AdaGrad(_)
        | AnyRule::Rprop(_)
        | AnyRule::Ftrl(_)
        | AnyRule::Asgd(_)
        | AnyRule::AdamUncorrected(_)
        | AnyRule::FtrlPower(_)
        | AnyRule::RmsPropClamped(_)
        | AnyRule::Sm3(_)
        | AnyRule::TorchAdafactor(_) => None,
        #[cfg(feature = "micromath")]
        AnyRule::MicromathAdam(_) | AnyRule::MicromathRmsProp(_) | AnyRule::MicromathAdaGrad(_) => {
            None
        }
    };
    gaps.note(call.is_none(), rule.name(), ELSEWHERE);
    call
}

/// The decay that a rule has beside itself, which is a transformation of its own behind Optax' rule.
pub(super) fn inner(rule: &AnyRule) -> AnyRule {
    match *rule {
        AnyRule::MomentumL2(it) => it.rule.into(),
        rule => rule,
    }
}

/// What joins the gradient.
pub(super) fn joined(rule: &AnyRule) -> f32 {
    match rule {
        AnyRule::MomentumL2(it) => it.weight_decay,
        _ => 0.0,
    }
}

fn sgd(momentum: Argument, nesterov: bool) -> Call {
    optax("optax.sgd").with("momentum", momentum).with("nesterov", nesterov)
}

fn adafactor(
    decay_rate: f32,
    clipping_threshold: Option<f32>,
    [epsilon, scale]: [Option<f32>; 2],
    momentum: Option<f32>,
    weight_decay: f32,
    gaps: &mut Gaps,
) -> Call {
    let other = scale.is_some_and(|scale| scale != 1e-3);
    gaps.note(other, "rule.epsilon2", "Optax counts a parameter's scale as at least 1e-3");
    optax("optax.adafactor")
        .with("min_dim_size_to_factor", 2)
        .with("decay_rate", decay_rate)
        .with("decay_offset", 0)
        .with("multiply_by_parameter_scale", scale.is_some())
        .with("clipping_threshold", clipping_threshold)
        .with("momentum", momentum)
        .with("weight_decay_rate", if weight_decay == 0.0 { None } else { Some(weight_decay) })
        .with("eps", epsilon)
        .with("factored", true)
}
