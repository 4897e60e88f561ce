//! Values as little-endian words of 32 bits: the bodies of a recipe's sections.
//!
//! | value | words |
//! |---|---|
//! | `u32`, a count or a number | itself |
//! | `f32` | its bits |
//! | `bool` | 0 or 1 |
//! | `u64` | its low half, then its high half |
//! | `Option` | 0, or 1 and the value |
//! | an enum | the number of its variant, from 0, then the fields of that variant |
//! | a struct, a tuple, an array | its fields or elements, in order |
//! | a list | how many elements, then each |

use crate::{Error, checksum::Checksum};

/// A value that is written as words, and read from them; what is read is not yet validated.
///
/// For the types of this crate alone: nobody else can make a [`WordReader`] or a [`WordWriter`].
pub trait Words: Sized {
    /// Appends the words.
    fn write(&self, to: &mut WordWriter<'_>);

    /// Takes the words; a value of zeros if they are none, which the [`WordReader`] remembers.
    fn read(from: &mut WordReader<'_>) -> Self;

    /// What stands where nothing was read yet.
    fn none() -> Self {
        Self::read(&mut WordReader::new(&[]))
    }

    /// The same as [`read`](Self::read) in the place of another value: what is large is put together where it stays.
    ///
    /// # Errors
    /// What is wrong with words that the reader has found nothing wrong with: returned, so that who does not look at it
    /// pays no flash for it.
    fn read_over(&mut self, from: &mut WordReader<'_>) -> Result<(), Malformed> {
        *self = Self::read(from);
        Ok(())
    }
}

/// Why words are no value.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Malformed {
    /// They end within a value.
    Cut,
    /// A number that no variant has.
    Number {
        /// Of what.
        what: &'static str,
        /// The number.
        found: u32,
    },
    /// A rule, schedule or precision that exists and that this program does not link.
    NotLinked {
        /// Which of them.
        what: Kind,
        /// Its number.
        found: u32,
        /// The names of those that are linked.
        allowed: &'static [&'static str],
    },
    /// A node of a schedule that is out of its range, or that finds no place.
    Node {
        /// Its number, from 0.
        node: usize,
        /// What is wrong.
        error: Error,
    },
    /// More elements than there is room for.
    TooMany {
        /// How many.
        found: u32,
        /// How many there may be.
        room: usize,
    },
}

/// What a program chooses to link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Kind {
    /// An update rule.
    Rule,
    /// A family of schedules, or a combinator.
    Schedule,
}

/// Bytes that are read word by word, and the first reason why they are no value.
#[derive(Clone, Debug)]
pub struct WordReader<'b> {
    bytes: &'b [u8],
    wrong: Option<Malformed>,
}

impl<'b> WordReader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, wrong: None }
    }

    /// How many bytes are left.
    pub(crate) const fn left(&self) -> usize {
        self.bytes.len()
    }

    /// Whether all that was read were values.
    pub(crate) const fn wrong(&self) -> Option<Malformed> {
        self.wrong
    }

    /// From here on there are no more words.
    #[cold]
    #[inline(never)]
    pub(crate) fn refuse(&mut self, why: Malformed) {
        self.wrong.get_or_insert(why);
        self.bytes = &[];
    }

    /// The next word; 0 behind the last.
    pub(crate) fn word(&mut self) -> u32 {
        let Some((word, rest)) = self.bytes.split_first_chunk() else {
            self.refuse(Malformed::Cut);
            return 0;
        };
        self.bytes = rest;
        u32::from_le_bytes(*word)
    }

    /// A number below `count`, else 0.
    pub(crate) fn number(&mut self, what: &'static str, count: u32) -> u32 {
        let found = self.word();
        if found < count {
            return found;
        }
        self.refuse(Malformed::Number { what, found });
        0
    }

    /// The next word, if it is one of `numbers`; else the first of them (0 if there is none), and the reader remembers
    /// that `what` of that number is not linked and that `allowed` are: how the sets that macros make find their part.
    pub fn one_of(&mut self, what: Kind, numbers: &[u32], allowed: &'static [&'static str]) -> u32 {
        let found = self.word();
        if numbers.contains(&found) {
            return found;
        }
        self.refuse(Malformed::NotLinked { what, found, allowed });
        numbers.first().copied().unwrap_or(0)
    }

    /// How many elements follow, at most `room`, else 0.
    pub(crate) fn count(&mut self, room: usize) -> usize {
        let found = self.word();
        match usize::try_from(found) {
            Ok(count) if count <= room => count,
            _ => {
                self.refuse(Malformed::TooMany { found, room });
                0
            }
        }
    }
}

/// Where words are written; those for which there is no room are only counted.
#[derive(Debug)]
pub struct WordWriter<'b> {
    bytes: &'b mut [u8],
    length: usize,
    /// Of all words, whether or not there was room for them, if it is asked for.
    checksum: Option<Checksum>,
}

