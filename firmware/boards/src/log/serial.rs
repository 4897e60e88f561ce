//! defmt's log in RAM that outlives a reset, so that a host hears why the board has started anew.

use core::{cell::UnsafeCell, mem::MaybeUninit};
use critical_section::{CriticalSection, RestoreState, acquire, release};
use defmt::{Encoder, Logger};
use thalweg_app::LogRing;

/// For some ten messages.
type Ring = LogRing<512>;

/// What is reached within a critical section alone.
struct Guarded<T>(UnsafeCell<T>);

#[allow(unsafe_code)]
// SAFETY: as its name says.
unsafe impl<T> Sync for Guarded<T> {}

#[allow(unsafe_code)]
// SAFETY: the section is cortex-m-rt's, for variables that start-up code leaves as they are.
#[unsafe(link_section = ".uninit.log")]
static KEPT: Guarded<MaybeUninit<Ring>> = Guarded(UnsafeCell::new(MaybeUninit::uninit()));

/// How the section ends in which a message is written, and what encodes it.
static WRITING: Guarded<(RestoreState, Encoder)> =
    Guarded(UnsafeCell::new((RestoreState::invalid(), Encoder::new())));

/// Lets `act` have what a critical section guards.
fn with<T, R>(_: CriticalSection<'_>, guarded: &Guarded<T>, act: impl FnOnce(&mut T) -> R) -> R {
    #[allow(unsafe_code)]
    // SAFETY: nobody else is in the section, and no `act` of this file asks for the same again.
    act(unsafe { &mut *guarded.0.get() })
}

fn ring<R>(section: CriticalSection<'_>, act: impl FnOnce(&mut Ring) -> R) -> R {
    with(section, &KEPT, |kept| {
        #[allow(unsafe_code)]
        // SAFETY: numbers alone, for which any bits are right, and RAM holds some from the start.
        act(unsafe { kept.assume_init_mut() })
    })
}

#[defmt::global_logger]
struct SerialLog;

#[allow(unsafe_code)]
impl SerialLog {
    /// Of a message that is being written.
    fn section<'s>() -> CriticalSection<'s> {
        // SAFETY: defmt writes between `acquire` and `release` alone.
        unsafe { CriticalSection::new() }
    }

    fn encode(act: impl FnOnce(&mut Encoder, &mut dyn FnMut(&[u8]))) {
        let section = Self::section();
        with(section, &WRITING, |(_, encoder)| {
            act(encoder, &mut |bytes| ring(section, |ring| ring.write(bytes)));
        });
    }
}

#[allow(unsafe_code)]
// SAFETY: a critical section is held from `acquire` to `release`, so that no two messages are written at once.
unsafe impl Logger for SerialLog {
    fn acquire() {
        // SAFETY: released in `release`, which defmt calls once for each call of this.
        let state = unsafe { acquire() };
        with(Self::section(), &WRITING, |writing| writing.0 = state);
        ring(Self::section(), Ring::begin);
        Self::encode(|encoder, write| encoder.start_frame(write));
    }

    unsafe fn flush() {}

    unsafe fn write(bytes: &[u8]) {
        Self::encode(|encoder, write| encoder.write(bytes, write));
    }

    unsafe fn release() {
        Self::encode(|encoder, write| encoder.end_frame(write));
        ring(Self::section(), Ring::end);
        let state = with(Self::section(), &WRITING, |writing| writing.0);
        // SAFETY: the state of the `acquire` before.
        unsafe { release(state) };
    }
}

/// Takes what has been logged, as bytes of defmt's stream.
pub(crate) fn take(room: &mut [u8]) -> usize {
    let (taken, left_out) = critical_section::with(|section| {
        ring(section, |ring| {
            let taken = ring.take(room);
            // It is said when there is room to say it.
            (taken, if taken == 0 { ring.take_left_out() } else { 0 })
        })
    });
    if left_out > 0 {
        defmt::warn!("{=u32} messages had no room", left_out);
        return critical_section::with(|section| ring(section, |ring| ring.take(room)));
    }
    taken
}
