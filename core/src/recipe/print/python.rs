//! A call as Python writes it, and what a library has no words for.

use crate::literal::Shown;
use core::fmt::{self, Display, Formatter};
use heapless::Vec;

/// The value of an argument.
#[derive(Clone, Copy)]
pub(super) enum Argument {
    Number(f32),
    Count(u32),
    Flag(bool),
    None,
    Word(&'static str),
    Pair(f32, f32),
    Triple([f32; 3]),
    /// What is written as it stands.
    Name(&'static str),
}

impl From<f32> for Argument {
    fn from(number: f32) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

impl From<bool> for Argument {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Option<f32>> for Argument {
    fn from(number: Option<f32>) -> Self {
        number.map_or(Self::None, Self::Number)
    }
}

/// A number as Python writes it: the shortest digits that mean this one.
pub(super) struct Number(pub(super) f32);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            f32::INFINITY => f.write_str("float(\"inf\")"),
            f32::NEG_INFINITY => f.write_str("float(\"-inf\")"),
            number if number.is_nan() => f.write_str("float(\"nan\")"),
            number => Shown(&number).fmt(f),
        }
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Number(number) => Number(number).fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Flag(true) => f.write_str("True"),
            Self::Flag(false) => f.write_str("False"),
            Self::None => f.write_str("None"),
            Self::Word(word) => write!(f, "\"{word}\""),
            Self::Pair(first, second) => write!(f, "({}, {})", Number(first), Number(second)),
            Self::Triple([a, b, c]) => write!(f, "({}, {}, {})", Number(a), Number(b), Number(c)),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A call with named arguments, behind those that have none.
pub(super) struct Call {
    name: &'static str,
    /// What stands in front of the named arguments.
    first: &'static str,
    arguments: Vec<(&'static str, Argument), 16>,
}

impl Call {
    pub(super) const fn of(name: &'static str) -> Self {
        Self::around(name, "")
    }

    pub(super) const fn around(name: &'static str, first: &'static str) -> Self {
        Self { name, first, arguments: Vec::new() }
    }

    /// One more argument.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        // No call of a library here has more than there is room for.
        let _fits = self.arguments.push((name, value.into()));
        self
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}", self.name, self.first)?;
        for (place, (name, value)) in self.arguments.iter().enumerate() {
            let comma = if place > 0 || !self.first.is_empty() { ", " } else { "" };
            write!(f, "{comma}{name}={value}")?;
        }
        f.write_str(")")
    }
}

/// What a library has no words for.
#[derive(Clone, Copy)]
pub(super) struct Unsaid {
    /// The field of the recipe, or of its rule.
    pub(super) what: &'static str,
    /// What the library does instead.
    pub(super) instead: &'static str,
}

/// All that a library has no words for.
#[derive(Default)]
pub(super) struct Gaps(Vec<Unsaid, 32>);

impl Gaps {
    /// Notes it where `condition` holds.
    pub(super) fn note(&mut self, condition: bool, what: &'static str, instead: &'static str) {
        if condition && !self.0.iter().any(|unsaid| unsaid.what == what) {
            let _fits = self.0.push(Unsaid { what, instead });
        }
    }
}

impl Display for Gaps {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|Unsaid { what, instead }| writeln!(f, "# not said: {what}: {instead}"))
    }
}
