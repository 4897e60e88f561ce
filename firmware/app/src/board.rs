//! What only a board knows of itself.

/// What only a board knows of itself.
pub trait Board {
    /// Instructions, or cycles where they are counted, of a tick.
    const INSTRUCTIONS_PER_TICK: u32;

    /// How often a page of its flash may be erased, as the data sheet promises.
    const ERASES_PER_PAGE: u32;

    /// Ticks, counted upwards and around 2³². A step takes less.
    fn ticks(&self) -> u32;

    /// Bytes of stack at its deepest since the start; 0 where nobody looks.
    fn stack(&self) -> u32;

    /// Tells the watchdog that all is well: before each step, before a page of flash is erased, and while it waits at
    /// least every half second. A step, an erase of a page, and writing a checkpoint take less than the watchdog waits.
    fn feed(&self);

    /// Takes what has been logged since the last call, as bytes of defmt's stream, at most as many as there is room for;
    /// how many they are. None where a probe takes them.
    fn logged(&self, room: &mut [u8]) -> usize {
        let _ = room;
        0
    }
}
