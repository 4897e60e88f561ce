//! nRF52840-DK: its debugger's serial line, on pins 6 and 8.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_nrf::{
    bind_interrupts,
    buffered_uarte::{BufferedUarte, InterruptHandler},
    nvmc::Nvmc,
    peripherals,
    uarte::{Baudrate, Config},
};
use thalweg_boards::{Buffers, Chip, SLOT, Slot, run};

/// Behind the program, which has the first half.
static SLOTS: [Slot; 20] = Slot::ring(512 << 10, SLOT);

bind_interrupts!(struct Interrupts {
    UARTE0 => InterruptHandler<peripherals::UARTE0>;
});

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let board = embassy_nrf::init(Default::default());
    let Buffers { tx, rx } = Buffers::take();
    let mut config = Config::default();
    config.baudrate = Baudrate::Baud460800;
    let line = BufferedUarte::new(
        board.UARTE0,
        board.TIMER0,
        board.PPI_CH0,
        board.PPI_CH1,
        board.PPI_GROUP0,
        board.P0_08,
        board.P0_06,
        Interrupts,
        config,
        rx,
        tx,
    );
    run(line, Nvmc::new(board.NVMC), &SLOTS, Chip::<64, 10_000>).await;
}
