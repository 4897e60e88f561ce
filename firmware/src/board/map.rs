//! Where a machine has what the firmware touches.

/// Addresses, and how fast the clocks of timer and watchdog are.
pub(super) struct Map {
    pub(super) uart: usize,
    pub(super) timer: usize,
    pub(super) watchdog: usize,
    /// RAM on the outside that QEMU keeps in a file if it is asked to.
    pub(super) flash: usize,
    pub(super) ticks_a_microsecond: u32,
}

/// MPS2 with a Cortex-M3 (AN385), whatever code it runs, or an M4F (AN386).
#[cfg(any(feature = "m3", feature = "m0plus", feature = "m4"))]
pub(super) const MAP: Map = Map { flash: 0x2100_0000, ..AN500 };

/// MPS2 with a Cortex-M7.
#[cfg(feature = "m7")]
pub(super) const MAP: Map = AN500;

#[cfg(not(feature = "m33"))]
const AN500: Map = Map {
    uart: 0x4000_4000,
    timer: 0x4000_0000,
    watchdog: 0x4000_8000,
    flash: 0x6000_0000,
    ticks_a_microsecond: 25,
};

/// MPS2 with a Cortex-M33 (AN505), which starts secure, and so sees what is secure.
#[cfg(feature = "m33")]
pub(super) const MAP: Map = Map {
    uart: 0x5020_0000,
    timer: 0x5000_0000,
    watchdog: 0x5008_1000,
    flash: 0x8000_0000,
    ticks_a_microsecond: 20,
};
