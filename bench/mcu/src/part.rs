//! What the program is asked to measure: the command line that the emulator gives it.

use core::ptr;
use cortex_m_semihosting::{nr, syscall};

/// A part of the program.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// A step of every rule, and of one over groups.
    Rules,
    /// A value of every schedule.
    Schedules,
    /// The dearest value among so many hostile trees of schedules.
    Searched(u32),
    /// A step of the rules that were written in C as well, and little else: each of its instructions
    /// will be logged.
    Traced,
}

impl Part {
    /// The part that is asked for.
    pub(crate) fn asked() -> Result<Self, &'static str> {
        let mut line = [0; 32];
        match command_line(&mut line) {
            Some(b"rules") => Ok(Self::Rules),
            Some(b"schedules") => Ok(Self::Schedules),
            Some(b"traced") => Ok(Self::Traced),
            Some([b's', b'e', b'a', b'r', b'c', b'h', b'=', trees @ ..]) => {
                number(trees).map(Self::Searched).ok_or("search wants a number of trees")
            }
            _ => Err("no such part; allowed: rules, schedules, search=N, traced"),
        }
    }
}

/// A decimal number.
fn number(digits: &[u8]) -> Option<u32> {
    str::from_utf8(digits).ok()?.parse().ok()
}

/// The command line, if it fits.
fn command_line(into: &mut [u8]) -> Option<&[u8]> {
    /// `SYS_GET_CMDLINE` of Arm's semihosting: where to write, and how many bytes; then how many there are.
    #[repr(C)]
    struct Block {
        buffer: *mut u8,
        length: usize,
    }
    let block = Block { buffer: into.as_mut_ptr(), length: into.len() };
    #[allow(unsafe_code)]
    // SAFETY: the host writes at most `length` bytes to the buffer, and the new length to the block.
    let (failed, length) = unsafe {
        let failed = syscall(nr::GET_CMDLINE, &block);
        (failed, ptr::read_volatile(&raw const block.length))
    };
    if failed == 0 { into.get(..length) } else { None }
}
