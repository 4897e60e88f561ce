//! Every optimizer as a set of functions whose code, RAM and stack are looked at, never run.
//!
//! For each rule of the lists and each precision of its state there are three functions and two
//! numbers: `new_RULE.STATE` makes the optimizer, `step_RULE.STATE` is a step at a rate that is given,
//! `cosine_RULE.STATE` one at a cosine's rate; `ram_RULE.STATE` is the size of the optimizer,
//! `half_RULE.STATE` that of one for half as many parameters. What they need is what the reader finds
//! reachable from them.
#![no_std]

use core::panic::PanicInfo;
use thalweg::{
    fixed,
    gradient::SkipNonFinite,
    group::{Group, Groups, Whole},
    optimizer::{
        Optimizer,
        state::{Bf16, Blockwise8, F16, blocks},
    },
    schedule,
};
use thalweg_catalogue::{fixed_rules, rules, tensor_rules};

/// Parameters of a small network.
const N: usize = 1024;
const HALF: usize = N / 2;

/// The functions and numbers of one optimizer of numbers, gradients and rates of some types.
macro_rules! functions {
    (
        $name:ident, $state:literal, $optimizer:ty, half $half:ty, $make:expr,
        $weight:ty, $gradient:ty, $rate:ty, $($schedule:ident)::+
    ) => {
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            use $($schedule)::+::{Cosine, Schedule};

            #[unsafe(export_name = concat!("new_", stringify!($name), ".", $state))]
            fn new(place: &mut Option<$optimizer>) -> bool {
                *place = $make.ok();
                place.is_some()
            }

            #[unsafe(export_name = concat!("step_", stringify!($name), ".", $state))]
            fn step(
                optimizer: &mut $optimizer,
                w: &mut [$weight],
                g: &[$gradient],
                rate: $rate,
            ) -> bool {
                optimizer.step(w, g, rate).is_ok()
            }

            #[unsafe(export_name = concat!("cosine_", stringify!($name), ".", $state))]
            fn cosine(
                optimizer: &mut $optimizer,
                w: &mut [$weight],
                g: &[$gradient],
                schedule: &Cosine,
                t: u32,
            ) -> bool {
                optimizer.step(w, g, schedule.at(t)).is_ok()
            }

            #[unsafe(export_name = concat!("ram_", stringify!($name), ".", $state))]
            static RAM: u32 = size_of::<$optimizer>() as u32;

            #[unsafe(export_name = concat!("half_", stringify!($name), ".", $state))]
            static RAM_OF_HALF: u32 = size_of::<$half>() as u32;
        };
    };
}

/// A rule in floats, in one precision of its state.
macro_rules! at {
    ($name:ident, $rule:ty, $value:expr, $state:literal, $precision:ty, half $half:ty, $layout:ty, $groups:expr) => {
        functions!(
            $name,
            $state,
            Optimizer<$rule, [$precision; N], SkipNonFinite, $layout>,
            half Optimizer<$rule, [$half; HALF], SkipNonFinite, $layout>,
            Optimizer::grouped($value, SkipNonFinite::DEFAULT, $groups),
            f32,
            f32,
            f32,
            schedule
        );
    };
}

/// A rule in floats, in every precision of its state.
macro_rules! float {
    ($name:ident, $rule:ty, $value:expr, $layout:ty, $groups:expr) => {
        at!($name, $rule, $value, "f32", f32, half f32, $layout, $groups);
        at!($name, $rule, $value, "bf16", Bf16, half Bf16, $layout, $groups);
        at!($name, $rule, $value, "f16", F16, half F16, $layout, $groups);
        at!($name, $rule, $value, "8-bit-dynamic", Blockwise8<{ blocks(N) }>, half Blockwise8<{ blocks(HALF) }>, $layout, $groups);
    };
}

macro_rules! vectors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        float!($name, $rule, $value, Whole, Whole);
    )*};
}
rules!(vectors);

macro_rules! tensors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        float!($name, $rule, $value, Groups<1>, Groups([Group::matrix(16, 64)]));
    )*};
}
tensor_rules!(tensors);

macro_rules! integers {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        functions!(
            $name,
            "fixed",
            fixed::Optimizer<$rule, [fixed::Weight; N]>,
            half fixed::Optimizer<$rule, [fixed::Weight; HALF]>,
            fixed::Optimizer::new($value),
            fixed::Weight,
            fixed::Gradient,
            fixed::Rate,
            fixed::schedule
        );
    )*};
}
fixed_rules!(integers);

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
