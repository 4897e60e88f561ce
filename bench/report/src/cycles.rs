//! How many cycles instructions take on a Cortex-M4F, estimated one after the other.
//!
//! The Technical Reference Manual of the Cortex-M4 (Arm 100166, tables 3-1 and 7-1) gives the cycles
//! of each instruction; the rules between them are its own, too (sections 3.3.2 and 7.2.3):
//! - a single load or store right after a single load overlaps with it, unless that loads its address; after
//!   a store nothing does; several words by one instruction take one cycle each and one more;
//! - an address that the instruction before has calculated costs one cycle more;
//! - a floating-point result that the next instruction consumes costs one cycle more, but not as what a
//!   multiply-accumulate adds to, which it consumes a cycle later;
//! - after a division or a root, integer instructions go on, floating-point ones wait for it.
//!
//! Flash wait states and the prefetch after a branch are the board's: a taken branch counts 3 here,
//! a return by `pop` 2 more than its words; a division of integers counts the 12 that it takes at most.
//! It is an estimate: nothing here was measured on silicon.

use crate::disassembly::Instruction;

/// What the processor remembers from one instruction to the next.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    now: u64,
    /// When the floating-point unit has finished a division or a root.
    busy_until: u64,
    /// What the instruction before was.
    before: Before,
}

/// What of an instruction concerns the next.
#[derive(Debug, Default)]
enum Before {
    /// A register that a floating-point operation has written.
    Calculated(String),
    /// A core register that was calculated.
    Counted(String),
    /// A register that a single load has written.
    Loaded(String),
    #[default]
    Nothing,
}

const DIVISION: u64 = 14;
/// To fill the pipeline again after a jump.
const REFILL: u64 = 2;

impl Pipeline {
    /// Cycles until now.
    pub(crate) const fn now(&self) -> u64 {
        self.now
    }

    /// Executes an instruction, after which the program goes on elsewhere if it jumps.
    pub(crate) fn issue(&mut self, instruction: &Instruction, jumps: bool) {
        let kind = Kind::of(instruction);
        if instruction.mnemonic.starts_with('v') {
            self.now = self.now.max(self.busy_until);
        }
        self.now += u64::from(match &self.before {
            Before::Calculated(result) => instruction.reads(result),
            Before::Counted(result) => instruction.addresses_by(result),
            Before::Loaded(_) | Before::Nothing => false,
        });
        if kind == Kind::LongFloat {
            self.busy_until = self.now + DIVISION;
        }
        let overlaps = matches!(&self.before, Before::Loaded(by) if !instruction.addresses_by(by));
        self.now += match kind {
            Kind::Accumulate => 3,
            Kind::Transfer => 2,
            Kind::LongInteger => 12,
            Kind::Several => 1 + u64::from(instruction.words()),
            Kind::Load if !overlaps => 2,
            _ => 1,
        };
        if jumps {
            self.now += REFILL;
        }
        let first = instruction.operands.first().cloned().unwrap_or_default();
        self.before = match kind {
            _ if jumps => Before::Nothing,
            Kind::Accumulate | Kind::LongFloat | Kind::Float => Before::Calculated(first),
            Kind::Load => Before::Loaded(first),
            Kind::Integer | Kind::LongInteger => Before::Counted(first),
            _ => Before::Nothing,
        };
    }
}

/// How the manual's tables sort instructions.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// A product and a sum in one.
    Accumulate,
    /// Division or root.
    LongFloat,
    /// Any other arithmetic or conversion of floats.
    Float,
    /// A float to or from a core register.
    Transfer,
    LongInteger,
    Integer,
    /// One word or less from memory.
    Load,
    /// Several words from or to memory.
    Several,
    /// What leaves nothing that the next instruction would wait for.
    Other,
}

