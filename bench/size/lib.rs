//! Every optimizer as a set of functions whose code, RAM and stack are looked at, never run.
//!
//! For each rule of the lists there are three functions and a number: `new_RULE` makes the optimizer,
//! `step_RULE` is a step at a rate that is given, `cosine_RULE` one at a cosine's rate, `ram_RULE` is
//! the size of the optimizer. What they need is what the reader finds reachable from them.
#![no_std]

use core::panic::PanicInfo;
use thalweg::optimizer::{Optimizer, Rule};
use thalweg_bench::{fixed_rules, rules};

/// Parameters of a small network.
const N: usize = 1024;

fn step<R: Rule>(
    optimizer: &mut Optimizer<R, N>,
    parameters: &mut [f32],
    gradient: &[f32],
    rate: f32,
) -> bool {
    optimizer.step(parameters, gradient, rate).is_ok()
}

macro_rules! float {
    ($($name:ident: $rule:ty = $value:expr;)*) => {$(
        /// One rule in floats.
        #[allow(unsafe_code)] // exported names, all different
        pub mod $name {
            use super::{N, step};
            use thalweg::{
                optimizer::Optimizer,
                schedule::{Cosine, Schedule},
            };

            #[unsafe(export_name = concat!("new_", stringify!($name)))]
            fn new(place: &mut Option<Optimizer<$rule, N>>) -> bool {
                *place = Optimizer::new($value).ok();
                place.is_some()
            }

            #[unsafe(export_name = concat!("step_", stringify!($name)))]
            fn at(optimizer: &mut Optimizer<$rule, N>, w: &mut [f32], g: &[f32], rate: f32) -> bool {
                step(optimizer, w, g, rate)
            }

            #[unsafe(export_name = concat!("cosine_", stringify!($name)))]
            fn cosine(
                optimizer: &mut Optimizer<$rule, N>,
                w: &mut [f32],
                g: &[f32],
                schedule: &Cosine,
                t: u32,
            ) -> bool {
                step(optimizer, w, g, schedule.at(t))
            }

            #[unsafe(export_name = concat!("ram_", stringify!($name)))]
            static RAM: u32 = size_of::<Optimizer<$rule, N>>() as u32;
        }
    )*};
}
rules!(float);

/// The rules in fixed point.
pub mod fixed {
    macro_rules! fixed {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            /// One rule in fixed point.
            #[allow(unsafe_code)] // exported names, all different
            pub mod $name {
                use crate::N;
                use thalweg::fixed::{
                    Gradient, Optimizer, Rate, Weight,
                    schedule::{Cosine, Schedule},
                };

                #[unsafe(export_name = concat!("new_fixed_", stringify!($name)))]
                fn new(place: &mut Option<Optimizer<$rule, N>>) -> bool {
                    *place = Optimizer::new($value).ok();
                    place.is_some()
                }

                #[unsafe(export_name = concat!("step_fixed_", stringify!($name)))]
                fn at(
                    optimizer: &mut Optimizer<$rule, N>,
                    w: &mut [Weight],
                    g: &[Gradient],
                    rate: Rate,
                ) -> bool {
                    optimizer.step(w, g, rate).is_ok()
                }

                #[unsafe(export_name = concat!("cosine_fixed_", stringify!($name)))]
                fn cosine(
                    optimizer: &mut Optimizer<$rule, N>,
                    w: &mut [Weight],
                    g: &[Gradient],
                    schedule: &Cosine,
                    t: u32,
                ) -> bool {
                    optimizer.step(w, g, schedule.at(t)).is_ok()
                }

                #[unsafe(export_name = concat!("ram_fixed_", stringify!($name)))]
                static RAM: u32 = size_of::<Optimizer<$rule, N>>() as u32;
            }
        )*};
    }
    super::fixed_rules!(fixed);
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
