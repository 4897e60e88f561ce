//! Every optimizer as a set of functions whose code, RAM and stack are looked at, never run.
//!
//! For each rule of the lists and each precision of its state there are three functions and some
//! numbers: `new_RULE.STATE` makes the optimizer over memory that is lent, `step_RULE.STATE` is a step at a rate
//! that is given, `cosine_RULE.STATE` one at a cosine's rate; `memory_RULE.STATE` is a static of that memory;
//! `handle_RULE.STATE` is the size of the optimizer, `ram_RULE.STATE` that of it and its memory, `half_RULE.STATE`
//! that of one for half as many parameters. Rules whose type says how many rows and columns a tensor may have are
//! there once more for larger ones: `widenew_RULE.STATE`, `widestep_RULE.STATE`. Of what is no optimizer there is
//! `part_NAME.FUNCTION`. What they need is what the reader finds reachable from them.
#![no_std]
#![cfg_attr(any(not(every_rule), feature = "f32-alone"), allow(unused))]

mod average;
mod checkpoint;
mod recipe;
mod store;

use core::panic::PanicInfo;
use thalweg::{
    fixed,
    gradient::SkipNonFinite,
    group::{Group, Groups, Whole},
    optimizer::{
        Adafactor, Memory, Optimizer,
        rules::{Muon, Sm3, TorchAdafactor},
        state::{Bf16, Blockwise8, F16, blocks},
    },
    schedule,
};
use thalweg_catalogue::{fixed_rules, rules, tensor_rules};

/// Parameters of a small network.
const N: usize = 1024;
const HALF: usize = N / 2;

/// A function or number of one optimizer.
macro_rules! named {
    ($what:literal, $name:ident, $state:literal, $item:item) => {
        #[unsafe(export_name = concat!($what, "_", stringify!($name), ".", $state))]
        $item
    };
}

/// The functions and numbers of one optimizer of numbers, gradients and rates of some types.
macro_rules! functions {
    (
        $name:ident, $state:literal, $optimizer:ty, ram $ram:expr, half $half:expr,
        $weight:ty, $gradient:ty, $rate:ty, $($schedule:ident)::+
    ) => {
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            use $($schedule)::+::{Cosine, Schedule};

            named!("step", $name, $state, fn step(
                optimizer: &mut $optimizer,
                w: &mut [$weight],
                g: &[$gradient],
                rate: $rate,
            ) -> bool {
                optimizer.step(w, g, rate).is_ok()
            });

            named!("cosine", $name, $state, fn cosine(
                optimizer: &mut $optimizer,
                w: &mut [$weight],
                g: &[$gradient],
                schedule: &Cosine,
                t: u32,
            ) -> bool {
                optimizer.step(w, g, schedule.at(t)).is_ok()
            });

            named!("handle", $name, $state, static HANDLE: u32 = size_of::<$optimizer>() as u32;);
            named!("ram", $name, $state, static RAM: u32 = $ram as u32;);
            named!("half", $name, $state, static RAM_OF_HALF: u32 = $half as u32;);
        };
    };
}

/// An optimizer in floats, over memory that is lent.
type Lent<R, C, L> = Optimizer<R, &'static mut C, SkipNonFinite, L>;

/// A rule in floats, in one precision of its state.
macro_rules! at {
    ($name:ident, $rule:ty, $value:expr, $state:literal, $precision:ty, half $half:ty, $layout:ty, $groups:expr) => {
        functions!(
            $name,
            $state,
            Lent<$rule, [$precision; N], $layout>,
            ram size_of::<Memory<$rule, [$precision; N], $layout>>()
                + size_of::<Lent<$rule, [$precision; N], $layout>>(),
            half size_of::<Memory<$rule, [$half; HALF], $layout>>()
                + size_of::<Lent<$rule, [$half; HALF], $layout>>(),
            f32,
            f32,
            f32,
            schedule
        );
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            named!("new", $name, $state, fn new(
                place: &mut Option<Lent<$rule, [$precision; N], $layout>>,
                memory: &'static mut Memory<$rule, [$precision; N], $layout>,
            ) -> bool {
                *place = Optimizer::lend_grouped($value, SkipNonFinite::DEFAULT, $groups, memory).ok();
                place.is_some()
            });
            named!(
                "memory", $name, $state,
                static mut MEMORY: Memory<$rule, [$precision; N], $layout> = Memory::ZERO;
            );
        };
    };
}