impl Kind {
    fn of(instruction: &Instruction) -> Self {
        let name = instruction.mnemonic.split('.').next().unwrap_or_default();
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
        if begins(&["vldm", "vstm", "vpush", "vpop", "ldm", "stm", "push", "pop", "ldrd", "strd"]) {
            Self::Several
        } else if begins(&["vldr", "ldr"]) {
            Self::Load
        } else if begins(&["vmla", "vmls", "vnmla", "vnmls", "vfma", "vfms", "vfnma", "vfnms"]) {
            Self::Accumulate
        } else if begins(&["vdiv", "vsqrt"]) {
            Self::LongFloat
        } else if begins(&["vadd", "vsub", "vmul", "vnmul", "vcvt"]) {
            Self::Float
        } else if name == "vmov" && instruction.operands.iter().any(|operand| is_core(operand)) {
            Self::Transfer
        } else if begins(&["udiv", "sdiv"]) {
            Self::LongInteger
        } else if begins(&["v", "str", "b", "cb", "cmp", "cmn", "tst", "teq", "it", "nop"])
            && !begins(&["bic", "bfi", "bfc"])
        {
            Self::Other
        } else {
            Self::Integer
        }
    }
}

/// Whether an operand is a core register.
fn is_core(operand: &str) -> bool {
    operand.starts_with('r') || ["sl", "fp", "ip", "lr"].contains(&operand)
}

#[cfg(test)]
mod tests {
    use super::Pipeline;
    use crate::disassembly::parse;

    /// Cycles of the third turn of a loop, when it has come into step.
    fn cycles(code: &[&str]) -> u64 {
        let lines = code.iter().enumerate().map(|(i, line)| {
            let (mnemonic, operands) = line.split_once(' ').unwrap_or((line, ""));
            format!("  {:x}:\t{mnemonic}\t{operands}\n", 4 * i)
        });
        let functions = parse(&format!("00000000 <f>:\n{}", lines.collect::<String>()));
        let mut pipeline = Pipeline::default();
        let mut turn = || {
            let before = pipeline.now();
            let body = &functions[0].instructions;
            assert_eq!(body.len(), code.len());
            body.iter().for_each(|instruction| {
                pipeline.issue(instruction, instruction.mnemonic.starts_with('b'));
            });
            pipeline.now() - before
        };
        [turn(), turn(), turn()][2]
    }

