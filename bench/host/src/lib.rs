//! The benchmark on the host: a step beside the same step written by hand, in one run.
//!
//! Another benchmark brings contestants of its own and lets them run in a [`Contest`] with these.

mod contest;
pub mod divider;
pub mod hand;
pub mod memory;
mod ours;

pub use contest::{Contest, Contestant};
pub use ours::{bits, guarded, unguarded};
pub use thalweg_catalogue::numbers::LENGTHS;

/// Runs `work` with a stack on which an optimizer of the largest length has room.
///
/// # Panics
/// When `work` does, or when the system grants no thread.
pub fn roomy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work);
    thread.expect("the system grants a thread").join().expect("the benchmark does not panic")
}
