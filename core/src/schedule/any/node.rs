//! One node: a family, or a combinator that stands on the schedules just before it.

use super::{Family, Operand, Part, ScheduleSet, tree::Subtree};
use crate::{
    Error,
    config::{always_valid, config},
    schedule::{
        Clamp, Cyclic, Hold, Max, Min, Offset, PerEpoch, Product, Repeat, Scale, Schedule, Sum,
        Then, Warmup,
    },
    words::{Malformed, WordReader, WordWriter, Words},
};

config! {
    /// One node of an [`AnySchedule`](super::AnySchedule).
    ///
    /// Its bytes number the kinds in this order; new ones go to the end.
    #[non_exhaustive]
    pub enum Node {
        /// Stands on nothing.
        Family(Family),
        /// Stands on one schedule.
        Warmup(Warmup<Operand>),
        /// Stands on one schedule.
        Repeat(Repeat<Operand>),
        /// Stands on one schedule.
        Scale(Scale<Operand>),
        /// Stands on one schedule.
        Clamp(Clamp<Operand>),
        /// Stands on one schedule.
        Offset(Offset<Operand>),
        /// Stands on one schedule.
        Hold(Hold<Operand>),
        /// Stands on one schedule.
        PerEpoch(PerEpoch<Operand>),
        /// Stands on the schedule of its amplitude; on nothing if it has none.
        Cyclic(Cyclic<Operand>),
        /// Stands on two schedules, in order of time.
        Then(Then<Operand, Operand>),
        /// Stands on two schedules.
        Max(Max<Operand, Operand>),
        /// Stands on two schedules.
        Min(Min<Operand, Operand>),
        /// Stands on two schedules.
        Product(Product<Operand, Operand>),
        /// Stands on two schedules.
        Sum(Sum<Operand, Operand>),
    }
}

always_valid![
    Offset<Operand>,
    Hold<Operand>,
    Then<Operand, Operand>,
    Max<Operand, Operand>,
    Min<Operand, Operand>,
    Product<Operand, Operand>,
    Sum<Operand, Operand>,
];

/// What each combinator does is what it does in any choice.
macro_rules! combinators {
    ($($name:ident<$($operand:ident),+>;)*) => {
        impl ScheduleSet for Node {
            fn operands(&self) -> usize {
                match self {
                    Self::Family(_) => 0,
                    $(Self::$name(part) => part.operands(),)*
                }
            }

            fn validate(&self) -> Result<(), Error> {
                match self {
                    Self::Family(family) => family.validate(),
                    $(Self::$name(part) => part.in_range(),)*
                }
            }

            fn value(&self, before: Subtree<'_, Self>, step: u32) -> Option<f32> {
                match self {
                    Self::Family(family) => Some(family.at(step)),
                    $(Self::$name(part) => part.value(before, step),)*
                }
            }
        }

        impl Words for Node {
            fn write(&self, to: &mut WordWriter<'_>) {
                match self {
                    Self::Family(family) => family.write(to),
                    $(Self::$name(part) => {
                        to.number(<$name<$($operand),+> as Part>::NUMBER);
                        part.write(to);
                    })*
                }
            }

            fn read(from: &mut WordReader<'_>) -> Self {
                let found = from.word();
                if let Some(family) = Family::numbered(found, from) {
                    return Self::Family(family);
                }
                $(if found == <$name<$($operand),+> as Part>::NUMBER {
                    return Self::$name(Words::read(from));
                })*
                from.refuse(Malformed::Number { what: "schedule number", found });
                Self::Hold(Words::read(from))
            }
        }

        $(
            impl From<$name<$($operand),+>> for Node {
                fn from(part: $name<$($operand),+>) -> Self {
                    Self::$name(part)
                }
            }
        )*
    };
}

combinators! {
    Warmup<Operand>;
    Repeat<Operand>;
    Scale<Operand>;
    Clamp<Operand>;
    Offset<Operand>;
    Hold<Operand>;
    PerEpoch<Operand>;
    Cyclic<Operand>;
    Then<Operand, Operand>;
    Max<Operand, Operand>;
    Min<Operand, Operand>;
    Product<Operand, Operand>;
    Sum<Operand, Operand>;
}

impl<F: Into<Family>> From<F> for Node {
    fn from(family: F) -> Self {
        Self::Family(family.into())
    }
}
