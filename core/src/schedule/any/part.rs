//! What a schedule can be made of: each family and each combinator, with its number and its name.

use super::{Operand, ScheduleSet, tree::Subtree};
use crate::{
    Error,
    schedule::{
        Clamp, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, Cyclic, CyclicalDecay,
        Exponential, Hold, InverseSqrt, InverseTime, Linear, Max, Min, MultiStep, Noam, Offset,
        OneCycle, PerEpoch, PiecewiseConstant, PiecewiseCurve, Polynomial, Product, RangeTest,
        Repeat, Scale, Schedule, StepDecay, Sum, Then, UnitExponent, WarmRestarts, Warmup,
        WarmupStableDecay,
    },
    words::Words,
};
use core::fmt::Debug;

/// The family or combinator that has this number.
pub(crate) fn part_name(number: u32) -> Option<&'static str> {
    family_name(number).or_else(|| combinator_name(number))
}

mod sealed {
    pub trait Sealed {}
}

/// A family that stands alone, or a combinator around [`Operand`]s. Sealed.
///
/// Its number stands in bytes, whatever list it is chosen in: families from 0, combinators from 256, new
/// ones behind the last.
pub trait Part: Words + Copy + Debug + PartialEq + sealed::Sealed {
    /// In bytes.
    const NUMBER: u32;
    /// In messages.
    const NAME: &'static str;
    /// How many schedules it stands on; more than there are where its fields decide.
    const OPERANDS: usize;

    /// How many schedules it stands on.
    fn operands(&self) -> usize;

    /// Every field is in its range.
    ///
    /// # Errors
    /// The first that is not.
    fn in_range(&self) -> Result<(), Error>;

    /// Its value at `step`, over the schedules that stand before it.
    fn value<K: ScheduleSet>(&self, before: Subtree<'_, K>, step: u32) -> Option<f32>;
}

macro_rules! families {
    ($($number:literal $([$size:ident])? $name:ident $(<$parameter:ident>)?;)*) => {
        $(
            impl$(<const $size: usize>)? sealed::Sealed for $name $(<$size>)? $(<$parameter>)? {}

            impl$(<const $size: usize>)? Part for $name $(<$size>)? $(<$parameter>)? {
                const NUMBER: u32 = $number;
                const NAME: &'static str = stringify!($name);
                const OPERANDS: usize = 0;

                fn operands(&self) -> usize {
                    0
                }

                fn in_range(&self) -> Result<(), Error> {
                    self.validate()
                }

                fn value<K: ScheduleSet>(&self, _: Subtree<'_, K>, step: u32) -> Option<f32> {
                    Some(self.at(step))
                }
            }
        )*

        /// The family that has this number.
        #[allow(unreachable_patterns)] // a cosine has one number, with an exponent or without
        fn family_name(number: u32) -> Option<&'static str> {
            Some(match number {
                $($number => stringify!($name),)*
                _ => return None,
            })
        }
    };
}

families! {
    0 Constant;
    1 ConstantFactor;
    2 StepDecay;
    3 [SIZE] MultiStep;
    4 Exponential;
    5 Linear;
    6 Polynomial;
    7 InverseTime;
    8 InverseSqrt;
    9 Noam;
    10 Cosine<UnitExponent>;
    10 Cosine<f32>;
    11 WarmupStableDecay;
    12 CyclicalDecay;
    13 WarmRestarts;
    14 OneCycle;
    15 [SIZE] PiecewiseConstant;
    16 [SIZE] PiecewiseCurve;
    17 RangeTest;
    18 CosineWithHardRestarts;
}

/// The number of the first combinator.
const COMBINATORS: u32 = 256;

macro_rules! combinators {
    ($($place:literal $name:ident<$($operand:ident),+>: $operands:tt, $validate:expr, $value:expr;)*) => {
        $(
            impl sealed::Sealed for $name<$($operand),+> {}

            impl Part for $name<$($operand),+> {
                const NUMBER: u32 = COMBINATORS + $place;
                const NAME: &'static str = stringify!($name);
                const OPERANDS: usize = combinators!(@most $operands);

                fn operands(&self) -> usize {
                    combinators!(@of self $operands)
                }

                fn in_range(&self) -> Result<(), Error> {
                    let validate: fn(&Self) -> Result<(), Error> = $validate;
                    validate(self)
                }

                fn value<K: ScheduleSet>(&self, before: Subtree<'_, K>, step: u32) -> Option<f32> {
                    let value: fn(&Self, Subtree<'_, K>, u32) -> Option<f32> = $value;
                    value(self, before, step)
                }
            }
        )*

        /// The combinator that has this number.
        fn combinator_name(number: u32) -> Option<&'static str> {
            Some(match number.checked_sub(COMBINATORS)? {
                $($place => stringify!($name),)*
                _ => return None,
            })
        }
    };
    (@most $count:literal) => {
        $count
    };
    (@most { $count:expr }) => {
        usize::MAX
    };
    (@of $self:ident $count:literal) => {
        $count
    };
    (@of $self:ident { $count:expr }) => {{
        let count: fn(&Self) -> usize = $count;
        count($self)
    }};
}

// Where nothing is validated, nothing that it can hold is out of range.
combinators! {
    0 Warmup<Operand>: 1, Self::validate, |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    1 Repeat<Operand>: 1, Self::validate, |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    2 Scale<Operand>: 1, Self::validate, |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    3 Clamp<Operand>: 1, Self::validate, |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    4 Offset<Operand>: 1, |_| Ok(()), |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    5 Hold<Operand>: 1, |_| Ok(()), |it, before, step| Some(it.around(before.one()?).at(step));
    6 PerEpoch<Operand>: 1, Self::validate, |it, before, step| {
        Some(it.around(before.one()?).at(step))
    };
    // Without an amplitude it stands on nothing, and evaluates nothing.
    7 Cyclic<Operand>: { |it: &Self| usize::from(it.modulation().is_some()) }, Self::validate,
        |it, before, step| Some(it.around(before).at(step));
    8 Then<Operand, Operand>: 2, |_| Ok(()), |it, before, step| {
        let (first, next) = before.two()?;
        Some(it.around(first, next).at(step))
    };
    9 Max<Operand, Operand>: 2, |_| Ok(()), |_, before, step| {
        let (a, b) = before.two()?;
        Some(Max::new(a, b).at(step))
    };
    10 Min<Operand, Operand>: 2, |_| Ok(()), |_, before, step| {
        let (a, b) = before.two()?;
        Some(Min::new(a, b).at(step))
    };
    11 Product<Operand, Operand>: 2, |_| Ok(()), |_, before, step| {
        let (a, b) = before.two()?;
        Some(Product::new(a, b).at(step))
    };
    12 Sum<Operand, Operand>: 2, |_| Ok(()), |_, before, step| {
        let (a, b) = before.two()?;
        Some(Sum::new(a, b).at(step))
    };
}
