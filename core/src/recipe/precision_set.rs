//! The optimizers of one rule that a program chooses to link: a precision each.

/// Defines, within the module of an [`optimizer_set!`](crate::optimizer_set), what it is made of: an optimizer of one rule
/// in one of the precisions, what it keeps, and a step of it in parts.
#[doc(hidden)]
#[macro_export]
macro_rules! precision_set {
    (
        for $n:literal parameters {
            $first:ident($of_first:ty) $(, $state:ident($precision:ty))*
        }
    ) => {
        /// What an optimizer of one rule keeps, in the precision of its state.
        #[derive(Debug)]
        pub enum MemoryOf<R: $crate::optimizer::Rule, L: $crate::group::Layout> {
            #[doc = concat!("In `", stringify!($of_first), "`.")]
            $first($crate::optimizer::Memory<R, [$of_first; $n], L>),
            $(
                #[doc = concat!("In `", stringify!($precision), "`.")]
                $state($crate::optimizer::Memory<R, [$precision; $n], L>),
            )*
        }

        impl<R: $crate::optimizer::Rule, L: $crate::group::Layout> MemoryOf<R, L> {
            const ZERO: Self = Self::$first($crate::optimizer::Memory::ZERO);
        }

        impl<'m, R, T, L> $crate::checkpoint::Checkpoint for OptimizerOf<'m, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain + $crate::checkpoint::Checkpoint,
            L: $crate::group::Layout,
        {
            $crate::one_of!(checkpoint $first $($state)*);
        }

        impl<'m, R, T, L> $crate::checkpoint::MaxLength for OptimizerOf<'m, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain + $crate::checkpoint::MaxLength,
            L: $crate::group::Layout,
        {
            const MAX_LENGTH: u32 = $crate::one_of!(
                largest $crate::optimizer::Optimizer<R, &'m mut [$of_first; $n], T, L>
                $(, $crate::optimizer::Optimizer<R, &'m mut [$precision; $n], T, L>)*
            );
        }

        /// An optimizer of one rule, in the precision of its state.
        #[derive(Debug)]
        pub enum OptimizerOf<'m, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain,
            L: $crate::group::Layout,
        {
            #[doc = concat!("In `", stringify!($of_first), "`.")]
            $first($crate::optimizer::Optimizer<R, &'m mut [$of_first; $n], T, L>),
            $(
                #[doc = concat!("In `", stringify!($precision), "`.")]
                $state($crate::optimizer::Optimizer<R, &'m mut [$precision; $n], T, L>),
            )*
        }

        impl<'m, R, T, L> OptimizerOf<'m, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain,
            L: $crate::group::Layout,
        {
            fn lend(
                rule: R,
                precision: $crate::recipe::StatePrecision,
                transform: T,
                layout: L,
                memory: &'m mut MemoryOf<R, L>,
            ) -> ::core::result::Result<Self, $crate::Error> {
                use $crate::{optimizer::{Memory, Optimizer}, recipe::NamedPrecision};
                if precision == <$of_first as NamedPrecision>::PRECISION {
                    *memory = MemoryOf::$first(Memory::ZERO);
                }
                $(if precision == <$precision as NamedPrecision>::PRECISION {
                    *memory = MemoryOf::$state(Memory::ZERO);
                })*
                match memory {
                    MemoryOf::$first(memory)
                        if precision == <$of_first as NamedPrecision>::PRECISION =>
                    {
                        Optimizer::lend_grouped(rule, transform, layout, memory).map(Self::$first)
                    }
                    $(MemoryOf::$state(memory)
                        if precision == <$precision as NamedPrecision>::PRECISION =>
                    {
                        Optimizer::lend_grouped(rule, transform, layout, memory).map(Self::$state)
                    })*
                    #[allow(unreachable_patterns)]
                    _ => Err($crate::Error::Conflict {
                        field: "precision",
                        with: concat!(
                            "it is not linked; allowed: ", stringify!($first) $(, ", ", stringify!($state))*
                        ),
                    }),
                }
            }
        }

        impl<'m, R, T, L> OptimizerOf<'m, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain,
            L: $crate::group::Layout,
        {
            fn step(
                &mut self,
                parameters: &mut [f32],
                gradient: &[f32],
                hyperparams: impl Into<$crate::group::Hyperparams>,
            ) -> ::core::result::Result<$crate::optimizer::Outcome, $crate::Error> {
                match self {
                    Self::$first(it) => it.step(parameters, gradient, hyperparams),
                    $(Self::$state(it) => it.step(parameters, gradient, hyperparams),)*
                }
            }

            fn begin<'a>(
                &'a mut self,
                parameters: &'a mut [f32],
                gradient: &'a [f32],
                hyperparams: $crate::group::Hyperparams,
            ) -> ::core::result::Result<PartialStepOf<'a, 'm, R, T, L>, $crate::Error> {
                match self {
                    Self::$first(it) => it
                        .begin(parameters, gradient, hyperparams)
                        .map(PartialStepOf::$first),
                    $(Self::$state(it) => it
                        .begin(parameters, gradient, hyperparams)
                        .map(PartialStepOf::$state),)*
                }
            }

            fn set_group(
                &mut self,
                number: usize,
                group: $crate::group::Group,
            ) -> ::core::result::Result<(), $crate::Error> {
                match self {
                    Self::$first(it) => it.set_group(number, group),
                    $(Self::$state(it) => it.set_group(number, group),)*
                }
            }

            fn reset(&mut self) {
                match self {
                    Self::$first(it) => it.reset(),
                    $(Self::$state(it) => it.reset(),)*
                }
            }

            fn counters(&self) -> $crate::optimizer::Counters {
                match self {
                    Self::$first(it) => it.counters(),
                    $(Self::$state(it) => it.counters(),)*
                }
            }
        }

        /// A step of one rule in parts.
        #[derive(Debug)]
        pub enum PartialStepOf<'a, 'm, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain,
            L: $crate::group::Layout,
        {
            #[doc = concat!("In `", stringify!($of_first), "`.")]
            $first($crate::optimizer::PartialStep<'a, R, &'m mut [$of_first; $n], T, L>),
            $(
                #[doc = concat!("In `", stringify!($precision), "`.")]
                $state($crate::optimizer::PartialStep<'a, R, &'m mut [$precision; $n], T, L>),
            )*
        }

        impl<R, T, L> PartialStepOf<'_, '_, R, T, L>
        where
            R: $crate::optimizer::Rule,
            T: $crate::gradient::Chain,
            L: $crate::group::Layout,
        {
            $crate::one_of!(parts $first $($state)*);
        }
    };
}
