//! A rule as the optimizer of PyTorch that has its formula, or of the packages that its authors wrote for it.

use super::python::{Argument, Call, Gaps};
use crate::{
    optimizer::{
        NAdam,
        rules::{LearningRate, Maximum, MuonScale, Velocity},
    },
    recipe::{AnyRule, RuleSet},
};

const ELSEWHERE: &str = "PyTorch has no optimizer with its formula";

fn torch(name: &'static str, learning_rate: f32) -> Call {
    Call::around(name, "params").with("lr", learning_rate)
}

/// The optimizer, with `l2` joining the gradient.
#[allow(clippy::too_many_lines)] // a line or two for each rule
pub(super) fn call(rule: &AnyRule, lr: f32, l2: f32, gaps: &mut Gaps) -> Option<Call> {
    let sgd = |momentum: f32, dampening: f32, weight_decay: f32, nesterov: bool| {
        torch("torch.optim.SGD", lr)
            .with("momentum", momentum)
            .with("dampening", dampening)
            .with("weight_decay", weight_decay)
            .with("nesterov", nesterov)
    };
    let adam = |name, [beta1, beta2, epsilon]: [f32; 3], weight_decay: f32| {
        let call = torch(name, lr).with("betas", Argument::Pair(beta1, beta2)).with("eps", epsilon);
        call.with("weight_decay", weight_decay)
    };
    let nadam = |it: &NAdam, weight_decay: f32, decoupled: bool| {
        let of = [it.beta1, it.beta2, it.epsilon];
        let call = adam("torch.optim.NAdam", of, weight_decay);
        let call = call.with("momentum_decay", it.momentum_decay?);
        Some(call.with("decoupled_weight_decay", decoupled))
    };
    let rms_prop = |[alpha, epsilon]: [f32; 2], momentum: f32, centered: bool| {
        torch("torch.optim.RMSprop", lr)
            .with("alpha", alpha)
            .with("eps", epsilon)
            .with("weight_decay", l2)
            .with("momentum", momentum)
            .with("centered", centered)
    };
    let call = match *rule {
        AnyRule::Sgd(_) => Some(sgd(0.0, 0.0, l2, false)),
        AnyRule::Momentum(it) => Some(sgd(it.momentum, 0.0, l2, false)),
        AnyRule::Nesterov(it) => Some(sgd(it.momentum, 0.0, l2, true)),
        AnyRule::DampenedMomentum(it) => Some(sgd(it.momentum, it.dampening, l2, false)),
        AnyRule::MomentumL2(it) => Some(sgd(it.rule.momentum, 0.0, it.weight_decay + l2, false)),
        AnyRule::Adam(it) => {
            let call = adam("torch.optim.Adam", [it.beta1, it.beta2, it.epsilon], l2);
            Some(call.with("amsgrad", false).with("decoupled_weight_decay", false))
        }
        AnyRule::AdamW(it) => {
            gaps.note(l2 != 0.0, "decay", "AdamW decays weights by itself");
            let of = [it.rule.beta1, it.rule.beta2, it.rule.epsilon];
            Some(adam("torch.optim.AdamW", of, it.weight_decay).with("amsgrad", false))
        }
        AnyRule::AmsGrad(it) if it.bias_correction && it.maximum == Maximum::Raw => {
            let call = adam("torch.optim.Adam", [it.beta1, it.beta2, it.epsilon], l2);
            Some(call.with("amsgrad", true).with("decoupled_weight_decay", false))
        }
        AnyRule::NAdam(it) => nadam(&it, l2, false),
        AnyRule::NAdamW(it) => {
            gaps.note(l2 != 0.0, "decay", "NAdam has one weight_decay");
            nadam(&it.rule, it.weight_decay, true)
        }
        AnyRule::RAdam(it) if it.threshold == 5.0 && !it.nesterov => {
            gaps.note(
                it.epsilon != 0.0,
                "rule.epsilon",
                "PyTorch adds it to the root of v that is not yet corrected",
            );
            let call = adam("torch.optim.RAdam", [it.beta1, it.beta2, it.epsilon], l2);
            Some(call.with("decoupled_weight_decay", false))
        }
        AnyRule::Adamax(it) => {
            let outside = it.epsilon.outside != 0.0;
            gaps.note(outside, "rule.epsilon.outside", "PyTorch adds its eps inside alone");
            Some(adam("torch.optim.Adamax", [it.beta1, it.beta2, it.epsilon.inside], l2))
        }
        AnyRule::AdaGrad(it) => Some(
            torch("torch.optim.Adagrad", lr)
                .with("lr_decay", it.learning_rate_decay)
                .with("weight_decay", l2)
                .with("initial_accumulator_value", it.initial)
                .with("eps", it.epsilon),
        ),
        AnyRule::RmsProp(it) if it.initial == 0.0 && !it.bias_correction => {
            Some(rms_prop([it.decay, it.epsilon], 0.0, false))
        }
        AnyRule::CenteredRmsProp(it) if it.initial == 0.0 && !it.bias_correction => {
            Some(rms_prop([it.decay, it.epsilon], 0.0, true))
        }
        AnyRule::RmsPropMomentum(it) if it.rule.initial == 0.0 && !it.rule.bias_correction => {
            plain(it.velocity).map(|by| rms_prop([it.rule.decay, it.rule.epsilon], by, false))
        }
        AnyRule::CenteredRmsPropMomentum(it)
            if it.rule.initial == 0.0 && !it.rule.bias_correction =>
        {
            plain(it.velocity).map(|by| rms_prop([it.rule.decay, it.rule.epsilon], by, true))
        }
        AnyRule::AdaDelta(it) => {
            let call = torch("torch.optim.Adadelta", lr).with("rho", it.rho);
            Some(call.with("eps", it.epsilon).with("weight_decay", l2))
        }
        AnyRule::Rprop(it) => {
            gaps.note(l2 != 0.0, "decay", "Rprop has no weight_decay");
            let etas = Argument::Pair(it.eta_minus, it.eta_plus);
            let sizes = Argument::Pair(it.step_min, it.step_max);
            Some(torch("torch.optim.Rprop", lr).with("etas", etas).with("step_sizes", sizes))
        }
        AnyRule::Asgd(it) => Some(
            torch("torch.optim.ASGD", lr)
                .with("lambd", it.lambda)
                .with("alpha", it.alpha)
                .with("t0", it.start)
                .with("weight_decay", l2),
        ),
        AnyRule::TorchAdafactor(it) => {
            gaps.note(l2 != 0.0, "decay", "Adafactor decays weights by itself");
            Some(
                torch("torch.optim.Adafactor", lr)
                    .with("beta2_decay", -it.decay_exponent)
                    .with("eps", Argument::Pair(it.epsilon1, it.epsilon2))
                    .with("d", it.clipping_threshold)
                    .with("weight_decay", it.weight_decay),
            )
        }
        AnyRule::Muon(it) if !it.bias_correction && !it.dual_norm => {
            gaps.note(l2 != 0.0, "decay", "Muon decays weights beside the gradient");
            let scale = match it.scale {
                MuonScale::Outputs => Argument::Word("original"),
                MuonScale::MatchRms => Argument::Word("match_rms_adamw"),
                MuonScale::Inputs => {
                    gaps.note(
                        true,
                        "rule.scale",
                        "PyTorch scales by the outputs, or to match AdamW's",
                    );
                    Argument::Word("original")
                }
            };
            Some(
                torch("torch.optim.Muon", lr)
                    .with("weight_decay", 0.0)
                    .with("momentum", it.momentum)
                    .with("nesterov", it.nesterov)
                    .with("ns_coefficients", Argument::Triple(it.coefficients))
                    .with("eps", it.epsilon)
                    .with("ns_steps", it.iterations)
                    .with("adjust_lr_fn", scale),
            )
        }
        AnyRule::ScheduleFreeSgd(it) => Some(
            torch("schedulefree.SGDScheduleFree", lr)
                .with("momentum", it.beta)
                .with("weight_decay", l2)
                .with("warmup_steps", 0)
                .with("r", it.weighting.r)
                .with("weight_lr_power", it.weighting.learning_rate_power),
        ),
        AnyRule::ScheduleFreeAdamW(it) => {
            gaps.note(l2 != 0.0, "decay", "AdamWScheduleFree decays weights by itself");
            let of = [it.beta1, it.beta2, it.epsilon];
            Some(
                adam("schedulefree.AdamWScheduleFree", of, it.weight_decay)
                    .with("warmup_steps", 0)
                    .with("r", it.weighting.r)
                    .with("weight_lr_power", it.weighting.learning_rate_power),
            )
        }
        AnyRule::Prodigy(it) => {
            let both = l2 != 0.0 && it.weight_decay != 0.0;
            gaps.note(both, "decay", "Prodigy has one weight_decay");
            let decouple = l2 == 0.0 || both;
            let weight_decay = if decouple { it.weight_decay } else { l2 };
            let call = torch("prodigyopt.Prodigy", lr)
                .with("betas", Argument::Pair(it.beta1, it.beta2))
                .with("beta3", it.beta3)
                .with("eps", it.epsilon)
                .with("weight_decay", weight_decay)
                .with("decouple", decouple)
                .with("use_bias_correction", it.bias_correction)
                .with("safeguard_warmup", it.safeguard_warmup)
                .with("d0", it.d0)
                .with("d_coef", it.d_coefficient);
            Some(call.with("growth_rate", it.growth_rate))
        }
        // First those that it has with other settings.
        AnyRule::AmsGrad(_)
        | AnyRule::RAdam(_)
        | AnyRule::RmsProp(_)
        | AnyRule::CenteredRmsProp(_)
        | AnyRule::RmsPropMomentum(_)
        | AnyRule::CenteredRmsPropMomentum(_)
        | AnyRule::Muon(_)
        | AnyRule::HeavyBall(_)
        | AnyRule::HeavyBallNesterov(_)
        | AnyRule::MxnetNesterov(_)
        | AnyRule::MomentumDecoupled(_)
        | AnyRule::AdamaxW(_)
        | AnyRule::Yogi(_)
        | AnyRule::AdaBelief(_)
        | AnyRule::Adan(_)
        | AnyRule::Ftml(_)
        | AnyRule::SignSgd(_)
        | AnyRule::Signum(_)
        | AnyRule::Lion(_)
        | AnyRule::Ftrl(_)
        | AnyRule::Optimistic(_)
        | AnyRule::AdamUncorrected(_)
        | AnyRule::AdamEpsilonRoot(_)
        | AnyRule::AdaGradInside(_)
        | AnyRule::FtrlPower(_)
        | AnyRule::RmsPropClamped(_)
        | AnyRule::Lars(_)
        | AnyRule::Lamb(_)
        | AnyRule::NovoGrad(_)
        | AnyRule::Sm3(_)
        | AnyRule::Sm3Momentum(_)
        | AnyRule::Adafactor(_)
        | AnyRule::AdafactorMomentum(_)
        | AnyRule::LionDecoupled(_) => None,
        #[cfg(feature = "micromath")]
        AnyRule::MicromathAdam(_) | AnyRule::MicromathRmsProp(_) | AnyRule::MicromathAdaGrad(_) => {
            None
        }
    };
    gaps.note(call.is_none(), rule.name(), ELSEWHERE);
    call
}

/// The momentum of a velocity that PyTorch has as well.
fn plain(velocity: Velocity) -> Option<f32> {
    let known = velocity.learning_rate == LearningRate::Outside && !velocity.nesterov;
    known.then_some(velocity.momentum)
}
