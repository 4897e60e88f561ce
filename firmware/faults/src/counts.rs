//! How often a board has failed since its power came: in RAM that no start-up code clears.

use crate::words::{read, write};

/// How often a board has failed since its power came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// A panic.
    pub panics: u32,
    /// A bad address or instruction.
    pub faults: u32,
    /// The stack had no room.
    pub overflows: u32,
    /// The watchdog was not fed.
    pub hangs: u32,
}

/// Why a board has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A panic.
    Panic,
    /// A bad address or instruction.
    Fault,
    /// The stack had no room.
    Overflow,
    /// The watchdog was not fed.
    Hang,
}

/// Says that what follows are counts, and not what RAM holds when the power comes.
const MARK: u32 = 0x6661_696C;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// Where they lie, from the memory map: a mark, four counts, the sum of all, and whether a handler knew of the reset.
    static _kept: u32;
}

fn place(word: usize) -> usize {
    (&raw const _kept).expose_provenance() + 4 * word
}

impl Counts {
    /// Nothing has happened.
    pub const NONE: Self = Self { panics: 0, faults: 0, overflows: 0, hangs: 0 };

    /// What has been counted, none if the power has just come; and whether a handler knew of the reset since.
    pub(crate) fn found() -> (Self, bool) {
        let [panics, faults, overflows, hangs] = [1, 2, 3, 4].map(|word| read(place(word)));
        let found = Self { panics, faults, overflows, hangs };
        let kept = read(place(0)) == MARK && read(place(5)) == found.sum();
        if kept { (found, read(place(6)) != 0) } else { (Self::NONE, false) }
    }

    /// One more.
    pub(crate) const fn and(mut self, cause: Cause) -> Self {
        let count = match cause {
            Cause::Panic => &mut self.panics,
            Cause::Fault => &mut self.faults,
            Cause::Overflow => &mut self.overflows,
            Cause::Hang => &mut self.hangs,
        };
        *count = count.wrapping_add(1);
        self
    }

    /// How many in all.
    #[must_use]
    pub const fn total(&self) -> u32 {
        let Self { panics, faults, overflows, hangs } = *self;
        panics.wrapping_add(faults).wrapping_add(overflows).wrapping_add(hangs)
    }

    /// Writes them where a reset does not reach, and whether a handler knows of the reset to come.
    pub(crate) fn keep(&self, told: bool) {
        let Self { panics, faults, overflows, hangs } = *self;
        let words = [MARK, panics, faults, overflows, hangs, self.sum(), u32::from(told)];
        (0..).zip(words).for_each(|(word, value)| write(place(word), value));
    }

    const fn sum(&self) -> u32 {
        MARK.wrapping_add(self.total())
    }
}
