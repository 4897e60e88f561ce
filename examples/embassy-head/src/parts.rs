//! A large model learns in parts, while another task never waits long.
//!
//! 10,000 parameters, AdamW behind a guard and a clip by the global norm; gradients of ordinary size, subnormal
//! ones, ones whose squares overflow, so that everything is looked at once more, and one that is refused. The
//! sensor's task notes the longest time in which it did not run; the program fails if that is more than 5,000
//! instructions.
#![no_std]
#![no_main]

mod panic;

use core::sync::atomic::{AtomicU32, Ordering};
use cortex_m::peripheral::{Peripherals, SYST, syst::SystClkSource};
use cortex_m_semihosting::{debug, hprintln};
use embassy_executor::Spawner;
use embassy_futures::yield_now;
use static_cell::ConstStaticCell;
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    group::Whole,
    optimizer::{AdamW, Memory, Optimizer, Outcome},
};

const N: usize = 10_000;
/// Steps with gradients of this size.
const STEPS: usize = 5;
const SIZES: [(f32, Outcome); 4] = [
    (1.0, Outcome::Applied),
    (1e-42, Outcome::Applied),
    (5e18, Outcome::Applied),
    (f32::NAN, Outcome::Skipped),
];
/// Parameters a part. Embassy polls what is ready in turn, now one first and then the other: two parts may
/// follow each other before the other task has its turn.
const PART: usize = 24;
/// Instructions that the other task may have to wait.
const ALLOWED: u32 = 5_000;
/// The board's timer ticks once in so many, as QEMU counts with `-icount shift=0`.
const TICK: u32 = 40;
const RELOAD: u32 = 0x00ff_ffff;

struct Buffers {
    optimizer: Memory<AdamW, [f32; N]>,
    parameters: [f32; N],
    gradient: [f32; N],
}

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers {
    optimizer: Memory::ZERO,
    parameters: [0.0; N],
    gradient: [0.0; N],
});
/// Ticks between two turns of the sensor's task, at most.
static LONGEST: AtomicU32 = AtomicU32::new(0);

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    if let (Some(peripherals), Ok(sense), Ok(learn)) = (Peripherals::take(), sense(), learn()) {
        let mut timer = peripherals.SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(RELOAD);
        timer.clear_current();
        timer.enable_counter();
        spawner.spawn(sense);
        spawner.spawn(learn);
    }
}

/// In place of a task that reads a sensor, again and again.
#[embassy_executor::task]
async fn sense() {
    let mut last = SYST::get_current();
    loop {
        yield_now().await;
        let now = SYST::get_current();
        LONGEST.fetch_max(last.wrapping_sub(now) & RELOAD, Ordering::Relaxed);
        last = now;
    }
}

#[embassy_executor::task]
async fn learn() {
    let gap = gap(BUFFERS.take()).await;
    if let Ok(Some((whole, parts))) = gap {
        hprintln!("n={} whole={} parts={} allowed={}", N, whole, parts, ALLOWED);
    }
    let passed = gap.is_ok_and(|gap| gap.is_some_and(|(_, parts)| parts <= ALLOWED));
    debug::exit(if passed { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
}

/// The longest wait of the other task for a whole step, and for one in parts; none if no step was taken.
async fn gap(buffers: &mut Buffers) -> Result<Option<(u32, u32)>, Error> {
    let Buffers { optimizer, parameters, gradient } = buffers;
    let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
    let mut optimizer = Optimizer::lend_grouped(AdamW::DEFAULT, chain, Whole, optimizer)?;
    fill(gradient, 1.0);
    waited().await;
    optimizer.step(parameters, gradient, 0.001)?;
    let whole = waited().await;
    let mut parts = 0;
    for (size, outcome) in SIZES {
        fill(gradient, size);
        waited().await;
        for _ in 0..STEPS {
            let mut step = optimizer.begin(parameters, gradient, 0.001)?;
            while !step.advance(PART) {
                yield_now().await;
            }
            if step.finish() != outcome {
                return Ok(None);
            }
            yield_now().await;
        }
        parts = parts.max(waited().await);
    }
    Ok(Some((whole, parts)))
}

/// Gradients of this size.
fn fill(gradient: &mut [f32; N], size: f32) {
    for (i, g) in gradient.iter_mut().enumerate() {
        *g = size * ((i % 7) as f32 - 3.0);
    }
}

/// Instructions that the other task had to wait since this was called before, at most.
async fn waited() -> u32 {
    yield_now().await;
    yield_now().await;
    // What ends within a tick may have taken one more.
    (LONGEST.swap(0, Ordering::Relaxed) + 1) * TICK
}
