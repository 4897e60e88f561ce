//! `+ - * /` of `f32` on a Cortex-M that has no instructions for them: the routines that the compiler calls by the names of
//! ARM's run-time ABI, for the whole program in place of the compiler's own.
//!
//! Rounded to nearest, ties to even, with subnormal numbers, zeros, infinities and NaN as IEEE 754 (2019) asks and the
//! compiler's routines answer, bit by bit.
//!
//! A mantissa in "Q31" stands at the top of its register, the bit before the point in bit 31, so eight bits below the last
//! one of the result say how to round; what is still below them is kept in another register, as all that matters of it is
//! whether it is 0. Exponents are those of the format, 1 to 254. What is rare stands behind what is not.

// SAFETY: each keeps to the procedure call standard: its arguments are r0 and r1, its result r0, of the others it writes r2, r3 and
// r12 alone or puts them back, and it touches no memory but its stack.
#![allow(unsafe_code)]

/// Where a routine is entered by a name.
macro_rules! entry {
    ($name:literal) => {
        concat!(".global ", $name, "\n.type ", $name, ",%function\n.thumb_func\n", $name, ":")
    };
}

/// A routine by its name and lines, in a section of its own: a program that never calls it goes without.
macro_rules! routine {
    ($name:literal, $($lines:tt)+) => {
        core::arch::global_asm!(
            ".syntax unified",
            ".thumb",
            concat!(".pushsection .text.", $name, ",\"ax\",%progbits"),
            entry!($name),
            $($lines)+
            concat!(".size ", $name, ", . - ", $name),
            ".popsection",
        );
    };
}

#[cfg(soft_floats = "armv6m")]
mod armv6m;
#[cfg(soft_floats = "armv7m")]
mod armv7m;
