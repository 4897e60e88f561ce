//! A rule as the optimizer of MXNet that has its formula.

use super::python::{Argument, Call, Gaps};
use crate::{
    optimizer::rules::{LarsDenominator, LearningRate},
    recipe::{AnyRule, RuleSet},
};

const ELSEWHERE: &str = "MXNet has no optimizer with its formula";

/// The optimizer of this name, of which the rate comes from its scheduler.
fn create(name: &'static str, learning_rate: f32) -> Call {
    Call::around("mxnet.optimizer.create", name).with("learning_rate", learning_rate)
}

/// The optimizer, with `l2` joining the gradient before it is clipped.
#[allow(clippy::too_many_lines)] // a line or two for each rule
pub(super) fn call(rule: &AnyRule, lr: f32, l2: f32, gaps: &mut Gaps) -> Option<Call> {
    let adam = |[beta1, beta2, epsilon]: [f32; 3]| {
        let call = create("\"adam\"", lr).with("beta1", beta1).with("beta2", beta2);
        call.with("epsilon", epsilon).with("wd", l2)
    };
    let rms_prop = |centered: bool, [decay, epsilon]: [f32; 2]| {
        let call = create("\"rmsprop\"", lr).with("centered", centered).with("gamma1", decay);
        call.with("epsilon", epsilon).with("wd", l2)
    };
    let signum = |momentum: f32, wd_lh: f32| {
        create("\"signum\"", lr).with("momentum", momentum).with("wd_lh", wd_lh).with("wd", l2)
    };
    let rate_inside =
        "MXNet's velocity holds the rate, which is the same while the rate is constant";
    let call = match *rule {
        AnyRule::Sgd(_) => Some(create("\"sgd\"", lr).with("momentum", 0.0).with("wd", l2)),
        AnyRule::HeavyBall(it) => {
            Some(create("\"sgd\"", lr).with("momentum", it.momentum).with("wd", l2))
        }
        AnyRule::Momentum(it) => {
            gaps.note(true, "rule", rate_inside);
            Some(create("\"sgd\"", lr).with("momentum", it.momentum).with("wd", l2))
        }
        AnyRule::MomentumL2(it) => {
            gaps.note(true, "rule", rate_inside);
            let call = create("\"sgd\"", lr).with("momentum", it.rule.momentum);
            Some(call.with("wd", it.weight_decay + l2))
        }
        AnyRule::MxnetNesterov(it) => {
            gaps.note(l2 != 0.0, "decay", "NAG has one wd, the rule's");
            let call = create("\"nag\"", lr).with("momentum", it.momentum);
            Some(call.with("wd", it.weight_decay))
        }
        AnyRule::AdamUncorrected(it) => Some(adam([it.beta1, it.beta2, it.epsilon.0])),
        AnyRule::Adam(it) => {
            let otherwise = "MXNet adds it to the root of v that is not yet corrected";
            gaps.note(it.epsilon != 0.0, "rule.epsilon", otherwise);
            Some(adam([it.beta1, it.beta2, it.epsilon]))
        }
        AnyRule::Adamax(it) => {
            let some = it.epsilon.inside != 0.0 || it.epsilon.outside != 0.0;
            gaps.note(some, "rule.epsilon", "MXNet's Adamax has none");
            let call = create("\"adamax\"", lr).with("beta1", it.beta1).with("beta2", it.beta2);
            Some(call.with("wd", l2))
        }
        AnyRule::NAdam(it) => it.momentum_decay.map(|decay| {
            let call = create("\"nadam\"", lr).with("beta1", it.beta1).with("beta2", it.beta2);
            call.with("epsilon", it.epsilon).with("schedule_decay", decay).with("wd", l2)
        }),
        AnyRule::Ftml(it) => {
            let call = create("\"ftml\"", lr).with("beta1", it.beta1).with("beta2", it.beta2);
            Some(call.with("epsilon", it.epsilon).with("wd", l2))
        }
        AnyRule::AdaGradInside(it) if it.initial == 0.0 && it.learning_rate_decay == 0.0 => {
            gaps.note(l2 != 0.0, "decay", "AdaGrad's wd decays beside the gradient");
            Some(create("\"adagrad\"", lr).with("eps", it.epsilon.0).with("wd", 0.0))
        }
        AnyRule::RmsProp(it) if it.initial == 0.0 && !it.bias_correction => {
            gaps.note(it.epsilon != 0.0, "rule.epsilon", "MXNet adds it inside the root");
            Some(rms_prop(false, [it.decay, it.epsilon]))
        }
        AnyRule::RmsPropClamped(it) if it.rule.initial == 0.0 && !it.rule.bias_correction => {
            gaps.note(it.rule.epsilon != 0.0, "rule.epsilon", "MXNet adds it inside the root");
            Some(rms_prop(false, [it.rule.decay, it.rule.epsilon]).with("clip_weights", it.max))
        }
        AnyRule::CenteredRmsPropMomentum(it)
            if it.rule.initial == 0.0
                && !it.rule.bias_correction
                && it.velocity.learning_rate == LearningRate::Inside
                && !it.velocity.nesterov =>
        {
            gaps.note(it.rule.epsilon != 0.0, "rule.epsilon", "MXNet adds it inside the root");
            let call = rms_prop(true, [it.rule.decay, it.rule.epsilon]);
            Some(call.with("gamma2", it.velocity.momentum))
        }
        AnyRule::AdaDelta(it) => {
            gaps.note(true, "schedule", "MXNet's AdaDelta takes every step at the rate 1");
            gaps.note(l2 != 0.0, "decay", "AdaDelta's wd decays beside the gradient");
            let call = create("\"adadelta\"", lr).with("rho", it.rho);
            Some(call.with("epsilon", it.epsilon).with("wd", 0.0))
        }
        AnyRule::SignSgd(_) => {
            gaps.note(l2 != 0.0, "decay", "signum without momentum decays beside the gradient");
            Some(create("\"signum\"", lr).with("momentum", 0.0).with("wd", 0.0))
        }
        AnyRule::Signum(it) => Some(signum(it.momentum, 0.0)),
        AnyRule::Ftrl(it) if it.initial == 0.0 && it.shrinkage == 0.0 => {
            gaps.note(l2 != 0.0, "decay", "Ftrl has one wd, the rule's l2");
            let call = create("\"ftrl\"", lr).with("lamda1", it.l1).with("beta", it.beta);
            Some(call.with("wd", it.l2))
        }
        AnyRule::Lars(it) if it.denominator == LarsDenominator::Lengths && !it.nesterov => {
            gaps.note(l2 != 0.0, "decay", "LARS has one wd, the rule's");
            Some(
                create("\"lars\"", lr)
                    .with("momentum", it.momentum)
                    .with("eta", it.trust_coefficient)
                    .with("eps", it.epsilon)
                    .with("momentum_correction", it.momentum_correction)
                    .with("wd", it.weight_decay),
            )
        }
        AnyRule::Lamb(it) if it.epsilon_root == 0.0 => {
            gaps.note(l2 != 0.0, "decay", "LAMB has one wd, the rule's");
            let bound = |bound: Option<f32>| bound.map_or(Argument::None, Argument::Number);
            Some(
                create("\"lamb\"", lr)
                    .with("beta1", it.beta1)
                    .with("beta2", it.beta2)
                    .with("epsilon", it.epsilon)
                    .with("lower_bound", bound(it.lower_bound))
                    .with("upper_bound", bound(it.upper_bound))
                    .with("bias_correction", it.bias_correction)
                    .with("wd", it.weight_decay),
            )
        }
        // First those that it has with other settings.
        AnyRule::RmsProp(_)
        | AnyRule::CenteredRmsPropMomentum(_)
        | AnyRule::Ftrl(_)
        | AnyRule::AdaGradInside(_)
        | AnyRule::RmsPropClamped(_)
        | AnyRule::Lars(_)
        | AnyRule::Lamb(_)
        | AnyRule::Nesterov(_)
        | AnyRule::HeavyBallNesterov(_)
        | AnyRule::MomentumDecoupled(_)
        | AnyRule::AdamW(_)
        | AnyRule::DampenedMomentum(_)
        | AnyRule::AmsGrad(_)
        | AnyRule::NAdamW(_)
        | AnyRule::RAdam(_)
        | AnyRule::AdamaxW(_)
        | AnyRule::Yogi(_)
        | AnyRule::AdaBelief(_)
        | AnyRule::Adan(_)
        | AnyRule::AdaGrad(_)
        | AnyRule::CenteredRmsProp(_)
        | AnyRule::RmsPropMomentum(_)
        | AnyRule::Lion(_)
        | AnyRule::Rprop(_)
        | AnyRule::Asgd(_)
        | AnyRule::Optimistic(_)
        | AnyRule::ScheduleFreeSgd(_)
        | AnyRule::ScheduleFreeAdamW(_)
        | AnyRule::AdamEpsilonRoot(_)
        | AnyRule::FtrlPower(_)
        | AnyRule::NovoGrad(_)
        | AnyRule::Sm3(_)
        | AnyRule::Sm3Momentum(_)
        | AnyRule::Adafactor(_)
        | AnyRule::AdafactorMomentum(_)
        | AnyRule::TorchAdafactor(_)
        | AnyRule::Muon(_)
        | AnyRule::Prodigy(_)
        | AnyRule::LionDecoupled(_) => None,
        #[cfg(feature = "micromath")]
        AnyRule::MicromathAdam(_) | AnyRule::MicromathRmsProp(_) | AnyRule::MicromathAdaGrad(_) => {
            None
        }
    };
    gaps.note(call.is_none(), rule.name(), ELSEWHERE);
    call
}
