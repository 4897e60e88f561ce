//! As much of Thumb as tells how a function uses its stack.
//!
//! Encodings of the Armv7-M Architecture Reference Manual, chapter A7: PUSH (T1, T2, T3), VPUSH, SUB
//! (SP minus immediate: T1, T2, T3), ADD
//! (SP plus register), BLX (register).

/// One instruction: a halfword, or two in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    Narrow(u16),
    Wide(u32),
}

/// The instructions of a section; `marks` say where data begin (`true`) and end.
pub(crate) fn instructions(code: &[u8], marks: &[(usize, bool)]) -> Vec<Instruction> {
    let is_data =
        |at| marks.iter().take_while(|(mark, _)| *mark <= at).last().is_some_and(|(_, data)| *data);
    let halfword = |at: usize| {
        let bytes = code.get(at..)?.first_chunk()?;
        Some(u16::from_le_bytes(*bytes))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = halfword(at) {
        at += 2;
        if is_data(at - 2) {
            continue;
        }
        let second = (first >> 11 >= 0b11101).then(|| halfword(at)).flatten();
        found.push(second.map_or(Instruction::Narrow(first), |second| {
            at += 2;
            Instruction::Wide(u32::from(first) << 16 | u32::from(second))
        }));
    }
    found
}

impl Instruction {
    /// By how many bytes it moves the stack pointer down.
    pub(crate) fn takes_of_the_stack(self) -> u64 {
        match self {
            Self::Narrow(push) if push & 0xfe00 == 0xb400 => {
                u64::from((push & 0x1ff).count_ones()) * 4
            }
            Self::Narrow(sub) if sub & 0xff80 == 0xb080 => u64::from(sub & 0x7f) * 4,
            // STMDB SP!, {…}
            Self::Wide(push) if push & 0xffff_0000 == 0xe92d_0000 => {
                u64::from((push & 0xffff).count_ones()) * 4
            }
            // STR Rt, [SP, #-imm8]!
            Self::Wide(push) if push & 0xffff_0f00 == 0xf84d_0d00 => u64::from(push & 0xff),
            // VPUSH: the immediate counts words.
            Self::Wide(push) if push & 0xffbf_0e00 == 0xed2d_0a00 => u64::from(push & 0xff) * 4,
            // SUB(W) SP, SP, #…
            Self::Wide(sub) if sub & 0xfbef_8f00 == 0xf1ad_0d00 => expanded(immediate(sub)),
            Self::Wide(sub) if sub & 0xfbff_8f00 == 0xf2ad_0d00 => u64::from(immediate(sub)),
            _ => 0,
        }
    }

    /// ADD SP, register: how far, the instruction does not say. Armv6-M makes large frames so.
    pub(crate) fn moves_the_stack_by_a_register(self) -> bool {
        matches!(self, Self::Narrow(add) if add & 0xff87 == 0x4485)
    }

    /// BLX of a register: a call to where nobody can see.
    pub(crate) fn calls_a_register(self) -> bool {
        matches!(self, Self::Narrow(branch) if branch & 0xff87 == 0x4780)
    }
}

/// The 12 bits i:imm3:imm8 of a data-processing instruction.
fn immediate(instruction: u32) -> u32 {
    (instruction >> 26 & 1) << 11 | (instruction >> 12 & 7) << 8 | instruction & 0xff
}

/// `ThumbExpandImm`: a byte repeated, or eight bits rotated.
fn expanded(immediate: u32) -> u64 {
    let byte = immediate & 0xff;
    let value = match immediate >> 8 {
        0 => byte,
        1 => byte << 16 | byte,
        2 => byte << 24 | byte << 8,
        3 => byte * 0x0101_0101,
        _ => (0x80 | immediate & 0x7f).rotate_right(immediate >> 7),
    };
    u64::from(value)
}

#[cfg(test)]
mod tests {
    use super::{
        Instruction::{Narrow, Wide},
        instructions,
    };

    #[test]
    fn the_stack_pointer_moves_as_the_manual_says() {
        for (instruction, bytes) in [
            (Narrow(0xb5f0), 20),      // push {r4, r5, r6, r7, lr}
            (Narrow(0xb082), 8),       // sub sp, #8
            (Narrow(0xb002), 0),       // add sp, #8
            (Wide(0xe92d_4ff0), 36),   // push {r4-r11, lr}
            (Wide(0xf84d_8d04), 4),    // push {r8}
            (Wide(0xed2d_8b10), 64),   // vpush {d8-d15}
            (Wide(0xed2d_8a01), 4),    // vpush {s16}
            (Wide(0xf5ad_7d00), 512),  // sub.w sp, sp, #512
            (Wide(0xf2ad_4d04), 1028), // subw sp, sp, #1028
            (Wide(0xf8d0_0004), 0),    // ldr.w r0, [r0, #4]
        ] {
            assert_eq!(instruction.takes_of_the_stack(), bytes, "{instruction:x?}");
        }
        assert!(Narrow(0x44b5).moves_the_stack_by_a_register()); // add sp, r6
        assert!(Narrow(0x4798).calls_a_register() && !Narrow(0x4770).calls_a_register());
    }

    #[test]
    fn constants_are_no_instructions() {
        let code = [0x70, 0x47, 0x98, 0x47, 0x2d, 0xe9, 0xf0, 0x4f];
        let found = instructions(&code, &[(0, false), (2, true), (4, false)]);
        assert_eq!(found, [Narrow(0x4770), Wide(0xe92d_4ff0)]);
    }
}
