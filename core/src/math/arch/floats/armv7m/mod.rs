//! On a Cortex-M3, or another core of ARMv7-M or ARMv8-M whose target has no floating-point unit: these multiply into 64 bits,
//! divide 32 by 32, count zeros and shift an operand on its way, so a division alone keeps something on the stack.

/// The exponents of both arguments in r2 and r3, or away where one is 0 or 255; r12 is 255.
macro_rules! exponents {
    ($rare:literal) => {
        concat!(
            "mov r12, #255\nands r2, r12, r0, lsr #23\nittt ne\nandsne r3, r12, r1, lsr #23\n",
            concat!("teqne r2, r12\nteqne r3, r12\nbeq ", $rare)
        )
    };
}

/// The exponent from bit 24 of its register, and of a subnormal number the one that its mantissa has once shifted up.
macro_rules! normal {
    ($mantissa:literal, $exponent:literal) => {
        concat!(
            concat!("lsrs ", $exponent, ", ", $exponent, ", #24\nbne 99f\n"),
            concat!("bic ", $mantissa, ", ", $mantissa, ", #0x80000000\n"),
            concat!("clz ", $exponent, ", ", $mantissa, "\nsubs ", $exponent, ", #8\n"),
            concat!("lsls ", $mantissa, ", ", $exponent, "\n"),
            concat!("rsb ", $exponent, ", ", $exponent, ", #1\n99:")
        )
    };
}

/// r0 and r1 in each other's place; r12 is lost.
macro_rules! swap {
    () => {
        "mov r12, r0\nmov r0, r1\nmov r1, r12"
    };
}

/// A mantissa half way between two results: its half is dropped where it is even.
macro_rules! even {
    ($mantissa:literal, $last:literal, $half:literal) => {
        concat!(
            concat!("tst ", $mantissa, ", ", $last, "\n"),
            concat!("it eq\nbiceq ", $mantissa, ", ", $mantissa, ", ", $half)
        )
    };
}

/// The bits that leave a register when it is shifted down, at the top of another.
macro_rules! below {
    ($register:literal, $by:literal, $below:literal) => {
        concat!("rsb ", $below, ", ", $by, ", #32\nlsl ", $below, ", ", $register, ", ", $below)
    };
}

mod product;
mod quotient;
mod sum;
