//! Whether floats are as IEEE 754 has them: an FPU whose FPSCR.FZ is set, or routines of a boot ROM, flush subnormals.

use core::hint::black_box;

/// Whether sums, products and quotients keep subnormal numbers, as operands and as results.
#[must_use]
#[inline(never)]
pub fn keeps_subnormals() -> bool {
    let (least, half) = (black_box(f32::from_bits(1)), black_box(0.5 * f32::MIN_POSITIVE));
    let (two, normal) = (black_box(2.0_f32), black_box(f32::MIN_POSITIVE));
    let found = [least + least, half - least, normal / two, normal * black_box(0.5), least * two];
    let bits = [2, (1 << 22) - 1, 1 << 22, 1 << 22, 2];
    found.map(f32::to_bits) == bits && half + half == normal && least > 0.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_machine_keeps_them() {
        assert!(super::keeps_subnormals());
    }
}
