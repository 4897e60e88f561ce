//! The rules that a program chooses to link.

use crate::{Error, words::Words};
use core::fmt::Debug;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A rule that a recipe can name. Sealed.
///
/// Its number stands in bytes, whatever list it is chosen in.
pub trait NamedRule: Words + Copy + Debug + PartialEq + sealed::Sealed {
    /// In bytes.
    const NUMBER: u32;
    /// In messages.
    const NAME: &'static str;
    /// How many fields it has, those of the rule inside a wrapper counted one by one.
    const FIELDS: usize;

    /// Every field in its range.
    ///
    /// # Errors
    /// The first that is not.
    fn in_range(&self) -> Result<(), Error>;

    /// The same with the default for one field, so that what is wrong behind it comes to light.
    #[must_use]
    fn with_default(self, field: usize) -> Self;

    /// Whether it decays weights by itself.
    fn decays(&self) -> bool;
}

/// A choice of rules: an enum of [`rule_set!`](crate::rule_set), or [`AnyRule`](super::AnyRule), all.
pub trait RuleSet: Words + Copy + Debug + PartialEq {
    /// The rule's name.
    fn name(&self) -> &'static str;

    /// Every field of the rule in its range.
    ///
    /// # Errors
    /// The first that is not.
    fn validate(&self) -> Result<(), Error>;

    /// How many fields the rule has.
    fn fields(&self) -> usize;

    /// The same with the default for one field.
    #[must_use]
    fn with_default(self, field: usize) -> Self;

    /// Whether the rule decays weights by itself.
    fn decays(&self) -> bool;
}

/// Defines a choice of rules: flash and RAM are paid for no other.
///
/// In bytes each rule has the same number in every choice. What is not chosen is refused by name:
///
/// ```
/// use thalweg::optimizer::{Adam, Lion, Momentum};
/// use thalweg::recipe::{RecipeError, Recipe};
/// use thalweg::schedule::{AnySchedule, Constant};
///
/// thalweg::rule_set! {
///     /// What this firmware links.
///     pub enum Linked { Momentum(Momentum), Adam(Adam) }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let schedule: AnySchedule = Constant::new(0.1)?.into();
/// let mut buffer = [0; 256];
/// let written: Recipe = Recipe::new(Adam::DEFAULT, schedule);
/// let bytes = written.encode(&mut buffer)?;
/// let recipe = Recipe::<Linked>::decode(bytes)?;
/// assert_eq!(recipe.rule, Linked::Adam(Adam::DEFAULT));
///
/// let other = Recipe { rule: Lion::DEFAULT.into(), ..written };
/// let bytes = other.encode(&mut buffer)?;
/// let error = Recipe::<Linked>::decode(bytes).unwrap_err();
/// assert_eq!(error.to_string(), "section rule: Lion is not linked; allowed: Momentum, Adam");
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! rule_set {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident($rule:ty)),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        $vis enum $name {
            $(
                #[doc = concat!("See `", stringify!($rule), "`.")]
                $variant($rule),
            )+
        }

        $(
            impl From<$rule> for $name {
                fn from(rule: $rule) -> Self {
                    Self::$variant(rule)
                }
            }
        )+

        impl $crate::recipe::RuleSet for $name {
            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$rule as $crate::recipe::NamedRule>::NAME,)+
                }
            }

            fn validate(&self) -> Result<(), $crate::Error> {
                match self {
                    $(Self::$variant(rule) => $crate::recipe::NamedRule::in_range(rule),)+
                }
            }

            fn fields(&self) -> usize {
                match self {
                    $(Self::$variant(_) => <$rule as $crate::recipe::NamedRule>::FIELDS,)+
                }
            }

            fn with_default(self, field: usize) -> Self {
                match self {
                    $(Self::$variant(rule) => {
                        Self::$variant($crate::recipe::NamedRule::with_default(rule, field))
                    })+
                }
            }

            fn decays(&self) -> bool {
                match self {
                    $(Self::$variant(rule) => $crate::recipe::NamedRule::decays(rule),)+
                }
            }
        }

        impl $crate::words::Words for $name {
            fn write(&self, to: &mut $crate::words::WordWriter<'_>) {
                match self {
                    $(Self::$variant(rule) => {
                        to.number(<$rule as $crate::recipe::NamedRule>::NUMBER);
                        $crate::words::Words::write(rule, to);
                    })+
                }
            }

            fn read(from: &mut $crate::words::WordReader<'_>) -> Self {
                const NUMBERS: &[u32] = &[$(<$rule as $crate::recipe::NamedRule>::NUMBER),+];
                const NAMES: &[&str] = &[$(<$rule as $crate::recipe::NamedRule>::NAME),+];
                let number = from.one_of($crate::words::Kind::Rule, NUMBERS, NAMES);
                $(if number == <$rule as $crate::recipe::NamedRule>::NUMBER {
                    return Self::$variant($crate::words::Words::read(from));
                })+
                // Not reached: `number` is one of them.
                $crate::rule_set!(@first from $($variant)+)
            }
        }
    };
    (@first $from:ident $variant:ident $($others:ident)*) => {
        Self::$variant($crate::words::Words::read($from))
    };
}
