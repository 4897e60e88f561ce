//! The host's side of the line: what is not yet taken is kept, and sent again.

use super::{Answer, Command, Packet, Reply, WINDOW};
use heapless::Deque;

/// Numbers commands and keeps those that the watch has not yet taken.
///
/// ```
/// use thalweg_watch::wire::{Answer, Command, Heeded, Reply, Sender};
/// let mut sender = Sender::new(7);
/// let packet = sender.push(Command::Adapt).unwrap();
/// assert_eq!(packet.number, 0);
/// let taken = Answer { session: 7, next: 1, reply: Reply::Taken };
/// assert_eq!(sender.unheard().count(), 1);
/// assert_eq!(sender.hear(&taken), Heeded::Taken);
/// assert_eq!(sender.unheard().count(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Sender {
    session: u16,
    /// The number of the first that is not yet taken.
    first: u16,
    waiting: Deque<Command, WINDOW>,
}

/// What a host does about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heeded {
    /// Nothing: it is of another conversation, or says nothing new of the numbers.
    Nothing,
    /// Commands were taken: there is room for others.
    Taken,
    /// Send again what is [unheard](Sender::unheard).
    Again,
}

impl Sender {
    /// A conversation of that number: one that the watch has not heard lately.
    pub const fn new(session: u16) -> Self {
        Self { session, first: 0, waiting: Deque::new() }
    }

    /// The frame of the next command; `None` if as many as may be are on the way.
    pub fn push(&mut self, command: Command) -> Option<Packet> {
        let number = self.first.wrapping_add(self.waiting.len() as u16);
        self.waiting.push_back(command.clone()).ok()?;
        Some(Packet { session: self.session, number, command })
    }

    /// Heeds which number the watch expects.
    pub fn hear(&mut self, answer: &Answer) -> Heeded {
        let taken = usize::from(answer.next.wrapping_sub(self.first));
        if answer.session != self.session || taken > self.waiting.len() {
            return Heeded::Nothing;
        }
        for _ in 0..taken {
            self.waiting.pop_front();
        }
        self.first = answer.next;
        match answer.reply {
            Reply::Again if !self.waiting.is_empty() => Heeded::Again,
            _ if taken > 0 => Heeded::Taken,
            _ => Heeded::Nothing,
        }
    }

    /// What is not yet taken, in order: to be sent again if nothing is heard for a while.
    pub fn unheard(&self) -> impl Iterator<Item = Packet> {
        let numbers = (0..).map(|i| self.first.wrapping_add(i));
        let session = self.session;
        numbers.zip(&self.waiting).map(move |(number, command)| Packet {
            session,
            number,
            command: command.clone(),
        })
    }

    /// The number of the conversation.
    pub const fn session(&self) -> u16 {
        self.session
    }

    /// Whether another command may be sent.
    pub fn has_room(&self) -> bool {
        !self.waiting.is_full()
    }

    /// Whether everything was taken.
    pub fn is_done(&self) -> bool {
        self.waiting.is_empty()
    }
}
