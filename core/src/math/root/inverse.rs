//! 1/√z to 13 bits from a table and 32-bit products: what an exact root without an instruction starts from.
//!
//! A product of 32 bits is one instruction of every Cortex-M, a division is none of a Cortex-M0+'s. A
//! table gives 1/√z within 2⁻⁷, one step of Newton's method on 1/z − r² squares that: r (3 − z r²) / 2
//! (J.-M. Muller et al., "Handbook of Floating-Point Arithmetic", section 4.7).

/// 1/√z in the middle of the k-th of 96 intervals of [1, 4), in units of 2⁻¹⁵: z = (2k + 65) / 64.
static TABLE: [u16; 96] = table();

const fn table() -> [u16; 96] {
    let mut table = [0; 96];
    let (mut rest, mut k) = (table.as_mut_slice(), 0);
    while let Some((entry, behind)) = rest.split_first_mut() {
        *entry = ((1_u64 << 36) / (2 * k + 65)).isqrt() as u16;
        (rest, k) = (behind, k + 1);
    }
    table
}

/// 1/√z within 2⁻¹³ of it; z in [1, 4). Both in units of 2⁻³⁰.
#[inline]
pub(crate) fn inverse_root(z: u32) -> u32 {
    let interval = (z >> 25).wrapping_sub(32);
    // Past the table there is no z; the compiler cannot know.
    let r = TABLE.get(interval as usize).map_or(0, |&r| u32::from(r));
    let z_r_squared = (z >> 16).wrapping_mul(r.wrapping_mul(r) >> 15) >> 15; // 2⁻¹⁴
    r.wrapping_mul((3_u32 << 14).wrapping_sub(z_r_squared))
}

#[cfg(test)]
mod tests {
    use super::inverse_root;

    #[test]
    fn it_is_as_near_as_it_says() {
        let bound = 2_f64.powi(-13);
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for z in (1_u32 << 30..=u32::MAX).step_by(97).chain([u32::MAX]) {
            let exact = (2_f64.powi(90) / f64::from(z)).sqrt();
            let error = f64::from(inverse_root(z)) / exact - 1.0;
            (least, most) = (least.min(error), most.max(error));
        }
        assert!(least > -bound && most < bound, "{least:e} {most:e}");
        assert!(least < -bound / 2.0, "a tighter bound would hold: {least:e} {most:e}");
    }
}
