//! Raspberry Pi Pico: UART0 on pins 0 and 1.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_rp::{
    bind_interrupts,
    flash::{Blocking, Flash},
    peripherals,
    uart::{BufferedInterruptHandler, BufferedUart, Config},
    watchdog::{ResetReason, Watchdog},
};
use embassy_time::Duration;
use thalweg_boards::{BAUD, Buffers, Chip, NoSource, SLOT, Slot, WATCHDOG_SECONDS, run};

const FLASH: usize = 2 << 20;
/// Behind the program, which has the first MB.
static SLOTS: [Slot; 20] = Slot::ring(1 << 20, SLOT);

bind_interrupts!(struct Interrupts {
    UART0_IRQ => BufferedInterruptHandler<peripherals::UART0>;
});

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let board = embassy_rp::init(Default::default());
    let Buffers { tx, rx } = Buffers::take();
    let mut config = Config::default();
    config.baudrate = BAUD;
    let (uart, tx_pin, rx_pin) = (board.UART0, board.PIN_0, board.PIN_1);
    let line = BufferedUart::new(uart, tx_pin, rx_pin, Interrupts, tx, rx, config);
    let flash = Flash::<_, Blocking, FLASH>::new_blocking(board.FLASH);
    let mut watchdog = Watchdog::new(board.WATCHDOG);
    let by_watchdog = watchdog.reset_reason() == Some(ResetReason::TimedOut);
    let patience = Duration::from_secs(WATCHDOG_SECONDS.into());
    watchdog.start(patience);
    let chip = Chip::<125, 100_000, _>::new(by_watchdog, || watchdog.feed(patience));
    run(line, flash, &SLOTS, chip, NoSource).await;
}
