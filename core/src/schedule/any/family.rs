//! The closed enum of every family that stands alone.

use super::Part;
use crate::{
    Error,
    config::config,
    schedule::{
        Constant, ConstantFactor, Cosine, CosineWithHardRestarts, CyclicalDecay, Exponential,
        InverseSqrt, InverseTime, Linear, MultiStep, Noam, OneCycle, PiecewiseConstant,
        PiecewiseCurve, Polynomial, RangeTest, Schedule, StepDecay, WarmRestarts,
        WarmupStableDecay,
    },
    words::{WordReader, WordWriter, Words},
};

/// How many milestones, changes or points a list in a [`Family`] can hold.
pub const FAMILY_CAPACITY: usize = 8;

macro_rules! families {
    ($($family:ident $(<$parameter:ident>)?),* $(,)?) => {
        config! {
            /// A schedule of any family.
            ///
            /// Its bytes number the families in this order; new ones go to the end.
            #[non_exhaustive]
            pub enum Family {
                $(
                    #[doc = concat!("See [`", stringify!($family), "`](super::super::", stringify!($family), ").")]
                    $family($family $(<$parameter>)?),
                )*
            }
        }

        impl Family {
            /// Every field is in its range.
            pub(super) const fn validate(&self) -> Result<(), Error> {
                match self {
                    $(Self::$family(family) => family.validate(),)*
                }
            }
        }

        impl Schedule for Family {
            fn at(&self, step: u32) -> f32 {
                match self {
                    $(Self::$family(family) => family.at(step),)*
                }
            }
        }

        impl Family {
            /// The family that has this number, of which the fields are read.
            pub(super) fn numbered(number: u32, from: &mut WordReader<'_>) -> Option<Self> {
                $(if number == <$family $(<$parameter>)? as Part>::NUMBER {
                    return Some(Self::$family(Words::read(from)));
                })*
                None
            }

            /// Its number, and its fields.
            pub(super) fn write(&self, to: &mut WordWriter<'_>) {
                match self {
                    $(Self::$family(family) => {
                        to.number(<$family $(<$parameter>)? as Part>::NUMBER);
                        family.write(to);
                    })*
                }
            }
        }

        $(
            impl From<$family $(<$parameter>)?> for Family {
                fn from(family: $family $(<$parameter>)?) -> Self {
                    Self::$family(family)
                }
            }
        )*
    };
}

families![
    Constant,
    ConstantFactor,
    StepDecay,
    MultiStep<FAMILY_CAPACITY>,
    Exponential,
    Linear,
    Polynomial,
    InverseTime,
    InverseSqrt,
    Noam,
    Cosine<f32>,
    WarmupStableDecay,
    CyclicalDecay,
    WarmRestarts,
    OneCycle,
    PiecewiseConstant<FAMILY_CAPACITY>,
    PiecewiseCurve<FAMILY_CAPACITY>,
    RangeTest,
    CosineWithHardRestarts,
];

impl From<Cosine> for Family {
    fn from(plain: Cosine) -> Self {
        Self::Cosine(plain.into())
    }
}
