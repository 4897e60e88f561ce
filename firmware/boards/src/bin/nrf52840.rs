//! nRF52840-DK: its debugger's serial line, on pins 6 and 8.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_nrf::{
    bind_interrupts,
    buffered_uarte::{BufferedUarte, InterruptHandler},
    nvmc::Nvmc,
    pac, peripherals,
    uarte::{Baudrate, Config},
    wdt::{self, Watchdog},
};
use thalweg_boards::{Buffers, Chip, SLOT, Slot, WATCHDOG_SECONDS, run};

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
    let by_watchdog = pac::POWER.resetreas().read().dog();
    pac::POWER.resetreas().write(|reasons| reasons.set_dog(true)); // which clears it
    let mut patience = wdt::Config::default();
    patience.timeout_ticks = WATCHDOG_SECONDS << 15;
    let Ok((_, [mut watchdog])) = Watchdog::try_new(board.WDT, patience) else {
        panic!("another program's watchdog runs");
    };
    let chip = Chip::<64, 10_000, _>::new(by_watchdog, || watchdog.pet());
    run(line, Nvmc::new(board.NVMC), &SLOTS, chip).await;
}
