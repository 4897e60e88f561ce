//! The one session of a device, in statics.

use static_cell::{ConstStaticCell, StaticCell};
use thalweg_watch::{AdapterMemory, Error, PARAMETERS, PRETRAINED, Session, Settings};

/// A session whose buffers, and its optimizer's state, are in a static.
pub type Watch = Session<'static, &'static mut [f32; PARAMETERS]>;

/// Statics, so that what the watch needs is known when it is linked.
static SESSION: StaticCell<Result<Watch, Error>> = StaticCell::new();
static MEMORY: ConstStaticCell<AdapterMemory> = ConstStaticCell::new(AdapterMemory::ZERO);

/// The session, over statics: what is made on the stack and moved is small.
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
