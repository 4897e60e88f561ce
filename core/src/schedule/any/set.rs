//! The parts that a program chooses to link.

use super::tree::Subtree;
use crate::{Error, words::Words};
use core::fmt::Debug;

/// A choice of families and combinators: an enum of [`schedule_set!`](crate::schedule_set), or [`Node`], all.
///
/// [`Node`]: super::Node
pub trait ScheduleSet: Words + Copy + Debug + PartialEq {
    /// How many schedules the part stands on.
    fn operands(&self) -> usize;

    /// Every field of the part is in its range.
    ///
    /// # Errors
    /// The first that is not.
    fn validate(&self) -> Result<(), Error>;

    /// The part's value at `step`, over the schedules that stand before it.
    fn value(&self, before: Subtree<'_, Self>, step: u32) -> Option<f32>;
}

/// Defines a choice of the parts of a schedule: flash and RAM are paid for no other.
///
/// A part is a family, as `Constant` or `Cosine<f32>`, or a combinator around [`Operand`]s, as
/// `Warmup<Operand>` or `Then<Operand, Operand>`. In bytes each has the same number in every choice. What is
/// not chosen is refused by name:
///
/// ```
/// use thalweg::schedule::{Cosine, Constant, Operand, Schedule, ScheduleTree, Warmup};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// thalweg::schedule_set! {
///     /// What this firmware links.
///     pub enum Linked { Constant(Constant), Cosine(Cosine), Warmup(Warmup<Operand>) }
/// }
///
/// let cosine = Cosine::new(0.1, 0.01, 100)?;
/// let schedule = ScheduleTree::<Linked, 2>::leaf(cosine).warmup(10, 0.0)?;
/// let fixed = cosine.warmup(10, 0.0)?;
/// assert!((0..200).all(|step| schedule.at(step).to_bits() == fixed.at(step).to_bits()));
/// # Ok(())
/// # }
/// ```
///
/// [`Operand`]: crate::schedule::Operand
#[macro_export]
macro_rules! schedule_set {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident($part:ty)),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        $vis enum $name {
            $(
                #[doc = concat!("See `", stringify!($part), "`.")]
                $variant($part),
            )+
        }

        $(
            impl From<$part> for $name {
                fn from(part: $part) -> Self {
                    Self::$variant(part)
                }
            }
        )+

        impl $name {
            /// What makes a tree of nodes, for a [`ScheduleTree`]($crate::schedule::ScheduleTree::placed) in a `const`.
            ///
            /// # Errors
            /// Nodes that are not one schedule; one whose fields decide what it stands on, which `from_nodes` takes.
            #[allow(dead_code)] // where no tree is a constant
            pub const fn sizes<const M: usize>(
                nodes: &[Self; M],
            ) -> ::core::result::Result<$crate::schedule::Sizes<M>, $crate::Error> {
                let mut operands = [0; M];
                let (mut to, mut from) = (operands.as_mut_slice(), nodes.as_slice());
                while let ([place, rest @ ..], [node, more @ ..]) = (to, from) {
                    *place = match node {
                        $(Self::$variant(_) => <$part as $crate::schedule::Part>::OPERANDS,)+
                    };
                    (to, from) = (rest, more);
                }
                $crate::schedule::Sizes::of(operands)
            }
        }

        impl $crate::schedule::ScheduleSet for $name {
            fn operands(&self) -> usize {
                match self {
                    $(Self::$variant(part) => $crate::schedule::Part::operands(part),)+
                }
            }

            fn validate(&self) -> ::core::result::Result<(), $crate::Error> {
                match self {
                    $(Self::$variant(part) => $crate::schedule::Part::in_range(part),)+
                }
            }

            fn value(
                &self,
                before: $crate::schedule::Subtree<'_, Self>,
                step: u32,
            ) -> Option<f32> {
                match self {
                    $(Self::$variant(part) => $crate::schedule::Part::value(part, before, step),)+
                }
            }
        }

        impl $crate::words::Words for $name {
            fn write(&self, to: &mut $crate::words::WordWriter<'_>) {
                match self {
                    $(Self::$variant(part) => {
                        to.number(<$part as $crate::schedule::Part>::NUMBER);
                        $crate::words::Words::write(part, to);
                    })+
                }
            }

            fn read(from: &mut $crate::words::WordReader<'_>) -> Self {
                const NUMBERS: &[u32] = &[$(<$part as $crate::schedule::Part>::NUMBER),+];
                const NAMES: &[&str] = &[$(<$part as $crate::schedule::Part>::NAME),+];
                let number = from.one_of($crate::words::Kind::Schedule, NUMBERS, NAMES);
                $(if number == <$part as $crate::schedule::Part>::NUMBER {
                    return Self::$variant($crate::words::Words::read(from));
                })+
                // Not reached: `number` is one of them.
                $crate::schedule_set!(@first from $($variant)+)
            }
        }
    };
    (@first $from:ident $variant:ident $($others:ident)*) => {
        Self::$variant($crate::words::Words::read($from))
    };
}
