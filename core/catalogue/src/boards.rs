//! The boards that an emulator plays: what a program for one is built for, where its memory is, and what
//! is measured and proved on it.

/// An emulated board.
#[derive(Debug)]
pub struct Board {
    /// The core whose code runs on it.
    pub core: &'static str,
    /// The emulator's name of it.
    pub machine: &'static str,
    /// The compiler's name of what runs on it.
    pub target: &'static str,
    /// Where its memory is, for the linker: the file `memory.x`.
    pub memory: &'static str,
    /// Without one, fixed point is what replaces floats.
    pub fpu: bool,
    /// What gcc has to know of the core; none where nothing is compared with C.
    pub gcc: &'static [&'static str],
    /// What counts instructions; `None` where nothing is measured.
    pub counter: Option<Counter>,
    /// Whether all is measured and proved there: every precision, flash, RAM, stack, and that nothing panics;
    /// otherwise only the instructions of what is exact.
    pub thorough: bool,
    /// Whether every result is compared there with the host's, bit by bit.
    pub bits: bool,
}

/// A SysTick that makes `ticks` ticks in as many instructions as `instructions` says.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    /// Ticks of the timer.
    pub ticks: u32,
    /// Instructions meanwhile.
    pub instructions: u32,
}

impl Board {
    /// Whether its core is one of Arm's; otherwise it is a RISC-V.
    pub fn is_arm(&self) -> bool {
        self.target.starts_with("thumb")
    }
}

/// The board of that name.
pub fn board(machine: &str) -> Option<&'static Board> {
    BOARDS.iter().find(|board| board.machine == machine)
}

/// The first board that runs what is built for a target.
pub fn board_for(target: &str) -> Option<&'static Board> {
    BOARDS.iter().find(|board| board.target == target)
}

const MPS2: &str = "MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 4M
  RAM : ORIGIN = 0x20000000, LENGTH = 4M
}
";
const AN505: &str = "MEMORY
{
  FLASH : ORIGIN = 0x10000000, LENGTH = 4M
  RAM : ORIGIN = 0x38000000, LENGTH = 4M
}
";
/// The vectors in the tightly coupled memory at 0, the code in the DDR memory at 1.5 GB: what else there is holds 2 MB.
const AN547: &str = "MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 0x60800000
  RAM : ORIGIN = 0x20000000, LENGTH = 512K
}
_stext = 0x60000000;
";
const MICROBIT: &str = "MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 256K
  RAM : ORIGIN = 0x20000000, LENGTH = 16K
}
";
const VIRT: &str = r#"MEMORY
{
  RAM : ORIGIN = 0x80000000, LENGTH = 8M
}
REGION_ALIAS("REGION_TEXT", RAM);
REGION_ALIAS("REGION_RODATA", RAM);
REGION_ALIAS("REGION_DATA", RAM);
REGION_ALIAS("REGION_BSS", RAM);
REGION_ALIAS("REGION_HEAP", RAM);
REGION_ALIAS("REGION_STACK", RAM);
"#;

/// Every board; the first is the firmware's.
pub static BOARDS: [Board; 8] = [
    Board {
        core: "Cortex-M4F",
        machine: "mps2-an386",
        target: "thumbv7em-none-eabihf",
        memory: MPS2,
        fpu: true,
        gcc: &["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
        counter: Some(Counter { ticks: 1, instructions: 40 }),
        thorough: true,
        bits: true,
    },
    Board {
        core: "Cortex-M7",
        machine: "mps2-an500",
        target: "thumbv7em-none-eabihf",
        memory: MPS2,
        fpu: true,
        gcc: &["-mcpu=cortex-m7", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        counter: Some(Counter { ticks: 1, instructions: 40 }),
        thorough: false,
        bits: false,
    },
    Board {
        core: "Cortex-M33",
        machine: "mps2-an505",
        target: "thumbv8m.main-none-eabihf",
        memory: AN505,
        fpu: true,
        gcc: &["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        counter: Some(Counter { ticks: 1, instructions: 50 }),
        thorough: false,
        bits: false,
    },
    Board {
        core: "Cortex-M55",
        machine: "mps3-an547",
        target: "thumbv8m.main-none-eabihf",
        memory: AN547,
        fpu: true,
        gcc: &["-mcpu=cortex-m55", "-mfloat-abi=hard"],
        counter: Some(Counter { ticks: 4, instructions: 125 }),
        thorough: false,
        bits: true,
    },
    // The emulator's Cortex-M0 has 16 KiB of RAM; its Cortex-M3 executes the same instructions.
    Board {
        core: "Cortex-M0+",
        machine: "mps2-an385",
        target: "thumbv6m-none-eabi",
        memory: MPS2,
        fpu: false,
        gcc: &["-mcpu=cortex-m0plus", "-mfloat-abi=soft"],
        counter: Some(Counter { ticks: 1, instructions: 40 }),
        thorough: true,
        bits: true,
    },
    // A task of the firmware alone, in 16 KB of RAM.
    Board {
        core: "Cortex-M0",
        machine: "microbit",
        target: "thumbv6m-none-eabi",
        memory: MICROBIT,
        fpu: false,
        gcc: &[],
        counter: None,
        thorough: false,
        bits: false,
    },
    // Its floats are routines, and it multiplies into 64 bits.
    Board {
        core: "Cortex-M3",
        machine: "mps2-an385",
        target: "thumbv7m-none-eabi",
        memory: MPS2,
        fpu: false,
        gcc: &["-mcpu=cortex-m3", "-mfloat-abi=soft"],
        counter: Some(Counter { ticks: 1, instructions: 40 }),
        thorough: false,
        bits: true,
    },
    Board {
        core: "RV32IMC",
        machine: "virt",
        target: "riscv32imc-unknown-none-elf",
        memory: VIRT,
        fpu: false,
        gcc: &[],
        counter: None,
        thorough: false,
        bits: true,
    },
];
