//! The rules that move each parameter by itself.

/// Calls a macro with every optimizer: `name: Type = configuration;`.
///
/// The one list behind every table of figures and the proof that nothing panics: a rule that is added
/// here is measured and proved everywhere.
#[macro_export]
macro_rules! rules {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            sgd: $crate::optimizer::Sgd = $crate::optimizer::Sgd;
            momentum: $crate::optimizer::Momentum = $crate::optimizer::Momentum::DEFAULT;
            nesterov: $crate::optimizer::Nesterov = $crate::optimizer::Nesterov::DEFAULT;
            heavy_ball: $crate::optimizer::HeavyBall = $crate::optimizer::HeavyBall::DEFAULT;
            heavy_ball_nesterov: $crate::optimizer::HeavyBallNesterov
                = $crate::optimizer::HeavyBallNesterov::DEFAULT;
            mxnet_nesterov: $crate::optimizer::MxnetNesterov
                = $crate::optimizer::MxnetNesterov::DEFAULT;
            momentum_l2: $crate::optimizer::L2<$crate::optimizer::Momentum> = $crate::optimizer::L2 {
                rule: $crate::optimizer::Momentum::DEFAULT,
                weight_decay: 0.01,
            };
            momentum_decoupled: $crate::optimizer::Decoupled<$crate::optimizer::Momentum>
                = $crate::optimizer::Decoupled {
                    rule: $crate::optimizer::Momentum::DEFAULT,
                    weight_decay: 0.01,
                };
            adam: $crate::optimizer::Adam = $crate::optimizer::Adam::DEFAULT;
            adamw: $crate::optimizer::AdamW = $crate::optimizer::AdamW::DEFAULT;
            dampened_momentum: $crate::optimizer::DampenedMomentum
                = $crate::optimizer::DampenedMomentum::DEFAULT;
            amsgrad: $crate::optimizer::AmsGrad = $crate::optimizer::AmsGrad::DEFAULT;
            nadam: $crate::optimizer::NAdam = $crate::optimizer::NAdam::DEFAULT;
            nadamw: $crate::optimizer::NAdamW = $crate::optimizer::NAdamW::DEFAULT;
            radam: $crate::optimizer::RAdam = $crate::optimizer::RAdam::DEFAULT;
            adamax: $crate::optimizer::Adamax = $crate::optimizer::Adamax::DEFAULT;
            adamaxw: $crate::optimizer::AdamaxW = $crate::optimizer::AdamaxW::DEFAULT;
            yogi: $crate::optimizer::Yogi = $crate::optimizer::Yogi::DEFAULT;
            adabelief: $crate::optimizer::AdaBelief = $crate::optimizer::AdaBelief::DEFAULT;
            adan: $crate::optimizer::Adan = $crate::optimizer::Adan::DEFAULT;
            ftml: $crate::optimizer::Ftml = $crate::optimizer::Ftml::DEFAULT;
            adagrad: $crate::optimizer::AdaGrad = $crate::optimizer::AdaGrad::DEFAULT;
            rms_prop: $crate::optimizer::RmsProp = $crate::optimizer::RmsProp::DEFAULT;
            centered_rms_prop: $crate::optimizer::CenteredRmsProp
                = $crate::optimizer::CenteredRmsProp::DEFAULT;
            rms_prop_momentum: $crate::optimizer::RmsPropMomentum
                = $crate::optimizer::RmsPropMomentum::DEFAULT;
            centered_rms_prop_momentum: $crate::optimizer::CenteredRmsPropMomentum
                = $crate::optimizer::CenteredRmsPropMomentum::DEFAULT;
            adadelta: $crate::optimizer::AdaDelta = $crate::optimizer::AdaDelta::DEFAULT;
            sign_sgd: $crate::optimizer::SignSgd = $crate::optimizer::SignSgd;
            signum: $crate::optimizer::Signum = $crate::optimizer::Signum::DEFAULT;
            lion: $crate::optimizer::Lion = $crate::optimizer::Lion::DEFAULT;
            rprop: $crate::optimizer::Rprop = $crate::optimizer::Rprop::DEFAULT;
            ftrl: $crate::optimizer::Ftrl = $crate::optimizer::Ftrl::DEFAULT;
            asgd: $crate::optimizer::Asgd = $crate::optimizer::Asgd::DEFAULT;
            optimistic: $crate::optimizer::Optimistic = $crate::optimizer::Optimistic::DEFAULT;
            schedule_free_sgd: $crate::optimizer::ScheduleFreeSgd
                = $crate::optimizer::ScheduleFreeSgd::DEFAULT;
            schedule_free_adamw: $crate::optimizer::ScheduleFreeAdamW
                = $crate::optimizer::ScheduleFreeAdamW::DEFAULT;
            adam_uncorrected: $crate::optimizer::Adam<$crate::optimizer::Uncorrected> = $crate::optimizer::Adam {
                beta1: 0.9,
                beta2: 0.999,
                epsilon: $crate::optimizer::Uncorrected(1e-7),
            };
            adam_epsilon_root: $crate::optimizer::Adam<$crate::optimizer::Both> = $crate::optimizer::Adam {
                beta1: 0.9,
                beta2: 0.999,
                epsilon: $crate::optimizer::Both { inside: 1e-8, outside: 1e-8 },
            };
            adagrad_inside: $crate::optimizer::AdaGrad<$crate::optimizer::Inside> = $crate::optimizer::AdaGrad {
                epsilon: $crate::optimizer::Inside(1e-7),
                initial: 0.1,
                learning_rate_decay: 0.0,
            };
            ftrl_power: $crate::optimizer::Ftrl<$crate::optimizer::Power> = $crate::optimizer::Ftrl {
                l1: 0.01,
                l2: 0.01,
                beta: 0.0,
                initial: 0.1,
                shrinkage: 0.01,
                power: $crate::optimizer::Power(0.45),
            };
            rms_prop_clamped: $crate::optimizer::Clamped<$crate::optimizer::RmsProp> = $crate::optimizer::Clamped {
                rule: $crate::optimizer::RmsProp::DEFAULT,
                max: 1.0,
            };
        }
    };
}