/// A rule whose type says how large a tensor may be, in one precision of its state, for a large one.
macro_rules! wide {
    ($name:ident, $rule:ty, $value:expr, $state:literal, $precision:ty) => {
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            type Wide = Lent<$rule, [$precision; WIDE], Groups<1>>;

            named!(
                "widenew",
                $name,
                $state,
                fn new(
                    place: &mut Option<Wide>,
                    memory: &'static mut Memory<$rule, [$precision; WIDE], Groups<1>>,
                ) -> bool {
                    let groups = Groups([Group::matrix(ROWS, COLUMNS)]);
                    *place =
                        Optimizer::lend_grouped($value, SkipNonFinite::DEFAULT, groups, memory)
                            .ok();
                    place.is_some()
                }
            );
            named!(
                "widestep",
                $name,
                $state,
                fn step(optimizer: &mut Wide, w: &mut [f32], g: &[f32], rate: f32) -> bool {
                    optimizer.step(w, g, rate).is_ok()
                }
            );
        };
    };
}

/// A rule in floats, in every precision of its state.
macro_rules! float {
    ($name:ident, $rule:ty, $value:expr, $layout:ty, $groups:expr) => {
        at!($name, $rule, $value, "f32", f32, half f32, $layout, $groups);
        #[cfg(not(feature = "f32-alone"))]
        at!($name, $rule, $value, "bf16", Bf16, half Bf16, $layout, $groups);
        #[cfg(not(feature = "f32-alone"))]
        at!($name, $rule, $value, "f16", F16, half F16, $layout, $groups);
        #[cfg(not(feature = "f32-alone"))]
        at!($name, $rule, $value, "8-bit-dynamic", Blockwise8<{ blocks(N) }>, half Blockwise8<{ blocks(HALF) }>, $layout, $groups);
    };
}

macro_rules! vectors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        float!($name, $rule, $value, Whole, Whole);
    )*};
}
rules!(vectors);

macro_rules! tensors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        float!($name, $rule, $value, Groups<1>, Groups([Group::matrix(16, 64)]));
    )*};
}
tensor_rules!(tensors);

/// A larger tensor.
const ROWS: usize = 64;
const COLUMNS: usize = 256;
const WIDE: usize = ROWS * COLUMNS;

macro_rules! wide_tensors {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        wide!($name, $rule, $value, "f32", f32);
        #[cfg(all(any(every_rule, $name), not(feature = "f32-alone")))]
        wide!($name, $rule, $value, "bf16", Bf16);
        #[cfg(all(any(every_rule, $name), not(feature = "f32-alone")))]
        wide!($name, $rule, $value, "f16", F16);
        #[cfg(all(any(every_rule, $name), not(feature = "f32-alone")))]
        wide!($name, $rule, $value, "8-bit-dynamic", Blockwise8<{ blocks(WIDE) }>);
    )*};
}
wide_tensors! {
    sm3: Sm3<ROWS, COLUMNS> = Sm3::<ROWS, COLUMNS>::DEFAULT;
    sm3_momentum: Sm3<ROWS, COLUMNS, 1> = Sm3::<ROWS, COLUMNS, 1>::DEFAULT;
    adafactor: Adafactor<ROWS, COLUMNS> = Adafactor::<ROWS, COLUMNS>::DEFAULT;
    adafactor_momentum: Adafactor<ROWS, COLUMNS, 1> = Adafactor::<ROWS, COLUMNS, 1>::DEFAULT;
    torch_adafactor: TorchAdafactor<ROWS, COLUMNS> = TorchAdafactor::DEFAULT;
    muon: Muon<ROWS, COLUMNS> = Muon::DEFAULT;
}

macro_rules! integers {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        #[cfg(any(every_rule, $name))]
        functions!(
            $name,
            "fixed",
            fixed::Optimizer<$rule, &'static mut [fixed::Weight; N]>,
            ram size_of::<fixed::Memory<$rule, [fixed::Weight; N]>>()
                + size_of::<fixed::Optimizer<$rule, &'static mut [fixed::Weight; N]>>(),
            half size_of::<fixed::Memory<$rule, [fixed::Weight; HALF]>>()
                + size_of::<fixed::Optimizer<$rule, &'static mut [fixed::Weight; HALF]>>(),
            fixed::Weight,
            fixed::Gradient,
            fixed::Rate,
            fixed::schedule
        );
        #[cfg(any(every_rule, $name))]
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            named!("new", $name, "fixed", fn new(
                place: &mut Option<fixed::Optimizer<$rule, &'static mut [fixed::Weight; N]>>,
                memory: &'static mut fixed::Memory<$rule, [fixed::Weight; N]>,
            ) -> bool {
                *place = fixed::Optimizer::lend($value, memory).ok();
                place.is_some()
            });
            named!(
                "memory", $name, "fixed",
                static mut MEMORY: fixed::Memory<$rule, [fixed::Weight; N]> = fixed::Memory::ZERO;
            );
        };
    )*};
}
fixed_rules!(integers);

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
