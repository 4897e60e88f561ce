//! The optimizers that a program chooses to link: rules times precisions, over memory for the largest.

/// Defines a module with the optimizers of a choice of rules and precisions: flash is paid for no other, and
/// RAM for the one that keeps most.
///
/// | in the module | what it is |
/// |---|---|
/// | `Rules` | the choice of rules, for a [`Recipe`](crate::recipe::Recipe): see [`rule_set!`](crate::rule_set) |
/// | `Memory<L>` | what the optimizer keeps, sized for the largest; a zeroed `static` |
/// | `Optimizer<'m, T, L>` | an enum of [`Optimizer`](crate::optimizer::Optimizer)s over memory that is lent, with chain `T` and layout `L` |
/// | `PartialStep<'a, 'm, T, L>` | a step of it in parts |
///
/// Each is a [`Checkpoint`](crate::checkpoint::Checkpoint), [at most](crate::checkpoint::MaxLength) as long as that of
/// the one that keeps most; it is loaded into an optimizer of the same rule and precision. That is how one is restored: the
/// types of what they keep differ.
///
/// A step is dispatched once, so that its instructions and its bits are those of the optimizer alone.
///
/// ```
/// use thalweg::group::Whole;
/// use thalweg::optimizer::{Adam, Momentum, state::Bf16};
/// use thalweg::recipe::Recipe;
/// use thalweg::schedule::{AnySchedule, Constant};
///
/// thalweg::optimizer_set! {
///     /// What this firmware links.
///     pub mod linked for 3 parameters {
///         rules { Momentum(Momentum), Adam(Adam) }
///         precisions { F32(f32), Bf16(Bf16) }
///     }
/// }
///
/// # fn main() -> Result<(), thalweg::Error> {
/// let schedule: AnySchedule = Constant::new(0.1)?.into();
/// let recipe: Recipe<linked::Rules> = Recipe::new(Adam::DEFAULT, schedule);
/// let mut memory = linked::Memory::ZERO; // a static, on a device
/// let chain = recipe.chain::<thalweg::gradient::SkipNonFinite>()?;
/// let mut optimizer =
///     linked::Optimizer::lend(recipe.rule, recipe.precision, chain, Whole, &mut memory)?;
/// let mut w = [1.0, 2.0, 3.0];
/// optimizer.step(&mut w, &[0.5, -0.5, 0.0], 0.1)?;
/// assert!((w[0] - 0.9).abs() < 1e-6);
/// let (gradient, mut parts) = ([0.5, -0.5, 0.0], 0);
/// let mut step = optimizer.begin(&mut w, &gradient, 0.1)?;
/// while !step.advance(1) {
///     parts += 1; // here others run
/// }
/// assert_eq!((step.finish(), optimizer.counters().steps), (thalweg::optimizer::Outcome::Applied, 2));
/// # let _ = parts;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! optimizer_set {
    (
        $(#[$meta:meta])* $vis:vis mod $module:ident for $n:literal parameters {
            rules { $($variant:ident($rule:ty)),+ $(,)? }
            precisions { $first:ident($of_first:ty) $(, $state:ident($precision:ty))* $(,)? }
        }
    ) => {
        $(#[$meta])*
        $vis mod $module {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use super::*;

            $crate::rule_set! {
                /// The rules that are linked.
                pub enum Rules { $($variant($rule)),+ }
            }

            $crate::precision_set! {
                for $n parameters { $first($of_first) $(, $state($precision))* }
            }

            /// What an optimizer keeps, sized for the largest; to be lent.
            #[derive(Debug)]
            pub enum Memory<L: $crate::group::Layout = $crate::group::Whole> {
                $(
                    #[doc = concat!("Of `", stringify!($rule), "`.")]
                    $variant(MemoryOf<$rule, L>),
                )+
            }

            impl<L: $crate::group::Layout> Memory<L> {
                /// Zeros all.
                pub const ZERO: Self = $crate::optimizer_set!(@first MemoryOf::ZERO; $($variant)+);
            }

            impl<T, L> $crate::checkpoint::Checkpoint for Optimizer<'_, T, L>
            where
                T: $crate::gradient::Chain + $crate::checkpoint::Checkpoint,
                L: $crate::group::Layout,
            {
                $crate::one_of!(checkpoint $($variant)+);
            }

            impl<'m, T, L> $crate::checkpoint::MaxLength for Optimizer<'m, T, L>
            where
                T: $crate::gradient::Chain + $crate::checkpoint::MaxLength,
                L: $crate::group::Layout,
            {
                const MAX_LENGTH: u32 =
                    $crate::one_of!(largest $(OptimizerOf<'m, $rule, T, L>),+);
            }

            /// An optimizer over memory that is lent, its rule and precision chosen at run time.
            #[derive(Debug)]
            pub enum Optimizer<'m, T = $crate::gradient::SkipNonFinite, L = $crate::group::Whole>
            where
                T: $crate::gradient::Chain,
                L: $crate::group::Layout,
            {
                $(
                    #[doc = concat!("Of `", stringify!($rule), "`.")]
                    $variant(OptimizerOf<'m, $rule, T, L>),
                )+
            }

            impl<'m, T: $crate::gradient::Chain, L: $crate::group::Layout> Optimizer<'m, T, L> {
                /// An optimizer that has taken no step; what the memory holds is overwritten.
                ///
                /// # Errors
                /// A precision that is not linked; as of `Optimizer::lend_grouped`.
                pub fn lend(
                    rule: Rules,
                    precision: $crate::recipe::StatePrecision,
                    transform: T,
                    layout: L,
                    memory: &'m mut Memory<L>,
                ) -> ::core::result::Result<Self, $crate::Error> {
                    match rule {
                        $(Rules::$variant(_) => *memory = Memory::$variant(MemoryOf::ZERO),)+
                    }
                    match (rule, memory) {
                        $((Rules::$variant(rule), Memory::$variant(memory)) => {
                            OptimizerOf::lend(rule, precision, transform, layout, memory)
                                .map(Self::$variant)
                        })+
                        // Not reached: the memory was made for the rule.
                        #[allow(unreachable_patterns)]
                        _ => Err($crate::Error::Conflict { field: "rule", with: "memory of another" }),
                    }
                }

                /// One step, as of the optimizer alone.
                ///
                /// # Errors
                /// As of `Optimizer::step`.
                pub fn step(
                    &mut self,
                    parameters: &mut [f32],
                    gradient: &[f32],
                    hyperparams: impl Into<$crate::group::Hyperparams>,
                ) -> ::core::result::Result<$crate::optimizer::Outcome, $crate::Error> {
                    match self {
                        $(Self::$variant(of) => of.step(parameters, gradient, hyperparams),)+
                    }
                }

                /// A step in parts, as of the optimizer alone: other tasks may run between two of them.
                ///
                /// # Errors
                /// As of `Optimizer::step`.
                pub fn begin<'a>(
                    &'a mut self,
                    parameters: &'a mut [f32],
                    gradient: &'a [f32],
                    hyperparams: impl Into<$crate::group::Hyperparams>,
                ) -> ::core::result::Result<PartialStep<'a, 'm, T, L>, $crate::Error> {
                    let hyperparams = hyperparams.into();
                    match self {
                        $(Self::$variant(of) => of
                            .begin(parameters, gradient, hyperparams)
                            .map(PartialStep::$variant),)+
                    }
                }

                /// Changes a group: to freeze it, thaw it or change its multipliers; its shape stays.
                ///
                /// # Errors
                /// As of `Optimizer::set_group`.
                pub fn set_group(
                    &mut self,
                    number: usize,
                    group: $crate::group::Group,
                ) -> ::core::result::Result<(), $crate::Error> {
                    match self {
                        $(Self::$variant(of) => of.set_group(number, group),)+
                    }
                }

                /// Back to before the first step, in place.
                pub fn reset(&mut self) {
                    match self {
                        $(Self::$variant(of) => of.reset(),)+
                    }
                }

                /// How many steps were taken, and how many were skipped.
                pub fn counters(&self) -> $crate::optimizer::Counters {
                    match self {
                        $(Self::$variant(of) => of.counters(),)+
                    }
                }
            }

            /// A step in parts, of whatever rule and precision were chosen.
            #[derive(Debug)]
            pub enum PartialStep<'a, 'm, T = $crate::gradient::SkipNonFinite, L = $crate::group::Whole>
            where
                T: $crate::gradient::Chain,
                L: $crate::group::Layout,
            {
                $(
                    #[doc = concat!("Of `", stringify!($rule), "`.")]
                    $variant(PartialStepOf<'a, 'm, $rule, T, L>),
                )+
            }

            impl<T: $crate::gradient::Chain, L: $crate::group::Layout> PartialStep<'_, '_, T, L> {
                $crate::one_of!(parts $($variant)+);
            }
        }
    };
    (@first $value:expr; $variant:ident $($others:ident)*) => {
        Self::$variant($value)
    };
}
