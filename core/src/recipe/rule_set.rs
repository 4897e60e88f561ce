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
///
/// A choice `of` a number of slots, as many as the rule with the largest state keeps, is a
/// [`Rule`](crate::optimizer::Rule) itself: one optimizer, whose one loop asks once for each few parameters which rule it
/// is. So a rule more costs its formula and no loop of its own, and all that an [`Optimizer`](crate::optimizer::Optimizer)
/// can do, this can. It has the bits of the rule alone. For rules that keep nothing once a tensor, and whose slots of the
/// same number hold the same kind of moment; of others, and of several precisions, an
/// [`optimizer_set!`](crate::optimizer_set) is made.
///
/// ```
/// use thalweg::optimizer::{Adam, AdamW, Momentum, Optimizer};
/// thalweg::rule_set! {
///     /// What this firmware links.
///     pub enum Linked of 2 slots { Momentum(Momentum), Adam(Adam), AdamW(AdamW) }
/// }
/// # fn main() -> Result<(), thalweg::Error> {
/// let chosen = if std::env::args().count() < 99 { Adam::DEFAULT.into() } else { Momentum::DEFAULT.into() };
/// let (mut v, mut w) = ([1.0], [1.0]);
/// Optimizer::<Linked, [f32; 1]>::new(chosen)?.step(&mut v, &[0.5], 0.1)?;
/// Optimizer::<Adam, [f32; 1]>::new(Adam::DEFAULT)?.step(&mut w, &[0.5], 0.1)?;
/// assert_eq!(v, w);
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! rule_set {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident of $slots:literal slots {
            $($variant:ident($rule:ty)),+ $(,)?
        }
    ) => {
        $crate::rule_set! { $(#[$meta])* $vis enum $name { $($variant($rule)),+ } }

        const _: () = {
            use $crate::{
                Error,
                group::Group,
                optimizer::{Rule, describe::Description, state::{MomentKind, Slots, Within}, rule::{BLOCK, GroupStep, TensorMut}},
            };

            /// The scalars of the rule that is chosen.
            #[allow(unreachable_pub, missing_docs, missing_debug_implementations)]
            pub enum Scalars<'a> { $($variant(<$rule as Rule>::Scalars<'a>)),+ }

            const _: () = {
                $(assert!(
                    <<$rule as Rule>::State as Slots>::LEN <= $slots,
                    "a rule of the choice keeps more slots than there is room for"
                );)+
            };

            /// Moves so many parameters as there are: a function of slices, so that several and a single one are moved by
            /// the same loops.
            fn move_each(
                scalars: &mut Scalars<'_>,
                parameters: &mut [f32],
                gradient: &[f32],
                states: &mut [[f32; $slots]],
            ) {
                let each = parameters.iter_mut().zip(gradient).zip(states);
                match scalars {
                    $(Scalars::$variant(scalars) => {
                        const SLOTS: usize = <<$rule as Rule>::State as Slots>::LEN;
                        for ((w, &g), room) in each {
                            // There is room: see above.
                            let Some(state) = room.first_chunk_mut::<SLOTS>() else { continue };
                            <$rule as Rule>::update(scalars, w, g, state);
                        }
                    },)+
                }
            }

            impl Rule for $name {
                type State = [f32; $slots];
                type Tensor = ();
                type Scalars<'a> = Scalars<'a>;

                const NAME: &'static str =
                    concat!(stringify!($name), ":" $(, " ", stringify!($variant))+);
                const MOMENTUM: bool = false $(|| <$rule as Rule>::MOMENTUM)+;
                const WEIGHT_DECAY: bool = false $(|| <$rule as Rule>::WEIGHT_DECAY)+;

                fn takes_momentum(&self) -> bool {
                    match self {
                        $(Self::$variant(rule) => rule.takes_momentum(),)+
                    }
                }

                fn takes_weight_decay(&self) -> bool {
                    match self {
                        $(Self::$variant(rule) => rule.takes_weight_decay(),)+
                    }
                }

                fn validate(&self) -> ::core::result::Result<(), Error> {
                    let fits = match self {
                        $(Self::$variant(_) => {
                            let slots = 0..<<$rule as Rule>::State as Slots>::LEN;
                            slots.into_iter().all(|slot| Self::moment(slot) == <$rule as Rule>::moment(slot))
                        },)+
                    };
                    if !fits {
                        let with = "a choice with rules whose slots hold other moments; allowed: an optimizer_set";
                        return Err(Error::Conflict { field: "rule", with });
                    }
                    match self {
                        $(Self::$variant(rule) => Rule::validate(rule),)+
                    }
                }

                fn validate_group(&self, group: &Group) -> ::core::result::Result<(), Error> {
                    match self {
                        $(Self::$variant(rule) => rule.validate_group(group),)+
                    }
                }

                fn validate_state(&self, state: &[f32; $slots]) -> ::core::result::Result<(), Error> {
                    match self {
                        $(Self::$variant(rule) => rule.validate_state(&Within::taken(state)),)+
                    }
                }

                fn initial(&self) -> [f32; $slots] {
                    let mut room = [0.0; $slots];
                    match self {
                        $(Self::$variant(rule) => Within::put(&rule.initial(), &mut room),)+
                    }
                    room
                }

                fn moment(slot: usize) -> MomentKind {
                    $(if slot < <<$rule as Rule>::State as Slots>::LEN {
                        return <$rule as Rule>::moment(slot);
                    })+
                    MomentKind::First
                }

                fn scalars<'a>(&'a self, step: &GroupStep, tensor: TensorMut<'a, ()>) -> Scalars<'a> {
                    match self {
                        $(Self::$variant(rule) => Scalars::$variant(rule.scalars(step, tensor)),)+
                    }
                }

                fn set_weight_decay(&self, scalars: &mut Scalars<'_>, step: &GroupStep) -> bool {
                    match (self, scalars) {
                        $((Self::$variant(rule), Scalars::$variant(scalars)) => {
                            rule.set_weight_decay(scalars, step)
                        })+
                        #[allow(unreachable_patterns)] // of a choice of one
                        _ => false,
                    }
                }

                fn update(scalars: &mut Scalars<'_>, w: &mut f32, g: f32, room: &mut [f32; $slots]) {
                    let (w, room) = (core::array::from_mut(w), core::array::from_mut(room));
                    Self::update_each(scalars, w, &[g], room, &mut [0.0]);
                }

                fn update_each<const K: usize>(
                    scalars: &mut Scalars<'_>,
                    parameters: &mut [f32; K],
                    gradient: &[f32; K],
                    states: &mut [[f32; $slots]; K],
                    _room: &mut [f32; K],
                ) {
                    if K == 1 {
                        // A single one is moved by the loop that there is, several by one of their number.
                        return move_each(scalars, parameters, gradient, states);
                    }
                    let each = parameters.iter_mut().zip(gradient).zip(states);
                    match scalars {
                        $(Scalars::$variant(scalars) => for ((w, &g), room) in each {
                            let mut state = Within::taken(room);
                            <$rule as Rule>::update(scalars, w, g, &mut state);
                            Within::put(&state, room);
                        },)+
                    }
                }

                const RUNS: bool = true;

                fn update_run(
                    scalars: &mut Scalars<'_>,
                    parameters: &mut [[f32; BLOCK]],
                    gradient: &[[f32; BLOCK]],
                    states: &mut [[[f32; $slots]; BLOCK]],
                ) {
                    match scalars {
                        // A loop of the rule's own, where it keeps something, as long as the room for it.
                        $(Scalars::$variant(scalars)
                            if <$rule as Rule>::RUNS && $slots > 0 && <<$rule as Rule>::State as Slots>::LEN == $slots =>
                        {
                            const SLOTS: usize = <<$rule as Rule>::State as Slots>::LEN;
                            let flat = states.as_flattened_mut().as_flattened_mut();
                            let (states, _) = flat.as_chunks_mut::<SLOTS>();
                            let (states, _) = states.as_chunks_mut::<BLOCK>();
                            <$rule as Rule>::update_run(scalars, parameters, gradient, states);
                        })+
                        // Block by block, as states of no length cannot be told to lie in a row without a panic.
                        _ => {
                            for ((parameters, gradient), states) in parameters.iter_mut().zip(gradient).zip(states) {
                                move_each(scalars, parameters, gradient, states);
                            }
                        }
                    }
                }

                fn describe(&self) -> Description {
                    match self {
                        $(Self::$variant(rule) => rule.describe(),)+
                    }
                }
            }
        };
    };
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

            fn validate(&self) -> ::core::result::Result<(), $crate::Error> {
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