    /// Counted by hand from the manual (Arm 100166), not by the program; the same numbers stand in the
    /// copy of its tables by TI (SWCU192, tables 3-25 and 3-27; SWCU185, "Load/Store Timings"), and in
    /// `gcc/config/arm/cortex-m4-fpu.md` those about the floating-point unit. Every sequence is a loop
    /// whose branch is the last 3 cycles (table 3-1: 1 + P, P up to 3; here 2).
    const BY_HAND: [(&str, &[&str], u64); 24] = [
        ("integer arithmetic: 1 each", &["adds r0, r0, r1", "eors r0, r2", "b.n 0 <f>"], 2 + 3),
        (
            "a product, also with a sum: 1",
            &["mul.w r0, r1, r2", "mla r3, r1, r2, r3", "b.n 0"],
            2 + 3,
        ),
        ("a division of integers: 12 at most", &["udiv r0, r1, r2", "b.n 0"], 12 + 3),
        ("a lone load: 2", &["ldr r0, [r1, #4]", "adds r2, #1", "b.n 0"], 2 + 1 + 3),
        // 3.3.2: "LDR R0,[R1]; LDR R1,[R2]: normally three cycles total".
        ("two loads: 3", &["ldr r0, [r1, #0]", "ldr r2, [r3, #0]", "b.n 0"], 3 + 3),
        // 3.3.2: "LDR R0,[R1,R5]; LDR R1,[R2]; LDR R2,[R3,#4]: normally four cycles total".
        (
            "three loads: 4",
            &["ldr r0, [r1, r5]", "ldr r1, [r2, #0]", "ldr r2, [r3, #4]", "b.n 0"],
            4 + 3,
        ),
        // 3.3.2: "LDR R0,[R1,R2]; STR R0,[R3,#20]: normally three cycles total".
        ("a load and its store: 3", &["ldr r0, [r1, r2]", "str r0, [r3, #20]", "b.n 0"], 3 + 3),
        (
            "a load whose address was just loaded: 2",
            &["ldr r0, [r1, #0]", "ldr r2, [r0, #0]", "b.n 0"],
            4 + 3,
        ),
        (
            "a store: 1, and nothing overlaps with it",
            &["str r0, [r1, #0]", "ldr r2, [r3, #0]", "b.n 0"],
            1 + 2 + 3,
        ),
        // 3.3.2: an address that depends on the data processing before stalls for a cycle.
        (
            "an address just calculated: 1 more",
            &["adds r1, #4", "ldr r0, [r1, #0]", "b.n 0"],
            1 + 1 + 2 + 3,
        ),
        (
            "not if something is between",
            &["adds r1, #4", "nop", "ldr r0, [r1, #0]", "b.n 0"],
            1 + 1 + 2 + 3,
        ),
        (
            "several words: 1 each and 1",
            &["ldmia.w r1!, {r2, r3, r4}", "stmia r0!, {r2, r3}", "b.n 0"],
            4 + 3 + 3,
        ),
        ("two words: 3", &["ldrd r0, r1, [r2]", "strd r0, r1, [r3]", "b.n 0"], 3 + 3 + 3),
        (
            "a return: its words, 1, and the jump",
            &["push {r4, r5, lr}", "pop {r4, r5, r6}", "bx lr"],
            4 + 4 + 3,
        ),
        (
            "floats from memory: 1 each and 1",
            &["vldmia r0!, {s0-s7}", "vstmia r1!, {s8-s11}", "b.n 0"],
            9 + 5 + 3,
        ),
        ("doubles: two words each", &["vpush {d8-d9}", "vpop {d8-d9}", "b.n 0"], 5 + 5 + 3),
        (
            "a float's load: 2, the next overlaps",
            &["vldr s0, [r0]", "vldr s1, [r1]", "b.n 0"],
            3 + 3,
        ),
        (
            "sum and product: 1 each",
            &["vadd.f32 s0, s1, s2", "vmul.f32 s3, s4, s5", "b.n 0"],
            2 + 3,
        ),
        // 7.2.3: "take one cycle longer if their result is consumed by the following instruction".
        (
            "a sum consumed at once: 1 more",
            &["vadd.f32 s0, s1, s2", "vmul.f32 s3, s0, s5", "b.n 0"],
            3 + 3,
        ),
        (
            "a result stored at once: 1 more",
            &["vadd.f32 s3, s1, s2", "vstmia r1!, {s0-s3}", "b.n 0"],
            2 + 5 + 3,
        ),
        // 7.2.3: multiply-accumulates "consume their addend one cycle later".
        (
            "a chain of multiply-accumulates: 3 each",
            &["vmla.f32 s0, s1, s2", "vmla.f32 s0, s3, s4", "b.n 0"],
            6 + 3,
        ),
        (
            "but its factor costs 1 more",
            &["vmla.f32 s0, s1, s2", "vmla.f32 s5, s0, s4", "b.n 0"],
            7 + 3,
        ),
        ("between the kinds of registers: 2", &["vmov s0, r0", "vmov r1, s2", "b.n 0"], 4 + 3),
        // 7.2.3: integer instructions that follow complete meanwhile; a float waits for the 14.
        (
            "integers go on beside a division: 14 in all, then 1",
            &["vdiv.f32 s0, s0, s1", "adds r0, #4", "adds r1, #4", "vadd.f32 s2, s2, s3", "b.n 0"],
            14 + 1 + 3,
        ),
    ];

    #[test]
    fn sequences_take_what_was_counted_by_hand() {
        for (what, code, by_hand) in BY_HAND {
            assert_eq!(cycles(code), by_hand, "{what}: {code:?}");
        }
    }

    #[test]
    fn a_turn_of_gradient_descent() {
        // Two loads that overlap: 2 + 1. A product consumed at once: 1 + 1. A sum consumed by the store:
        // 1 + 1, the store 1; index 1, branch 3.
        let sgd = [
            "vldr s0, [r1]",
            "vldr s1, [r0]",
            "vmul.f32 s0, s0, s2",
            "vsub.f32 s1, s1, s0",
            "vstr s1, [r0]",
            "adds r0, #4",
            "bne.n 0 <f>",
        ];
        assert_eq!(cycles(&sgd), 2 + 1 + 1 + 2 + 2 + 1 + 3);
    }

    #[test]
    fn two_divisions_in_a_row() {
        assert_eq!(cycles(&["vsqrt.f32 s0, s0", "vdiv.f32 s1, s1, s2", "b.n 0"]), 14 + 14);
    }
}
