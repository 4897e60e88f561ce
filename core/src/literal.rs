//! Values as the Rust that builds them: `Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }`.

use core::fmt::{self, Debug, Formatter};

/// A value that is written as the Rust that builds it.
pub(crate) trait Literal {
    /// Writes it.
    ///
    /// # Errors
    /// Those of the writer.
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result;
}

/// A [`Literal`] where a value that can be shown is asked for.
pub(crate) struct Shown<'a>(pub(crate) &'a dyn Literal);

impl Debug for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.literal(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.literal(f)
    }
}

/// A struct or the variant of an enum: fields have names, or numbers.
pub(crate) fn write_fields(
    to: &mut Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn Literal)],
) -> fmt::Result {
    // What stands in angle brackets is inferred.
    let name = name.split('<').next().unwrap_or(name).trim_end();
    if let [("0", only)] = fields {
        return to.debug_tuple(name).field(&Shown(*only)).finish();
    }
    let mut written = to.debug_struct(name);
    for (name, value) in fields {
        written.field(name, &Shown(*value));
    }
    written.finish()
}

macro_rules! as_debug {
    ($($type:ty),*) => {$(
        impl Literal for $type {
            fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
                Debug::fmt(self, to)
            }
        }
    )*};
}

as_debug![u32, u64, usize, bool];

/// The shortest digits that mean this number alone.
impl Literal for f32 {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::INFINITY => to.write_str("f32::INFINITY"),
            Self::NEG_INFINITY => to.write_str("f32::NEG_INFINITY"),
            number if number.is_nan() => write!(to, "f32::from_bits({:#x})", number.to_bits()),
            number => Debug::fmt(&number, to),
        }
    }
}

impl<T: Literal> Literal for Option<T> {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => to.debug_tuple("Some").field(&Shown(value)).finish(),
            None => to.write_str("None"),
        }
    }
}

impl<A: Literal, B: Literal> Literal for (A, B) {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.debug_tuple("").field(&Shown(&self.0)).field(&Shown(&self.1)).finish()
    }
}

impl<T: Literal, const N: usize> Literal for [T; N] {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.as_slice().literal(to)
    }
}

impl<T: Literal> Literal for [T] {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.debug_list().entries(self.iter().map(|value| Shown(value))).finish()
    }
}

impl<T: Literal> Literal for &[T] {
    fn literal(&self, to: &mut Formatter<'_>) -> fmt::Result {
        (**self).literal(to)
    }
}

/// [`Literal`] of what has [`Words`](crate::words::Words), by the same fields and variants; what stands around others is
/// written by its verbs, where a schedule is printed.
macro_rules! literal {
    ([$($parameter:ident: $bound:ident),+] $($definition:tt)*) => {};
    ([$(const $size:ident: usize),*] struct $type:ty { $($field:tt),* }) => {
        impl<$(const $size: usize),*> $crate::literal::Literal for $type {
            fn literal(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let fields: &[(&str, &dyn $crate::literal::Literal)] =
                    &[$((stringify!($field), &self.$field)),*];
                $crate::literal::write_fields(to, stringify!($type), fields)
            }
        }
    };
    ([] enum $type:ident {
        $($number:literal $variant:ident $(($inner:ident))? $({ $($field:ident),* })?),*
    }) => {
        impl $crate::literal::Literal for $type {
            fn literal(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $(Self::$variant $(($inner))? $({ $($field),* })? => {
                        let name = concat!(stringify!($type), "::", stringify!($variant));
                        let fields: &[(&str, &dyn $crate::literal::Literal)] = &[
                            $(("0", $inner))?
                            $($((stringify!($field), $field)),*)?
                        ];
                        $crate::literal::write_fields(to, name, fields)
                    })*
                }
            }
        }
    };
}
pub(crate) use literal;
