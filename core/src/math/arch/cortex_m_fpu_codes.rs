//! Loops that make codes of 8 bits, for Cortex-M with a floating-point unit.
//!
//! While a quotient is on its way, 14 cycles, the noise of the rounding is made of its index. Most numbers lie within a
//! decade of the largest, so that their way has no turn; the others go on behind the loop.

use core::arch::naked_asm;

/// The codes of x / scale with their signs, of every so many numbers: noise is that of `key` and of the numbers from
/// `first` on.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn signed_codes(
    xs: &[f32],
    codes: &mut [u8],
    every: usize,
    scale: f32,
    (key, first): (u32, u32),
) {
    let every = every.max(1);
    let count = xs.len().min(codes.len()).div_ceil(every);
    if count > 0 {
        let (xs, codes) = (xs.as_ptr(), codes.as_mut_ptr());
        // SAFETY: at least one, and no more than lie in both slices at that distance.
        unsafe { signed_codes_of(xs, codes, count, every, key, first, scale) }
    }
}

/// The same of numbers that are at least 0: none above 0 has the code of 0.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn root_codes(
    xs: &[f32],
    codes: &mut [u8],
    every: usize,
    scale: f32,
    (key, first): (u32, u32),
) {
    let every = every.max(1);
    let count = xs.len().min(codes.len()).div_ceil(every);
    if count > 0 {
        let (xs, codes) = (xs.as_ptr(), codes.as_mut_ptr());
        // SAFETY: at least one, and no more than lie in both slices at that distance.
        unsafe { root_codes_of(xs, codes, count, every, key, first, scale) }
    }
}

/// Where a loop begins: the multipliers of the noise in r10 and r11, 1 in s3, 0.1 in s4, 0.9 in s5, 10 in s7, ½ in s8,
/// and in s6 how many steps the decade below 1 has, whose bits are given; r5 counts from `first` to r2, r1 lies so many
/// bytes before the codes, r12 is the bytes from a number to the next.
macro_rules! begin {
    ($steps:literal) => {
        concat!(
            "push {{r4-r11, lr}}\n",
            "ldrd r4, r5, [sp, #36]\n",
            "mul r2, r2, r3\n",
            "add r2, r2, r5\n",
            "sub r1, r1, r5\n",
            "lsl r12, r3, #2\n",
            "movw r10, #0x352d\n",
            "movt r10, #0x7feb\n",
            "movw r11, #0xa68b\n",
            "movt r11, #0x846c\n",
            "movw r6, #0xcccd\n",
            "movt r6, #0x3dcc\n",
            "movw r7, #0x6666\n",
            "movt r7, #0x3f66\n",
            "vmov s4, r6\n",
            "vmov s5, r7\n",
            "mov r6, #",
            $steps,
            "\n",
            "vmov s6, r6\n",
            "vmov.f32 s3, #1.0\n",
            "vmov.f32 s7, #10.0\n",
            "vmov.f32 s8, #0.5\n",
        )
    };
}

/// The next share in s1, and in s2 a number in [0, 1) of its index.
macro_rules! share_and_noise {
    () => {
        concat!(
            "2:\n",
            "vldr s1, [r0]\n",
            "add r0, r0, r12\n",
            "vdiv.f32 s1, s1, s0\n",
            "eor r6, r5, r4\n",
            "eor r6, r6, r6, lsr #16\n",
            "mul r6, r6, r10\n",
            "eor r6, r6, r6, lsr #15\n",
            "mul r6, r6, r11\n",
            "eor r6, r6, r6, lsr #16\n",
            "lsr r6, r6, #8\n",
            "vmov s2, r6\n",
            "vcvt.f32.u32 s2, s2, #24\n",
        )
    };
}

/// In r6 how many steps above 0.1, rounded by the noise; a magnitude that is not above it, or NaN, goes on at 5.
macro_rules! steps {
    () => {
        concat!(
            "vcmp.f32 s1, s4\n",
            "vmrs APSR_nzcv, fpscr\n",
            "ble 5f\n", // less, equal or unordered
            "vsub.f32 s1, s3, s1\n",
            "vdiv.f32 s1, s1, s5\n",
            "vsub.f32 s1, s3, s1\n",
            "vmul.f32 s1, s1, s6\n",
            "vadd.f32 s1, s1, s2\n",
            "vcvt.u16.f32 s1, s1, #0\n", // saturates
            "vmov r6, s1\n",
        )
    };
}

/// Stores the code, and takes the next turn.
macro_rules! store {
    () => {
        concat!(
            "strb r6, [r1, r5]\n",
            "add r5, r5, r3\n",
            "cmp r5, r2\n",
            "bne 2b\n",
            "pop {{r4-r11, pc}}\n",
        )
    };
}

