//! Up to K values in place: a list that is `Copy`, `const`, and goes over the wire.
//!
//! A `heapless::Vec` is neither of the first two, and serde knows no array of a generic length.

use crate::{
    Error, error,
    schedule::Boundary,
    words::{WordReader, WordWriter, Words},
};

/// Up to `K` values of a copyable type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List<T, const K: usize> {
    values: [T; K],
    length: usize,
}

impl<T: Copy, const K: usize> List<T, K> {
    /// A list of exactly `K` values.
    pub(crate) const fn full(values: [T; K]) -> Self {
        Self { values, length: K }
    }

    /// `length` times `filler`, of a list called `what`.
    pub(crate) fn filled(what: &'static str, length: usize, filler: T) -> Result<Self, Error> {
        if length > K {
            let value = u32::try_from(length).unwrap_or(u32::MAX);
            return Err(Error::Count { field: what, value, allowed: "at most the capacity K" });
        }
        Ok(Self { values: [filler; K], length })
    }

    /// A copy of `values`, called `what`; `filler` is never seen.
    pub(crate) fn copied(what: &'static str, values: &[T], filler: T) -> Result<Self, Error> {
        let mut list = Self::filled(what, values.len(), filler)?;
        for (place, value) in list.values.iter_mut().zip(values) {
            *place = *value;
        }
        Ok(list)
    }

    /// Where the values go.
    pub(crate) const fn places(&mut self) -> &mut [T] {
        &mut self.values
    }

    /// How many values are there.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    /// The values that are there.
    pub(crate) fn as_slice(&self) -> &[T] {
        self.values.get(..self.length).unwrap_or(&self.values)
    }
}

impl<const K: usize> List<(u32, f32), K> {
    /// Each step lies above the one before it, each value is finite and at least 0.
    pub(crate) const fn valid(
        &self,
        steps: &'static str,
        value: &'static str,
    ) -> Result<(), Error> {
        let (mut left, _) = self.values.split_at(if self.length < K { self.length } else { K });
        while let [(_, number), rest @ ..] = left {
            error::check!(error::non_negative(value, *number));
            left = rest;
        }
        self.increasing(steps)
    }
}

impl<V: Copy, const K: usize> List<(u32, V), K> {
    /// Each step lies above the one before it.
    pub(crate) const fn increasing(&self, steps: &'static str) -> Result<(), Error> {
        let (mut left, _) = self.values.split_at(if self.length < K { self.length } else { K });
        let mut index = 1;
        while let [before, rest @ ..] = left {
            if let [after, ..] = rest
                && after.0 <= before.0
            {
                return Err(Error::NotIncreasing { field: steps, index });
            }
            (left, index) = (rest, index + 1);
        }
        Ok(())
    }
}

/// The value of the last change that is passed at `step`, `first` before all of them.
pub(crate) fn last_passed<V: Copy>(
    first: V,
    changes: &[(u32, V)],
    boundary: Boundary,
    step: u32,
) -> V {
    let mut value = first;
    for &(at, next) in changes {
        if !boundary.passed(at, step) {
            break;
        }
        value = next;
    }
    value
}

impl<T: Copy + Eq, const K: usize> Eq for List<T, K> {}

impl<T: Copy + PartialEq, const K: usize> PartialEq for List<T, K> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Copy + Default + Words, const K: usize> Words for List<T, K> {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.length.write(to);
        self.as_slice().iter().for_each(|value| value.write(to));
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        let length = from.count(K);
        let mut values = [T::default(); K];
        for place in values.iter_mut().take(length) {
            *place = T::read(from);
        }
        Self { values, length }
    }
}

#[cfg(feature = "print")]
impl<T: Copy + crate::literal::Literal, const K: usize> crate::literal::Literal for List<T, K> {
    fn literal(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_slice().literal(to)
    }
}

#[cfg(feature = "defmt")]
impl<T: Copy + defmt::Format, const K: usize> defmt::Format for List<T, K> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", self.as_slice());
    }
}

#[cfg(feature = "serde")]
impl<T: Copy + serde::Serialize, const K: usize> serde::Serialize for List<T, K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.as_slice())
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Copy + Default + serde::Deserialize<'de>, const K: usize> serde::Deserialize<'de>
    for List<T, K>
{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = heapless::Vec::<T, K>::deserialize(deserializer)?;
        Self::copied("list", &values, T::default()).map_err(serde::de::Error::custom)
    }
}
