//! A classifier's last layer learns on the device, is saved in the middle of a batch, and goes on after a reset
//! as if there had been none.
//!
//! The program runs twice over the same samples, once to the end and once with a reset in the middle of a batch,
//! and fails if a single bit differs.
#![no_std]
#![no_main]

mod checkpoint;
mod learner;
mod panic;
mod sensor;
mod stack;

use cortex_m_semihosting::{debug, hprintln};
use embassy_executor::Spawner;
use embassy_futures::yield_now;
use learner::{Buffers, CHECKPOINT, Learner};
use sensor::Sensor;
use static_cell::ConstStaticCell;

const SAMPLES: u32 = 1600;
/// The reset: four samples of the next batch wait.
const RESET: u32 = 804;

static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::ZERO);
/// In place of a page of flash.
static FLASH: ConstStaticCell<[u8; CHECKPOINT]> = ConstStaticCell::new([0; CHECKPOINT]);

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    if let Ok(task) = learn() {
        spawner.spawn(task);
    }
}

#[embassy_executor::task]
async fn learn() {
    stack::paint();
    let found = twice(BUFFERS.take(), FLASH.take()).await;
    if let Some((right, [never_stopped, restored])) = found {
        let stack = stack::deepest();
        hprintln!(
            "stack={} right={} never_stopped={:08x} restored={:08x}",
            stack,
            right,
            never_stopped,
            restored
        );
    }
    debug::exit(match found {
        Some((_, [never_stopped, restored])) if never_stopped == restored => debug::EXIT_SUCCESS,
        _ => debug::EXIT_FAILURE,
    });
}

/// How many new samples are recognised, and the hashes of a run that never stopped and of one that was reset; `None` if
/// something was refused.
async fn twice(buffers: &mut Buffers, flash: &mut [u8; CHECKPOINT]) -> Option<(u32, [u32; 2])> {
    let mut sensor = Sensor::new();
    let mut learner = Learner::new(buffers).ok()?;
    run(&mut learner, &mut sensor, 0..SAMPLES).await?;
    let never_stopped = hash(&learner, flash)?;

    let mut sensor = Sensor::new();
    let mut learner = Learner::new(buffers).ok()?;
    run(&mut learner, &mut sensor, 0..RESET).await?;
    learner.save(flash)?;
    // The reset: whatever RAM holds is overwritten.
    let mut learner = Learner::new(buffers).ok()?;
    learner.restore(flash)?;
    run(&mut learner, &mut sensor, RESET..SAMPLES).await?;
    let right = right(&learner, &mut sensor)?;
    Some((right, [never_stopped, hash(&learner, flash)?]))
}

/// Learns from these samples; other tasks run between two of them.
async fn run(
    learner: &mut Learner<'_>,
    sensor: &mut Sensor,
    samples: core::ops::Range<u32>,
) -> Option<()> {
    for _ in samples {
        let (features, class) = sensor.next();
        learner.learn(&features, class).ok()?;
        yield_now().await;
    }
    Some(())
}

/// How many of 200 new samples are recognised.
fn right(learner: &Learner<'_>, sensor: &mut Sensor) -> Option<u32> {
    let mut right = 0;
    for _ in 0..200 {
        let (features, class) = sensor.next();
        right += u32::from(learner.classify(&features).ok()? == class);
    }
    Some(right)
}

/// Of everything that is kept (FNV-1a).
fn hash(learner: &Learner<'_>, flash: &mut [u8; CHECKPOINT]) -> Option<u32> {
    learner.save(flash)?;
    Some(
        flash
            .iter()
            .fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)),
    )
}