/// The code in r6 of a magnitude in a lower decade: r8 is one less than the steps of a decade, s9 the steps. NaN goes
/// on at 8. The decade of one step reaches down to 0.
macro_rules! lower {
    ($before:literal) => {
        concat!(
            "5:\n",
            "bvs 8f\n",
            "mov r8, #",
            $before,
            "\n",
            "vmov.f32 s9, s6\n",
            "6:\n",
            "vmul.f32 s1, s1, s7\n",
            "lsrs r8, r8, #1\n",
            "beq 7f\n",
            "vmul.f32 s9, s9, s8\n",
            "vcmp.f32 s1, s4\n",
            "vmrs APSR_nzcv, fpscr\n",
            "ble 6b\n",
            "vsub.f32 s1, s3, s1\n",
            "vdiv.f32 s1, s1, s5\n",
            "vsub.f32 s1, s3, s1\n",
            "vmul.f32 s1, s1, s9\n",
            "7:\n",
            "vadd.f32 s1, s1, s2\n",
            "vcvt.u16.f32 s1, s1, #0\n",
            "vmov r6, s1\n",
            "add r9, r8, #1\n",
            "cmp r6, r9\n",
            "it hi\n",
            "movhi r6, r9\n",
            "add r6, r6, r8\n",
        )
    };
}

/// # Safety
/// At least one; so many numbers and codes lie `every` apart behind the pointers, the codes ours alone. `eabihf`
/// guarantees an FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn signed_codes_of(
    xs: *const f32,
    codes: *mut u8,
    count: usize,
    every: usize,
    key: u32,
    first: u32,
    scale: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        begin!("0x42800000"),
        share_and_noise!(),
        "vmov r7, s1",
        "vabs.f32 s1, s1",
        steps!(),
        "add r6, r6, #63",
        "usat r6, #7, r6",
        "4:",
        "lsr r7, r7, #31",
        "bfi r6, r7, #7, #1",
        store!(),
        lower!("63"),
        "b 4b",
        "8:",
        "vcvt.u32.f32 s1, s1", // 0 of NaN, and a flag
        "vmov r6, s1",
        "b 4b",
    );
}

/// As [`signed_codes_of`], without signs.
///
/// # Safety
/// As there, and no number is below 0.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn root_codes_of(
    xs: *const f32,
    codes: *mut u8,
    count: usize,
    every: usize,
    key: u32,
    first: u32,
    scale: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        begin!("0x43000000"),
        share_and_noise!(),
        steps!(),
        "add r6, r6, #127",
        "usat r6, #8, r6",
        "4:",
        store!(),
        lower!("127"),
        "cmp r6, #0",
        "bne 4b",
        "sub r9, r0, r12",
        "ldr r9, [r9]",
        "cmp r9, #0",
        "it gt",
        "movgt r6, #1",
        "b 4b",
        "8:",
        "vcvt.u32.f32 s1, s1", // 0 of NaN, and a flag
        "vmov r6, s1",
        "b 4b",
    );
}

/// The upper halves of numbers, rounded by the noise of `key` and of the numbers from `first` on, two at a time; how many
/// until one of two is 2¹²⁷ or larger in magnitude, or is alone.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn upper_halves(xs: &[f32], codes: &mut [u16], (key, first): (u32, u32)) -> usize {
    let pairs = xs.len().min(codes.len()) / 2;
    if pairs == 0 {
        return 0;
    }
    let (xs, codes) = (xs.as_ptr(), codes.as_mut_ptr());
    // SAFETY: at least one pair, and no more than each of the slices has.
    pairs.wrapping_sub(unsafe { upper_halves_of(xs, codes, pairs, key, first) }).wrapping_mul(2)
}

/// How many pairs are left.
///
/// # Safety
/// At least one pair; as many behind each pointer, the codes ours alone, in memory where a word may lie at any even address.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn upper_halves_of(
    xs: *const f32,
    codes: *mut u16,
    pairs: usize,
    key: u32,
    first: u32,
) -> usize {
    naked_asm!(
        "push {{r4-r8, r10, r11, lr}}",
        "ldr r8, [sp, #32]",
        "movw r10, #0x352d",
        "movt r10, #0x7feb",
        "movw r11, #0xa68b",
        "movt r11, #0x846c",
        "mov r12, #0xfe000000",
        "2:",
        "ldmia r0!, {{r4, r5}}",
        "eor r6, r8, r3",
        "add r8, r8, #1",
        "eor r7, r8, r3",
        "add r8, r8, #1",
        "eor r6, r6, r6, lsr #16",
        "eor r7, r7, r7, lsr #16",
        "mul r6, r6, r10",
        "mul r7, r7, r10",
        "cmp r12, r4, lsl #1",
        "it hi",
        "cmphi r12, r5, lsl #1",
        "bls 3f",
        "eor r6, r6, r6, lsr #15",
        "eor r7, r7, r7, lsr #15",
        "mul r6, r6, r11",
        "mul r7, r7, r11",
        "add r4, r4, r6, lsr #16",
        "add r5, r5, r7, lsr #16",
        "lsr r4, r4, #16",
        "bfi r5, r4, #0, #16",
        "subs r2, r2, #1",
        "str r5, [r1], #4",
        "bne 2b",
        "3:",
        "mov r0, r2",
        "pop {{r4-r8, r10, r11, pc}}",
    );
}
