//! The host's end of a serial line: bytes out, answers in.

use anyhow::{Context, Result};
use std::{
    cell::{Cell, RefCell},
    io::{self, Read, Write},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};
use thalweg_watch::wire::{Answer, Decoder, FRAME, Packet, Reply};

/// The host's end of a serial line.
pub struct Line {
    to: Box<dyn Write + Send>,
    heard: Receiver<Heard>,
    fault: Fault,
    sent: u32,
    /// Frames that arrived damaged.
    damaged: Cell<u32>,
    /// What the device has logged.
    logged: RefCell<Vec<u8>>,
}

/// What goes wrong on purpose on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// A byte of a frame is another.
    Damage,
    /// A frame does not arrive.
    Loss,
    /// A frame arrives twice.
    Double,
    /// A frame ends before its end.
    Cut,
}

/// One frame in so many goes wrong.
const FAULTY: u32 = 37;

/// What a device says, as far as the line lets us know.
enum Heard {
    Answer(Answer),
    Damaged,
}

impl Line {
    /// Over two ends of whatever carries bytes. What comes is read in the background, so that neither side waits for
    /// the other to read.
    pub fn new(to: impl Write + Send + 'static, mut from: impl Read + Send + 'static) -> Self {
        let (tell, heard) = mpsc::channel();
        thread::spawn(move || {
            let (mut buffer, mut decoder) = ([0; 4096], Decoder::new());
            // It ends with the line, or with whoever listens.
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                for answer in buffer[..length].iter().filter_map(|&byte| decoder.push(byte)) {
                    let heard = answer.map_or(Heard::Damaged, Heard::Answer);
                    if tell.send(heard).is_err() {
                        return;
                    }
                }
            }
        });
        let (to, fault, sent) = (Box::new(to), Fault::None, 0);
        Self { to, heard, fault, sent, damaged: Cell::default(), logged: RefCell::default() }
    }

    /// Makes this go wrong with some of the frames that are sent.
    pub fn spoil(&mut self, fault: Fault) {
        self.fault = fault;
    }

    /// Closes it on this side.
    pub(super) fn hang_up(&mut self) {
        self.to = Box::new(io::sink());
    }

    /// Frames that arrived damaged.
    pub(super) const fn damaged(&self) -> u32 {
        self.damaged.get()
    }

    /// What the device has logged into it, as bytes of defmt's stream.
    pub(super) fn logged(&self) -> Vec<u8> {
        self.logged.borrow().clone()
    }

    fn send_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.to.write_all(bytes).and_then(|()| self.to.flush()).context("the serial line is closed")
    }

    pub(super) fn send(&mut self, packet: &Packet) -> Result<()> {
        let mut room = [0; FRAME];
        let frame = packet.encode(&mut room).context("a command is longer than a frame")?;
        self.sent += 1;
        match self.fault {
            _ if !self.sent.is_multiple_of(FAULTY) => self.send_bytes(frame),
            Fault::None => self.send_bytes(frame),
            Fault::Loss => Ok(()),
            Fault::Double => self.send_bytes(&[frame, frame].concat()),
            Fault::Cut => self.send_bytes(&frame[..frame.len() - 2]),
            Fault::Damage => {
                let mut frame = frame.to_vec();
                let at = frame.len() / 2;
                frame[at] ^= 0x55;
                self.send_bytes(&frame)
            }
        }
    }

    /// The next answer; `None` if there is none for a while. Damaged ones are left out: they are asked for again.
    pub fn hear(&self, patience: Duration) -> Result<Option<Answer>> {
        loop {
            match self.heard.recv_timeout(patience) {
                Ok(Heard::Answer(answer)) => {
                    if let Reply::Logged { bytes } = &answer.reply {
                        self.logged.borrow_mut().extend(bytes);
                    }
                    return Ok(Some(answer));
                }
                Ok(Heard::Damaged) => self.damaged.set(self.damaged.get() + 1),
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => {
                    anyhow::bail!("the serial line of the device has ended")
                }
            }
        }
    }
}
