//! The watch's side of the line: each command once, and in order.

use super::{Command, Packet, WINDOW};
use serde::{Deserialize, Serialize};

/// What has gone wrong on the line, and changed nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Counters {
    /// Frames that arrived damaged or were cut.
    pub damaged: u32,
    /// Gaps in the numbers: frames that did not arrive, or not yet.
    pub lost: u32,
    /// Frames that were taken before, or belong to another conversation.
    pub doubled: u32,
}

/// What is to be done with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Heard {
    /// It is the next: carry it out, and [`take`](Receiver::take) it.
    Next,
    /// It was taken before, and the host has not heard so: say which is the next.
    Doubled,
    /// One before it is missing: say which is the next.
    Gap,
    /// It belongs to no conversation that has begun.
    Stray,
}

/// Keeps count of the numbers of commands.
///
/// ```
/// use thalweg_watch::wire::{Command, Heard, Packet, Receiver, VERSION};
/// let packet = |number, command| Packet { session: 7, number, command };
/// let mut receiver = Receiver::new();
/// let hello = packet(0, Command::Hello { version: VERSION });
/// assert_eq!(receiver.hear(&packet(1, Command::Adapt)), Heard::Stray);
/// assert_eq!(receiver.hear(&hello), Heard::Next);
/// receiver.take();
/// assert_eq!(receiver.hear(&hello), Heard::Doubled);
/// assert_eq!(receiver.hear(&packet(2, Command::Adapt)), Heard::Gap);
/// assert_eq!(receiver.hear(&packet(1, Command::Adapt)), Heard::Next);
/// assert_eq!((receiver.counters().doubled, receiver.counters().lost), (2, 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Receiver {
    session: Option<u16>,
    next: u16,
    /// A gap is counted once, however many frames stand behind it.
    gap: bool,
    counters: Counters,
}

impl Receiver {
    /// Before any conversation.
    pub const fn new() -> Self {
        let counters = Counters { damaged: 0, lost: 0, doubled: 0 };
        Self { session: None, next: 0, gap: false, counters }
    }

    /// What is to be done with a frame; the first [`Command::Hello`] of a conversation begins it.
    pub fn hear(&mut self, packet: &Packet) -> Heard {
        let hello = packet.number == 0 && matches!(packet.command, Command::Hello { .. });
        if hello && self.session != Some(packet.session) {
            (self.session, self.next, self.gap) = (Some(packet.session), 0, false);
        }
        let ahead = packet.number.wrapping_sub(self.next);
        if self.session != Some(packet.session) {
            self.counters.doubled = self.counters.doubled.saturating_add(1);
            Heard::Stray
        } else if ahead == 0 {
            Heard::Next
        } else if usize::from(ahead) < WINDOW {
            self.counters.lost = self.counters.lost.saturating_add(u32::from(!self.gap));
            self.gap = true;
            Heard::Gap
        } else {
            self.counters.doubled = self.counters.doubled.saturating_add(1);
            Heard::Doubled
        }
    }

    /// The command that was [next](Heard::Next) has been carried out or refused.
    pub const fn take(&mut self) {
        self.next = self.next.wrapping_add(1);
        self.gap = false;
    }

    /// A frame arrived damaged, or was cut.
    pub const fn damaged(&mut self) {
        self.counters.damaged = self.counters.damaged.saturating_add(1);
    }

    /// The conversation, and the number that is expected next: what every answer states.
    pub const fn expects(&self) -> (u16, u16) {
        let session = match self.session {
            Some(session) => session,
            None => 0,
        };
        (session, self.next)
    }

    /// What has gone wrong so far.
    pub const fn counters(&self) -> Counters {
        self.counters
    }
}
