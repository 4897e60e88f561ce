//! Nucleo-F446RE: its debugger's serial line, USART2 on PA2 and PA3.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_stm32::{
    bind_interrupts,
    flash::Flash,
    peripherals,
    usart::{BufferedInterruptHandler, BufferedUart, Config},
};
use thalweg_boards::{BAUD, Buffers, Chip, Slot, run};

/// The last two sectors: an erase of one stops the processor for a second or two.
static SLOTS: [Slot; 2] = Slot::ring(256 << 10, 128 << 10);

bind_interrupts!(struct Interrupts {
    USART2 => BufferedInterruptHandler<peripherals::USART2>;
});

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let board = embassy_stm32::init(Default::default()); // 16 MHz of its own oscillator
    let Buffers { tx, rx } = Buffers::take();
    let mut config = Config::default();
    config.baudrate = BAUD;
    let (uart, tx_pin, rx_pin) = (board.USART2, board.PA2, board.PA3);
    let Ok(line) = BufferedUart::new(uart, rx_pin, tx_pin, tx, rx, Interrupts, config) else {
        panic!("the serial line cannot be set up");
    };
    let flash = Flash::new_blocking(board.FLASH);
    run(line, flash, &SLOTS, Chip::<16, 10_000>).await;
}
