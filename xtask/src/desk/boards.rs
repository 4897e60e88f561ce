//! The boards that stand on a desk: what each is built for, and how an image gets onto it.

use crate::device::Kind;

/// A board that stands on a desk.
#[derive(Debug)]
pub struct DeskBoard {
    /// Its name, which is that of its file and feature in `firmware/boards`.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// The compiler's name of what runs on it.
    pub target: &'static str,
    /// How an image gets onto it.
    pub way: Way,
    /// What emulates it; or an emulated board with the same instructions, where its own is not emulated.
    pub emulated: Kind,
    /// At how many MHz its image lets it run.
    pub mhz: u32,
}

/// How an image gets onto a board.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// A file is copied onto the drive that it is while a button is held.
    Uf2 {
        /// The number of its chips.
        family: u32,
        /// The name of the drive.
        drive: &'static str,
    },
    /// Over a debugger.
    Probe {
        /// The debugger's name of the chip.
        chip: &'static str,
    },
}

/// Every board.
pub static DESK: [DeskBoard; 4] = [
    DeskBoard {
        name: "pico",
        title: "Raspberry Pi Pico",
        target: "thumbv6m-none-eabi",
        way: Way::Uf2 { family: 0xE48B_FF56, drive: "RPI-RP2" },
        emulated: Kind::Pico,
        mhz: 125,
    },
    DeskBoard {
        name: "pico2",
        title: "Raspberry Pi Pico 2",
        target: "thumbv8m.main-none-eabihf",
        way: Way::Uf2 { family: 0xE48B_FF59, drive: "RP2350" },
        emulated: Kind::M33,
        mhz: 150,
    },
    DeskBoard {
        name: "nrf52840",
        title: "nRF52840-DK",
        target: "thumbv7em-none-eabihf",
        way: Way::Probe { chip: "nRF52840_xxAA" },
        emulated: Kind::M4,
        mhz: 64,
    },
    DeskBoard {
        name: "nucleo-f446",
        title: "Nucleo-F446RE",
        target: "thumbv7em-none-eabihf",
        way: Way::Probe { chip: "STM32F446RETx" },
        emulated: Kind::M4,
        mhz: 16,
    },
];

/// The board of that name, or what names there are.
pub fn find(name: &str) -> anyhow::Result<&'static DeskBoard> {
    DESK.iter().find(|board| board.name == name).ok_or_else(|| {
        let names = DESK.each_ref().map(|board| board.name).join(", ");
        anyhow::anyhow!("no board is called {name:?}; allowed: {names}")
    })
}
