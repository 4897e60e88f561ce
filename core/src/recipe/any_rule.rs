//! Which rule: a closed enum of all of them, each with its number in bytes.

use super::rule_set::{NamedRule, RuleSet, sealed::Sealed};
#[cfg(feature = "micromath")]
use crate::optimizer::Micromath;
use crate::{
    Error,
    optimizer::{
        AdaGrad, Adafactor, Adam, AdamW, AmsGrad, Clamped, Decoupled, L2, Lion, Momentum, NAdam,
        Nesterov, RAdam, RmsProp, Rule, ScheduleFreeAdamW, ScheduleFreeSgd, Sgd,
        epsilon::{Both, Inside, Uncorrected},
        rules::{
            AdaBelief, AdaDelta, Adamax, AdamaxW, Adan, Asgd, CenteredRmsProp,
            CenteredRmsPropMomentum, DampenedMomentum, Ftml, Ftrl, HeavyBall, HeavyBallNesterov,
            Lamb, Lars, LarsDenominator, LearningRate, Maximum, Muon, MuonScale, MxnetNesterov,
            NAdamW, NovoGrad, Optimistic, Power, Prodigy, RmsPropMomentum, Rprop, SignSgd, Signum,
            Sm3, SquareRoot, TorchAdafactor, Velocity, Weighting, Yogi,
        },
    },
    words::{Malformed, WordReader, WordWriter, Words, words},
};

words! { struct Uncorrected { 0 } }
words! { struct Inside { 0 } }
words! { struct Both { inside, outside } }
words! { struct SquareRoot {} }
words! { struct Power { 0 } }
words! { struct Velocity { momentum, learning_rate, nesterov } }
words! { struct Weighting { r, learning_rate_power } }
words! { enum LearningRate { 0 Outside, 1 Inside } }
words! { enum Maximum { 0 Raw, 1 Corrected, 2 Uncorrected } }
words! { enum LarsDenominator { 0 Lengths, 1 Joined } }
words! { enum MuonScale { 0 Outputs, 1 Inputs, 2 MatchRms } }

/// How many fields, those of a rule inside counted one by one.
macro_rules! count {
    ($name:ident) => {
        1
    };
    ($name:ident: $inner:ty) => {
        <$inner as NamedRule>::FIELDS
    };
}

/// The default for field number `$at`, counted down from field to field.
macro_rules! mend {
    ($self:ident $at:ident $default:ident $name:ident) => {
        if $at == 0 {
            $self.$name = $default.$name;
        }
        $at = $at.wrapping_sub(1);
    };
    ($self:ident $at:ident $default:ident $name:ident: $inner:ty) => {
        $self.$name = NamedRule::with_default($self.$name, $at);
        $at = $at.wrapping_sub(<$inner as NamedRule>::FIELDS);
    };
}

