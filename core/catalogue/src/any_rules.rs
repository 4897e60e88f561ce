//! The rules that a recipe can name.

/// Calls a macro with every variant of [`AnyRule`](thalweg::recipe::AnyRule): `Name(Type),`, in the order of the numbers.
///
/// For what has to do something for each of them, as a `match` of an enum that may grow does not say what is missing.
#[macro_export]
macro_rules! any_rules {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            Sgd($crate::optimizer::Sgd),
            Momentum($crate::optimizer::Momentum),
            Nesterov($crate::optimizer::Nesterov),
            HeavyBall($crate::optimizer::rules::HeavyBall),
            HeavyBallNesterov($crate::optimizer::rules::HeavyBallNesterov),
            MxnetNesterov($crate::optimizer::rules::MxnetNesterov),
            MomentumL2($crate::optimizer::L2<$crate::optimizer::Momentum>),
            MomentumDecoupled($crate::optimizer::Decoupled<$crate::optimizer::Momentum>),
            Adam($crate::optimizer::Adam),
            AdamW($crate::optimizer::AdamW),
            DampenedMomentum($crate::optimizer::rules::DampenedMomentum),
            AmsGrad($crate::optimizer::AmsGrad),
            NAdam($crate::optimizer::NAdam),
            NAdamW($crate::optimizer::rules::NAdamW),
            RAdam($crate::optimizer::RAdam),
            Adamax($crate::optimizer::rules::Adamax),
            AdamaxW($crate::optimizer::rules::AdamaxW),
            Yogi($crate::optimizer::rules::Yogi),
            AdaBelief($crate::optimizer::rules::AdaBelief),
            Adan($crate::optimizer::rules::Adan),
            Ftml($crate::optimizer::rules::Ftml),
            AdaGrad($crate::optimizer::AdaGrad),
            RmsProp($crate::optimizer::RmsProp),
            CenteredRmsProp($crate::optimizer::rules::CenteredRmsProp),
            RmsPropMomentum($crate::optimizer::rules::RmsPropMomentum),
            CenteredRmsPropMomentum($crate::optimizer::rules::CenteredRmsPropMomentum),
            AdaDelta($crate::optimizer::rules::AdaDelta),
            SignSgd($crate::optimizer::rules::SignSgd),
            Signum($crate::optimizer::rules::Signum),
            Lion($crate::optimizer::Lion),
            Rprop($crate::optimizer::rules::Rprop),
            Ftrl($crate::optimizer::rules::Ftrl),
            Asgd($crate::optimizer::rules::Asgd),
            Optimistic($crate::optimizer::rules::Optimistic),
            ScheduleFreeSgd($crate::optimizer::ScheduleFreeSgd),
            ScheduleFreeAdamW($crate::optimizer::ScheduleFreeAdamW),
            AdamUncorrected($crate::optimizer::Adam<$crate::optimizer::epsilon::Uncorrected>),
            AdamEpsilonRoot($crate::optimizer::Adam<$crate::optimizer::epsilon::Both>),
            AdaGradInside($crate::optimizer::AdaGrad<$crate::optimizer::epsilon::Inside>),
            FtrlPower($crate::optimizer::rules::Ftrl<$crate::optimizer::rules::Power>),
            RmsPropClamped($crate::optimizer::Clamped<$crate::optimizer::RmsProp>),
            MicromathAdam($crate::optimizer::Micromath<$crate::optimizer::Adam>),
            MicromathRmsProp($crate::optimizer::Micromath<$crate::optimizer::RmsProp>),
            MicromathAdaGrad($crate::optimizer::Micromath<$crate::optimizer::AdaGrad>),
            Lars($crate::optimizer::rules::Lars),
            Lamb($crate::optimizer::rules::Lamb),
            NovoGrad($crate::optimizer::rules::NovoGrad),
            Sm3($crate::optimizer::rules::Sm3<16, 64>),
            Sm3Momentum($crate::optimizer::rules::Sm3<16, 64, 1>),
            Adafactor($crate::optimizer::Adafactor<16, 64>),
            AdafactorMomentum($crate::optimizer::Adafactor<16, 64, 1>),
            TorchAdafactor($crate::optimizer::rules::TorchAdafactor<16, 64>),
            Muon($crate::optimizer::rules::Muon<16, 64>),
            Prodigy($crate::optimizer::rules::Prodigy),
            LionDecoupled($crate::optimizer::Decoupled<$crate::optimizer::Lion>),
        }
    };
}
