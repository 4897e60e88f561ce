//! Numbers, and lists of them, as sections of their own.

use super::{Checkpoint, CheckpointError, Loader, MaxLength, Plain, Saver, Tag};
use crate::{Error, error, numbered::numbered};
use heapless::Vec;

/// What kind, how many, then each.
const VALUES: Tag = Tag::of(1, "values");
/// Kind and number.
const BEFORE: u32 = 8;

/// Bytes of a section of `count` values.
const fn length_of<T: Plain>(count: usize) -> u32 {
    (count as u32).saturating_mul(T::BYTES).saturating_add(Saver::HEAD + BEFORE)
}

fn put<T: Plain>(values: &[T], to: &mut Saver<'_>) -> Result<(), CheckpointError> {
    to.section(VALUES, length_of::<T>(values.len()).saturating_sub(Saver::HEAD))?;
    T::KIND.put(to)?;
    (values.len() as u32).put(to)?;
    for (index, value) in numbered(values) {
        if !value.is_finite() {
            return Err(to.refuse(Error::NotFinite { what: VALUES.name, index }));
        }
        value.put(to)?;
    }
    Ok(())
}

/// Begins a section of at most `most` values: how many there are.
fn count<T: Plain>(from: &mut Loader<'_>, most: usize) -> Result<usize, CheckpointError> {
    from.section_of_any_length(VALUES)?;
    let found = u32::get(from)?;
    if found != T::KIND {
        return Err(CheckpointError::Precision { found, allowed: "that of these values" });
    }
    let count = u32::get(from)? as usize;
    let (section, found) = (VALUES.name, from.left_in_section());
    let allowed = length_of::<T>(count.min(most)).saturating_sub(Saver::HEAD + BEFORE);
    if found != allowed || count > most {
        return Err(CheckpointError::SectionLength { section, found, allowed });
    }
    Ok(count)
}

/// The next value of the section.
fn get<T: Plain>(index: usize, from: &mut Loader<'_>) -> Result<T, CheckpointError> {
    let value = T::get(from)?;
    if value.is_finite() {
        Ok(value)
    } else {
        Err(from.refuse(Error::NotFinite { what: VALUES.name, index }))
    }
}

/// Exactly these values.
impl<T: Plain> Checkpoint for [T] {
    fn length(&self) -> u32 {
        length_of::<T>(self.len())
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        put(self, to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let (found, expected) = (count::<T>(from, self.len())?, self.len());
        if found != expected {
            return Err(from.refuse(Error::Length { what: VALUES.name, expected, found }));
        }
        for (index, place) in numbered(self) {
            let value = get(index, from)?;
            if from.commits() {
                *place = value;
            }
        }
        Ok(())
    }
}

impl<T: Plain, const N: usize> Checkpoint for [T; N] {
    fn length(&self) -> u32 {
        self.as_slice().length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.as_slice().save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.as_mut_slice().load(from)
    }
}

impl<T: Plain, const N: usize> MaxLength for [T; N] {
    const MAX_LENGTH: u32 = length_of::<T>(N);
}

/// As many values as there are, at most `N`.
impl<T: Plain, const N: usize> Checkpoint for Vec<T, N> {
    fn length(&self) -> u32 {
        self.as_slice().length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.as_slice().save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        let count = count::<T>(from, N)?;
        if from.commits() {
            self.clear();
        }
        for (index, ()) in numbered(core::iter::repeat_n((), count)) {
            let value = get(index, from)?;
            if from.commits() {
                // There are no more than there is room for.
                let _never_full = self.push(value);
            }
        }
        Ok(())
    }
}

impl<T: Plain, const N: usize> MaxLength for Vec<T, N> {
    const MAX_LENGTH: u32 = length_of::<T>(N);
}

macro_rules! single {
    ($($type:ty),*) => {$(
        impl Checkpoint for $type {
            fn length(&self) -> u32 {
                Self::MAX_LENGTH
            }

            fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                put(core::slice::from_ref(self), to)
            }

            fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
                core::slice::from_mut(self).load(from)
            }
        }

        impl MaxLength for $type {
            const MAX_LENGTH: u32 = length_of::<$type>(1);
        }
    )*};
}

single!(u8, u16, u32, u64, i16, i32, f32, bool);

/// Bytes of numbers in a section of another kind: how many there are, then each.
pub(crate) const fn floats_length(count: usize) -> u32 {
    (count as u32).saturating_mul(f32::BYTES).saturating_add(u32::BYTES)
}

/// Writes numbers of a section that are finite.
pub(crate) fn put_floats(
    what: &'static str,
    values: &[f32],
    to: &mut Saver<'_>,
) -> Result<(), CheckpointError> {
    error::finite(what, values).map_err(|error| to.refuse(error))?;
    (values.len() as u32).put(to)?;
    values.iter().try_for_each(|value| value.put(to))
}

/// Reads as many numbers of a section as there are places, and takes them if all are finite.
pub(crate) fn get_floats(
    what: &'static str,
    places: &mut [f32],
    from: &mut Loader<'_>,
) -> Result<(), CheckpointError> {
    get_judged_floats(what, places, from, |_, _| Ok(()))
}

/// The same if `judge`, given number and value, lets each pass as well.
pub(crate) fn get_judged_floats(
    what: &'static str,
    places: &mut [f32],
    from: &mut Loader<'_>,
    mut judge: impl FnMut(usize, f32) -> Result<(), Error>,
) -> Result<(), CheckpointError> {
    let (found, expected) = (u32::get(from)? as usize, places.len());
    error::same_length(what, expected, found).map_err(|error| from.refuse(error))?;
    for (index, place) in numbered(places) {
        let value = f32::get(from)?;
        if !value.is_finite() {
            return Err(from.refuse(Error::NotFinite { what, index }));
        }
        judge(index, value).map_err(|error| from.refuse(error))?;
        if from.commits() {
            *place = value;
        }
    }
    Ok(())
}
