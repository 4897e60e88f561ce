//! Whom a script is played to: a board over its serial line, or the same code here.

use crate::emulator::Running;
use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};
use thalweg_tasks::{
    Progress, Task, carry_out,
    wire::{Answer, Command, Cost, Counted, Question, Reply},
};
use thalweg_watch::wire::{Decoder, FRAME, encode};

/// How long a device may be silent before it is asked again, and in all.
const AGAIN: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who does what is asked; `told` hears of the steps.
pub(super) trait Desk {
    fn ask(&mut self, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<Reply>;
}

/// A board at the end of a line.
pub(super) struct Remote {
    line: TcpStream,
    decoder: Decoder,
    number: u16,
    /// Frames that were sent once more.
    pub(super) again: u32,
    /// Frames of the device that arrived damaged.
    pub(super) damaged_answers: u32,
}

impl Remote {
    pub(super) fn new(line: TcpStream) -> Result<Self> {
        line.set_read_timeout(Some(AGAIN))?;
        Ok(Self { line, decoder: Decoder::new(), number: 0, again: 0, damaged_answers: 0 })
    }

    fn send(&mut self, command: &Command) -> Result<()> {
        let mut room = [0; FRAME];
        let question = Question { number: self.number, command: command.clone() };
        let frame = encode(&question, &mut room).context("a command is longer than a frame")?;
        self.line.write_all(frame).context("the serial line is closed")
    }

    /// What has come of the line, `None` if nothing has for a while.
    fn read(&mut self, bytes: &mut [u8]) -> Result<Option<usize>> {
        match self.line.read(bytes) {
            Ok(0) => bail!("the serial line of the device has ended"),
            Ok(length) => Ok(Some(length)),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(None)
            }
            Err(error) => Err(error).context("the serial line"),
        }
    }
}

impl Desk for Remote {
    fn ask(&mut self, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<Reply> {
        self.number = self.number.checked_add(1).unwrap_or(1);
        self.send(command)?;
        let (mut heard, mut bytes) = (Instant::now(), [0; 4096]);
        loop {
            let Some(length) = self.read(&mut bytes)? else {
                let seconds = PATIENCE.as_secs();
                ensure!(heard.elapsed() < PATIENCE, "the device is silent for {seconds} s");
                self.again += 1;
                self.send(command)?;
                continue;
            };
            heard = Instant::now();
            for &byte in &bytes[..length] {
                match self.decoder.push::<Answer>(byte) {
                    Some(Ok(Answer { number, reply: Reply::Progress(progress) }))
                        if number == self.number =>
                    {
                        told(progress);
                    }
                    Some(Ok(Answer { number, reply })) if number == self.number => {
                        return Ok(reply);
                    }
                    Some(heard @ (Ok(Answer { reply: Reply::Again, .. }) | Err(_))) => {
                        self.damaged_answers += u32::from(heard.is_err());
                        self.again += 1;
                        self.send(command)?;
                    }
                    Some(Ok(_)) | None => {}
                }
            }
        }
    }
}

/// A board whose power fails when the host hears of a step of a training.
pub(super) struct Cut {
    pub(super) desk: Remote,
    /// None after that.
    pub(super) running: Option<Running>,
    /// From 0.
    pub(super) step: u32,
    /// Steps of which the host has heard.
    pub(super) done: u32,
}

impl Desk for Cut {
    fn ask(&mut self, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<Reply> {
        let Self { desk, running, step, done } = self;
        desk.ask(command, &mut |progress| {
            *done = progress.step + 1;
            if progress.step == *step {
                *running = None;
            }
            told(progress);
        })
    }
}

/// The same code here, which counts its steps alone.
pub(super) struct Local<T> {
    task: T,
    steps: u32,
}

impl<T: Task> Local<T> {
    pub(super) const fn new(task: T) -> Self {
        Self { task, steps: 0 }
    }
}

impl<T: Task> Desk for Local<T> {
    fn ask(&mut self, command: &Command, told: &mut dyn FnMut(Progress)) -> Result<Reply> {
        let cost = Cost { steps: self.steps, ..Cost::default() };
        let counted = Counted { cost, ..Counted::default() };
        let reply = carry_out(&mut self.task, command, counted);
        if reply == Reply::Done && matches!(command, Command::Learn(_) | Command::Adapt) {
            loop {
                match self.task.step() {
                    Ok(Some(progress)) => told(progress),
                    Ok(None) => break,
                    Err(refusal) => return Ok(Reply::Refused(refusal)),
                }
                self.steps += 1;
            }
        }
        Ok(reply)
    }
}
