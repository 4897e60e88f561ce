//! How many cycles instructions take on a Cortex-M4F, estimated one after the other.
//!
//! The Technical Reference Manual of the Cortex-M4 (Arm 100166, tables 3-1 and 7-1) gives the cycles
//! of each instruction; the rules between them are its own, too:
//! - a single load or store right after another overlaps with it; several words by one instruction
//!   take one cycle each and one more;
//! - a floating-point result that the next instruction consumes costs one cycle more;
//! - after a division or a root, integer instructions go on, floating-point ones wait for it.
//!
//! Flash wait states and the prefetch after a branch are the board's: a taken branch counts 3 here,
//! a return by `pop` 2 more than its words.
//! It is an estimate: nothing here was measured on silicon.

use crate::disassembly::Instruction;

/// What the processor remembers from one instruction to the next.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    now: u64,
    /// When the floating-point unit has finished a division or a root.
    busy_until: u64,
    after_single_access: bool,
    /// The floating-point result of the instruction before.
    fresh: Option<String>,
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
        let mnemonic = instruction.mnemonic.as_str();
        let floating = mnemonic.starts_with('v');
        if floating {
            self.now = self.now.max(self.busy_until);
        }
        if self.fresh.take().is_some_and(|fresh| instruction.reads(&fresh)) {
            self.now += 1;
        }
        let name = mnemonic.split('.').next().unwrap_or_default();
        let several =
            ["ldm", "stm", "vldm", "vstm", "push", "pop", "vpush", "vpop", "ldrd", "strd"];
        let single = matches!(name, "vldr" | "ldr" | "ldrb" | "ldrh" | "ldrsb" | "ldrsh");
        let store = matches!(name, "vstr" | "str" | "strb" | "strh");
        self.now += match name {
            "vdiv" | "vsqrt" => {
                self.busy_until = self.now + DIVISION;
                1
            }
            "vmla" | "vmls" | "vnmla" | "vnmls" | "vfma" | "vfms" | "vfnma" | "vfnms" => 3,
            _ if several.iter().any(|prefix| name.starts_with(prefix)) => {
                1 + u64::from(instruction.registers_listed())
            }
            _ if single && !self.after_single_access => 2,
            _ => 1,
        };
        if jumps {
            self.now += REFILL;
        }
        self.after_single_access = single || store;
        let arithmetic = floating && !single && !store && !name.starts_with("vldm");
        if arithmetic && !name.starts_with("vstm") && !name.starts_with("vcmp") {
            self.fresh = instruction.operands.first().cloned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pipeline;
    use crate::disassembly::parse;

    /// Cycles of the third turn of a loop, when it has come into step.
    fn cycles(code: &str) -> u64 {
        let functions = parse(&format!("00000000 <f>:\n{code}"));
        let mut pipeline = Pipeline::default();
        let mut turn = || {
            let before = pipeline.now();
            let body = &functions[0].instructions;
            body.iter().for_each(|instruction| {
                pipeline.issue(instruction, instruction.mnemonic.starts_with('b'));
            });
            pipeline.now() - before
        };
        [turn(), turn(), turn()][2]
    }

    #[test]
    fn a_turn_takes_what_the_manual_says() {
        // Two loads that overlap: 2 + 1. A product consumed at once: 1 + 1. Sum consumed by the store:
        // 1 + 1, the store 1; index 1, branch 3.
        let sgd = "   0:\tvldr\ts0, [r1]\n   4:\tvldr\ts1, [r0]\n   8:\tvmul.f32\ts0, s0, s2\n\
                   \x20  c:\tvsub.f32\ts1, s1, s0\n  10:\tvstr\ts1, [r0]\n  14:\tadds\tr0, #4\n\
                   \x20 16:\tbne.n\t0 <f>\n";
        assert_eq!(cycles(sgd), 2 + 1 + 1 + 2 + 2 + 1 + 3);
    }

    #[test]
    fn integers_go_on_beside_a_division() {
        let divided = "   0:\tvdiv.f32\ts0, s0, s1\n   4:\tadds\tr0, #4\n   6:\tadds\tr1, #4\n\
                       \x20  8:\tvadd.f32\ts2, s2, s3\n   c:\tbne.n\t0 <f>\n";
        assert_eq!(cycles(divided), 14 + 1 + 3);
    }

    #[test]
    fn several_words_take_a_cycle_each_and_one_more() {
        let several =
            "   0:\tvldmia\tr0!, {s0-s3}\n   4:\tldmia.w\tr1!, {r2, r3}\n   8:\tbne.n\t0 <f>\n";
        assert_eq!(cycles(several), 5 + 3 + 3);
    }
}
