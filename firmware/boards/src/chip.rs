//! What a chip knows of itself.

use crate::stack;
use embassy_time::{Instant, TICK_HZ};
use thalweg_app::Board;

/// A chip that runs at so many MHz, and bears so many erases of a page of its flash.
#[derive(Clone, Copy, Debug)]
pub struct Chip<const MHZ: u32, const ERASES: u32>;

impl<const MHZ: u32, const ERASES: u32> Board for Chip<MHZ, ERASES> {
    /// Cycles: a tick of the timer takes longer than one.
    const INSTRUCTIONS_PER_TICK: u32 = (MHZ as u64 * 1_000_000 / TICK_HZ) as u32;

    const ERASES_PER_PAGE: u32 = ERASES;

    fn ticks(&self) -> u32 {
        Instant::now().as_ticks() as u32
    }

    fn stack(&self) -> u32 {
        stack::deepest()
    }
}
