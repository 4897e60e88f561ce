//! Nucleo-F446RE: its debugger's serial line, USART2 on PA2 and PA3.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_stm32::{
    bind_interrupts,
    flash::Flash,
    pac, peripherals,
    usart::{BufferedInterruptHandler, BufferedUart, Config},
    wdg::IndependentWatchdog,
};
use thalweg_boards::{BAUD, Buffers, Chip, NoSource, Slot, WATCHDOG_SECONDS, run};

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
    let by_watchdog = pac::RCC.csr().read().wdgrstf();
    pac::RCC.csr().modify(|flags| flags.set_rmvf(true)); // which clears it
    let mut watchdog = IndependentWatchdog::new(board.IWDG, WATCHDOG_SECONDS * 1_000_000);
    watchdog.unleash();
    let chip = Chip::<16, 10_000, _>::new(by_watchdog, || watchdog.pet());
    run(line, flash, &SLOTS, chip, NoSource).await;
}
