//! On a Cortex-M0, M0+ or M23: ARMv6-M multiplies into 32 bits alone, divides nothing and counts no zeros.

/// r2 from the exponents of both arguments in r2 and r3, or away where one is 0 or 255; r4 has the sign of a product in bit 31.
macro_rules! exponents {
    ($both:literal, $rare:literal) => {
        concat!(
            "lsls r2, r0, #1\nlsrs r2, r2, #24\n",
            concat!("subs r3, r2, #1\ncmp r3, #254\nbhs ", $rare, "\n"),
            concat!("lsls r3, r1, #1\nlsrs r3, r3, #24\n", $both, "\n"),
            concat!("subs r3, r3, #1\ncmp r3, #254\nbhs ", $rare, "\n"),
            "movs r4, r0\neors r4, r1"
        )
    };
}

/// The exponent from bit 24 of its register, and of a subnormal number the one that its mantissa has once shifted up.
macro_rules! normal {
    ($mantissa:literal, $exponent:literal, $lost:literal) => {
        concat!(
            concat!("lsrs ", $exponent, ", ", $exponent, ", #24\nbne 99f\n"),
            concat!("movs ", $exponent, ", #1\n98:\nsubs ", $exponent, ", #1\n"),
            concat!("lsls ", $mantissa, ", ", $mantissa, ", #1\n"),
            concat!("lsls ", $lost, ", ", $mantissa, ", #8\nbpl 98b\n99:")
        )
    };
}

/// Of r4 the sign alone.
macro_rules! sign {
    () => {
        "lsrs r4, r4, #31\nlsls r4, r4, #31"
    };
}

/// r0 and r1 in each other's place.
macro_rules! swap {
    () => {
        "eors r0, r1\neors r1, r0\neors r0, r1"
    };
}

/// r0 as a quiet NaN; r1 is lost.
macro_rules! quiet {
    () => {
        "movs r1, #1\nlsls r1, r1, #22\norrs r0, r1"
    };
}

/// A mantissa half way between two results, its half cut off below `bits` where it is even, or else away to be rounded; r1 is lost.
macro_rules! even {
    ($mantissa:literal, $bits:literal, $others:literal, $odd:literal) => {
        concat!(
            concat!("lsls r1, ", $mantissa, ", ", $others, "\nbcs ", $odd, "\n"),
            concat!("lsrs ", $mantissa, ", ", $mantissa, ", ", $bits, "\n"),
            concat!("lsls ", $mantissa, ", ", $mantissa, ", ", $bits)
        )
    };
}

/// The bits that leave a register when it is shifted down, at the top of another.
macro_rules! below {
    ($register:literal, $by:literal, $below:literal, $lost:literal) => {
        concat!(
            concat!("movs ", $lost, ", #32\nsubs ", $lost, ", ", $lost, ", ", $by, "\n"),
            concat!("movs ", $below, ", ", $register, "\nlsls ", $below, ", ", $lost)
        )
    };
}

mod product;
mod quotient;
mod sum;
