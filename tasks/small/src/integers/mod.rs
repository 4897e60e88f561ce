//! What the tasks wholly in integers share: what a device knows, its network, and how it is tuned.
//!
//! Floats are only what comes over the line and goes back; they are taken apart and put together by their bits, so that no
//! routine in place of a float instruction is linked.

mod course;
mod known;
mod network;
pub(crate) mod numbers;
mod one_hidden;

pub use course::{Course, CourseMemory, Plan};
pub use known::Known;
pub use network::{Features, Network};
pub use one_hidden::OneHidden;
