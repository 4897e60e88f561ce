//! A configuration that is read back passes the check of its constructor: every way in validates.

/// What a reader found, before anything was checked.
#[cfg(feature = "serde")]
pub(crate) struct Unchecked<T>(pub(crate) T);

/// Defines a plain structure, or an enum of such, that serde reads only if its own `validate` accepts it, and
/// gives the error of the constructor otherwise. Its bytes and names are those of a derived
/// `Deserialize`.
///
/// ```text
/// config! {
///     pub struct Linear { start_lr: f32, end_lr: f32, steps: u32 }
/// }
/// config! {
///     pub struct Clamp<S> { low: f32, high: f32, inner: S }
/// }
/// config! {
///     pub struct MultiStep<const K: usize> { rates: PiecewiseConstant<K> }
/// }
/// config! {
///     pub struct Cosine<P: UnitExponent | f32> { exponent: P }
/// }
/// ```
///
/// The last form has a `validate` for each of the types named; the first of them is the default.
macro_rules! config {
    ($(#[$meta:meta])* pub struct $name:ident { $($fields:tt)* }) => {
        config! { @define [$(#[$meta])*] $name [] { $($fields)* } }
        config! { @read [$name] $name [] [] [] { $($fields)* } }
    };
    ($(#[$meta:meta])* pub struct $name:ident<const $size:ident: usize> { $($fields:tt)* }) => {
        config! { @define [$(#[$meta])*] $name [<const $size: usize>] { $($fields)* } }
        config! {
            @read [$name<$size>] $name [const $size: usize,] [const $size: usize,]
            [<const $size: usize>] { $($fields)* }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident<$inner:ident: $default:ident $(| $other:ident)*> $fields:tt) => {
        config! { @define [$(#[$meta])*] $name [<$inner = $default>] $fields }
        config! { @read [$name<$default>] $name [] [] [<$inner>] $fields }
        $(config! { @read [$name<$other>] $name [] [] [<$inner>] $fields })*
    };
    ($(#[$meta:meta])* pub struct $name:ident<$inner:ident $(= $default:ty)?> { $($fields:tt)* }) => {
        config! { @define [$(#[$meta])*] $name [<$inner $(= $default)?>] { $($fields)* } }
        config! {
            @read [$name<$inner>] $name [$inner: serde::Deserialize<'de>,] [$inner,]
            [<$inner>] { $($fields)* }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$about:meta])* $variant:ident($type:ty),)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub enum $name { $($(#[$about])* $variant($type),)* }

        #[cfg(feature = "serde")]
        const _: () = {
            use $crate::config::Unchecked;
            type Checked = $name;

            impl<'de> serde::Deserialize<'de> for Unchecked<$name> {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    #[derive(serde::Deserialize)]
                    enum $name { $($variant(Unchecked<$type>),)* }
                    Ok(Self(match serde::Deserialize::deserialize(from)? {
                        $($name::$variant(Unchecked(value)) => Checked::$variant(value),)*
                    }))
                }
            }
            config! { @validate [] [Checked] }
        };
    };
    (@define [$($meta:tt)*] $name:ident [$($generics:tt)*] { $($fields:tt)* }) => {
        $($meta)*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name $($generics)* { $($fields)* }
    };
    (
        @read [$type:ty] $name:ident [$($bounds:tt)*] [$($generics:tt)*] [$($declared:tt)*]
        { $($(#[$about:meta])* $seen:vis $field:ident: $of:ty,)* }
    ) => {
        #[cfg(feature = "serde")]
        const _: () = {
            use $crate::config::Unchecked;
            type Checked<$($generics)*> = $type;

            impl<'de, $($bounds)*> serde::Deserialize<'de> for Unchecked<$type> {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    // Of the same name, which some formats write.
                    #[derive(serde::Deserialize)]
                    struct $name $($declared)* { $($field: $of,)* }
                    let $name { $($field,)* } = serde::Deserialize::deserialize(from)?;
                    Ok(Self(Checked { $($field,)* }))
                }
            }
            config! { @validate [$($bounds)*] [$type] }
        };
    };
    (@validate [$($bounds:tt)*] [$type:ty]) => {
        impl<'de, $($bounds)*> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let Unchecked(value) = serde::Deserialize::deserialize(from)?;
                let value: Self = value;
                value.validate().map_err(serde::de::Error::custom)?;
                Ok(value)
            }
        }
    };
}
pub(crate) use config;

/// Types that hold nothing that could be out of range, as parts of a [`config!`] enum.
macro_rules! always_valid {
    ($($type:ty),* $(,)?) => {$(
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $crate::config::Unchecked<$type> {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(from).map(Self)
            }
        }
    )*};
}
pub(crate) use always_valid;
