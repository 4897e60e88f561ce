//! The one session of a device, in statics.

use static_cell::{ConstStaticCell, StaticCell};
use thalweg_watch::{AdapterMemory, Error, PARAMETERS, PRETRAINED, Session, Settings};

/// A session whose optimizer keeps its state in a static.
pub type Watch = Session<'static, &'static mut [f32; PARAMETERS]>;

/// Statics, so that what the watch needs is known when it is linked.
static SESSION: StaticCell<Result<Watch, Error>> = StaticCell::new();
static MEMORY: ConstStaticCell<AdapterMemory> = ConstStaticCell::new(AdapterMemory::ZERO);

/// The session, made where it stays: what is built on the way is on the stack no longer than that.
///
/// # Errors
/// A setting out of its range.
///
/// # Panics
/// The second time.
#[inline(never)]
pub fn session() -> Result<&'static mut Watch, Error> {
    SESSION
        .init_with(|| Session::lend(&PRETRAINED, Settings::DEFAULT, MEMORY.take()))
        .as_mut()
        .map_err(|error| *error)
}
