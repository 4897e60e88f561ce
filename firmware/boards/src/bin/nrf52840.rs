//! nRF52840-DK: its debugger's serial line, on pins 6 and 8; an LSM6DSV16X, if one is wired to SDA and SCL of its Arduino
//! header, pins 26 and 27.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_nrf::{
    bind_interrupts,
    buffered_uarte::{BufferedUarte, InterruptHandler},
    nvmc::Nvmc,
    pac, peripherals, twim,
    uarte::{Baudrate, Config},
    wdt::{self, Watchdog},
};
use static_cell::ConstStaticCell;
use thalweg_boards::{Buffers, Chip, Imu, SLOT, Slot, WATCHDOG_SECONDS, run};

/// Behind the program, which has the first half.
static SLOTS: [Slot; 20] = Slot::ring(512 << 10, SLOT);

/// What is sent from flash goes through it, as the wires read RAM alone.
static FROM_FLASH: ConstStaticCell<[u8; 16]> = ConstStaticCell::new([0; 16]);

bind_interrupts!(struct Interrupts {
    TWISPI0 => twim::InterruptHandler<peripherals::TWISPI0>;
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
    let (mut wires, from_flash) = (twim::Config::default(), FROM_FLASH.take());
    wires.frequency = twim::Frequency::K400;
    let (sda, scl) = (board.P0_26, board.P0_27);
    let bus = twim::Twim::new(board.TWISPI0, Interrupts, sda, scl, wires, from_flash);
    run(line, Nvmc::new(board.NVMC), &SLOTS, chip, Imu::new(bus)).await;
}
