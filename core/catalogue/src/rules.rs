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
            heavy_ball: $crate::optimizer::rules::HeavyBall = $crate::optimizer::rules::HeavyBall::DEFAULT;
            heavy_ball_nesterov: $crate::optimizer::rules::HeavyBallNesterov
                = $crate::optimizer::rules::HeavyBallNesterov::DEFAULT;
            mxnet_nesterov: $crate::optimizer::rules::MxnetNesterov
                = $crate::optimizer::rules::MxnetNesterov::DEFAULT;
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
            dampened_momentum: $crate::optimizer::rules::DampenedMomentum
                = $crate::optimizer::rules::DampenedMomentum::DEFAULT;
            amsgrad: $crate::optimizer::AmsGrad = $crate::optimizer::AmsGrad::DEFAULT;
            nadam: $crate::optimizer::NAdam = $crate::optimizer::NAdam::DEFAULT;
            nadamw: $crate::optimizer::rules::NAdamW = $crate::optimizer::rules::NAdamW::DEFAULT;
            radam: $crate::optimizer::RAdam = $crate::optimizer::RAdam::DEFAULT;
            adamax: $crate::optimizer::rules::Adamax = $crate::optimizer::rules::Adamax::DEFAULT;
            adamaxw: $crate::optimizer::rules::AdamaxW = $crate::optimizer::rules::AdamaxW::DEFAULT;
            yogi: $crate::optimizer::rules::Yogi = $crate::optimizer::rules::Yogi::DEFAULT;
            yogi_uncorrected: $crate::optimizer::rules::Yogi = $crate::optimizer::rules::Yogi {
                bias_correction: false,
                ..$crate::optimizer::rules::Yogi::DEFAULT
            };
            adabelief: $crate::optimizer::rules::AdaBelief = $crate::optimizer::rules::AdaBelief::DEFAULT;
            adan: $crate::optimizer::rules::Adan = $crate::optimizer::rules::Adan::DEFAULT;
            ftml: $crate::optimizer::rules::Ftml = $crate::optimizer::rules::Ftml::DEFAULT;
            adagrad: $crate::optimizer::AdaGrad = $crate::optimizer::AdaGrad::DEFAULT;
            rms_prop: $crate::optimizer::RmsProp = $crate::optimizer::RmsProp::DEFAULT;
            centered_rms_prop: $crate::optimizer::rules::CenteredRmsProp
                = $crate::optimizer::rules::CenteredRmsProp::DEFAULT;
            rms_prop_momentum: $crate::optimizer::rules::RmsPropMomentum
                = $crate::optimizer::rules::RmsPropMomentum::DEFAULT;
            centered_rms_prop_momentum: $crate::optimizer::rules::CenteredRmsPropMomentum
                = $crate::optimizer::rules::CenteredRmsPropMomentum::DEFAULT;
            adadelta: $crate::optimizer::rules::AdaDelta = $crate::optimizer::rules::AdaDelta::DEFAULT;
            sign_sgd: $crate::optimizer::rules::SignSgd = $crate::optimizer::rules::SignSgd;
            signum: $crate::optimizer::rules::Signum = $crate::optimizer::rules::Signum::DEFAULT;
            lion: $crate::optimizer::Lion = $crate::optimizer::Lion::DEFAULT;
            lion_decoupled: $crate::optimizer::Decoupled<$crate::optimizer::Lion>
                = $crate::optimizer::Decoupled {
                    rule: $crate::optimizer::Lion::DEFAULT,
                    weight_decay: 0.01,
                };
            rprop: $crate::optimizer::rules::Rprop = $crate::optimizer::rules::Rprop::DEFAULT;
            ftrl: $crate::optimizer::rules::Ftrl = $crate::optimizer::rules::Ftrl::DEFAULT;
            asgd: $crate::optimizer::rules::Asgd = $crate::optimizer::rules::Asgd::DEFAULT;
            optimistic: $crate::optimizer::rules::Optimistic = $crate::optimizer::rules::Optimistic::DEFAULT;
            schedule_free_sgd: $crate::optimizer::ScheduleFreeSgd
                = $crate::optimizer::ScheduleFreeSgd::DEFAULT;
            schedule_free_adamw: $crate::optimizer::ScheduleFreeAdamW
                = $crate::optimizer::ScheduleFreeAdamW::DEFAULT;
            adam_uncorrected: $crate::optimizer::Adam<$crate::optimizer::epsilon::Uncorrected> = $crate::optimizer::Adam {
                beta1: 0.9,
                beta2: 0.999,
                epsilon: $crate::optimizer::epsilon::Uncorrected(1e-7),
            };
            adam_epsilon_root: $crate::optimizer::Adam<$crate::optimizer::epsilon::Both> = $crate::optimizer::Adam {
                beta1: 0.9,
                beta2: 0.999,
                epsilon: $crate::optimizer::epsilon::Both { inside: 1e-8, outside: 1e-8 },
            };
            adagrad_inside: $crate::optimizer::AdaGrad<$crate::optimizer::epsilon::Inside> = $crate::optimizer::AdaGrad {
                epsilon: $crate::optimizer::epsilon::Inside(1e-7),
                initial: 0.1,
                learning_rate_decay: 0.0,
            };
            ftrl_power: $crate::optimizer::rules::Ftrl<$crate::optimizer::rules::Power> = $crate::optimizer::rules::Ftrl {
                l1: 0.01,
                l2: 0.01,
                beta: 0.0,
                initial: 0.1,
                shrinkage: 0.01,
                power: $crate::optimizer::rules::Power(0.45),
            };
            rms_prop_clamped: $crate::optimizer::Clamped<$crate::optimizer::RmsProp> = $crate::optimizer::Clamped {
                rule: $crate::optimizer::RmsProp::DEFAULT,
                max: 1.0,
            };
            micromath_adam: $crate::optimizer::Micromath<$crate::optimizer::Adam>
                = $crate::optimizer::Micromath { rule: $crate::optimizer::Adam::DEFAULT };
            micromath_rms_prop: $crate::optimizer::Micromath<$crate::optimizer::RmsProp>
                = $crate::optimizer::Micromath { rule: $crate::optimizer::RmsProp::DEFAULT };
            micromath_adagrad: $crate::optimizer::Micromath<$crate::optimizer::AdaGrad>
                = $crate::optimizer::Micromath { rule: $crate::optimizer::AdaGrad::DEFAULT };
        }
    };
}
