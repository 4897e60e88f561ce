//! The default of a configuration is its constant of that name, which can stand in flash.

macro_rules! default {
    ($of:ty) => {
        impl Default for $of {
            fn default() -> Self {
                Self::DEFAULT
            }
        }
    };
}

pub(crate) use default;