impl<'b> WordWriter<'b> {
    pub(crate) const fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, length: 0, checksum: None }
    }

    /// Words that are kept nowhere, only summed up.
    pub(crate) const fn summed_up() -> Self {
        Self { bytes: &mut [], length: 0, checksum: Some(Checksum::NONE) }
    }

    /// The checksum of a writer that was made to [sum up](Self::summed_up).
    pub(crate) fn checksum(&self) -> u32 {
        self.checksum.map_or(0, Checksum::value)
    }

    /// How many bytes `value` has.
    pub(crate) fn length_of(value: &impl Words) -> usize {
        let mut counted = WordWriter::new(&mut []);
        value.write(&mut counted);
        counted.length
    }

    /// How many bytes there are, of which the last may not have had room.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    /// Those that were written.
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(self.bytes)
    }

    /// The same, to be kept.
    pub(crate) fn into_bytes(self) -> &'b mut [u8] {
        self.bytes
    }

    /// Appends the number by which a set that a macro makes knows its part; the part's own words follow.
    pub fn number(&mut self, number: u32) {
        self.word(number);
    }

    #[inline(never)] // a recipe has many words, and nobody waits for them
    pub(crate) fn word(&mut self, word: u32) {
        let place = self.bytes.get_mut(self.length..).and_then(<[u8]>::first_chunk_mut);
        if let Some(place) = place {
            *place = word.to_le_bytes();
        }
        if let Some(checksum) = &mut self.checksum {
            checksum.update_by_little(&word.to_le_bytes());
        }
        self.length = self.length.saturating_add(4);
    }
}

macro_rules! one_word {
    ($($type:ty: |$value:ident| $to:expr, |$from:ident| $read:expr;)*) => {$(
        impl Words for $type {
            fn write(&self, to: &mut WordWriter<'_>) {
                let $value = *self;
                to.word($to);
            }

            fn read($from: &mut WordReader<'_>) -> Self {
                $read
            }
        }
    )*};
}

one_word! {
    u32: |value| value, |from| from.word();
    f32: |value| value.to_bits(), |from| Self::from_bits(from.word());
    usize: |value| u32::try_from(value).unwrap_or(u32::MAX), |from| from.word() as Self;
    bool: |value| u32::from(value), |from| from.number("bool", 2) == 1;
}

impl Words for u64 {
    fn write(&self, to: &mut WordWriter<'_>) {
        to.word(*self as u32);
        to.word((*self >> 32) as u32);
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        let low = Self::from(from.word());
        Self::from(from.word()) << 32 | low
    }
}

impl<T: Words> Words for Option<T> {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        bool::read(from).then(|| T::read(from))
    }
}

impl<A: Words, B: Words> Words for (A, B) {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        (A::read(from), B::read(from))
    }
}

impl<T: Words, const N: usize> Words for [T; N] {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.iter().for_each(|value| value.write(to));
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        core::array::from_fn(|_| T::read(from))
    }
}

/// [`Words`] of a struct by its fields, or of an enum by its variants, whose numbers are their places; with the feature `print`
/// the Rust that builds it, too.
///
/// ```text
/// words! { struct Adam<Both> { beta1, beta2, epsilon } }
/// words! { [S: Words] struct Hold<S> { last, inner } }
/// words! { enum Curve { 0 Linear, 1 Polynomial(exponent), 2 Tanh { lower, upper } } }
/// ```
macro_rules! words {
    ($([$($bounds:tt)*])? struct $type:ty { $($field:tt),* $(,)? }) => {
        #[cfg(feature = "print")]
        $crate::literal::literal! { [$($($bounds)*)?] struct $type { $($field),* } }

        impl$(<$($bounds)*>)? $crate::words::Words for $type {
            fn write(&self, _to: &mut $crate::words::WordWriter<'_>) {
                $($crate::words::Words::write(&self.$field, _to);)*
            }

            fn read(_from: &mut $crate::words::WordReader<'_>) -> Self {
                Self { $($field: $crate::words::Words::read(_from)),* }
            }
        }
    };
    ($([$($bounds:tt)*])? enum $type:ident $(<$($generics:ident),*>)? {
        0 $first:ident $(($of_first:ident))? $({ $($field_of_first:ident),* })?,
        $($number:literal $variant:ident $(($inner:ident))? $({ $($field:ident),* })?),* $(,)?
    }) => {
        #[cfg(feature = "print")]
        $crate::literal::literal! {
            [$($($bounds)*)?] enum $type $(<$($generics),*>)? {
                0 $first $(($of_first))? $({ $($field_of_first),* })?
                $(, $number $variant $(($inner))? $({ $($field),* })?)*
            }
        }

        impl$(<$($bounds)*>)? $crate::words::Words for $type$(<$($generics),*>)? {
            fn write(&self, to: &mut $crate::words::WordWriter<'_>) {
                match self {
                    Self::$first $(($of_first))? $({ $($field_of_first),* })? => {
                        to.word(0);
                        $($crate::words::Words::write($of_first, to);)?
                        $($($crate::words::Words::write($field_of_first, to);)*)?
                    }
                    $(Self::$variant $(($inner))? $({ $($field),* })? => {
                        to.word($number);
                        $($crate::words::Words::write($inner, to);)?
                        $($($crate::words::Words::write($field, to);)*)?
                    })*
                }
            }

            fn read(from: &mut $crate::words::WordReader<'_>) -> Self {
                const COUNT: u32 = 1 $(+ { let _ = $number; 1 })*;
                match from.number(stringify!($type), COUNT) {
                    $($number => {
                        $(let $inner = $crate::words::Words::read(from);)?
                        $($(let $field = $crate::words::Words::read(from);)*)?
                        Self::$variant $(($inner))? $({ $($field),* })?
                    })*
                    _ => {
                        $(let $of_first = $crate::words::Words::read(from);)?
                        $($(let $field_of_first = $crate::words::Words::read(from);)*)?
                        Self::$first $(($of_first))? $({ $($field_of_first),* })?
                    }
                }
            }
        }
    };
}
pub(crate) use words;
