//! The watch's application, the same on every board: it listens to a serial line, adapts in slices and reports.
//!
//! A board lends it a line ([`embedded_io_async`]), a timer ([`embedded_hal_async::delay`]) and what only a board
//! knows of itself ([`Board`]). On the host it runs over any pair of pipes, which is how it is tested.
#![no_std]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod app;
mod board;
mod fed;
mod log_ring;
mod ram_flash;
mod saves;
mod session;
mod source;
mod subnormals;
mod task_app;

pub use app::App;
pub use board::Board;
pub use log_ring::LogRing;
pub use ram_flash::RamFlash;
pub use saves::{LONGEST, SAVED_EVERY, SLOT, saved_every, slot};
pub use session::{Watch, session};
pub use source::{NoSource, Reading, Source};
pub use subnormals::keeps_subnormals;
pub use task_app::TaskApp;
pub use thalweg::checkpoint::{MaxLength, store::Slot};
pub use thalweg_watch::Sample;