macro_rules! rules {
    ($(
        $(#[$cfg:meta])?
        $number:literal $variant:ident: [$($bounds:tt)*] $rule:ty as $concrete:ty = $default:expr
            => { $($field:ident $(: $inner:ty)?),* };
    )*) => {
        $(
            $(#[$cfg])?
            const _: () = {
                words! { [$($bounds)*] struct $rule { $($field),* } }

                impl<$($bounds)*> Sealed for $rule {}

                impl<$($bounds)*> NamedRule for $rule {
                    const NUMBER: u32 = $number;
                    const NAME: &'static str = stringify!($variant);
                    const FIELDS: usize = 0 $(+ count!($field $(: $inner)?))*;

                    #[inline]
                    fn in_range(&self) -> Result<(), Error> {
                        Rule::validate(self)
                    }

                    #[allow(unused_mut, unused_variables, unused_assignments)] // of a rule without fields
                    fn with_default(mut self, mut field: usize) -> Self {
                        let default: Self = $default;
                        $(mend!(self field default $field $(: $inner)?);)*
                        self
                    }

                    fn decays(&self) -> bool {
                        <Self as Rule>::WEIGHT_DECAY
                    }
                }
            };
        )*

        /// Any rule of the crate, for those who have flash for all: the explorer, a host.
        ///
        /// Its numbers are in the order of the catalogue; new ones go to the end. Rules whose type says how
        /// large a tensor may be stand here with 16 rows and 64 columns, which the bytes do not say.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum AnyRule {
            $(
                $(#[$cfg])?
                #[doc = concat!("See `", stringify!($rule), "`.")]
                $variant($concrete),
            )*
        }

        $(
            $(#[$cfg])?
            impl From<$concrete> for AnyRule {
                fn from(rule: $concrete) -> Self {
                    Self::$variant(rule)
                }
            }
        )*

        #[cfg(feature = "print")]
        impl AnyRule {
            /// The type of the rule, as Rust writes it.
            pub(super) fn type_name(&self) -> &'static str {
                match self {
                    $($(#[$cfg])? Self::$variant(_) => stringify!($concrete),)*
                }
            }

            /// The rule, as the Rust that builds it.
            pub(super) fn source(&self) -> crate::literal::Shown<'_> {
                match self {
                    $($(#[$cfg])? Self::$variant(rule) => crate::literal::Shown(rule),)*
                }
            }
        }

        impl RuleSet for AnyRule {
            fn name(&self) -> &'static str {
                match self {
                    $($(#[$cfg])? Self::$variant(_) => <$concrete as NamedRule>::NAME,)*
                }
            }

            fn validate(&self) -> Result<(), Error> {
                match self {
                    $($(#[$cfg])? Self::$variant(rule) => rule.in_range(),)*
                }
            }

            fn fields(&self) -> usize {
                match self {
                    $($(#[$cfg])? Self::$variant(_) => <$concrete as NamedRule>::FIELDS,)*
                }
            }

            fn with_default(self, field: usize) -> Self {
                match self {
                    $($(#[$cfg])? Self::$variant(rule) => Self::$variant(rule.with_default(field)),)*
                }
            }

            fn decays(&self) -> bool {
                match self {
                    $($(#[$cfg])? Self::$variant(rule) => rule.decays(),)*
                }
            }
        }

        impl Words for AnyRule {
            fn write(&self, to: &mut WordWriter<'_>) {
                match self {
                    $($(#[$cfg])? Self::$variant(rule) => {
                        to.word($number);
                        rule.write(to);
                    })*
                }
            }

            fn read(from: &mut WordReader<'_>) -> Self {
                match from.word() {
                    $($(#[$cfg])? $number => Self::$variant(Words::read(from)),)*
                    found => {
                        from.refuse(Malformed::Number { what: "rule number", found });
                        Self::Sgd(Sgd)
                    }
                }
            }
        }

        /// The rule that has this number.
        pub(crate) fn rule_name(number: u32) -> Option<&'static str> {
            Some(match number {
                $($number => stringify!($variant),)*
                _ => return None,
            })
        }
    };
}

rules! {
    0 Sgd: [] Sgd as Sgd = Sgd => {};
    1 Momentum: [] Momentum as Momentum = Momentum::DEFAULT => { momentum };
    2 Nesterov: [] Nesterov as Nesterov = Nesterov::DEFAULT => { momentum };
    3 HeavyBall: [] HeavyBall as HeavyBall = HeavyBall::DEFAULT => { momentum };
    4 HeavyBallNesterov: [] HeavyBallNesterov as HeavyBallNesterov
        = HeavyBallNesterov::DEFAULT => { momentum };
    5 MxnetNesterov: [] MxnetNesterov as MxnetNesterov
        = MxnetNesterov::DEFAULT => { momentum, weight_decay };
    6 MomentumL2: [] L2<Momentum> as L2<Momentum>
        = L2 { rule: Momentum::DEFAULT, weight_decay: 0.01 } => { rule: Momentum, weight_decay };
    7 MomentumDecoupled: [] Decoupled<Momentum> as Decoupled<Momentum>
        = Decoupled { rule: Momentum::DEFAULT, weight_decay: 0.01 }
        => { rule: Momentum, weight_decay };
    8 Adam: [] Adam as Adam = Adam::DEFAULT => { beta1, beta2, epsilon };
    9 AdamW: [] AdamW as AdamW = AdamW::DEFAULT => { rule: Adam, weight_decay };
    10 DampenedMomentum: [] DampenedMomentum as DampenedMomentum
        = DampenedMomentum::DEFAULT => { momentum, dampening };
    11 AmsGrad: [] AmsGrad as AmsGrad
        = AmsGrad::DEFAULT => { beta1, beta2, epsilon, maximum, bias_correction };
    12 NAdam: [] NAdam as NAdam = NAdam::DEFAULT => { beta1, beta2, epsilon, momentum_decay };
    13 NAdamW: [] NAdamW as NAdamW = NAdamW::DEFAULT => { rule: NAdam, weight_decay };
    14 RAdam: [] RAdam as RAdam
        = RAdam::DEFAULT => { beta1, beta2, epsilon, threshold, nesterov };
    15 Adamax: [] Adamax as Adamax = Adamax::DEFAULT => { beta1, beta2, epsilon };
    16 AdamaxW: [] AdamaxW as AdamaxW = AdamaxW::DEFAULT => { rule: Adamax, weight_decay };
    17 Yogi: [] Yogi as Yogi = Yogi::DEFAULT => { beta1, beta2, epsilon, initial, bias_correction };
    18 AdaBelief: [] AdaBelief as AdaBelief
        = AdaBelief::DEFAULT => { beta1, beta2, epsilon, epsilon_root, nesterov };
    19 Adan: [] Adan as Adan = Adan::DEFAULT => { beta1, beta2, beta3, epsilon, lookahead };
    20 Ftml: [] Ftml as Ftml = Ftml::DEFAULT => { beta1, beta2, epsilon };
    21 AdaGrad: [] AdaGrad as AdaGrad
        = AdaGrad::DEFAULT => { epsilon, initial, learning_rate_decay };
    22 RmsProp: [] RmsProp as RmsProp
        = RmsProp::DEFAULT => { decay, epsilon, initial, bias_correction };
    23 CenteredRmsProp: [] CenteredRmsProp as CenteredRmsProp
        = CenteredRmsProp::DEFAULT => { decay, epsilon, initial, bias_correction };
    24 RmsPropMomentum: [] RmsPropMomentum as RmsPropMomentum
        = RmsPropMomentum::DEFAULT => { rule: RmsProp, velocity };
    25 CenteredRmsPropMomentum: [] CenteredRmsPropMomentum as CenteredRmsPropMomentum
        = CenteredRmsPropMomentum::DEFAULT => { rule: CenteredRmsProp, velocity };
    26 AdaDelta: [] AdaDelta as AdaDelta = AdaDelta::DEFAULT => { rho, epsilon };
    27 SignSgd: [] SignSgd as SignSgd = SignSgd => {};
    28 Signum: [] Signum as Signum = Signum::DEFAULT => { momentum };
    29 Lion: [] Lion as Lion = Lion::DEFAULT => { beta1, beta2 };
    30 Rprop: [] Rprop as Rprop = Rprop::DEFAULT => { eta_minus, eta_plus, step_min, step_max };
    31 Ftrl: [] Ftrl as Ftrl = Ftrl::DEFAULT => { l1, l2, beta, initial, shrinkage, power };
    32 Asgd: [] Asgd as Asgd = Asgd::DEFAULT => { lambda, alpha, start };
    33 Optimistic: [] Optimistic as Optimistic = Optimistic::DEFAULT => { alpha, beta };
    34 ScheduleFreeSgd: [] ScheduleFreeSgd as ScheduleFreeSgd
        = ScheduleFreeSgd::DEFAULT => { beta, weighting };
    35 ScheduleFreeAdamW: [] ScheduleFreeAdamW as ScheduleFreeAdamW
        = ScheduleFreeAdamW::DEFAULT => { beta1, beta2, epsilon, weight_decay, weighting };
    36 AdamUncorrected: [] Adam<Uncorrected> as Adam<Uncorrected>
        = Adam { beta1: 0.9, beta2: 0.999, epsilon: Uncorrected(1e-7) }
        => { beta1, beta2, epsilon };
    37 AdamEpsilonRoot: [] Adam<Both> as Adam<Both>
        = Adam { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 1e-8, outside: 1e-8 } }
        => { beta1, beta2, epsilon };
    38 AdaGradInside: [] AdaGrad<Inside> as AdaGrad<Inside>
        = AdaGrad { epsilon: Inside(1e-7), initial: 0.1, learning_rate_decay: 0.0 }
        => { epsilon, initial, learning_rate_decay };
    39 FtrlPower: [] Ftrl<Power> as Ftrl<Power>
        = Ftrl { l1: 0.0, l2: 0.0, beta: 0.0, initial: 0.1, shrinkage: 0.0, power: Power(0.5) }
        => { l1, l2, beta, initial, shrinkage, power };
    40 RmsPropClamped: [] Clamped<RmsProp> as Clamped<RmsProp>
        = Clamped { rule: RmsProp::DEFAULT, max: 1.0 } => { rule: RmsProp, max };
    #[cfg(feature = "micromath")]
    41 MicromathAdam: [] Micromath<Adam> as Micromath<Adam>
        = Micromath { rule: Adam::DEFAULT } => { rule: Adam };
    #[cfg(feature = "micromath")]
    42 MicromathRmsProp: [] Micromath<RmsProp> as Micromath<RmsProp>
        = Micromath { rule: RmsProp::DEFAULT } => { rule: RmsProp };
    #[cfg(feature = "micromath")]
    43 MicromathAdaGrad: [] Micromath<AdaGrad> as Micromath<AdaGrad>
        = Micromath { rule: AdaGrad::DEFAULT } => { rule: AdaGrad };
    44 Lars: [] Lars as Lars = Lars::DEFAULT => {
        momentum, trust_coefficient, epsilon, weight_decay, denominator, momentum_correction,
        nesterov
    };
    45 Lamb: [] Lamb as Lamb = Lamb::DEFAULT => {
        beta1, beta2, epsilon, epsilon_root, weight_decay, lower_bound, upper_bound,
        bias_correction
    };
    46 NovoGrad: [] NovoGrad as NovoGrad
        = NovoGrad::DEFAULT => { beta1, beta2, epsilon, epsilon_root, weight_decay };
    47 Sm3: [const ROWS: usize, const COLUMNS: usize] Sm3<ROWS, COLUMNS> as Sm3<16, 64>
        = Self::DEFAULT => { momentum, epsilon };
    48 Sm3Momentum: [const ROWS: usize, const COLUMNS: usize] Sm3<ROWS, COLUMNS, 1> as Sm3<16, 64, 1>
        = Self::DEFAULT => { momentum, epsilon };
    49 Adafactor: [const ROWS: usize, const COLUMNS: usize] Adafactor<ROWS, COLUMNS>
        as Adafactor<16, 64> = Self::DEFAULT => {
        decay_exponent, clipping_threshold, epsilon1, epsilon2, momentum, weight_decay
    };
    50 AdafactorMomentum: [const ROWS: usize, const COLUMNS: usize] Adafactor<ROWS, COLUMNS, 1>
        as Adafactor<16, 64, 1> = Self::DEFAULT => {
        decay_exponent, clipping_threshold, epsilon1, epsilon2, momentum, weight_decay
    };
    51 TorchAdafactor: [const ROWS: usize, const COLUMNS: usize] TorchAdafactor<ROWS, COLUMNS>
        as TorchAdafactor<16, 64> = Self::DEFAULT => {
        decay_exponent, clipping_threshold, epsilon1, epsilon2, weight_decay
    };
    52 Muon: [const ROWS: usize, const COLUMNS: usize] Muon<ROWS, COLUMNS> as Muon<16, 64>
        = Self::DEFAULT => {
        momentum, nesterov, bias_correction, coefficients, iterations, epsilon, scale, dual_norm
    };
    53 Prodigy: [] Prodigy as Prodigy = Prodigy::DEFAULT => {
        beta1, beta2, beta3, epsilon, weight_decay, d0, d_coefficient, growth_rate,
        bias_correction, safeguard_warmup
    };
    54 LionDecoupled: [] Decoupled<Lion> as Decoupled<Lion>
        = Decoupled { rule: Lion::DEFAULT, weight_decay: 0.01 } => { rule: Lion, weight_decay };
}
