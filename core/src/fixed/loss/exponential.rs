//! e⁻ˣ from a table, and ln x digit by digit, in 32-bit products.
//!
//! e⁻ˣ = 2⁻ⁿ 2⁻ᶠ with x log₂ e = n + f: 2⁻ᶠ lies on the chords between 65 numbers, 1.5e-5 above the curve at
//! most, and each number is rounded to 2⁻¹⁶.

/// Steps of the table.
const STEPS: usize = 64;
/// log₂ e in units of 2⁻¹⁵, 4.9e-6 of itself below it.
const LOG2_E: u32 = 47_274;
/// ln 2 in units of 2⁻³¹.
const LN_2: u32 = 1_488_522_236;

/// 2^(−k/64) in units of 2⁻¹⁵.
static TABLE: [u16; STEPS + 1] = table();

const fn table() -> [u16; STEPS + 1] {
    const ONE: u128 = 1 << 62;
    // Six roots of a half are 2^(−1/64).
    let (mut factor, mut roots) = (ONE / 2, 6);
    while roots > 0 {
        (factor, roots) = ((factor << 62).isqrt(), roots - 1);
    }
    let (mut table, mut power) = ([0; STEPS + 1], ONE);
    let mut rest = table.as_mut_slice();
    while let Some((entry, behind)) = rest.split_first_mut() {
        *entry = ((power >> 46).wrapping_add(1) >> 1) as u16;
        (rest, power) = (behind, (power * factor) >> 62);
    }
    table
}

/// e⁻ˣ in units of 2⁻¹⁵, within 2⁻¹⁵ · 2; x of 16 bits with `fraction` fraction bits, 15 at most.
#[inline]
pub(super) fn exponential(x: u32, fraction: u32) -> u32 {
    // x log₂ e has 15 fraction bits more.
    let power = x.wrapping_mul(LOG2_E);
    let whole = power >> (fraction.wrapping_add(15) & 31);
    if whole > 16 {
        return 0;
    }
    let part = power << (17_u32.wrapping_sub(fraction) & 31);
    let (step, between) = ((part >> 26) as usize, part >> 10 & 0xffff);
    // The table has one number more than there are steps; the compiler cannot know.
    let at = |step: usize| TABLE.get(step).map_or(0, |&entry| u32::from(entry));
    let (here, next) = (at(step), at(step.wrapping_add(1)));
    let fall = here.wrapping_sub(next).wrapping_mul(between) >> 15;
    // In units of 2⁻¹⁶, and then rounded.
    let value = (here << 1).wrapping_sub(fall);
    (value >> whole).wrapping_add(1) >> 1
}

/// ln x in units of 2⁻¹⁶, within 2⁻¹³; x from 1 on, in units of 2⁻¹⁵.
pub(super) fn logarithm(x: u32) -> u32 {
    let zeros = x.leading_zeros();
    // x = z 2ⁿ with z in [1, 2), in units of 2⁻¹⁵; a square that reaches 2 is a binary digit of log₂ z.
    let (mut z, mut log2) = (x << (zeros & 31) >> 16, 16_u32.wrapping_sub(zeros));
    for _ in 0..16 {
        z = z.wrapping_mul(z) >> 15;
        let digit = z >> 16;
        z >>= digit;
        log2 = log2 << 1 | digit;
    }
    (u64::from(log2).wrapping_mul(u64::from(LN_2)) >> 31) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_is_as_near_as_it_says() {
        for fraction in 0..=15 {
            let mut worst = 0.0_f64;
            for x in 0..=u32::from(u16::MAX) {
                let exact = (-f64::from(x) / f64::from(1_u32 << fraction)).exp();
                let found = f64::from(exponential(x, fraction)) / 32_768.0;
                worst = worst.max((found - exact).abs() * 32_768.0);
            }
            assert!(worst < 2.0, "{fraction}: {worst}");
        }
        assert_eq!(exponential(0, 11), 1 << 15);
    }

    #[test]
    fn a_logarithm_is_as_near_as_it_says() {
        let mut worst = 0.0_f64;
        for x in (1_u32 << 15..=u32::MAX).step_by(10_007).chain([1 << 15, u32::MAX]) {
            let exact = (f64::from(x) / 32_768.0).ln();
            worst = worst.max((f64::from(logarithm(x)) / 65_536.0 - exact).abs());
        }
        assert!(worst < 1.0 / 8192.0, "{worst:e}");
        assert_eq!(logarithm(1 << 15), 0);
    }
}
