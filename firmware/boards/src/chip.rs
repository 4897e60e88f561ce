//! What a chip knows of itself.

use crate::{log, stack};
use core::cell::RefCell;
use embassy_time::{Instant, TICK_HZ};
use thalweg_app::Board;

/// A chip that runs at so many MHz, bears so many erases of a page of its flash, and has a watchdog.
#[derive(Debug)]
pub struct Chip<const MHZ: u32, const ERASES: u32, F> {
    feed: RefCell<F>,
}

impl<const MHZ: u32, const ERASES: u32, F: FnMut()> Chip<MHZ, ERASES, F> {
    /// A chip whose watchdog waits for [`WATCHDOG_SECONDS`](crate::WATCHDOG_SECONDS), and has started it or not.
    pub fn new(by_watchdog: bool, feed: F) -> Self {
        thalweg_faults::started(by_watchdog);
        Self { feed: RefCell::new(feed) }
    }
}

impl<const MHZ: u32, const ERASES: u32, F: FnMut()> Board for Chip<MHZ, ERASES, F> {
    /// Cycles: a tick of the timer takes longer than one.
    const INSTRUCTIONS_PER_TICK: u32 = (MHZ as u64 * 1_000_000 / TICK_HZ) as u32;

    const ERASES_PER_PAGE: u32 = ERASES;

    fn ticks(&self) -> u32 {
        Instant::now().as_ticks() as u32
    }

    fn stack(&self) -> u32 {
        stack::deepest()
    }

    fn feed(&self) {
        (self.feed.borrow_mut())();
    }

    fn logged(&self, room: &mut [u8]) -> usize {
        log::take(room)
    }
}
