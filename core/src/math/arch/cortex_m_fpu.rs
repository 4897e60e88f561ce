//! Cortex-M with a floating-point unit: M4F, M7, M33, M55.

/// Parameters that a turn of a loop moves: a third of a short loop goes to its counters, and eight roots
/// are taken in one go. One in a small build, and at "s": the compiler would not write a block out.
pub(crate) const LANES: usize = if cfg!(any(feature = "small", opt_level = "s")) { 1 } else { 8 };

/// A conversion takes a cycle and leaves a flag, less than comparing the magnitude as an integer; but it takes a second
/// look where it fails, which a build for size saves.
pub(crate) const CONVERSIONS_TELL: bool = !cfg!(feature = "small");

/// Whether every number is from −2³¹ on and below 2³¹: a conversion to an integer of 32 bits fails, and leaves its
/// flag, for whatever is not, NaN included. One look at the flag is for all of them, and all flags are left as they
/// were. A function: whatever the rule, its bytes are linked once.
#[inline(never)]
#[allow(unsafe_code)]
pub(crate) fn all_convert(numbers: &[f32]) -> bool {
    let flags: u32;
    // SAFETY: reads as many numbers as the slice has; the registers are declared as clobbered, and the status
    // register is put back. `eabihf` guarantees an FPU with single precision.
    unsafe {
        core::arch::asm!(
            "vmrs {before}, fpscr",
            "bic {flags}, {before}, {invalid}",
            "vmsr fpscr, {flags}",
            "subs {left}, {left}, #8",
            "blo 3f",
            "2:",
            "vldmia {at}!, {{s0-s7}}",
            "vcvt.s32.f32 s0, s0",
            "vcvt.s32.f32 s1, s1",
            "vcvt.s32.f32 s2, s2",
            "vcvt.s32.f32 s3, s3",
            "vcvt.s32.f32 s4, s4",
            "vcvt.s32.f32 s5, s5",
            "vcvt.s32.f32 s6, s6",
            "subs {left}, {left}, #8",
            "vcvt.s32.f32 s7, s7",
            "bhs 2b",
            "3:",
            "adds {left}, {left}, #8",
            "beq 5f",
            "4:",
            "vldmia {at}!, {{s0}}",
            "subs {left}, {left}, #1",
            "vcvt.s32.f32 s0, s0",
            "bne 4b",
            "5:",
            "vmrs {flags}, fpscr",
            "vmsr fpscr, {before}",
            before = out(reg) _,
            flags = out(reg) flags,
            invalid = const INVALID,
            at = inout(reg) numbers.as_ptr() => _,
            left = inout(reg) numbers.len() => _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _,
            out("s4") _, out("s5") _, out("s6") _, out("s7") _,
            options(nostack),
        );
    }
    flags & INVALID == 0
}

/// √x, rounded to nearest.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn sqrt(x: f32) -> f32 {
    let mut bits = x.to_bits();
    // SAFETY: three register moves; reads no memory, touches no flags, and `s0` is declared as
    // clobbered. `eabihf` guarantees an FPU with single precision.
    // The register class `sreg` does not compile on stable, so the bits travel in a core register.
    unsafe {
        core::arch::asm!(
            "vmov s0, {bits}",
            "vsqrt.f32 s0, s0",
            "vmov {bits}, s0",
            bits = inout(reg) bits,
            out("s0") _,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    f32::from_bits(bits)
}

/// √x of each, rounded to nearest.
///
/// One root after another, each would cross from a floating-point to a core register and back, five
/// instructions in all. Eight at once cross by memory, a good three instructions each.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn sqrt_each(xs: &mut [f32]) {
    let (eights, rest) = xs.as_chunks_mut::<8>();
    for eight in eights {
        // SAFETY: reads and writes the eight numbers behind `eight`, which is aligned and ours alone;
        // the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
        unsafe {
            core::arch::asm!(
                "vldmia {eight}, {{s0-s7}}",
                "vsqrt.f32 s0, s0",
                "vsqrt.f32 s1, s1",
                "vsqrt.f32 s2, s2",
                "vsqrt.f32 s3, s3",
                "vsqrt.f32 s4, s4",
                "vsqrt.f32 s5, s5",
                "vsqrt.f32 s6, s6",
                "vsqrt.f32 s7, s7",
                "vstmia {eight}, {{s0-s7}}",
                eight = in(reg) eight.as_mut_ptr(),
                out("s0") _, out("s1") _, out("s2") _, out("s3") _,
                out("s4") _, out("s5") _, out("s6") _, out("s7") _,
                options(nostack, preserves_flags),
            );
        }
    }
    for x in rest {
        *x = sqrt(*x);
    }
}

/// −1, 0 or 1: two comparisons without a branch are cheaper than a way through a core register.
#[inline]
pub(crate) const fn sign(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

pub(crate) use super::portable::{quotient, saturated_by_bits as saturated, to_u32};

/// Whether flags tell of exceptions, so that they are rare.
pub(crate) const EXCEPTIONS_ARE_TOLD: bool = true;

/// Invalid operation.
const INVALID: u32 = 0b1;

/// Invalid operation, division by zero, overflow: the flags of FPSCR that stay until they are cleared.
const EXCEPTIONS: u32 = 0b111;

/// Clears the flags.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn forget_exceptions() {
    // SAFETY: reads and writes a status register that no code relies on; not `preserves_flags`, as it
    // changes them, and not `nomem`, so that it stays before the loads of what follows.
    unsafe {
        core::arch::asm!(
            "vmrs {fpscr}, fpscr",
            "bic {fpscr}, {fpscr}, {exceptions}",
            "vmsr fpscr, {fpscr}",
            fpscr = out(reg) _,
            exceptions = const EXCEPTIONS,
            options(nostack),
        );
    }
}

/// Whether a result since then was infinite or not a number, of operands that were neither; or was before
/// it was bounded.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn exceptions() -> bool {
    let fpscr: u32;
    // SAFETY: reads a status register; not `nomem`, so that it stays behind the stores of what precedes.
    unsafe {
        core::arch::asm!("vmrs {fpscr}, fpscr", fpscr = out(reg) fpscr, options(nostack, preserves_flags));
    }
    fpscr & EXCEPTIONS != 0
}
