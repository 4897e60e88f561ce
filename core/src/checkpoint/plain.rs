//! Values of a fixed number of bytes.

use super::{CheckpointError, Loader, Saver, combined};
use crate::Error;

/// A value that is always written as the same number of bytes.
///
/// | value | bytes | kind |
/// |---|---|---|
/// | `u8`, `u16`, `u32`, `u64` | little-endian | 1 to 4 |
/// | `i16`, `i32` | little-endian | 5, 6 |
/// | `f32` | its bits, little-endian | 7 |
/// | `bool` | a byte, 0 or 1 | 8 |
/// | `Option` | a byte, 0 or 1, then the value, of zeros if there is none | 9 and its value's |
/// | `()` | none | 10 |
/// | a pair, a struct of fields a, b, … as (a, (b, (…, ()))) | its fields, in order | 11 and theirs |
/// | an array | its elements, in order | 12, that of its elements, and how many |
///
/// Kinds k, l are one after the other: (k xor l) · 16777619, modulo 2³². A struct gets it by [`plain_struct!`](crate::plain_struct).
pub trait Plain: Copy {
    /// How many bytes.
    const BYTES: u32;
    /// What they stand for: values of another kind are refused.
    const KIND: u32;

    /// What stands where there is none; it is 0, or the first.
    const BLANK: Self;

    /// Writes them.
    ///
    /// # Errors
    /// They cannot be written.
    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError>;

    /// Reads them.
    ///
    /// # Errors
    /// They cannot be read, or are no value.
    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError>;

    /// Whether it is a number, or has none: lists of what is not are neither saved nor loaded.
    fn is_finite(&self) -> bool {
        true
    }
}

macro_rules! numbers {
    ($($type:ty = $kind:literal, $blank:literal $(, |$value:ident| $finite:expr)?;)*) => {$(
        impl Plain for $type {
            const BYTES: u32 = size_of::<$type>() as u32;
            const KIND: u32 = $kind;
            const BLANK: Self = $blank;

            fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
                to.write(&self.to_le_bytes())
            }

            fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
                let mut bytes = [0; size_of::<$type>()];
                from.read(&mut bytes)?;
                Ok(Self::from_le_bytes(bytes))
            }

            $(fn is_finite(&self) -> bool {
                let $value = *self;
                $finite
            })?
        }
    )*};
}

numbers! {
    u8 = 1, 0;
    u16 = 2, 0;
    u32 = 3, 0;
    u64 = 4, 0;
    i16 = 5, 0;
    i32 = 6, 0;
    f32 = 7, 0.0, |value| value.is_finite();
}

impl Plain for bool {
    const BYTES: u32 = 1;
    const KIND: u32 = 8;
    const BLANK: Self = false;

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        u8::from(*self).put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        match u8::get(from)? {
            0 => Ok(false),
            1 => Ok(true),
            other => {
                let (value, allowed) = (u32::from(other), "0 or 1");
                Err(from.refuse(Error::Count { field: "a bool", value, allowed }))
            }
        }
    }
}

impl<T: Plain> Plain for Option<T> {
    const BYTES: u32 = 1 + T::BYTES;
    const KIND: u32 = combined(9, T::KIND);
    const BLANK: Self = None;

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.is_some().put(to)?;
        self.unwrap_or(T::BLANK).put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        let there = bool::get(from)?;
        let value = T::get(from)?;
        Ok(there.then_some(value))
    }

    fn is_finite(&self) -> bool {
        self.as_ref().is_none_or(T::is_finite)
    }
}

impl Plain for () {
    const BYTES: u32 = 0;
    const KIND: u32 = 10;
    const BLANK: Self = ();

    fn put(&self, _: &mut Saver<'_>) -> Result<(), CheckpointError> {
        Ok(())
    }

    fn get(_: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        Ok(())
    }
}

impl<A: Plain, B: Plain> Plain for (A, B) {
    const BYTES: u32 = A::BYTES + B::BYTES;
    const KIND: u32 = combined(combined(11, A::KIND), B::KIND);
    const BLANK: Self = (A::BLANK, B::BLANK);

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.0.put(to)?;
        self.1.put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        Ok((A::get(from)?, B::get(from)?))
    }

    fn is_finite(&self) -> bool {
        self.0.is_finite() && self.1.is_finite()
    }
}

impl<T: Plain, const N: usize> Plain for [T; N] {
    const BYTES: u32 = T::BYTES * N as u32;
    const KIND: u32 = combined(combined(12, T::KIND), N as u32);
    const BLANK: Self = [T::BLANK; N];

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.iter().try_for_each(|value| value.put(to))
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        let mut values = Self::BLANK;
        for value in &mut values {
            *value = T::get(from)?;
        }
        Ok(values)
    }

    fn is_finite(&self) -> bool {
        self.iter().all(T::is_finite)
    }
}

/// [`Plain`](crate::checkpoint::Plain) for a struct, by its fields and their types.
///
/// ```
/// use thalweg::checkpoint::Plain;
///
/// #[derive(Clone, Copy)]
/// struct Window { features: [f32; 3], class: u8 }
///
/// thalweg::plain_struct! { struct Window { features: [f32; 3], class: u8 } }
/// assert_eq!(Window::BYTES, 13);
/// ```
#[macro_export]
macro_rules! plain_struct {
    ($([$($bounds:tt)*])? struct $name:ty { $($field:ident: $type:ty),* $(,)? }) => {
        impl$(<$($bounds)*>)? $crate::checkpoint::Plain for $name {
            const BYTES: u32 = <$crate::plain_struct!(@pairs $($type,)*) as $crate::checkpoint::Plain>::BYTES;
            const KIND: u32 = <$crate::plain_struct!(@pairs $($type,)*) as $crate::checkpoint::Plain>::KIND;
            const BLANK: Self = Self { $($field: $crate::checkpoint::Plain::BLANK),* };

            fn put(
                &self,
                to: &mut $crate::checkpoint::Saver<'_>,
            ) -> ::core::result::Result<(), $crate::checkpoint::CheckpointError> {
                $($crate::checkpoint::Plain::put(&self.$field, to)?;)*
                Ok(())
            }

            fn get(
                from: &mut $crate::checkpoint::Loader<'_>,
            ) -> ::core::result::Result<Self, $crate::checkpoint::CheckpointError> {
                Ok(Self { $($field: $crate::checkpoint::Plain::get(from)?),* })
            }

            fn is_finite(&self) -> bool {
                true $(&& $crate::checkpoint::Plain::is_finite(&self.$field))*
            }
        }
    };
    (@pairs) => { () };
    (@pairs $first:ty, $($rest:ty,)*) => { ($first, $crate::plain_struct!(@pairs $($rest,)*)) };
}
