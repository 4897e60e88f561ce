//! What a host and the watch tell each other over a serial line, and how it is framed.
//!
//! A message is encoded by postcard, closed by a CRC-32C and framed by COBS with a zero byte between frames, so
//! that a damaged frame is found and costs one frame, never the ones after it. Commands are numbered; the watch
//! carries out each once and in order, and says with everything that it tells which number it expects next:
//!
//! ```text
//! host   ── Hello 0 ── Recording 1 ── Samples 2 ── Samples 3 ─✗  Samples 4 ──            ── Samples 3 ── Samples 4 ──▶
//! watch  ◀────── Taken: next 1 ── next 2 ── next 3 ────────────── Again: next 3 ──────────────── next 4 ── next 5 ──
//! ```
//!
//! - Of frames that are not yet taken the host has at most [`WINDOW`] on the way, so a watch that trains or saves
//!   needs no more room than that, and a line without flow control loses nothing for good.
//! - A lost, damaged, doubled or late frame changes nothing and is [counted](Counters). [`Receiver`] is the watch's
//!   side, [`Sender`] the host's; both know neither time nor a line, so that every loss can be tested.
//! - A conversation has a number of its own, so what a former one left in the line is told apart.
//!
//! **Nothing is authenticated.** A CRC finds what a line damages, not what a stranger forges: whoever can write to
//! the line can teach wrong labels, read the parameters and set others. Where that matters, a MAC over the
//! bytes between header and CRC belongs into [`Packet::encode`] and [`Decoder::push`], with a key that host and watch
//! share, and the numbers of conversation and frame under it, so that nothing can be replayed; and a signature over
//! parameters and recipes that come through a gateway, checked before [`Command::Adopt`] takes effect.

mod command;
mod decoder;
mod packet;
mod receiver;
mod reply;
mod sender;
mod took;

pub use command::{BATCH, CHUNK, Command, LOG, Purpose, VALUES};
pub use decoder::{Decoder, WireError};
pub use packet::{Answer, FRAME, Packet, encode};
pub use receiver::{Counters, Heard, Receiver};
pub use reply::{Refusal, Reply, Status, Stranger};
pub use sender::{Heeded, Sender};
pub use took::Took;

/// How many frames may be on the way that are not yet taken.
pub const WINDOW: usize = 4;
/// The version of the protocol, which [`Command::Hello`] states.
pub const VERSION: u8 = 6;
